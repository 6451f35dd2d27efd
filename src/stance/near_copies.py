"""Texts that say nearly the same in nearly the same letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["Pair", "nearest_others", "similar_pairs"]

BLOCK: Final = 512
"""Rows compared with all others at once: 512 x 25,000 similarities take 50 MB."""


class Pair(NamedTuple):
    """Two rows, ``first < second``, and the cosine of their n-grams, 0 to 1."""

    first: int
    second: int
    similarity: float


def similar_pairs(texts: Sequence[str], *, least: float) -> Iterator[Pair]:
    """Yield pairs of texts of at least this similarity, by second row, then first.

    The measure is the cosine of character n-grams of 3 to 5 within words, weighted by sublinear
    TF-IDF over all `texts`. Unrelated quotes on one subject have about 0.25, a quote and its
    contrast member 0.6 to 0.95.
    """
    for start, block in _similarities(texts):
        for row, similarities in enumerate(block, start=start):
            for other in np.flatnonzero(similarities[:row] >= least):
                yield Pair(int(other), row, float(similarities[other]))


def nearest_others(texts: Sequence[str], groups: Sequence[str]) -> NDArray[np.float32]:
    """Return each text's similarity to the nearest one of another group, of shape (n_texts,)."""
    numbers = np.unique(np.asarray(groups, dtype=str), return_inverse=True)[1]
    nearest = np.zeros(len(texts), dtype=np.float32)
    for start, block in _similarities(texts):
        rows = slice(start, start + len(block))
        block[numbers[rows, np.newaxis] == numbers[np.newaxis]] = 0
        nearest[rows] = block.max(axis=1, initial=0)
    return nearest


def _similarities(texts: Sequence[str]) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Yield ``(first row, similarities of shape (n_rows, n_texts))``, block by block."""
    if not texts:
        return
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectoriser = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=np.float32
    )
    vectors = vectoriser.fit_transform(texts)
    transposed = vectors.T.tocsr()
    for start in range(0, len(texts), BLOCK):
        yield start, (vectors[start : start + BLOCK] @ transposed).toarray()
