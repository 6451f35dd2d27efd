"""The token tagger of the accurate mode: a small fine-tuned encoder, run by onnxruntime.

For each token it gives the log-odds of being a cue; for each cue, the log-odds of every token
around it of being content, and the probability of heading the source. The pair scores are
bilinear in two projections of the encoder's vectors, with a bias for the distance in tokens
(Dozat and Manning 2017, *Deep biaffine attention for neural dependency parsing*).

The text is read in windows of whole sentences, at most `MAX_PIECES` word pieces each.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from stance.errors import ModelError
from stance.quotes.columns import offsets, text_of
from stance.runtime import is_available, open_session

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from spacy.tokens import Doc

__all__ = ["MAX_DISTANCE", "MAX_PIECES", "Tagged", "Tagger", "token_pieces", "windows"]

MAX_PIECES: Final = 126
"""Word pieces in a window, beside the two that open and close it."""
MAX_DISTANCE: Final = 16
"""Tokens; all larger distances share a bias."""
OPEN, CLOSE = 101, 102
"""Word pieces [CLS] and [SEP] of the uncased BERT vocabulary."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """What the tagger says of one document; NaN where it did not read.

    Attributes
    ----------
    cue : ndarray of shape (n_tokens,)
        Log-odds of being a cue.
    window : ndarray of shape (n_tokens,)
        The window that a token was read in, -1 for none.
    """

    cue: NDArray[np.float32]
    window: NDArray[np.intp]
    _projections: NDArray[np.float32]
    _nobody: NDArray[np.float32]
    _distance: NDArray[np.float32]

    def content(self, cue: int) -> NDArray[np.float32]:
        """Return each token's log-odds of being content of a cue, of shape (n_tokens,)."""
        near = self._near(cue)
        scores = np.full(len(self.cue), np.nan, dtype=np.float32)
        if len(near):
            scores[near] = self._pairs(cue, near, 0)
        return scores

    def source(self, cue: int) -> NDArray[np.float32]:
        """Return each token's probability of heading a cue's source, of shape (n_tokens,).

        What is missing to one is the probability that there is none.
        """
        near = self._near(cue)
        chances = np.full(len(self.cue), np.nan, dtype=np.float32)
        if len(near):
            query = self._projections[cue, 2]
            nobody = _bilinear(query, self._nobody[self.window[cue]][None])
            odds = np.concatenate(
                [nobody + self._distance[1, MAX_DISTANCE], self._pairs(cue, near, 1)]
            )
            odds = np.exp(odds - odds.max())
            chances[near] = odds[1:] / odds.sum()
        return chances

    def _near(self, cue: int) -> NDArray[np.intp]:
        """Return the tokens of a cue's window."""
        number = self.window[cue]
        return np.flatnonzero(self.window == number) if number >= 0 else np.zeros(0, np.intp)

    def _pairs(self, cue: int, near: NDArray[np.intp], which: int) -> NDArray[np.float32]:
        distance = np.clip(_ranks(near, cue), -MAX_DISTANCE, MAX_DISTANCE) + MAX_DISTANCE
        query, keys = self._projections[cue, 2 * which], self._projections[near, 2 * which + 1]
        scores: NDArray[np.float32] = _bilinear(query, keys) + self._distance[which, distance]
        return scores


