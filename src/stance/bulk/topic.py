"""Whether an article shows any sign of being about outside pressure on a regime.

Four kinds of words are looked for: levers (*sanctions*, *visa*, *recognise*), regimes
(*junta*, *prisoners*), outsiders (*embassy*, *Brussels*) and places. An article with too few
different ones, or with one kind only, is taken to be about something else. The list
(``lexicons/topic.tsv``) is wide on purpose: a parse too many costs a moment, one too few a
quotation.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from stance.lexicons import lexicon

__all__ = ["is_on_topic"]

MIN_SIGNS: Final = 3
MIN_SIGNS_SHORT: Final = 2
SHORT: Final = 200
"""Words; a short text has room for fewer signs."""
MIN_KINDS: Final = 2
ALONE: Final = "alone"
"""The kind of words that are sign enough: *sanctions*, *junta*."""
WORD: Final = re.compile(r"[^\W\d_]+")
PREFIX: Final = 4
"""Letters that an open entry (*sanction\\**) is found by."""


def is_on_topic(text: str) -> bool:
    """Whether a text has signs enough to be worth a parse."""
    words = WORD.findall(text.lower())
    wanted = MIN_SIGNS if len(words) >= SHORT else MIN_SIGNS_SHORT
    signs: dict[str, str] = {}
    whole, begun = _signs()
    for word in dict.fromkeys(words):
        found = (word, whole[word]) if word in whole else None
        if found is None:
            found = next((s for s in begun.get(word[:PREFIX], ()) if word.startswith(s[0])), None)
        if found is not None:
            if found[1] == ALONE:
                return True
            signs[found[0]] = found[1]
            if len(signs) >= wanted and len(set(signs.values())) >= MIN_KINDS:
                return True
    return False


@cache
def _signs() -> tuple[dict[str, str], dict[str, list[tuple[str, str]]]]:
    """Return the closed entries, and the open ones by their first letters."""
    whole: dict[str, str] = {}
    begun: dict[str, list[tuple[str, str]]] = {}
    for word, kind in lexicon("topic").items():
        if word.endswith("*"):
            stem = word.removesuffix("*")
            begun.setdefault(stem[:PREFIX], []).append((stem, kind))
        else:
            whole[word] = kind
    return whole, begun
