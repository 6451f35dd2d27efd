"""Which language an article is in (py3langid, extra ``[archive]``).

Most of an archive is English, and English is told quickly by its commonest words; the
identifier is asked about the rest, and about nothing too short to tell.
"""

from __future__ import annotations

import math
import re
from importlib.util import find_spec
from typing import Final

__all__ = ["ENGLISH", "is_available", "language_of"]

ENGLISH: Final = "en"
MIN_LETTERS: Final = 120
"""Of a text whose language is told; shorter ones are taken as they are."""
SAMPLE: Final = 4000
"""Characters looked at."""
MIN_SHARE: Final = 0.12
"""Of common English words among all: no other language comes near it."""
SURE: Final = 0.9
"""Probability from which another language is believed."""
WORD: Final = re.compile(r"[^\W\d_]+")
COMMON: Final = frozenset(
    "the and that have with this from they would there which what about were been".split()  # noqa: SIM905
    + "has had will not are was for but its his her who when said than more after".split()  # noqa: SIM905
)


def is_available() -> bool:
    """Whether the identifier is installed."""
    return find_spec("py3langid") is not None


def language_of(text: str) -> str | None:
    """Return an article's language as ISO 639-1 code, None where it cannot be told.

    Without py3langid only English is told.
    """
    sample = text[:SAMPLE]
    words = WORD.findall(sample.lower())
    if sum(map(len, words)) < MIN_LETTERS:
        return None
    if sum(word in COMMON for word in words) >= MIN_SHARE * len(words):
        return ENGLISH
    if not is_available():
        return None
    from py3langid import rank

    (code, best), *others = rank(sample)  # natural logarithms, not normalised
    probability = 1 / (1 + sum(math.exp(max(odds - best, -700)) for _, odds in others))
    return str(code) if code == ENGLISH or probability >= SURE else None
