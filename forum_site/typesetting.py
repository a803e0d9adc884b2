"""Sets plain data as a tagged PDF (PDF/UA-1) with typst, whatever letters people wrote with."""

import json
import re
import unicodedata
from datetime import datetime
from pathlib import Path

MISSING = "\u25a1"  # a square in the place of a letter that the typeface does not have
# No typeface that comes with typst has what lies beyond: CJK, Hangul, most emoji. Below, it is asked letter by letter.
_BEYOND = re.compile("[\u2e80-\ud7ff\ue000-\ufaff\ufe00-\ufe0f\ufe30-\ufffc\U00010000-\U0010ffff]")
_LACKS = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)
MOST_TRIES = 80


class NotSet(Exception):
    """The document could not be set; its message says why, for the log."""


def set_pdf(form: Path, data: dict, *, at: datetime) -> tuple[bytes, bool]:
    """Return the data as a PDF, and whether letters had to be replaced by squares.

    `form`: a typst file that reads `data` as JSON. The same data set at the same moment `at` gives the same bytes.
    Raises NotSet.
    """
    text = json.dumps(data, ensure_ascii=False)
    plain = _BEYOND.sub(
        MISSING, "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    )
    for _try in range(MOST_TRIES):
        try:
            return _compile(form, plain, at), MISSING in plain
        except RuntimeError as error:
            lacking = _LACKS.search(str(error))
            if lacking is None:
                raise NotSet(str(error)) from error
            run = lacking[1].encode().decode("unicode_escape") if "\\u" in lacking[1] else lacking[1]
            before = plain
            for letter in set(run) - set(MISSING):
                if ord(letter) > 0x7E:
                    plain = plain.replace(letter, MISSING)
            if plain == before:
                raise NotSet(str(error)) from error
    raise NotSet("Too many letters that the typeface does not have.")


def _compile(form: Path, text: str, at: datetime) -> bytes:
    import typst  # only where something is set: it takes megabytes of each process

    return typst.compile(
        str(form),
        root=str(form.parent),
        format="pdf",
        sys_inputs={"data": text},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=int(at.timestamp()),
    )
