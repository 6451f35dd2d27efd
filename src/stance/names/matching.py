"""Whether two names are the same one's, and why."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from stance.names.parts import PersonName, first_letters, forms_of, parse_person
from stance.names.romanise import consonants, latin, plain, skeletons

__all__ = ["Match", "match_people"]

NEAR: Final = 0.72
"""Least likeness of two words with the same consonants."""
LITHUANIAN: Final = re.compile(r"(?<=[a-zčšžńł]{4})(?:ius|us|as|is|ys|s)$")
SLAVIC_STEM: Final = re.compile(r"(?:[oeai][vu]|[iy]n|s?[kc]|enk|či?|vič|[ij]|juk|uk|ik|[lnrdtm])$")
FEMININE: Final = re.compile(r"(?:[oeaiyu]?[vw]a|ina|[sc]k[aá]|[sc]k[ai]ja|aya|aja|aia|ienė|aitė)$")


class Match(NamedTuple):
    """That two names are one's.

    Attributes
    ----------
    reason : str
        For people to read.
    sure : bool
        Whether both forms say as much; otherwise one leaves something out, which others of
        the same name might fill in too.
    """

    reason: str
    sure: bool


class _Likeness(NamedTuple):
    rank: int  # 3 the same letters, 2 the same sounds, 1 a form in another language, 0 an initial
    reason: str


@lru_cache(maxsize=262_144)
def match_people(a: str, b: str) -> Match | None:
    """Return why two names are one person's, None where nothing says that they are.

    A bare surname or given name is nobody's in particular and matches itself alone.

    >>> match_people("Павел Латушко", "Paval Latushka").reason
    'same name, romanised in two ways'
    >>> match_people("Anna Karpenkova", "Anna Karpenkov") is None
    True
    """
    if plain(a) == plain(b):
        return Match("same spelling" if a == b else "same letters, marks aside", sure=True)
    first, second = parse_person(a), parse_person(b)
    if first.suffix != second.suffix or not first.words or not second.words:
        return None
    if not _agree(first.patronymic, second.patronymic):
        return None
    if min(len(first.words), len(second.words)) == 1:
        return _match_single(first, second, a, b)
    if first.abjad or second.abjad:
        return _match_abjad(first, second) if first.abjad != second.abjad else _same_letters(a, b)
    if first.syllabic or second.syllabic:
        found = _match_syllables(first, second, strict=not _is_cyrillic(a + b))
    else:
        found = _match_words(first, second) or _match_joined(first, second)
    if found is None:
        return None
    if bool(first.patronymic) != bool(second.patronymic):
        return Match(_join(found.reason, "patronymic left out"), sure=False)
    return found


def _match_syllables(first: PersonName, second: PersonName, *, strict: bool) -> Match | None:
    """Compare names of syllables, of which none may be left out or be a little off."""
    one = "".join(first.words)
    for turn in {0, 1, len(second.words) - 1}:
        words = (*second.words[turn:], *second.words[:turn])
        other = "".join(words)
        if plain(one) == plain(other) or (
            not strict and words and skeletons(one) & skeletons(other)
        ):
            how = "written together or apart" if first.words != words else ""
            if turn and turn < len(words):
                how = "surname first"
            return Match(how or "same syllables, romanised", sure=True)
    if first.has_initial or second.has_initial:
        return (
            _aligned(first.words, second.words) if len(first.words) == len(second.words) else None
        )
    return None


def _is_cyrillic(name: str) -> bool:
    return any("\u0400" <= char <= "\u052f" for char in name)


def _match_joined(first: PersonName, second: PersonName) -> Match | None:
    """Compare names whose words are written together in one and apart in the other."""
    if len(first.words) < len(second.words):
        first, second = second, first
    long, short = first.words, second.words
    if first.has_initial or second.has_initial:
        return None
    if len(long) == len(short) + 1:
        for index in range(len(long) - 1):
            joined = (*long[:index], long[index] + long[index + 1], *long[index + 2 :])
            found = _aligned(joined, short)
            if found is None and len(short) == 2 and _may_turn(joined, short):
                found = _aligned(joined, (short[1], short[0]))
            if found is not None and found.sure:
                return Match(_join("written together or apart", found.reason), sure=True)
    return None


def _match_single(first: PersonName, second: PersonName, a: str, b: str) -> Match | None:
    if len(first.words) != len(second.words):
        if _is_one_word_apart(first, second) and not (first.has_initial or second.has_initial):
            one, other = "".join(first.words), "".join(second.words)
            if skeletons(one) & skeletons(other) and (" " not in a or " " not in b):
                return Match("written together or apart", sure=True)
        return None
    like = _surnames(first.words[0], second.words[0])
    return Match(_reason(a, b, like.reason), sure=True) if like and like.rank >= 2 else None


def _is_one_word_apart(first: PersonName, second: PersonName) -> bool:
    return (
        len(first.words) != len(second.words)
        or first.joints != second.joints
        or first.syllabic
        or second.syllabic
    )


def _match_words(first: PersonName, second: PersonName) -> Match | None:
    if len(first.words) < len(second.words):
        first, second = second, first
    long, short = first.words, second.words
    if len(long) == len(short):
        straight = _aligned(long, short)
        if straight is not None:
            return straight
        for turn in (1, len(short) - 1):
            turned = (*short[turn:], *short[:turn])
            found = _aligned(long, turned)
            if found is not None and _may_turn(long, short):
                return Match(_join("surname first", found.reason), sure=found.sure)
        return None
    if first.syllabic or second.syllabic:
        return None
    # A middle name, or a Spanish or Arabic second surname, left out.
    kept = _positions(long, short)
    if kept is None:
        if len(short) == 2:
            kept = _positions(long, (short[1], short[0]))
            if kept is None or not _may_turn(long, short) or kept[-1] != len(long) - 1:
                return None
            short = (short[1], short[0])
        else:
            return None
    dropped = set(range(len(long))) - set(kept)
    if kept[0] != 0:
        return None
    if any(i in first.joints or i + 1 in first.joints for i in dropped):
        return None
    if kept[-1] != len(long) - 1 and not (
        _has_two_surnames(first) and (first.iberian or second.iberian)
    ):
        return None
    if any(len(long[i]) == 1 for i in dropped) and kept[-1] != len(long) - 1:
        return None
    found = _aligned(tuple(long[i] for i in kept), short)
    if found is None:
        return None
    if any(len(long[i]) == 1 for i in dropped) and not found.sure:
        return None
    what = "second surname" if kept[-1] != len(long) - 1 else "middle name"
    return Match(_join(found.reason, f"{what} left out"), sure=False)


def _positions(long: tuple[str, ...], short: tuple[str, ...]) -> list[int] | None:
    """Return where the words of a shorter name stand in a longer one, in order."""
    kept: list[int] = []
    start = 0
    for index, word in enumerate(short):
        for position in range(start, len(long)):
            if index == len(short) - 1 and position < len(long) - 1:
                last = _surnames(word, long[-1])
                if last is not None:
                    position = len(long) - 1  # noqa: PLW2901
            like = _given(word, long[position]) if index == 0 else _surnames(word, long[position])
            if like is None and index:
                like = _given(word, long[position]) if index < len(short) - 1 else None
            if like is not None:
                kept.append(position)
                start = position + 1
                break
        else:
            return None
    return kept


def _has_two_surnames(name: PersonName) -> bool:
    """Whether a name may end in two surnames: at least three words, none an initial."""
    return len(name.words) >= 3 and not name.has_initial


def _may_turn(long: tuple[str, ...], short: tuple[str, ...]) -> bool:
    """Whether the order of two words may be another: not where both might be given names."""
    given = [bool(forms_of(word)) for word in short]
    return not (len(short) == 2 and all(given) and len(long) == 2)


def _aligned(long: tuple[str, ...], short: tuple[str, ...]) -> Match | None:
    """Match words one by one; the last is the surname."""
    likes: list[_Likeness] = []
    last = len(long) - 1
    for position, (one, other) in enumerate(zip(long, short, strict=True)):
        like = _surnames(one, other) if position == last else _given(one, other)
        if like is None:
            return None
        likes.append(like)
    # One word may be a little off, not two: Jan Kowal is no John Coale.
    near = [i for i, like in enumerate(likes) if like.reason.startswith("vowels")]
    if near and not all(
        like.rank == 3
        or i == near[0]
        or (
            forms_of(long[i]) & forms_of(short[i])
            and (like.rank == 2 or consonants(long[i]) & consonants(short[i]))
        )
        for i, like in enumerate(likes)
    ):
        return None
    if all(like.rank == 0 for like in likes):
        return None
    reasons = [like.reason for like in likes if like.rank < 3]
    ranks = [like.rank for like in likes]
    text = _join(*dict.fromkeys(reasons)) or "same letters, marks aside"
    return Match(text, sure=min(ranks) > 0)


@lru_cache(maxsize=262_144)
def _surnames(one: str, other: str) -> _Likeness | None:
    """Compare two surnames: sounds, near vowels, Baltic endings; never man's with woman's."""
    if one == other or plain(one) == plain(other):
        return _Likeness(3, "") if len(one) > 1 else None
    if len(one) == 1 or len(other) == 1:
        return None
    mine, theirs = skeletons(one), skeletons(other)
    if mine & theirs:
        return _Likeness(2, "same name, romanised in two ways")
    if _is_near(one, other):
        return _Likeness(2, "vowels romanised in two ways")
    if len(one) > 3 and len(other) > 3 and _without_o(mine) & _without_o(theirs):
        return _Likeness(2, "Belarusian -a and Russian -o")
    for baltic, word in ((one, other), (other, one)):
        stem = LITHUANIAN.sub("", baltic)
        if stem != baltic and SLAVIC_STEM.search(stem):
            forms = skeletons(stem) | skeletons(stem + "i") | skeletons(stem + "iy")
            if forms & skeletons(word):
                return _Likeness(2, "Lithuanian or Latvian ending")
    return None


def _without_o(forms: frozenset[str]) -> set[str]:
    return {f"{form[:-1]}A" if form.endswith("O") else form for form in forms}


@lru_cache(maxsize=262_144)
def _given(one: str, other: str) -> _Likeness | None:
    """Compare two given names, which may be initials or forms in two languages."""
    if one == other or plain(one) == plain(other):
        return _Likeness(3 if len(one) > 1 else 0, "" if len(one) > 1 else "same initial")
    if len(one) == 1 or len(other) == 1:
        short, long = (one, other) if len(one) == 1 else (other, one)
        fits = _initial_fits(short, long)
        return _Likeness(0, "initial fits") if fits else None
    mine, theirs = forms_of(one), forms_of(other)
    if mine & theirs:
        if skeletons(one) & skeletons(other):
            return _Likeness(2, "same name, romanised in two ways")
        return _Likeness(1, "given name in two languages")
    if mine and theirs:
        return None
    if skeletons(one) & skeletons(other):
        return _Likeness(2, "same name, romanised in two ways")
    if not (mine or theirs) and _is_near(one, other):
        return _Likeness(2, "vowels romanised in two ways")
    return None


def _initial_fits(initial: str, name: str) -> bool:
    """Whether a name, or its form in another language, may begin with an initial."""
    if len(name) == 1:
        return bool({s[:1] for s in skeletons(initial)} & {s[:1] for s in skeletons(name)})
    if plain(name)[0] == plain(initial):
        return True
    if {s[:1] for s in skeletons(initial)} & {s[:1] for s in skeletons(name)} - set("AIUOEY"):
        return True
    return plain(initial) in first_letters(forms_of(name))


@lru_cache(maxsize=262_144)
def _is_near(one: str, other: str) -> bool:
    """Whether two words have the same consonants and nearly the same vowels.

    The last sound has to be of a kind, so that a man's surname is not a woman's.
    """
    if not consonants(one) & consonants(other):
        return False
    from rapidfuzz import fuzz

    for mine in skeletons(one):
        for theirs in skeletons(other):
            if (
                re.sub("[AIUOEY]", "", mine) == re.sub("[AIUOEY]", "", theirs)
                and len(re.sub("[AIUOEY]", "", mine)) >= 3
                and _ending(mine) == _ending(theirs)
                and mine[:1].isupper() == theirs[:1].isupper()
                and fuzz.ratio(mine, theirs) / 100 >= NEAR
            ):
                return True
    return False


def _ending(skeleton: str) -> str:
    """Return the last sound as far as it tells genders apart."""
    last = skeleton[-1:]
    return {"A": "A", "O": "O", "I": "I", "Y": "I", "E": "I", "U": "U"}.get(last, "-")


def _agree(one: str, other: str) -> bool:
    """Whether two patronymics, if both are given, are one."""
    if not one or not other:
        return True
    if skeletons(one) & skeletons(other):
        return True
    return _is_near(one, other) or bool(consonants(one) & consonants(other))


def _match_abjad(first: PersonName, second: PersonName) -> Match | None:
    """Compare a name in a script without short vowels by its consonants."""
    if len(first.words) != len(second.words):
        joined = _bare("".join(first.words)) & _bare("".join(second.words))
        if any(len(c) >= 5 for c in joined):
            return Match("same consonants, written without short vowels", sure=True)
        return None
    same = 0
    for one, other in zip(first.words, second.words, strict=True):
        if forms_of(one) and forms_of(other):
            if forms_of(one) & forms_of(other):
                continue
            return None
        if not _bare(one) & _bare(other):
            return None
        same += max(len(c) for c in _bare(one))
    return Match("same consonants, written without short vowels", sure=True) if same >= 2 else None


def _same_letters(a: str, b: str) -> Match | None:
    """Compare two names in such a script, the article aside."""
    one, other = (plain(re.sub(r"\bال", "", name)).replace(" ", "") for name in (a, b))
    return Match("same letters, article aside", sure=True) if one == other else None


def _bare(word: str) -> frozenset[str]:
    written = latin(word)
    return frozenset(
        re.sub(r"(.)\1+", r"\1", re.sub("[vAIUOEY]", "", s)) for s in skeletons(written)
    )


def _reason(a: str, b: str, reason: str) -> str:
    return reason or ("same spelling" if a == b else "same letters, marks aside")


def _join(*reasons: str) -> str:
    return ", ".join(dict.fromkeys(reason for reason in reasons if reason))
