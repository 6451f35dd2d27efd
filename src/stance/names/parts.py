"""A person's name in its parts: given names, surname, patronymic, initials, suffix."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from stance.names.romanise import is_abjad, latin, plain, skeletons

__all__ = ["PersonName", "first_letters", "forms_of", "given_names", "parse_person"]

HONORIFICS: Final = frozenset(
    {
        "mr", "mrs", "ms", "dr", "prof", "professor", "sir", "dame", "lord", "lady", "sheikh",
        "shaikh", "ayatollah", "sayyid", "seyyed", "sayed", "hojatoleslam", "imam", "mullah",
        "maulana", "haji", "daw", "president", "minister", "general", "gen", "colonel", "col",
        "senator", "sen", "rev", "father", "fr", "archbishop", "bishop", "cardinal", "pope",
        "metropolitan", "patriarch", "king", "queen", "prince", "princess", "emir", "hon",
        "comrade", "don", "dona",
    }
)  # fmt: skip
BURMESE_HONORIFICS: Final = frozenset({"u", "ko", "ma", "maung", "saw", "naw", "sai", "bo"})
BURMESE: Final = frozenset(
    {
        "aung", "san", "suu", "kyi", "htoo", "zaw", "min", "thein", "win", "myint", "tin", "khin",
        "hlaing", "htet", "naing", "nyunt", "oo", "thant", "than", "shwe", "soe", "tun", "mya",
        "aye", "moe", "zin", "mar", "lwin", "htun", "htay", "kyaw", "ne", "phyo", "thu", "swe",
        "nay", "zarni", "tayza", "wai", "yan", "thura", "sein", "hla", "thiri", "ei", "thandar",
    }
)  # fmt: skip
SYLLABIC: Final = frozenset(
    {
        "nguyen", "tran", "le", "pham", "hoang", "phan", "vu", "vo", "dang", "bui", "do", "kim",
        "lee", "park", "choi", "ri", "pak", "choe", "wang", "li", "zhang", "liu", "chen", "xi",
        "hu", "wen", "zhao", "wu", "ho", "mao", "deng", "hun",
    }
)  # fmt: skip
"""First words of names whose every syllable counts."""
PARTICLES: Final = frozenset(
    {
        "de", "von", "van", "der", "den", "ter", "zu", "da", "do", "dos", "das", "del", "la", "le",
        "du", "di", "della", "al", "el", "as", "ash", "ad", "an", "ar", "ul", "ol", "y", "e", "af",
        "av", "bin", "ibn", "ben", "bint", "bn", "bnt", "of",
    }
)  # fmt: skip
SUFFIXES: Final = {
    "jr": "2", "junior": "2", "sr": "1", "senior": "1", "ii": "2", "iii": "3", "iv": "4",
    "v": "5", "vi": "6",
}  # fmt: skip
PATRONYMIC: Final = re.compile(
    r"(?:[oeiayj]?(?:vič|vich|wicz|vitch|witsch|vyč|vych|wich|vic|vics)|ievič)$"
    r"|(?:[oeiaŭu]?[vŭuw]n?[ny]a|ichna|ična|yčna|yivna|[iy]vna|ŭna|[aeo]una|owna|ewna)$"
)
ARTICLE: Final = re.compile(
    r"^(?:al|el|as|ash|ad|an|ar|at|ul|ol|il|ed|es|esh|er|en|et)-(?=\w)", re.IGNORECASE
)
ABD_ARTICLE: Final = re.compile(
    r"\bAbd[- ](?:al|el|ul|ol|ar|er|as|an|ur)[- ](?=\w{3})", re.IGNORECASE
)
ABDEL: Final = re.compile(r"\bAbd[aeuo]l[- ]?(?!l?ah|ov)(?=\w{3})", re.IGNORECASE)
SPANISH: Final = re.compile(r"[ñáíóú](?!.*[čšžőűřěåöü])|\w[eé]z\b", re.IGNORECASE)
IBERIAN: Final = frozenset(
    {
        "jose", "josé", "juan", "maria", "maría", "luis", "luís", "carlos", "jorge", "pedro",
        "miguel", "antonio", "antónio", "francisco", "nicolas", "nicolás", "hugo", "daniel",
        "raul", "raúl", "fidel", "diosdado", "delcy", "leopoldo", "henrique", "enrique", "rosa",
        "rosario", "violeta", "sergio", "oscar", "óscar", "rafael", "ramon", "ramón", "manuel",
        "alberto", "alfredo", "eduardo", "fernando", "felix", "félix", "cristiana", "arturo",
        "gustavo", "ivan", "iván", "julio", "javier", "ana", "berta", "carmen", "dora", "elena",
        "tomas", "tomás", "vladimir", "edmundo", "tarek", "cilia", "pablo", "andres", "andrés",
        "gabriel", "gabriela", "lucia", "lucía", "yoani", "ricardo", "roberto", "mario", "marta",
        "teresa", "silvio", "bruno", "salvador", "freddy", "lesther", "medardo", "michelle",
        "guillermo", "alejandro", "camilo", "ernesto", "esteban", "ignacio", "beatriz", "isabel",
        "lourdes", "mercedes", "pilar", "ines", "inés", "xavier", "joao", "joão", "paulo",
    }
)  # fmt: skip
SYLLABLES: Final = re.compile(r"[\u3400-\u9fff\uac00-\ud7a3]")
WORD: Final = re.compile(r"[^\s,]+")


@dataclass(frozen=True, slots=True)
class PersonName:
    """The words of a person's name that tell people apart, in the order written.

    Attributes
    ----------
    words : tuple of str
        Given names and surnames, folded; initials are single letters.
    patronymic : str
        Empty where none is given.
    suffix : str
        ``1`` for Sr, ``2`` for Jr and II, and so on; empty for none.
    abjad : bool
        Whether it is written without short vowels.
    syllabic : bool
        Whether no syllable may be left out (Burmese, Chinese, Korean, Vietnamese names).
    joints : frozenset of int
        Positions in `words` of what a hyphen ties to the word before.
    iberian : bool
        Whether it looks Spanish or Portuguese, where a second surname may follow.
    """

    words: tuple[str, ...]
    patronymic: str = ""
    suffix: str = ""
    abjad: bool = False
    syllabic: bool = False
    joints: frozenset[int] = frozenset()
    iberian: bool = False

    @property
    def has_initial(self) -> bool:
        """Whether a word is a mere initial."""
        return any(len(word) == 1 for word in self.words)


@cache
def given_names() -> dict[str, frozenset[tuple[str, str]]]:
    """Map given names, folded and by skeleton, to the names they are forms of, with gender."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    file = resources.files("stance.names").joinpath("given_names.tsv")
    with file.open(encoding="utf-8") as stream:
        rows = csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        for form, name, gender, _ in rows:
            found[plain(latin(form))].add((name, gender))
    return {form: frozenset(names) for form, names in found.items()}


