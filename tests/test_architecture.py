"""The house keeps its shape: imports go left only, files stay small, nothing is written inline.

Parses files and imports nothing of ours, so it runs alone and in a second.
"""

import ast
import importlib.util
import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
ORDER = ["forum_site", "accounts", "directory", "events", "consultations", "demo"]
# settings.py and urls.py name what they put together; the demonstration prints its accounts.
MAY_NAME_ALL = {"forum_site/demonstration.py"}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "services", "managers"}
# Built from halves, so that this file passes its own search.
REGISTRIES = re.compile(
    "|".join(["pypi" + r"\.org", "python" + r"hosted", "registry\\." + "npmjs", "deb\\." + "debian"])
)
MOST_LINES, NO_MORE_LINES = 300, 450


def ours(pattern: str) -> list[Path]:
    """Return the files of our apps that match."""
    return [
        path
        for app in ORDER
        for path in sorted((CHECKOUT / app).rglob(pattern))
        if "__pycache__" not in path.parts
    ]


def imported(path: Path):
    """Yield (line, first part of the name) of every import in the file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module.split(".")[0]


@pytest.mark.parametrize("app", ORDER)
def test_imports_go_left_only(app):
    to_the_right = set(ORDER[ORDER.index(app) + 1 :])
    wrong = [
        f"{path.relative_to(CHECKOUT)}:{line} imports {name}"
        for path in ours("*.py")
        if path.relative_to(CHECKOUT).parts[0] == app and str(path.relative_to(CHECKOUT)) not in MAY_NAME_ALL
        for line, name in imported(path)
        if name in to_the_right
    ]
    assert not wrong, "\n".join(wrong)


def test_nothing_of_ours_imports_the_tests_or_the_benchmarks():
    wrong = [
        f"{path.relative_to(CHECKOUT)}:{line} imports {name}"
        for path in ours("*.py")
        for line, name in imported(path)
        if name in {"tests", "benchmarks"}
    ]
    assert not wrong, "\n".join(wrong)


def test_psycopg_3_is_absent():
    # Django prefers it silently, and our measurements and SQL stand on psycopg2.
    assert importlib.util.find_spec("psycopg") is None
    assert not re.search(r"^psycopg==", (CHECKOUT / "requirements.lock").read_text(), re.M)


def test_no_file_has_a_name_that_takes_anything():
    wrong = [str(path) for path in ours("*.py") if path.stem in FORBIDDEN_NAMES]
    assert not wrong


def test_files_stay_small():
    lengths = {
        str(path.relative_to(CHECKOUT)): len(path.read_text().splitlines())
        for path in ours("*.py")
        if "migrations" not in path.parts and "content" not in path.parts
    }
    long = {name: lines for name, lines in lengths.items() if lines > MOST_LINES}
    assert not {name: lines for name, lines in long.items() if lines > NO_MORE_LINES}
    assert len(long) <= 0.1 * len(lengths), f"too many files above {MOST_LINES} lines: {long}"


def test_no_host_of_a_registry_is_written_down():
    # Whoever installs chooses where from; an address in the lock would choose for them.
    files = [path for path in CHECKOUT.glob("*") if path.is_file()]
    for folder in ("bin", ".ci", "docs", "tests", "benchmarks", "forum_site"):
        files += [path for path in (CHECKOUT / folder).rglob("*") if path.is_file()]
    wrong = [
        str(path.relative_to(CHECKOUT))
        for path in files
        if path.suffix in {"", ".py", ".toml", ".lock", ".md", ".txt", ".in"}
        and REGISTRIES.search(path.read_text(errors="replace"))
    ]
    assert not wrong


# Mails are no pages: their readers know style attributes only.
TEMPLATES = [
    path
    for path in sorted((CHECKOUT / "templates").rglob("*.html"))
    if not {"emails", "notices"} & set(path.relative_to(CHECKOUT / "templates").parts)
]


def test_templates_have_no_inline_style_or_script():
    # The content policy forbids both: what stands there would do nothing.
    wrong = []
    for path in TEMPLATES:
        text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.S)
        if "admin" in path.parts:
            continue  # Wagtail's admin allows them
        if re.search(r"""\sstyle\s*=|<style|\son[a-z]+\s*=\s*["']|javascript:""", text, re.I):
            wrong.append(f"{path.relative_to(CHECKOUT)}: inline style or handler")
        for tag in re.findall(r"<script\b[^>]*>", text, re.I):
            if "src=" not in tag and "application/json" not in tag and "application/ld+json" not in tag:
                wrong.append(f"{path.relative_to(CHECKOUT)}: {tag}")
        if re.search(r"\shx-", text):
            wrong.append(f"{path.relative_to(CHECKOUT)}: write data-hx-*")
    assert not wrong, "\n".join(wrong)
