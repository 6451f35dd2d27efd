"""From the text of a quote to the numbers that a linear model reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.pipeline import FeatureUnion, Pipeline

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["feature_names_in_text", "light_features"]

WORD: Final = r"(?u)\b\w+(?:['’]\w+)?\b|[?!]"
"""Words with their apostrophes (*don't* is not *don*), and the marks that carry tone."""


def light_features() -> FeatureUnion:
    """Return the features of the light model: words and characters, weighted by TF-IDF.

    N-grams are hashed (Weinberger et al. 2009, *Feature hashing for large scale multitask
    learning*), so there is no vocabulary to store or load. Each half is normalised to unit
    length on its own.

    Returns
    -------
    FeatureUnion
        Unfitted; turns strings into a sparse matrix of shape (n_samples, 98304).
    """
    words = HashingVectorizer(token_pattern=WORD, ngram_range=(1, 2), n_features=2**15, norm=None)
    characters = HashingVectorizer(
        analyzer="char_wb", ngram_range=(3, 4), n_features=2**16, norm=None
    )
    return FeatureUnion(
        [
            ("words", Pipeline([("hash", words), ("tfidf", TfidfTransformer())])),
            ("characters", Pipeline([("hash", characters), ("tfidf", TfidfTransformer())])),
        ]
    )


def feature_names_in_text(union: FeatureUnion, text: str) -> Iterator[tuple[int, str]]:
    """Yield ``(column, n-gram)`` for every distinct word n-gram that a text has.

    Hashing forgets names; a text's own n-grams bring those back that matter to it.
    """
    hasher = union.named_transformers["words"].named_steps["hash"]
    analyse = hasher.build_analyzer()
    for name in dict.fromkeys(analyse(text)):
        column = hasher.transform([name]).indices if " " not in name else None
        if column is None:
            column = _column_of_bigram(hasher, name)
        if len(column):
            yield int(column[0]), name


def _column_of_bigram(hasher: HashingVectorizer, name: str) -> list[int]:
    """Return the column of a word pair: the one that neither of its words has."""
    whole = set(hasher.transform([name]).indices)
    parts = {index for word in name.split() for index in hasher.transform([word]).indices}
    return sorted(whole - parts)[:1]
