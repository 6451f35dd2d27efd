"""Quotes as statements - who takes which side over what - and the signed networks they make."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from stance.affiliations import affiliations, is_pronoun
from stance.linking import united
from stance.records import PRESSURE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from stance.affiliations import Affiliation
    from stance.records import Analysis, Quote, Speaker

__all__ = [
    "CONCEPT",
    "Edge",
    "Statement",
    "concept_of",
    "document_date",
    "one_mode",
    "statements",
    "two_mode",
]

CONCEPT: Final = "maintain pressure"
"""What a statement agrees or disagrees with where no lever is known."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A decided quote with a named speaker.

    Attributes
    ----------
    analysis : Analysis
        The document.
    quote : Quote
        The quote.
    speaker : Speaker
        Its speaker, never a bare pronoun.
    affiliation : Affiliation
        The speaker's organisation and country, as far as the text shows them.
    concept : str
        ``maintain pressure``, followed by the lever where one is known.
    agreement : bool
        True where the stance is ``maintain pressure``.
    date : date or None
        Of the document.
    """

    analysis: Analysis
    quote: Quote
    speaker: Speaker
    affiliation: Affiliation
    concept: str
    agreement: bool
    date: date | None


@dataclass(frozen=True, slots=True)
class Edge:
    """A tie of a signed network; `positive` and `negative` count what speaks for each sign."""

    source: str
    target: str
    positive: int
    negative: int

    @property
    def weight(self) -> int:
        """How much the tie rests on."""
        return self.positive + self.negative

    @property
    def sign(self) -> int:
        """1, -1, or 0 where both weigh the same."""
        return (self.positive > self.negative) - (self.positive < self.negative)


def statements(analyses: Iterable[Analysis]) -> Iterator[Statement]:
    """Yield the decided quotes of named speakers, in order, each under one name throughout."""
    found = united(list(analyses))
    belongs = affiliations(found)
    for analysis in found:
        when = document_date(analysis.metadata)
        for quote in analysis.quotes:
            speaker = quote.speaker
            if quote.decided and speaker is not None and not is_pronoun(speaker.name):
                yield Statement(
                    analysis=analysis,
                    quote=quote,
                    speaker=speaker,
                    affiliation=belongs[speaker.name],
                    concept=concept_of(quote),
                    agreement=quote.stance == PRESSURE,
                    date=when,
                )


def concept_of(quote: Quote) -> str:
    """Return what a quote agrees or disagrees with."""
    lever = quote.about.lever if quote.about else None
    return f"{CONCEPT}: {lever}" if lever else CONCEPT


def two_mode(found: Iterable[Statement]) -> list[Edge]:
    """Return ties of speakers to concepts, in order of appearance."""
    counts: dict[tuple[str, str], Counter[bool]] = {}
    for statement in found:
        pair = statement.speaker.name, statement.concept
        counts.setdefault(pair, Counter())[statement.agreement] += 1
    return [Edge(*pair, sides[True], sides[False]) for pair, sides in counts.items()]


def one_mode(found: Iterable[Statement]) -> list[Edge]:
    """Return ties between speakers: concepts they agree on (positive) or clash over.

    Two speakers with the same majority side on a concept agree on it, with opposite ones they
    are in conflict over it; a concept on which one of them is divided counts for neither.
    """
    sides: dict[str, dict[str, int]] = {}
    for edge in two_mode(found):
        sides.setdefault(edge.target, {})[edge.source] = edge.sign
    counts: dict[tuple[str, str], Counter[int]] = {}
    for signs in sides.values():
        for (one, left), (other, right) in combinations(sorted(signs.items()), 2):
            if left and right:
                counts.setdefault((one, other), Counter())[left * right] += 1
    return [Edge(*pair, ties[1], ties[-1]) for pair, ties in sorted(counts.items())]


def document_date(metadata: Mapping[str, Any]) -> date | None:
    """Return the day a document is from, or None where its metadata does not say one.

    Read are ``date``, ``published`` and ``created``: ISO dates and times, and forms such as
    ``3 March 2024`` that name day, month and year. All-number forms with slashes are ISO or
    nothing: 3/4/2024 is two different days on two sides of an ocean.
    """
    for key in ("date", "published", "created"):
        value = metadata.get(key)
        if isinstance(value, date):  # a datetime is one
            return date(value.year, value.month, value.day)
        if isinstance(value, str) and value.strip() and (found := _day(value.strip())):
            return found
    return None


def _day(text: str) -> date | None:
    if match := re.match(r"(\d{4})[-/.]?(\d\d)[-/.]?(\d\d)(?!\d)", text):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            return None
    if not re.search(r"[^\W\d_]{3}", text):
        return None
    from dateutil import parser

    try:  # what is missing would be filled in from the default: two defaults must agree
        one, other = (
            parser.parse(text, default=parser.parse(day)) for day in ("2000-01-01", "2001-02-02")
        )
    except (ValueError, OverflowError):
        return None
    return one.date() if one.date() == other.date() else None
