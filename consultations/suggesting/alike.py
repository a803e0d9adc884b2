"""Texts that say almost the same in almost the same words."""

import numpy as np

from consultations.suggesting.vectors import Texts

LEAST = 0.8  # of the cosine between telling stems
_ROWS = 1000  # compared at a time
FEWEST_STEMS = 3  # "setuju" said twice is no duplicate


def twins(texts: Texts, places: list[int]) -> list[tuple[int, int, float]]:
    """Return pairs (later, earlier, likeness 0 to 1): for each of `places` the earlier text that is most like it."""
    enough = np.array([len(set(stems)) >= FEWEST_STEMS for stems in texts.stems])
    found = []
    for start in range(0, len(places), _ROWS):
        some = [place for place in places[start : start + _ROWS] if enough[place]]
        if not some:
            continue
        likeness = (texts.telling[some] @ texts.telling.T).tocsr()
        for row, place in enumerate(some):
            begin, end = likeness.indptr[row], likeness.indptr[row + 1]
            others, scores = likeness.indices[begin:end], np.round(likeness.data[begin:end], 4)
            fits = (others < place) & (scores >= LEAST) & enough[others]
            if fits.any():
                best = np.lexsort((others[fits], -scores[fits]))[0]
                found.append((place, int(others[fits][best]), float(scores[fits][best])))
    return found
