"""What is measured, against what is wanted: printed as a table, kept as JSON."""

import json
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from forum_site.local import var_folder


@dataclass(frozen=True)
class Figure:
    """One measurement; `goal` is the most that it may be. `value` None: it could not be taken, `note` says why."""

    name: str
    value: float | None
    goal: float
    unit: str
    note: str = ""
    listed: bool = (
        True  # whether the table shows it also where its goal is met; the file of all benchmarks always does
    )

    @property
    def met(self) -> bool:
        """Whether the goal is reached; what could not be measured is no success."""
        return self.value is not None and self.value <= self.goal


def show(figures: list[Figure]) -> None:
    """Print the figures as a table."""
    rows = [("what", "goal", "figure", "met", "")]
    for figure in figures:
        if not figure.listed and figure.met:
            continue
        value = "-" if figure.value is None else f"{figure.value:g} {figure.unit}"
        goal, met = f"≤ {figure.goal:g} {figure.unit}", "yes" if figure.met else "NO"
        rows.append((figure.name, goal, value, met, figure.note))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        print("  ".join([*cells, row[4]]).rstrip())


def keep(key: str, figures: list[Figure], path: Path | None = None) -> None:
    """Write the figures under `key` into the file of all benchmarks (`var/bench.json`), beside what others wrote."""
    path = path or var_folder() / "bench.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    found = json.loads(path.read_text()) if path.exists() else {}
    found[key] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "figures": [asdict(figure) | {"met": figure.met} for figure in figures],
    }
    part = path.with_suffix(".part")
    part.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    part.replace(path)


def verdict(figures: list[Figure]) -> None:
    """Exit with 1 where a goal was missed."""
    sys.exit(0 if all(figure.met for figure in figures) else 1)
