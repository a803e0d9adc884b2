"""How long grouping 10,000 comments takes, and how good it is against 200 real ones that were coded by hand.

python -m benchmarks.run suggestions

`data/bowling_green_codes.csv` says which theme a person gave to 200 of the 896 statements of the Pol.is conversation
"american-assembly.bowling-green" (chosen by chance among those that were not rejected); their texts are not part of
this repository. The methods' settings were chosen with these figures in view, so expect a little less elsewhere.
"""

import csv
import os
import random
import time
from pathlib import Path

from benchmarks.import_bench import FILE
from benchmarks.measuring import say
from benchmarks.table import Figure
from benchmarks.texts import texts

COMMENTS, SECONDS = 10_000, 30
CODES = Path(__file__).parent / "data" / "bowling_green_codes.csv"
FOLDS = 5
# At most: so far from the hand's own groups (1 − adjusted Rand index), and so many proposals in a hundred that miss.
APART, MISSED = 0.85, 30


def figures(ground=None) -> list[Figure]:
    """Return the seconds for 10,000 comments, and the two figures of quality."""
    say(f"grouping {COMMENTS:,} comments")
    return [_grouped(), *_quality()]


def _grouped() -> Figure:
    from consultations.suggesting import alike, grouping, proposing, vectors

    said = (texts() * (COMMENTS // len(texts()) + 1))[:COMMENTS]
    random.Random(5).shuffle(said)
    places = list(range(COMMENTS))
    coded = {place: [place % 12] for place in places[: COMMENTS // 10]}
    began = time.perf_counter()
    read = vectors.read(said)
    groups = grouping.group(read, places)
    pairs = alike.twins(read, places)
    proposals = proposing.propose(read, coded, places)
    seconds = time.perf_counter() - began
    note = f"{len(groups)} groups, {len(pairs):,} near-duplicates, proposals for {len(proposals):,}"
    return Figure(f"grouping {COMMENTS:,} comments", round(seconds, 1), SECONDS, "s", note)


def _quality() -> list[Figure]:
    file = Path(os.environ.get("POLIS_FILE") or FILE)
    names = ("grouping, 1 − adjusted Rand index", "proposals without the right theme among three")
    if not file.exists():
        note = f"{file} is missing; POLIS_FILE names another"
        return [Figure(names[0], None, APART, "", note), Figure(names[1], None, MISSED, "%", note)]
    return _against(file, names)


def _against(file: Path, names: tuple[str, str]) -> list[Figure]:
    from sklearn.metrics import adjusted_rand_score

    from consultations.suggesting import grouping, vectors

    with file.open() as opened:
        said = {int(row["comment-id"]): row["comment-body"] for row in csv.DictReader(opened)}
    with CODES.open() as opened:
        by_hand = {int(row["comment"]): row["theme"] for row in csv.DictReader(opened)}
    ids = sorted(said)
    place_of = {pk: place for place, pk in enumerate(ids)}
    read = vectors.read([said[pk] for pk in ids])
    groups = grouping.group(read, list(range(len(ids))))
    group_of = {place: number for number, group in enumerate(groups) for place in group.members}
    coded = sorted(by_hand)
    index = adjusted_rand_score(
        [by_hand[pk] for pk in coded], [group_of.get(place_of[pk], -1) for pk in coded]
    )
    first, three = _hits(read, place_of, by_hand)
    return [
        Figure(names[0], round(1 - index, 3), APART, "",
               f"index {index:.3f}; {len(groups)} groups, {len(set(by_hand.values()))} themes by hand"),
        Figure(names[1], round(100 - three, 1), MISSED, "%",
               f"right among three {three:.1f} %, first {first:.1f} %, in {FOLDS} folds of {len(coded)}"),
    ]  # fmt: skip


def _hits(read, place_of: dict[int, int], by_hand: dict[int, str]) -> tuple[float, float]:
    """Return in how many of a hundred the first proposal is the hand's theme, and in how many one of three is."""
    from consultations.suggesting import proposing

    number_of = {theme: number for number, theme in enumerate(sorted(set(by_hand.values())))}
    order = sorted(by_hand)
    random.Random(0).shuffle(order)
    first = three = 0
    for fold in range(FOLDS):
        asked = order[fold::FOLDS]
        known = {place_of[pk]: [number_of[by_hand[pk]]] for pk in order if pk not in set(asked)}
        found = proposing.propose(read, known, [place_of[pk] for pk in asked])
        for pk in asked:
            proposed = [theme for theme, _likeness in found.get(place_of[pk], [])]
            first += proposed[:1] == [number_of[by_hand[pk]]]
            three += number_of[by_hand[pk]] in proposed
    return 100 * first / len(order), 100 * three / len(order)