class Tagger:
    """Opens a tagger file and reads documents.

    Parameters
    ----------
    folder : Path
        Holds ``tagger.onnx`` and ``tokenizer.json``, both verified.

    Raises
    ------
    ModelError
        If onnxruntime or tokenizers are not installed.
    """

    def __init__(self, folder: Path) -> None:
        if not is_available():
            raise ModelError(
                "the accurate mode of quotes needs onnxruntime and tokenizers: pip install "
                "onnxruntime tokenizers, or use --fast"
            )
        self._session, self._tokenizer = open_session(
            folder / "tagger.onnx", folder / "tokenizer.json"
        )
        self._tokenizer.no_truncation()

    def read(self, doc: Doc, needed: Sequence[bool] | None = None) -> Tagged:
        """Read a document.

        Parameters
        ----------
        doc : Doc
            With sentences; read, never written.
        needed : sequence of bool, optional
            For each token, whether its sentence is worth reading; by default all are.
        """
        pieces = token_pieces(doc, self._tokenizer)
        size = len(doc)
        cue = np.full(size, np.nan, dtype=np.float32)
        window = np.full(size, -1, dtype=np.intp)
        projections = distance = None
        nobody: list[NDArray[np.float32]] = []
        for number, (start, end) in enumerate(windows(doc, [len(p) for p in pieces], needed)):
            ids, tokens, places = window_input(pieces, start, end)
            feed = {
                "input_ids": np.array([ids], dtype=np.int64),
                "attention_mask": np.ones((1, len(ids)), dtype=np.int64),
            }
            odds, projected, distance = self._session.run(None, feed)
            if projections is None:
                projections = np.zeros((size, *projected.shape[2:]), dtype=np.float32)
            cue[tokens] = odds[0, places]
            projections[tokens] = projected[0, places]
            window[tokens] = number
            nobody.append(projected[0, 0, 3])
        if projections is None or distance is None:
            empty = np.zeros((0, 0), dtype=np.float32)
            return Tagged(cue, window, empty, empty, empty)
        return Tagged(cue, window, projections, np.array(nobody), distance)


def token_pieces(doc: Doc, tokenizer: Any) -> list[list[int]]:
    """Return the word pieces of each token; a piece belongs to the token that it begins in."""
    encoded = tokenizer.encode(text_of(doc), add_special_tokens=False)
    starts = offsets(doc)
    pieces: list[list[int]] = [[] for _ in range(len(doc))]
    for piece, (start, _) in zip(encoded.ids, encoded.offsets, strict=True):
        pieces[bisect_right(starts, start) - 1].append(piece)
    return pieces


def windows(
    doc: Doc, sizes: Sequence[int], needed: Sequence[bool] | None = None
) -> Iterator[tuple[int, int]]:
    """Yield windows of whole sentences, as token indices; longer sentences are cut.

    Parameters
    ----------
    doc : Doc
        With sentences.
    sizes : sequence of int
        Word pieces of each token.
    needed : sequence of bool, optional
        Sentences without any needed token are left out.
    """
    begun, stop, filled = 0, 0, 0
    for sentence in doc.sents:
        if needed is not None and not any(needed[sentence.start : sentence.end]):
            continue
        start = sentence.start
        while start < sentence.end:
            end, size = start, 0
            while end < sentence.end and (size + sizes[end] <= MAX_PIECES or end == start):
                size += sizes[end]
                end += 1
            if start == stop and filled + size <= MAX_PIECES:
                stop, filled = end, filled + size
            else:
                if stop > begun:
                    yield begun, stop
                begun, stop, filled = start, end, size
            start = end
    if stop > begun:
        yield begun, stop


def window_input(
    pieces: Sequence[Sequence[int]], start: int, end: int
) -> tuple[list[int], list[int], list[int]]:
    """Return a window's word pieces, its tokens that have any, and where each begins."""
    ids, tokens, places = [OPEN], [], []
    for index in range(start, end):
        if pieces[index] and len(ids) <= MAX_PIECES:
            tokens.append(index)
            places.append(len(ids))
            ids += pieces[index]
    return [*ids[: MAX_PIECES + 1], CLOSE], tokens, places


def _bilinear(query: NDArray[np.float32], keys: NDArray[np.float32]) -> NDArray[np.float32]:
    """Score keys of shape (n, d + 1) by a query; the last column of both is a bias."""
    scale = np.sqrt(np.float32(len(query) - 1))
    scores: NDArray[np.float32] = keys[:, :-1] @ query[:-1] / scale + keys[:, -1] + query[-1]
    return scores


def _ranks(near: NDArray[np.intp], cue: int) -> NDArray[np.intp]:
    """Return the distance of each token from the cue, counted in tokens that have pieces."""
    return np.arange(len(near)) - int(np.searchsorted(near, cue))
