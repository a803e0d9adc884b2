"""What a page must hold for every eye and hand; each function returns what it finds wrong."""

import pathlib

import axe_playwright_python

# A script tag would be stopped by the content policy, so its text is evaluated.
AXE = next(pathlib.Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]

RUN_AXE = """async ([rules, within]) => {
  const found = await axe.run(within || document, {runOnly: rules, resultTypes: ["violations"]});
  const where = nodes => nodes.slice(0, 3).map(node => node.html.slice(0, 200)).join(" | ");
  return found.violations.map(one => `${one.id}: ${where(one.nodes)}`);
}"""

# A link within a sentence may be as low as its line (WCAG 2.5.8); everything else that one presses is a control.
TOO_SMALL = """() => {
  const inSentence = element => {
    if (element.tagName !== "A") return false;
    const block = element.closest("p, li, dd, td, blockquote, figcaption, span");
    if (!block || getComputedStyle(block).display === "flex") return false;
    const clone = block.cloneNode(true);
    clone.querySelectorAll("a, time, .visually-hidden").forEach(part => part.remove());
    return /[\\p{L}\\p{N}]/u.test(clone.textContent);
  };
  const shown = element => element.checkVisibility({visibilityProperty: true})
    && !element.closest(".visually-hidden, .skip, .trap");
  const area = element => (["radio", "checkbox"].includes(element.type) && element.labels[0]) || element;
  return [...document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])")]
    .filter(element => shown(element) && !inSentence(element))
    .map(element => [element, area(element).getBoundingClientRect()])
    .filter(([element, box]) => box.height < 43.5 || (element.tagName !== "A" && box.width < 43.5))
    .map(([element, box]) => [box.width, box.height].map(Math.round).join("x") + " " +
      element.outerHTML.replace(/\\s+/g, " ").slice(0, 160));
}"""

SIDEWAYS = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > innerWidth + 1)
    .slice(-3).map(one => `too wide: ${one.outerHTML.slice(0, 160)}`)"""

# What has the focus, and whether one sees that it has.
FOCUS = """() => {
  const element = document.activeElement, style = getComputedStyle(element);
  return {
    what: element.outerHTML.replace(/\\s+/g, " ").slice(0, 120),
    at_body: element === document.body,
    seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
}"""


def axe(page, within: str = "") -> list[str]:
    """Return what axe finds on the page, or in the part that the selector names."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    return page.evaluate(RUN_AXE, [RULES, within])


def too_small(page) -> list[str]:
    """Return the controls under 44 px."""
    return page.evaluate(TOO_SMALL)


def sideways(page) -> list[str]:
    """Return what makes the page scroll sideways."""
    return page.evaluate(SIDEWAYS)


def outline(page) -> list[str]:
    """Return what is wrong with headings and landmarks."""
    counts = {name: page.locator(name).count() for name in ("h1", "main", "header.header", "footer.footer")}
    return [f"{count} × {name}" for name, count in counts.items() if count != 1]


def skip_link(page) -> list[str]:
    """Return what keeps a keyboard from jumping to the content."""
    page.evaluate("scrollTo(0, 0); document.activeElement.blur()")
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    if link.get_attribute("class") != "skip" or link.bounding_box()["y"] < 0:
        return ["the first Tab does not show the skip link"]
    page.keyboard.press("Enter")
    return (
        []
        if page.evaluate("document.activeElement.id") == "main"
        else ["the skip link does not lead to the content"]
    )


def faults(page, *, width: int = 360, wide: bool = True) -> list[str]:
    """Return all that is wrong on a phone, at 400 percent (320 px are what it leaves of 1280) and on a wide screen."""
    found = axe(page) + outline(page) + too_small(page) + sideways(page) + skip_link(page)
    height = page.viewport_size["height"]
    page.set_viewport_size({"width": 320, "height": height})
    found += sideways(page)
    page.set_viewport_size({"width": 1280, "height": height})
    found += sideways(page) + (axe(page) if wide else [])
    page.set_viewport_size({"width": width, "height": height})
    return found
