"""Texts as numbers: which stems each holds and how telling they are, and where its words stand among all words.

Short texts share few words, so each is also placed by what its words keep company with in all texts together
(positive pointwise mutual information, brought to 50 dimensions). Needs scikit-learn.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from consultations.suggesting.words import stems_of

DIMENSIONS = 50
MOST_STEMS = 5000
_TOO_COMMON = 0.15  # of the texts, yet at least ten: such a stem tells nothing about what sets them apart
_SMOOTHING = 0.75  # rare words keep company by chance: their counts are raised as in word2vec


@dataclass
class Texts:
    """Texts in order, as vectors of length 1 (or 0 for one that says nothing)."""

    stems: list[list[str]]
    spelt: dict[str, str]  # per stem, the word that people wrote most often
    telling: sparse.csr_matrix  # by stems
    placed: np.ndarray  # by company
    both: sparse.csr_matrix

    @property
    def says_something(self) -> np.ndarray:
        """Which texts hold at least one stem that another one holds too."""
        return np.abs(self.placed).sum(axis=1) > 0


def read(texts: Sequence[str]) -> Texts:
    """Return the vectors of some texts; the same texts in the same order give the same vectors."""
    words = [stems_of(text) for text in texts]
    stems = [[stem for stem, _word in found] for found in words]
    spelt = _spelt(words)
    telling = _weighed(stems, least=1, most=1.0)
    placed = _placed(stems)
    both = normalize(sparse.hstack([telling, sparse.csr_matrix(placed)]).tocsr())
    return Texts(stems, spelt, telling, placed, both)


def _spelt(words: list[list[tuple[str, str]]]) -> dict[str, str]:
    counts: dict[str, Counter] = {}
    for found in words:
        for stem, word in found:
            counts.setdefault(stem, Counter())[word] += 1
    # Of equally common spellings the first by alphabet: chance decides nothing.
    return {stem: min(found, key=lambda word: (-found[word], word)) for stem, found in counts.items()}


def _weighed(stems: list[list[str]], *, least: int, most: float) -> sparse.csr_matrix:
    found = TfidfVectorizer(
        analyzer=lambda text: text, min_df=least, max_df=most, sublinear_tf=True, max_features=MOST_STEMS
    )
    try:
        return found.fit_transform(stems).tocsr()
    except ValueError:  # nobody says anything that counts
        return sparse.csr_matrix((len(stems), 1))


def _placed(stems: list[list[str]]) -> np.ndarray:
    weighed = _weighed(stems, least=2, most=min(1.0, max(_TOO_COMMON, 10 / max(1, len(stems)))))
    if weighed.nnz == 0:
        return np.zeros((len(stems), 1))
    vectors = _companies((weighed > 0).astype(np.float64), weighed.shape[0])
    return normalize(weighed @ vectors)


def _companies(holds: sparse.csr_matrix, texts: int) -> np.ndarray:
    """Return each stem's vector: stems that stand in the same texts get like vectors."""
    together = (holds.T @ holds).tocoo()
    counts = np.asarray(holds.sum(axis=0)).ravel()
    smoothed = counts**_SMOOTHING
    smoothed *= counts.sum() / smoothed.sum()
    apart = together.row != together.col
    rows, columns, seen = together.row[apart], together.col[apart], together.data[apart]
    information = np.log(seen * texts / (counts[rows] * smoothed[columns]))
    positive = information > 0
    shape = (holds.shape[1], holds.shape[1])
    matrix = sparse.csr_matrix((information[positive], (rows[positive], columns[positive])), shape=shape)
    dimensions = min(DIMENSIONS, holds.shape[1] - 1)
    if dimensions < 1 or matrix.nnz == 0:
        return normalize(np.eye(holds.shape[1], 1))
    reduced = TruncatedSVD(dimensions, n_iter=7, random_state=0)
    found = reduced.fit_transform(matrix)
    strength = np.sqrt(np.maximum(reduced.singular_values_, 1e-12))
    return normalize(found / strength)
