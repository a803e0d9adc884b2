"""The harmless part of Markdown that comments may use, rendered once when they are written."""

import re
import unicodedata

import nh3
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from consultations.models.comment import EXCERPT_LENGTH, MAX_LENGTH

_MARKDOWN = (
    MarkdownIt("zero", {"linkify": True, "breaks": True, "html": False})
    .enable(["paragraph", "newline", "emphasis", "list", "blockquote", "link", "autolink", "linkify"])
    .enable(["escape", "entity", "balance_pairs", "fragments_join"])
)
_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "a"}
MASK = "████"  # what stands where a moderator masked personal data; it tells nothing of its length
_TAG = re.compile(r"(<[^>]*>)")
_MANY_BLANK_LINES = re.compile(r"\n{3,}")


def clean_text(text: str) -> str:
    """Return the text as it is kept: normalised, without needless blank lines.

    Raises ValidationError where it is empty, too long, or holds characters that no person types
    (NUL, control characters, lone surrogates, which PostgreSQL cannot store).
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in text):
        raise ValidationError(
            _("The text contains invisible control characters. Please type them out."), "control"
        )
    text = _MANY_BLANK_LINES.sub("\n\n", unicodedata.normalize("NFC", text)).strip()
    if not any(unicodedata.category(c)[0] in "LNSP" for c in text):
        raise ValidationError(_("Write what you want to say."), "empty")
    if len(text) > MAX_LENGTH:
        raise ValidationError(
            _("The text has %(length)d characters; %(limit)d are possible. Shorten it, or divide it in two.")
            % {"length": len(text), "limit": MAX_LENGTH},
            "too_long",
        )
    return text


def render(text: str) -> tuple[str, str]:
    """Return the HTML of a text, and that of its beginning for lists ("" where the whole is short enough)."""
    excerpt = ""
    if len(text) > EXCERPT_LENGTH:
        cut = text[:EXCERPT_LENGTH].rsplit(None, 1)[0] or text[:EXCERPT_LENGTH]
        excerpt = _html(cut + " …")
    return _html(text), excerpt


def _html(text: str) -> str:
    return nh3.clean(
        _MARKDOWN.render(text),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )


def mark_masks(html: str) -> str:
    """Return rendered HTML in which masked places are marked as such, for eyes and for screen readers.

    In Indonesian, as the texts mostly are: what is rendered once knows no reader.
    """
    shown = f'<span class="masked" role="img" aria-label="data pribadi disamarkan" lang="id">{MASK}</span>'
    return "".join(part if _TAG.fullmatch(part) else part.replace(MASK, shown) for part in _TAG.split(html))
