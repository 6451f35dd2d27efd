"""Levers: the words of a quotation that name what outsiders can do, by ``lexicons/levers.tsv``.

A pattern is a lemma or word (``sanction``), several in a row (``prisoner swap``), or one above
another in the parse, a preposition between them or not (``freeze > account``). ``/n`` is for
nouns only, ``/v`` for verbs, ``/t`` for verbs with an object. The lever of a *weak* pattern
counts where the quotation has no other (*buy* is trade, but *buy weapons* is arms).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from stance.lexicons import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Token

__all__ = ["LeverMention", "lever_mentions", "lever_words"]

WEAK: Final = " weak"
NOUNS: Final = frozenset(["NOUN", "PROPN"])
INSIDE: Final = frozenset(["compound", "amod", "nmod", "npadvmod"])
"""How a word hangs on the noun whose part it is: *visa* requirement."""
OBJECTS: Final = frozenset(["auxpass", "dobj", "nsubjpass", "dative"])


class LeverMention(NamedTuple):
    """Words that name a lever; `token` is what governs its actor and target.

    A *weak* one counts where there is no other; a *pair* names what is done to what.
    """

    token: Token
    lever: str
    weak: bool
    pair: bool


class _Pattern(NamedTuple):
    words: tuple[str, ...]
    below: str
    part: str
    lever: str
    weak: bool


def lever_words() -> frozenset[str]:
    """Return the words and lemmas at which a pattern may be anchored."""
    return frozenset(_patterns())


def lever_mentions(tokens: Iterable[Token]) -> list[LeverMention]:
    """Return the levers that tokens name, in text order; of several in one phrase the longest."""
    found: dict[int, tuple[float, LeverMention]] = {}
    by_word = _patterns()
    for token in tokens:
        patterns = by_word.get(token.lower_, ())
        if token.lemma_.lower() != token.lower_:
            patterns = (*patterns, *by_word.get(token.lemma_.lower(), ()))
        for pattern in patterns:
            if not _fits(pattern, token):
                continue
            top = _phrase_head(token)
            if pattern.weak and top != token:
                continue  # an *exchange* market
            size = len(pattern.words) + bool(pattern.below)
            rank = size - 10 * pattern.weak + (top == token) / 2
            if top.i not in found or rank > found[top.i][0]:
                found[top.i] = (
                    rank,
                    LeverMention(top, pattern.lever, pattern.weak, bool(pattern.below)),
                )
    return [mention for _, (_, mention) in sorted(found.items())]


@cache
def _patterns() -> dict[str, tuple[_Pattern, ...]]:
    """Return the patterns by the word that anchors them: the last in a row, the upper of two."""
    anchored: dict[str, list[_Pattern]] = {}
    for written, value in lexicon("levers").items():
        row, _, below = written.partition(" > ")
        row, _, part = row.partition("/")
        words = tuple(row.split())
        anchored.setdefault(words[-1], []).append(
            _Pattern(words, below, part, value.removesuffix(WEAK), value.endswith(WEAK))
        )
    return {word: tuple(patterns) for word, patterns in anchored.items()}


def _fits(pattern: _Pattern, token: Token) -> bool:
    if pattern.part == "n" and token.pos_ not in NOUNS:
        return False
    if pattern.part == "c" and token.pos_ != "NOUN":
        return False
    if pattern.part in {"v", "t", "i"} and token.pos_ != "VERB":
        return False
    if pattern.part == "i" and any(
        c.dep_ in OBJECTS or c.lower_ in {"about", "of"} for c in token.children
    ):
        return False
    if pattern.part == "t" and not any(c.dep_ in OBJECTS for c in token.children):
        return False
    before = len(pattern.words) - 1
    if before > token.i:
        return False
    for distance, word in enumerate(reversed(pattern.words[:-1]), start=1):
        earlier = token.doc[token.i - distance]
        if word not in {earlier.lower_, earlier.lemma_.lower()}:
            return False
    return not pattern.below or any(
        pattern.below in {low.lower_, low.lemma_.lower()} for low in _below(token)
    )


def _below(token: Token) -> Iterator[Token]:
    """Yield a word's dependents, and theirs: behind prepositions and in compounds."""
    for child in token.children:
        if child.dep_ == "nsubj":
            continue
        yield child
        if child.dep_ in {"prep", "agent", "dative", "dobj", "pobj", "prt", "pcomp"}:
            for low in child.children:
                if low.dep_ in {"pobj", "compound", "prep", "poss"}:
                    yield low
                    yield from (c for c in low.children if c.dep_ == "pobj")


def _phrase_head(token: Token) -> Token:
    """Return the noun whose part a word is: for *visa*, the *ban* of *visa ban*."""
    for _ in range(4):
        if (
            token.dep_ not in INSIDE
            or token.lower_.endswith("ing")
            or token.head.pos_ not in NOUNS
            or token.head.i < token.i
        ):
            break
        token = token.head
    return token
