"""Word lists, kept as tab-separated files so that they can be read and mended without code.

Every file has a header line; the last column names where an entry comes from.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["lexicon"]


@cache
def lexicon(name: str) -> Mapping[str, str]:
    """Return a word list: its first column, mapped to the second.

    Parameters
    ----------
    name : str
        File name without its ending. The lists are ``reporting_verbs`` (class: ``speech``,
        ``belief``, ``position``, ``manner``), ``reporting_nouns``, ``titles`` and
        ``person_nouns`` (gender: ``m``, ``f`` or empty), ``noun_kinds`` (what else such a
        person or body may be called), ``body_nouns``, ``title_triggers``, ``known_names``
        (places, peoples and bodies; label), ``country_words``
        (names, adjectives, capitals; the country), and for who is asked to act ``levers``
        (patterns, see `stance.about.levers`; the lever), ``demand_verbs`` (class: ``control``,
        ``commit``, ``receive``), ``regime_nouns`` (``regime`` or ``other``, whose country is
        not theirs to answer for) and ``officials`` (whose *we* is their country).
    """
    file = resources.files(__name__).joinpath(f"{name}.tsv")
    with file.open(encoding="utf-8") as stream:
        rows = csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return MappingProxyType({row[0]: row[1] for row in rows})
