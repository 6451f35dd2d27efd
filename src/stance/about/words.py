"""A document's words that may matter: levers, verbs, names. Few tokens need to be made objects."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING, Final

from spacy.strings import get_string_id

from stance.about.levers import lever_words
from stance.about.phrases import PLACES, regime_words
from stance.quotes.columns import keys, offsets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Doc, Token

    from stance.records import Offsets

__all__ = ["Words"]

DEMANDING: Final = frozenset(["VB", "VBG", "VBN", "VBP"])
"""Tags of verbs in *lift it*, *must be lifted*, *that it lift them*, *accused of lifting*."""


class Words:
    """Positions of the words of a document that a stage looks at.

    Parameters
    ----------
    doc : Doc
        Parsed; read, never written.
    """

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        self._starts = offsets(doc)
        levers, regimes, places, demanding = _known()
        forms = list(zip(keys(doc, "LOWER"), keys(doc, "LEMMA"), strict=True))
        self._levers = [i for i, (w, lemma) in enumerate(forms) if w in levers or lemma in levers]
        self._verbs = [i for i, tag in enumerate(keys(doc, "TAG")) if tag in demanding]
        self._names = [
            i
            for i, label in enumerate(keys(doc, "ENT_TYPE"))
            if label in places or not regimes.isdisjoint(forms[i])
        ]

    def inside(self, pieces: Iterable[Offsets]) -> list[range]:
        """Return the tokens of some stretches of text, as ranges."""
        starts = self._starts
        return [range(bisect_left(starts, s), bisect_left(starts, e)) for s, e in pieces]

    def levers(self, ranges: Iterable[range]) -> list[Token]:
        """Return words that may name a lever."""
        return self._within(self._levers, ranges)

    def verbs(self, ranges: Iterable[range]) -> list[Token]:
        """Return verbs in a form that may ask for something."""
        return self._within(self._verbs, ranges)

    def names(self, ranges: Iterable[range]) -> list[Token]:
        """Return words of entities that may act or be acted on, and nouns for regimes."""
        return self._within(self._names, ranges)

    def _within(self, positions: Sequence[int], ranges: Iterable[range]) -> list[Token]:
        return [
            self._doc[i]
            for r in ranges
            for i in positions[bisect_left(positions, r.start) : bisect_left(positions, r.stop)]
        ]


@cache
def _known() -> tuple[frozenset[int], ...]:
    """Return what is looked for, as spaCy keeps it: levers, regimes, labels, tags of demands."""
    words = [
        {form for word in found for form in (word, word.capitalize(), word.upper())}
        for found in (lever_words(), regime_words())
    ]
    return tuple(frozenset(map(get_string_id, found)) for found in (*words, PLACES, DEMANDING))
