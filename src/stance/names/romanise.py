"""Names in any script, folded to forms in which their romanisations meet.

A *skeleton* spells a word by sound classes: Łukašenka, Lukaschenko, Loukachenko and Лукашенко
share one. Where a letter can stand for several sounds (Polish *c*, French *ch* and *j*), a word
has several skeletons, and two words agree if they share any.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import islice, product
from typing import Final

__all__ = ["consonants", "is_abjad", "latin", "plain", "skeletons"]

CYRILLIC: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "ђ": "dj", "е": "e", "ё": "e",
    "є": "ye", "ж": "ž", "з": "z", "и": "i", "і": "i", "ї": "i", "й": "y", "ј": "y", "к": "k",
    "л": "l", "љ": "l", "м": "m", "н": "n", "њ": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "ћ": "ć", "у": "u", "ў": "ŭ", "ф": "f", "х": "kh", "ц": "ts", "ч": "č", "џ": "dž",
    "ш": "š", "щ": "šč", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "қ": "k", "ғ": "g", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "ә": "a", "ҳ": "h",
    "ҷ": "dž", "ӣ": "i", "ӯ": "u",
}  # fmt: skip
"""Letters by their sound; what national romanisations write differently meets in `skeletons`."""
LATIN: Final = {
    "ć": "ć", "ċ": "č", "č": "č", "ĉ": "č", "ç": "ç", "š": "š", "ś": "š", "ŝ": "š", "ş": "š",
    "ș": "š", "ž": "ž", "ź": "z", "ż": "ž", "ẑ": "ž", "ŭ": "ŭ", "ł": "l", "ü": "ü", "ğ": "g",
    "đ": "dj", "ı": "i", "ə": "a", "ĺ": "l", "ñ": "n", "ń": "n",
}  # fmt: skip
LETTERS: Final = str.maketrans({**CYRILLIC, **LATIN})
MARKS: Final = re.compile(r"['’ʼʹʺ`´‘ʻʿʾ·\u200c\u200d\u200e\u200f\u0300-\u036f]")
ABJAD: Final = re.compile(r"[\u0590-\u06ff\u0750-\u077f]")
CAPITAL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")

GRAPHEMES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (r"schtsch|shch|šč|szcz|chtch", ("s",)),
    (r"sch", ("s", "z")),
    (r"dzh|dž|dsch", ("z",)),
    (r"dj(?=[aeiou])", ("z", "d")),
    (r"tsch|tch|cz|č", ("C",)),
    (r"kh|gh", ("h",)),
    (r"ch", ("C", "h", "s")),
    (r"ck(?=i|y|aj|ay|ai|a$)", ("tk", "k")),
    (r"c?k", ("k",)),
    (r"ts|tz|tc", ("t",)),
    (r"zk(?=i$|y$|aja$|aya$|ij$|yj$|a$)", ("zk", "tk")),
    (r"z(?=enko$|ja$|wet)", ("z", "t")),
    (r"dz|dź|d", ("d",)),
    (r"zh|ž|z", ("z",)),
    (r"sh|sz|š|s", ("s",)),
    (r"ph|f", ("f",)),
    (r"th|t", ("t",)),
    (r"c(?=[eiy])", ("t", "s", "C")),
    (r"c", ("k", "t", "C")),
    (r"ć", ("t", "C")),
    (r"ç", ("s", "C")),
    (r"x", ("ks", "h")),
    (r"q", ("k",)),
    (r"w|v|ŭ", ("v",)),
    (r"(?<=a)h$", ("", "h")),
    (r"g|h", ("h",)),
    (r"(?<![^aeiouyü])j(?=.)", ("y", "z")),
    (r"j", ("y",)),
    (r"ou(?=[^aeiouyüj]|$)", ("av", "u")),
    (r"[ae]u(?=[^aeiouyüj]|$)", ("av",)),
    (r"ü|ue(?=[^aeiou])", ("u", "e")),
    (r"ee", ("i", "e")),
    (r"oo", ("u", "o")),
)
GRAPHEME: Final = re.compile(
    "|".join(f"(?P<g{i}>{pattern})" for i, (pattern, _) in enumerate(GRAPHEMES)) + "|."
)
VOWELS: Final = re.compile(r"[aeiouy]+")
DOUBLE: Final = re.compile(r"([a-zC])\1+")
VOWEL_CLASSES: Final = re.compile(r"[AIUOEY]")
GERMAN: Final = re.compile(r"sch|dse|w.*j[aeuo]|j[aeuo].*w|j[aeu].*z|ij$|yj$|[^aeiou]ja$")
"""German spellings of Slavic and Georgian names: there *z* is ts, and *s* before a vowel z."""
GERMAN_LETTERS: Final = {"z": ("z", "t"), "s": ("s", "z")}
MOST: Final = 48
"""Skeletons of one word at most."""


def plain(name: str) -> str:
    """Return a name in lower-case letters without marks, spaces tidied; the script stays."""
    folded = MARKS.sub("", name).casefold().replace("ł", "l")
    decomposed = unicodedata.normalize("NFKD", folded)
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


@lru_cache(maxsize=65_536)
def latin(word: str) -> str:
    """Return a name in lower-case Latin letters, those Slavic marks kept that tell sounds apart.

    >>> latin("Лукашэнка"), latin("Łukašenka"), latin("გახარია")
    ('lukašenka', 'lukašenka', 'gakharia')
    """
    composed = MARKS.sub("", unicodedata.normalize("NFC", word))
    lowered = composed.lower().translate(LETTERS)
    if lowered.isascii():
        return lowered
    from anyascii import anyascii

    written = "".join(
        char if char.isascii() or char in LATIN.values() else CAPITAL.sub(" ", anyascii(char))
        for char in (_spaced(lowered))
    )
    return " ".join(MARKS.sub("", written).lower().split())


def _spaced(text: str) -> str:
    """Part Chinese characters and Korean syllables: each is a word of its own in Latin."""
    return re.sub(r"(?<=[\u3400-\u9fff\uac00-\ud7a3])(?=[\u3400-\u9fff\uac00-\ud7a3])", " ", text)


def is_abjad(name: str) -> bool:
    """Whether a name is in a script that leaves short vowels out (Arabic, Persian, Hebrew)."""
    return ABJAD.search(name) is not None


@lru_cache(maxsize=65_536)
def skeletons(word: str) -> frozenset[str]:
    """Return how a word may sound: consonants in classes, vowels as A, I, U, final O, E, Y.

    >>> skeletons("Tsikhanouskaya") & skeletons("Тихановская") != set()
    True
    >>> skeletons("Tsikhanouski") & skeletons("Тихановская")
    frozenset()
    """
    choices: list[tuple[str, ...]] = []
    written = latin(word)
    german = GERMAN.search(written) is not None
    for match in GRAPHEME.finditer(written):
        group = match.lastgroup
        if german and (match.group() == "z" or (match.group() == "s" and _before_vowel(match))):
            choices.append(GERMAN_LETTERS[match.group()])
        else:
            choices.append(GRAPHEMES[int(group[1:])][1] if group else (match.group(),))
    return frozenset(
        DOUBLE.sub(r"\1", _vowel_classes("".join(letters)))
        for letters in islice(product(*choices), MOST)
    )


def _before_vowel(match: re.Match[str]) -> bool:
    return match.string[match.end() : match.end() + 1] in {*"aeiouyj"}


def _vowel_classes(letters: str) -> str:
    return VOWELS.sub(_vowel_class, letters)


def _vowel_class(match: re.Match[str]) -> str:
    run, text = match.group(), match.string
    if match.end() == len(text) and match.start() > 0:
        if len(run) > 1 and run[-1] in "iy" and re.search("[aeou]", run):
            return "Y"
        if run[-1] == "o":
            return "A" if text[match.start() - 1] == "k" else "O"
        if run[-1] == "e":
            return "E"
    if len(run) > 1 and run[-1] in "iy" and run[-2] in "aeo" and match.start() > 0:
        return "Y"
    if re.search("[aeo]", run):
        return "A"
    return "U" if "u" in run else "I"


@lru_cache(maxsize=65_536)
def consonants(word: str) -> frozenset[str]:
    """Return the skeletons of a word without their vowels."""
    return frozenset(VOWEL_CLASSES.sub("", skeleton) for skeleton in skeletons(word))
