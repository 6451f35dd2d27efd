"""How well quotations and their sources are found, against what people marked.

The measures are those of the PolNeAR literature (Pareti 2015; Newell, Margolin and Ruths 2018),
over words: a found quote matches a marked one where their contents have an intersection over
union of at least one half; pairs are made one to one, the best first. End to end, the found
source must share a word with the marked one besides.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from stance.quotes.annotations import AnnotatedArticle
    from stance.records import Attribution, Offsets

__all__ = ["QuoteScores", "score_quotes"]

WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
MARKS: Final = re.compile("[\"“”„‟«»]|``|''")
MIN_OVERLAP: Final = 0.5
SCOPES: Final = ("direct", "indirect", "all")


@dataclass(frozen=True, slots=True)
class QuoteScores:
    """F1 of contents, and of contents with their sources, for each scope.

    The scope ``direct`` holds contents with a double quotation mark in them (direct and mixed),
    ``indirect`` the others.
    """

    articles: int
    content: dict[str, float]
    end_to_end: dict[str, float]

    def rows(self) -> list[list[str]]:
        """Return a table for people, header first."""
        return [
            ["F1", "content", "with source"],
            *(
                [scope, f"{self.content[scope]:.3f}", f"{self.end_to_end[scope]:.3f}"]
                for scope in SCOPES
            ),
        ]


@dataclass(frozen=True, slots=True)
class _Item:
    content: frozenset[int]
    source: frozenset[int]
    is_direct: bool


def score_quotes(
    articles: Iterable[tuple[AnnotatedArticle, Sequence[Attribution]]],
) -> QuoteScores:
    """Score the attributions found in articles, sources attached."""
    counts: Counter[tuple[str, str]] = Counter()
    number = 0
    for article, found in articles:
        number += 1
        words = [match.span() for match in WORD.finditer(article.text)]
        marked = [
            _Item(
                _touched(words, quote.content),
                _touched(words, quote.source),
                any(MARKS.search(article.text, *piece) for piece in quote.content),
            )
            for quote in article.quotes
        ]
        ours = [
            _Item(
                _touched(words, attribution.pieces),
                frozenset()
                if attribution.source is None
                else _touched(
                    words, [(attribution.source.start_char, attribution.source.end_char)]
                ),
                attribution.kind != "indirect",
            )
            for attribution in found
        ]
        for scope in SCOPES:
            gold = [item for item in marked if item.content and _in_scope(item, scope)]
            pairs = _pairs(gold, predicted := [item for item in ours if _in_scope(item, scope)])
            counts[scope, "items"] += len(gold) + len(predicted)
            counts[scope, "content"] += len(pairs)
            counts[scope, "end to end"] += sum(
                bool(one.source & other.source) or one.source == other.source
                for one, other in pairs
            )
    return QuoteScores(
        number,
        *(
            {scope: 2 * counts[scope, what] / max(counts[scope, "items"], 1) for scope in SCOPES}
            for what in ("content", "end to end")
        ),
    )


def _touched(
    words: Sequence[tuple[int, int]], pieces: Iterable[Offsets | tuple[int, int]]
) -> frozenset[int]:
    """Return the numbers of the words that the pieces touch."""
    from bisect import bisect_left, bisect_right

    found: set[int] = set()
    for start, end in pieces:
        first = bisect_right(words, start, key=lambda word: word[1])
        found.update(range(first, bisect_left(words, end, key=lambda word: word[0])))
    return frozenset(found)


def _in_scope(item: _Item, scope: str) -> bool:
    return scope == "all" or item.is_direct == (scope == "direct")


def _pairs(gold: Sequence[_Item], predicted: Sequence[_Item]) -> list[tuple[_Item, _Item]]:
    """Pair contents one to one, the best overlap first."""
    candidates = []
    for row, one in enumerate(gold):
        for column, other in enumerate(predicted):
            shared = len(one.content & other.content)
            overlap = shared / len(one.content | other.content) if shared else 0.0
            if overlap >= MIN_OVERLAP:
                candidates.append((-overlap, row, column))
    pairs = []
    rows: set[int] = set()
    columns: set[int] = set()
    for _, row, column in sorted(candidates):
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            pairs.append((gold[row], predicted[column]))
    return pairs