@cache
def _given_skeletons() -> dict[str, frozenset[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for form, names in given_names().items():
        for skeleton in skeletons(form):
            if len(skeleton) >= 5:
                found[skeleton] |= names
    return {skeleton: frozenset(names) for skeleton, names in found.items()}


@lru_cache(maxsize=65_536)
def forms_of(word: str) -> frozenset[tuple[str, str]]:
    """Return the given names, with gender, that a word is a form of."""
    known = given_names().get(plain(word))
    if known is not None:
        return known
    by_sound = _given_skeletons()
    found = [by_sound[s] for s in skeletons(word) if s in by_sound]
    return found[0] if len(set(found)) == 1 else frozenset()


@cache
def first_letters(names: frozenset[tuple[str, str]]) -> frozenset[str]:
    """Return the letters that forms of these given names begin with: U. for Vladimir too."""
    return frozenset(form[0] for form, known in given_names().items() if known & names)


@lru_cache(maxsize=65_536)
def parse_person(name: str) -> PersonName:
    """Part a person's name as written; see `PersonName`.

    >>> parse_person("Латушко, Павел Павлович").words
    ('pavel', 'latuško')
    >>> parse_person("Латушко, Павел Павлович").patronymic
    'pavlovič'
    """
    if name.count(",") == 1:
        last, first = name.split(",")
        if plain(first).strip(". ") not in SUFFIXES and len(last.split()) <= 3:
            name = f"{first} {last}"
    abjad = is_abjad(name)
    iberian = SPANISH.search(name) is not None
    name = ABDEL.sub("Abdel", ABD_ARTICLE.sub("Abdel", name))
    raw = [word for word in WORD.findall(name.replace("_", " ")) if word.strip("-–.'’\"“”()")]
    raw = _without_honorifics(raw)
    words: list[str] = []
    joints: set[int] = set()
    suffix = ""
    for position, word in enumerate(raw):
        bare = plain(word).strip(".")
        if position and bare in SUFFIXES and position >= len(raw) - 1 and len(raw) > 2:
            suffix = SUFFIXES[bare]
            continue
        word = ARTICLE.sub("", word)  # noqa: PLW2901
        if abjad and len(word) > 3:
            word = word.removeprefix("ال")  # noqa: PLW2901
        pieces = [p for p in re.split(r"[-‐‑–]", word) if p]
        for tied, piece in enumerate(pieces):
            initials = re.findall(r"(\w)\.", piece)
            rest = re.sub(r"\w\.", "", piece) if initials and len(piece) > 2 else piece
            if initials and (not rest or len(piece) > 2):
                words += [latin(initial)[:1] for initial in initials if latin(initial)]
                if not rest:
                    continue
            for part in latin(rest.strip(".'’\"“”()")).split():
                if tied:
                    joints.add(len(words))
                words.append(part)
    kept = [i for i, word in enumerate(words) if word not in PARTICLES or len(words) < 3]
    if len(kept) >= 2:
        joints = {new for new, old in enumerate(kept) if old in joints}
        words = [words[i] for i in kept]
    patronymic = ""
    if len(words) == 3 and not joints:
        for position in (1, 2):
            if PATRONYMIC.search(words[position]) and (
                position == 1 or forms_of(words[1]) or not forms_of(words[0])
            ):
                if position == 1 and not forms_of(words[0]):
                    continue  # the surname leads: Łukaszewicz Jan Maria
                patronymic = words.pop(position)
                break
    burmese = sum(word in BURMESE for word in words)
    return PersonName(
        tuple(words),
        patronymic,
        suffix,
        abjad,
        SYLLABLES.search(name) is not None
        or burmese >= 2
        or (bool(words) and words[0] in SYLLABIC and all(len(w) < 7 for w in words)),
        frozenset(joints),
        iberian or any(word in IBERIAN for word in words[:2]),
    )


def _without_honorifics(raw: list[str]) -> list[str]:
    while len(raw) > 1 and plain(raw[0]).strip(".") in HONORIFICS:
        raw = raw[1:]
    while (
        len(raw) > 2
        and raw[0].lower() in BURMESE_HONORIFICS
        and (raw[0] == "U" or sum(plain(word) in BURMESE for word in raw[1:]) >= 1)
    ):
        raw = raw[1:]
    return raw
