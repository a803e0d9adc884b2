"""Running text of a report, from HTML to the plain nodes that report.typ sets."""

from urllib.parse import urlsplit

from bs4 import BeautifulSoup, NavigableString, Tag

from accounts.notices import absolute

_INLINE = {"b": "b", "strong": "b", "i": "i", "em": "i"}
_BLOCKS = {"ul": "ul", "ol": "ol", "blockquote": "quote"}
_HEADINGS = {"h2", "h3", "h4", "h5", "h6"}


def nodes_of(html: str) -> list[dict]:
    """Return the blocks of a piece of HTML: {"t": p, h, ul, ol or quote, "c": what is in it}.

    Words within are {"t": "s", "s": …}, {"t": "b" or "i", "c": …}, {"t": "a", "u": address, "c": …} or {"t": "br"}.
    """
    return _blocks(BeautifulSoup(html, "html.parser").children)


def nodes_of_text(text: str) -> list[dict]:
    """Return plain text as paragraphs: an empty line ends one."""
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    return [{"t": "p", "c": _lines(part)} for part in parts if part]


def _lines(text: str) -> list[dict]:
    found = []
    for line in text.split("\n"):
        found += [{"t": "br"}] if found else []
        found.append({"t": "s", "s": line})
    return found


def _blocks(children) -> list[dict]:
    found, loose = [], []
    for child in children:
        if isinstance(child, Tag) and (
            child.name in _BLOCKS or child.name in _HEADINGS or child.name in ("p", "div")
        ):
            found += _paragraph(loose)
            loose = []
            found += _block(child)
        else:
            loose.append(child)
    return found + _paragraph(loose)


def _block(tag: Tag) -> list[dict]:
    if tag.name in ("ul", "ol"):
        items = [_blocks(item.children) for item in tag.find_all("li", recursive=False)]
        return [{"t": tag.name, "c": [item for item in items if item]}]
    if tag.name == "blockquote":
        return [{"t": "quote", "c": _blocks(tag.children)}]
    if tag.name == "div":
        return _blocks(tag.children)
    kind = "h" if tag.name in _HEADINGS else "p"
    words = _words(tag.children)
    return [{"t": kind, "c": words}] if _says(words) else []


def _paragraph(children: list) -> list[dict]:
    words = _words(children)
    return [{"t": "p", "c": words}] if _says(words) else []


def _says(words: list[dict]) -> bool:
    return any(node["t"] != "br" and (node.get("s", "x").strip()) for node in words)


def _words(children) -> list[dict]:
    found = []
    for child in children:
        if isinstance(child, NavigableString):
            if str(child):
                found.append({"t": "s", "s": " ".join(str(child).split("\n"))})
        elif child.name == "br":
            found.append({"t": "br"})
        elif child.name == "a" and _leads_somewhere(child.get("href", "")):
            found.append({"t": "a", "u": absolute(child["href"]), "c": _words(child.children)})
        elif child.name in _INLINE:
            found.append({"t": _INLINE[child.name], "c": _words(child.children)})
        else:
            found += _words(child.children)
    return found


def _leads_somewhere(href: str) -> bool:
    return href.startswith("/") or urlsplit(href).scheme in ("http", "https", "mailto")
