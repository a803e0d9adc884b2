"""Candidate themes: texts that speak of like things, each group named by its telling words as people wrote them."""

from collections import Counter
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from sklearn.cluster import KMeans

from consultations.suggesting.vectors import Texts

FEWEST, MOST = 4, 40  # groups
SMALLEST = 3  # texts of a group: fewer are no theme
LABEL = 4  # words of a label


@dataclass(frozen=True)
class Group:
    """Texts (by place, the most typical first) that may be a theme, and what to call it."""

    label: str
    members: list[int]


def number_of_groups(texts: int) -> int:
    """Return into how many groups that many texts are put: more for more, yet as many as a person can look through."""
    return max(1, min(MOST, max(FEWEST, round(sqrt(texts) / 1.5)), texts // SMALLEST or 1))


def group(texts: Texts, places: list[int]) -> list[Group]:
    """Return the groups of the texts at these places, the largest first; what says nothing and what stands alone is
    left out. The same texts give the same groups."""
    speaking = [place for place in places if texts.says_something[place]]
    if len(speaking) < SMALLEST:
        return []
    vectors = texts.placed[speaking]
    found = KMeans(number_of_groups(len(speaking)), n_init=10, random_state=0).fit(vectors)
    distances = np.linalg.norm(vectors - found.cluster_centers_[found.labels_], axis=1)
    groups = []
    for number in range(found.n_clusters):
        inside = [row for row in range(len(speaking)) if found.labels_[row] == number]
        if len(inside) >= SMALLEST:
            inside.sort(key=lambda row: (round(float(distances[row]), 6), speaking[row]))
            members = [speaking[row] for row in inside]
            groups.append(Group(_label(texts, members, speaking), members))
    return sorted(groups, key=lambda one: (-len(one.members), one.label))


def _label(texts: Texts, members: list[int], all_places: list[int]) -> str:
    """Return the words that set a group apart: common in it, rare elsewhere; as people wrote them most often."""
    inside = Counter(stem for place in members for stem in set(texts.stems[place]))
    everywhere = Counter(stem for place in all_places for stem in set(texts.stems[place]))

    def weight(stem: str) -> float:
        share = inside[stem] / len(members)
        return share * log(1 + inside[stem]) * log(1 + len(all_places) / everywhere[stem])

    told = sorted(inside, key=lambda stem: (-round(weight(stem), 9), stem))
    return ", ".join(texts.spelt[stem] for stem in told[:LABEL])
