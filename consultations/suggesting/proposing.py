"""Themes for a text from those of texts that people have coded: the theme whose texts stand nearest comes first."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import sparse
from sklearn.preprocessing import normalize

from consultations.suggesting.vectors import Texts

SHOWN = 3
LEAST = 0.05  # of likeness (0 to 1): what is further away is no proposal
FEWEST_CODED = 2  # texts that a theme must have before it is proposed


def propose(
    texts: Texts, coded: Mapping[int, Sequence[int]], places: Sequence[int]
) -> dict[int, list[tuple[int, float]]]:
    """Return for each place the themes that fit best, with how well (0 to 1), at most three.

    `coded`: per place of a coded text, its themes' ids.
    """
    examples: dict[int, list[int]] = {}
    for place, themes in coded.items():
        for theme in themes:
            examples.setdefault(theme, []).append(place)
    known = sorted(theme for theme, found in examples.items() if len(found) >= FEWEST_CODED)
    if not known or not places:
        return {}
    centres = sparse.vstack([sparse.csr_matrix(texts.both[examples[theme]].mean(axis=0)) for theme in known])
    likeness = (texts.both[list(places)] @ normalize(centres).T).toarray()
    proposed = {}
    for row, place in enumerate(places):
        # Equal likeness is decided by the order of the codebook's ids, never by chance.
        best = np.lexsort((np.arange(len(known)), -np.round(likeness[row], 6)))[:SHOWN]
        fits = [(known[one], round(float(likeness[row, one]), 4)) for one in best]
        proposed[place] = [(theme, score) for theme, score in fits if score >= LEAST]
    return {place: found for place, found in proposed.items() if found}
