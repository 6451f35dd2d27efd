"""spaCy's entity recogniser, many tokens at once: the same entities in half the time.

The recogniser reads a text word by word and decides on each: it begins an entity, goes on with
one, ends one, is one alone, or is outside (Lample et al. 2016, *Neural architectures for named
entity recognition*, section 3). What it looks at is the word and, inside an entity, the
entity's first word and the word before. Outside entities, then, no decision depends on the ones
before; so all words are scored at once as if they were outside, and the few entities that may
begin are followed to their ends, all of them together. spaCy takes one word of each text at a
time, and half of its time goes into the lock of the interpreter.
"""

from __future__ import annotations

from functools import reduce
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from spacy.tokens import Doc

__all__ = ["ParallelRecogniser", "recognise_in_parallel"]

NAME: Final = "ner"
FACTORY: Final = "stance_ner"


def recognise_in_parallel(nlp: Language) -> None:
    """Put a `ParallelRecogniser` in place of a pipeline's entity recogniser, where one fits."""
    if NAME not in nlp.pipe_names:
        return
    recogniser = nlp.get_pipe(NAME)
    if not isinstance(recogniser, EntityRecognizer) or not is_known(recogniser):
        return
    Language.factory(FACTORY, func=_make)
    parallel = nlp.replace_pipe(NAME, FACTORY)
    parallel.recogniser = recogniser  # type: ignore[attr-defined]


def is_known(recogniser: Any) -> bool:
    """Whether a recogniser works as described above: greedy, three features, on a processor."""
    model = recogniser.model
    return bool(
        recogniser.cfg.get("beam_width", 1) == 1
        and not recogniser.postprocesses
        and model.name == "parser_model"
        and model.attrs["has_upper"]
        and not model.attrs["unseen_classes"]
        and model.get_ref("lower").get_dim("nF") == 3
        and model.ops.device_type == "cpu"
    )


def _make(nlp: Language, name: str) -> ParallelRecogniser:  # noqa: ARG001
    return ParallelRecogniser()


class ParallelRecogniser:
    """A pipeline component that does what `recogniser` does.

    Documents with entities already set go through `recogniser` itself.
    """

    def __init__(self) -> None:
        self.recogniser: Any = None
        self._known: Moves | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The entity types."""
        return tuple(self.recogniser.labels)

    def __call__(self, doc: Doc) -> Doc:
        """Set a document's entities."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 32) -> Iterator[Doc]:
        """Set the entities of documents, batch by batch."""
        rest = iter(stream)
        while docs := list(islice(rest, batch_size)):
            fresh = []
            for doc in docs:
                if doc.to_array("ENT_IOB").any():
                    self.recogniser(doc)
                elif len(doc):
                    fresh.append(doc)
            for doc, entities in zip(fresh, self.find(fresh), strict=True):
                doc.set_ents([Span(doc, *entity) for entity in entities])
            yield from docs

    def find(self, docs: Sequence[Doc]) -> Iterator[list[tuple[int, int, str]]]:
        """Yield each document's entities: first token, token after the last one, type.

        Parameters
        ----------
        docs : sequence of Doc
            With sentences, not empty.
        """
        if not docs:
            return
        if self._known is None:
            system = self.recogniser.moves
            self._known = Moves([system.get_class_name(i) for i in range(system.n_moves)])
        moves = self._known
        features = self._features(docs)
        lengths = [len(doc) for doc in docs]
        columns: Any = [doc.to_array(["IS_SPACE", "SENT_START"]) for doc in docs]
        space, starts = np.concatenate(columns).T == 1
        stops = np.append(starts[1:], True)  # no entity goes on after these
        stops[np.cumsum(lengths) - 1] = True

        words = np.arange(len(space)) + 1
        none = np.zeros_like(words)
        scores = self._scores(features, words, none, none)
        scores[:, moves.only_inside] = -np.inf
        scores[np.ix_(space | stops, moves.begin)] = -np.inf
        scores[np.ix_(space, moves.alone)] = -np.inf
        chosen = scores.argmax(axis=1)
        label = moves.label[chosen]
        ends = words.copy()
        head = np.flatnonzero(moves.is_begin[chosen])
        at = head + 1
        while len(head):
            scores = self._scores(features, at + 1, head + 1, at)
            row, own = np.arange(len(head)), label[head]
            goes_on = (scores[row, moves.inside[own]] >= scores[row, moves.last[own]]) & ~stops[at]
            ends[head[~goes_on]] = at[~goes_on] + 1
            head, at = head[goes_on], at[goes_on] + 1

        heads = np.flatnonzero(label >= 0)
        low = 0
        for length in lengths:
            found, free = [], low
            for index in heads[slice(*np.searchsorted(heads, [low, low + length]))].tolist():
                if index >= free:  # not within the one before
                    free = int(ends[index])
                    found.append((index - low, free - low, moves.labels[label[index]]))
            yield found
            low += length

    def to_bytes(self, **options: Any) -> bytes:
        """Serialise the recogniser."""
        return bytes(self.recogniser.to_bytes(**options))

    def to_disk(self, path: Path, **options: Any) -> None:
        """Write the recogniser."""
        self.recogniser.to_disk(path, **options)

    def _features(self, docs: Sequence[Doc]) -> NDArray[np.float32]:
        """Return what each word adds as word, first word and word before.

        Shape (1 + n_tokens, 3, n_hidden, n_pieces); row 0 is for no word.
        """
        model = self.recogniser.model
        vectors = model.get_ref("tok2vec").predict(docs)
        features: NDArray[np.float32] = model.get_ref("lower").predict(vectors)
        return features

    def _scores(
        self,
        features: NDArray[np.float32],
        word: NDArray[np.intp],
        first: NDArray[np.intp],
        before: NDArray[np.intp],
    ) -> NDArray[np.float32]:
        """Return the score of each move, of shape (n_states, n_moves), from rows of features."""
        model = self.recogniser.model
        lower, upper = model.get_ref("lower"), model.get_ref("upper")
        hidden = features[word, 0]
        hidden += features[first, 1]
        hidden += features[before, 2]
        hidden += lower.get_param("b")
        greatest = reduce(np.maximum, np.moveaxis(hidden, -1, 0))
        scores: NDArray[np.float32] = upper.predict(greatest)
        return scores


class Moves:
    """The recogniser's decisions, by name: ``B-``, ``I-``, ``L-``, ``U-`` and a type, ``O``.

    Attributes
    ----------
    labels : list of str
        Types.
    begin, inside, last, alone : ndarray of shape (n_labels,)
        Columns, in the order of `labels`.
    only_inside : ndarray
        Columns that are for words inside entities, or for nothing.
    label : ndarray of shape (n_moves,)
        The type of an entity that begins with each move, -1 for none.
    is_begin : ndarray of shape (n_moves,)
        Whether the entity goes on.
    """

    def __init__(self, names: Sequence[str]) -> None:
        column = {name: index for index, name in enumerate(names)}
        self.labels = [name[2:] for name in names if name.startswith("B-")]
        self.begin, self.inside, self.last, self.alone = (
            np.array([column[f"{kind}-{label}"] for label in self.labels]) for kind in "BILU"
        )
        self.label = np.full(len(names), -1)
        self.label[self.begin] = self.label[self.alone] = np.arange(len(self.labels))
        self.is_begin = np.isin(np.arange(len(names)), self.begin)
        outside = (self.label >= 0) | (np.array(names) == "O")
        self.only_inside = np.flatnonzero(~outside)
