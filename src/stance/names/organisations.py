"""Whether two names are one organisation's: word order, legal forms, abbreviations."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from stance.lexicons import lexicon
from stance.names.matching import Match
from stance.names.romanise import latin, plain, skeletons

__all__ = ["abbreviation_of", "match_organisations", "organisation_words"]

SMALL: Final = frozenset(
    "the of for and on in to a an & de des du la le les el los der die das und y e i of's".split()  # noqa: SIM905
)
LEGAL: Final = frozenset(
    {
        "ltd", "limited", "llc", "llp", "inc", "incorporated", "corp", "corporation", "co", "plc",
        "gmbh", "ag", "sa", "sas", "sarl", "spa", "srl", "bv", "nv", "ab", "oy", "as", "kft", "zrt",
        "ooo", "oao", "pao", "zao", "ao", "jsc", "ojsc", "pjsc", "cjsc", "uab", "tdv", "too", "kg",
        "ev", "asbl", "ngo", "company", "holding", "sia",
    }
)  # fmt: skip
SAME: Final = {
    "centre": "center", "organisation": "organization", "labour": "labor", "defence": "defense",
    "programme": "program", "theatre": "theater", "organisations": "organizations",
    "organizations": "organizations", "rights": "right", "affairs": "", "affair": "",
    "dept": "department", "univ": "university", "assoc": "association", "cttee": "committee",
    "gov": "government", "intl": "international", "nat": "national", "natl": "national",
    "internal": "interior", "saint": "st", "parliamentary": "parliament", "&": "",
    "centrum": "center", "department": "department", "union's": "union",
}  # fmt: skip
ABBREVIATION: Final = re.compile(r"[A-Z][A-Za-z]{0,2}[A-Z&]{1,7}[a-z]?|[A-ZА-ЯІЎ]{3,8}")
WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|&")
MINISTRY: Final = frozenset({"ministry", "department", "office", "committee", "court", "bank"})


class _Words(NamedTuple):
    words: tuple[str, ...]
    countries: frozenset[str]


@lru_cache(maxsize=65_536)
def organisation_words(name: str) -> _Words:
    """Return the words that tell an organisation apart, sorted, and the countries it names.

    >>> organisation_words("the Belarusian Foreign Ministry")
    _Words(words=('foreign', 'ministry'), countries=frozenset({'Belarus'}))
    >>> organisation_words("Ministry of Foreign Affairs of Belarus")
    _Words(words=('foreign', 'ministry'), countries=frozenset({'Belarus'}))
    """
    tidy = name.replace(".", "") if re.search(r"(?:\w\.){2,}", name) else name
    found = [re.sub(r"['’]s$|['’]$", "", word) for word in WORD.findall(tidy)]
    folded = [plain(word) for word in found]
    countries: set[str] = set()
    known = lexicon("country_words")
    words: list[str] = []
    position = 0
    while position < len(folded):
        for length in (3, 2, 1):
            phrase = " ".join(folded[position : position + length])
            if phrase in known and position + length <= len(folded):
                countries.add(known[phrase])
                position += length
                break
        else:
            word = folded[position]
            word = SAME.get(word, word)
            if word and word not in SMALL and word not in LEGAL:
                words.append(word)
            position += 1
    if not words and not countries:
        words = folded
    return _Words(tuple(sorted(words)), frozenset(countries))


@lru_cache(maxsize=262_144)
def match_organisations(a: str, b: str) -> Match | None:
    """Return why two names are one organisation's, None where nothing says that they are.

    >>> match_organisations("Belarusian Foreign Ministry", "Foreign Ministry of Belarus").reason
    'same words in another order or form'
    >>> match_organisations("Ministry of Justice of Latvia", "Ministry of Justice of Georgia")
    """
    if plain(a) == plain(b):
        return Match("same spelling" if a == b else "same letters, marks aside", sure=True)
    one, other = _without_bracket(a), _without_bracket(b)
    if (one, other) != (a, b) and plain(one) == plain(other):
        return Match("abbreviation in brackets left out", sure=True)
    mine, theirs = organisation_words(one), organisation_words(other)
    if mine.countries == theirs.countries and mine.words and theirs.words:
        if mine.words == theirs.words:
            return Match("same words in another order or form", sure=True)
        if len(mine.words) == len(theirs.words) and _sound_alike(mine.words, theirs.words):
            return Match("same words, romanised in two ways", sure=True)
        if "".join(mine.words) == "".join(theirs.words) and not mine.countries:
            return Match("written together or apart", sure=True)
        glued = _glued(one), _glued(other)
        if glued[0] == glued[1] and len(glued[0]) > 5:
            return Match("written together or apart", sure=True)
    for short, long in ((a, b), (b, a)):
        if abbreviation_of(short, long):
            return Match("abbreviation of the long form", sure=False)
    return None


def _without_bracket(name: str) -> str:
    return re.sub(r"\s*\([A-ZА-ЯІЎ][\wА-яІіЎў&-]*[A-ZА-ЯІЎ][a-z]?\)\s*$", "", name)


def _glued(name: str) -> str:
    return "".join(w for w in re.findall(r"\w+", plain(name)) if w not in {"the", *LEGAL})


def _sound_alike(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether words pair off: alike, singular and plural, or two romanisations of one."""
    left = list(theirs)
    for word in mine:
        for other in left:
            if word == other or _one_number(word, other) or _one_sound(word, other):
                left.remove(other)
                break
        else:
            return False
    return True


def _one_number(one: str, other: str) -> bool:
    return len(one) > 4 and len(other) > 4 and (one == f"{other}s" or other == f"{one}s")


def _one_sound(one: str, other: str) -> bool:
    if min(len(one), len(other)) < 6 or one.isdigit() or other.isdigit():
        return False
    return bool(skeletons(one) & skeletons(other)) and latin(one)[:1] == latin(other)[:1]


def abbreviation_of(short: str, long: str) -> bool:
    """Whether a short form is made of the initials of a long one: *BAJ*, *OSCE*, *CPJ*.

    Two letters are too few to tell.
    """
    letters = short.replace(".", "").strip()
    if not ABBREVIATION.fullmatch(letters) or len(letters) < 3 or " " in letters:
        return False
    wanted = plain(letters)
    words = [plain(w) for w in re.findall(r"[^\W_]+", _without_bracket(long)) if w]
    if len(words) < 2:
        return False
    every = "".join(word[0] for word in words)
    large = "".join(word[0] for word in words if word not in SMALL)
    return wanted in {every, large, every.removeprefix("t")}
