"""The texts of the interface: gathered from the code, kept in a .po file, compiled; no gettext program is needed.

    python -m forum_site.translations compile         the .po into the .mo that Django reads
    python -m forum_site.translations gather          put new texts into the .po, take out those that are gone
    python -m forum_site.translations check           name what is missing, fuzzy, obsolete or has other placeholders
    python -m forum_site.translations merge FILE ...   take over translations from other .po files

`extra.pot` names texts of Django and allauth that residents see and whose own Indonesian is missing or poor. What
Wagtail's own Indonesian lacks (two thirds of what staff see in the administration) is found by itself.
"""

import ast
import io
import itertools
import os
import re
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import polib

CHECKOUT = Path(__file__).resolve().parent.parent
APPS = ("forum_site", "accounts", "directory", "events", "consultations", "demo")
LOCALE = CHECKOUT / "forum_site" / "locale"
CATALOGUE = LOCALE / "id" / "LC_MESSAGES" / "django.po"
EXTRA = LOCALE / "extra.pot"
SCRIPTS = "djangojs"  # the catalogue that Wagtail's scripts read; of ours it gets what they lack
# Wagtail's packages that we use, by their folders.
WAGTAIL = (
    "admin",
    "",
    "images",
    "documents",
    "snippets",
    "users",
    "sites",
    "contrib/redirects",
    "embeds",
    "locales",
    "search",
)

METADATA = {
    "Project-Id-Version": "Rembuk",
    "Language": "id",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
# Function: which argument is the context, the text, the plural.
FUNCTIONS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
CALL = re.compile(r"\b(?:n?p?gettext|_)\(")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdr]|\{\w*\}")


class Message(NamedTuple):
    """One text to translate; `context` and `plural` are "" where there is none."""

    context: str
    text: str
    plural: str = ""


# --- Gathering ------------------------------------------------------------------------------------


def messages_in_code() -> dict[Message, str]:
    """Return every text that our code and templates hand to gettext, and the first place where each stands."""
    found: dict[Message, str] = {}
    for path, read in _sources():
        place = str(path.relative_to(CHECKOUT))
        for message in read(path.read_text()):
            # The same text with and without a plural is one entry: the one with the plural serves both.
            single = message._replace(plural="")
            if message.plural and single in found:
                del found[single]
            if not any(other[:2] == message[:2] for other in (found if not message.plural else ())):
                found.setdefault(message, place)
    return found


