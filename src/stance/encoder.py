"""Sentence embeddings from a small fine-tuned encoder, run by onnxruntime.

An encoder is a folder ``encoder-<date>/`` beside the model folders: ``encoder.onnx`` (int8),
``tokenizer.json``, licence, notice and a manifest with the SHA-256 of each.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from stance.errors import ModelError
from stance.runtime import is_available, open_session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from sklearn.utils import Tags

__all__ = ["SentenceEncoder"]

MAX_TOKENS: Final = 128
"""Word pieces read of a quote; what follows is left out."""
MAX_KNOWN: Final = 8192
"""Embeddings kept, 1.5 kB each: news repeats itself, and so does cross-validation."""

_KNOWN: dict[tuple[str, str], NDArray[np.float32]] = {}


class SentenceEncoder(TransformerMixin, BaseEstimator):
    """Turns quotes into embeddings; learns nothing itself.

    Parameters
    ----------
    name : str
        An encoder folder, or the name of one that is kept beside the shipped models.

    Notes
    -----
    The file is opened at the first `transform` of a process and checked against its hash then.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def fit(self, X: Iterable[str], y: object = None) -> Self:  # noqa: ARG002
        """Do nothing; here for pipelines."""
        return self

    def transform(self, X: Iterable[str]) -> NDArray[np.float32]:
        """Return embeddings of shape (n_samples, n_dimensions), a row a text."""
        session, tokenizer = _open(self.name)
        texts = list(X)
        vectors = np.zeros((len(texts), session.get_outputs()[0].shape[1]), dtype=np.float32)
        for row, text in enumerate(texts):
            key = (self.name, text)
            if key not in _KNOWN:
                if len(_KNOWN) >= MAX_KNOWN:
                    _KNOWN.pop(next(iter(_KNOWN)))
                # One at a time: int8 activations are scaled over all that is in a batch, so a
                # quote's embedding would depend on its neighbours.
                encoded = tokenizer.encode(text)
                feed = {
                    "input_ids": np.array([encoded.ids], dtype=np.int64),
                    "attention_mask": np.array([encoded.attention_mask], dtype=np.int64),
                }
                _KNOWN[key] = session.run(None, feed)[0][0]
            vectors[row] = _KNOWN[key]
        return vectors

    def __sklearn_is_fitted__(self) -> bool:
        """There is nothing to fit."""
        return True

    def __sklearn_tags__(self) -> Tags:
        """Say that the input is text."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.requires_fit = False
        return tags


@cache
def _open(name: str) -> tuple[Any, Any]:
    """Open an encoder once a process."""
    if not is_available():
        raise ModelError(
            "this model needs onnxruntime and tokenizers: pip install onnxruntime tokenizers, "
            "or use --model light"
        )
    from stance.models import find_encoder

    folder = find_encoder(name)
    session, tokenizer = open_session(folder / "encoder.onnx", folder / "tokenizer.json")
    tokenizer.enable_truncation(MAX_TOKENS)
    return session, tokenizer