def _sources():
    for app in APPS:
        for path in sorted((CHECKOUT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, _in_python
    for path in sorted((CHECKOUT / "templates").rglob("*")):
        if path.is_file() and path.suffix in {".html", ".txt", ".xml"}:
            yield path, _in_jinja if "jinja2" in path.parts else _in_template


def _in_python(text: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and (message := _from_call(node)):
            yield message


def _from_call(node: ast.Call) -> Message | None:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    places = FUNCTIONS.get(re.sub(r"_(lazy|noop)$", "", name))
    if places is None:
        return None
    parts = []
    for place in places:
        argument = node.args[place] if place is not None and place < len(node.args) else None
        constant = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        parts.append(argument.value if constant else "")
    return Message(*parts) if parts[1] else None


def _in_template(text: str) -> Iterator[Message]:
    from django.utils.translation.template import templatize

    source = templatize(text)  # calls of gettext among X's
    for match in CALL.finditer(source):
        for end in (close.end() for close in re.finditer(r"\)", source[match.start() :])):
            try:
                node = ast.parse(source[match.start() : match.start() + end], mode="eval").body
            except (SyntaxError, ValueError):
                continue
            if message := _from_call(node):
                yield message
            break


def _in_jinja(text: str) -> Iterator[Message]:
    from jinja2.ext import babel_extract

    options = {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true", "silent": "false"}
    for _line, name, texts, _comments in babel_extract(
        io.BytesIO(text.encode()), list(FUNCTIONS), [], options
    ):
        texts = (texts,) if isinstance(texts, str) else texts
        parts = [
            texts[place] if place is not None and place < len(texts) else "" for place in FUNCTIONS[name]
        ]
        if parts[1]:
            yield Message(*(part or "" for part in parts))


def _extra() -> dict[Message, str]:
    if not EXTRA.exists():
        return {}
    return {_key(entry): EXTRA.name for entry in polib.pofile(str(EXTRA))}


def _lacking_in_wagtail(*domains: str) -> dict[Message, str]:
    """Return the texts of Wagtail that its own Indonesian catalogues lack; of two with and without a plural, one."""
    [root] = find_spec("wagtail").submodule_search_locations
    found: dict[tuple, Message] = {}
    for folder, domain in itertools.product(WAGTAIL, domains):
        source = Path(root, folder, "locale", "en", "LC_MESSAGES", f"{domain}.po")
        theirs = Path(root, folder, "locale", "id_ID", "LC_MESSAGES", f"{domain}.po")
        known = polib.pofile(str(theirs)) if theirs.exists() else []
        translated = {(entry.msgctxt, entry.msgid) for entry in known if _translation(entry)}
        for entry in polib.pofile(str(source)) if source.exists() else []:
            message = _key(entry)
            if (entry.msgctxt, entry.msgid) not in translated and (
                message.plural or message[:2] not in found
            ):
                found[message[:2]] = message
    return dict.fromkeys(found.values(), "wagtail")


def _wanted() -> dict[Message, str]:
    """Return all that the catalogue must have; where our text and Wagtail's differ in the plural alone, ours."""
    ours = messages_in_code() | _extra()
    texts = {message[:2] for message in ours}
    theirs = _lacking_in_wagtail("django", SCRIPTS)
    return ours | {message: place for message, place in theirs.items() if message[:2] not in texts}


# --- The catalogue --------------------------------------------------------------------------------


def _key(entry: polib.POEntry) -> Message:
    return Message(entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def _open() -> polib.POFile:
    catalogue = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else polib.POFile()
    catalogue.metadata = METADATA
    catalogue.wrapwidth = 110
    return catalogue


def _save(catalogue: polib.POFile) -> None:
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue.sort(key=lambda entry: (entry.msgid.casefold(), entry.msgid, entry.msgctxt or ""))
    catalogue.save(str(CATALOGUE))


def _entry(message: Message, translation: str = "") -> polib.POEntry:
    entry = polib.POEntry(msgid=message.text, msgctxt=message.context or None)
    if message.plural:
        entry.msgid_plural, entry.msgstr_plural = message.plural, {0: translation}
    else:
        entry.msgstr = translation
    if "%" in message.text + message.plural:
        entry.flags.append("python-format")
    return entry


def _translation(entry: polib.POEntry) -> str:
    return entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr


def gather() -> str:
    """Put new texts into the catalogue and take out those that are gone; return what was done."""
    catalogue, wanted = _open(), _wanted()
    known = {_key(entry): entry for entry in catalogue if not entry.obsolete}
    gone = [entry for entry in catalogue if entry.obsolete or _key(entry) not in wanted]
    for entry in gone:
        catalogue.remove(entry)
    fresh = [message for message in wanted if message not in known]
    catalogue.extend(_entry(message) for message in fresh)
    _save(catalogue)
    return f"{len(fresh)} new, {len(gone)} gone, {len(wanted)} in all"


def merge(paths: list[Path]) -> str:
    """Take over the translations that the catalogue lacks from other .po files; return what was done.

    Texts that the code does not have (any more) are named and left out; a different translation of a text
    that has one already is named, and the one that is there stays.
    """
    gather()
    catalogue, lines, taken = _open(), [], 0
    known = {_key(entry): entry for entry in catalogue}
    for path in paths:
        for entry in polib.pofile(str(path)):
            if not (translation := _translation(entry)) or entry.obsolete:
                continue
            ours = known.get(_key(entry))
            if ours is None:
                lines.append(f"{path.name}: not in the code: {entry.msgid!r}")
            elif _translation(ours) and _translation(ours) != translation:
                lines.append(f"{path.name}: translated otherwise already: {entry.msgid!r}")
            else:
                taken += _translation(ours) != translation
                catalogue[catalogue.index(ours)] = known[_key(entry)] = _entry(_key(entry), translation)
    _save(catalogue)
    return "\n".join([*lines, f"{taken} translations taken over"])


def problems() -> list[str]:
    """Return a line for each text that is missing, untranslated, fuzzy, obsolete, or has other placeholders."""
    catalogue, wanted = _open(), _wanted()
    found, lines = set(), []
    for entry in catalogue:
        message, translation = _key(entry), _translation(entry)
        found.add(message)
        if entry.obsolete or message not in wanted:
            lines.append(f"obsolete: {message.text!r}")
        elif not translation:
            lines.append(f"not translated: {message.text!r} ({wanted[message]})")
        elif entry.fuzzy:
            lines.append(f"fuzzy: {message.text!r} ({wanted[message]})")
        elif _placeholders(translation) != _placeholders(message.plural or message.text):
            lines.append(f"other placeholders: {message.text!r}: {translation!r} ({wanted[message]})")
    lines += [
        f"missing: {message.text!r} ({place})" for message, place in wanted.items() if message not in found
    ]
    return lines


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def compile_all() -> None:
    """Compile the catalogue where the .mo is older; whole or not at all, since others may be reading it."""
    compiled = CATALOGUE.with_suffix(".mo")
    if not CATALOGUE.exists():
        return
    if compiled.exists() and compiled.stat().st_mtime >= CATALOGUE.stat().st_mtime:
        return
    catalogue = polib.pofile(str(CATALOGUE))
    in_scripts = {message[:2] for message in _lacking_in_wagtail(SCRIPTS)}
    scripts = polib.POFile()
    scripts.metadata = METADATA
    scripts.extend(entry for entry in catalogue if _key(entry)[:2] in in_scripts)
    _write(scripts, CATALOGUE.with_name(f"{SCRIPTS}.mo"))
    _write(catalogue, compiled)


def _write(catalogue: polib.POFile, compiled: Path) -> None:
    fresh = compiled.with_suffix(f".{os.getpid()}")
    catalogue.save_as_mofile(str(fresh))
    fresh.replace(compiled)


def main(arguments: list[str]) -> int:
    """Run one of: compile, gather, check, merge FILE ..."""
    verb = arguments[0] if arguments else ""
    if verb == "compile":
        compile_all()
    elif verb == "gather":
        print(gather())
    elif verb == "merge":
        print(merge([Path(name) for name in arguments[1:]]))
    elif verb == "check":
        lines = problems()
        print("\n".join(lines) or "Every text is in Indonesian.")
        return 1 if lines else 0
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
