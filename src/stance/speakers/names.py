"""Names within one document: spellings, surnames and abbreviations under one canonical form."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from stance.lexicons import lexicon
from stance.names.matching import match_people
from stance.names.romanise import skeletons
from stance.quotes.columns import strings, text_of
from stance.quotes.turns import turns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Doc, Span, Token

    from stance.names.knowledge import KnowledgeBase

__all__ = [
    "NameIndex",
    "body_words",
    "capitalised_name",
    "introduced_name",
    "name_after",
    "name_at",
    "trim_name",
    "whole_name",
]

POSSESSIVE = re.compile(r"['’]s?$")
ABBREVIATION = re.compile(r"\(\s*(?P<short>[A-Z][A-Za-z&]{1,9})\s*\)")
BYLINE = re.compile(
    r"^By[ \t]+(?P<name>[A-Z][^\n,|()0-9]{2,60}?)(?:[ \t]+in[ \t].*|,.*|\|.*)?$", re.MULTILINE
)
MISTAKEN: Final = frozenset({"ORG", "FAC", "GPE", "LOC", "PRODUCT", "WORK_OF_ART"})
"""What spaCy takes people for."""
SMALL_WORDS: Final = frozenset(
    "of the and for to in on a an de des du la le & und".split()  # noqa: SIM905
)


def trim_name(name: str, *, titles: bool = True) -> str:
    """Return a name without article, possessive, surrounding marks and, if asked, `titles`.

    >>> trim_name("the Foreign Minister Anna Lindqvist's")
    'Anna Lindqvist'
    """
    known = lexicon("titles")
    words = POSSESSIVE.sub("", name.strip(" \t\n\"“”'‘’.,;:()")).split()
    if len(words) > 1 and words[0].lower() in {"the", "a", "an"}:
        words = words[1:]
    while titles and len(words) > 1 and words[0].lower().rstrip(".") in known:
        words = words[1:]
    return " ".join(words)


class NameIndex:
    """Canonical names of one document's people and bodies.

    A surname stands for the full name that has it, if only one in the document does; a short
    form in brackets after its long form stands for that. Letters with and without diacritics
    count as one name, the form with more of them being canonical; so do romanisations of one
    name (*Łatuška* and *Latushka*), where only one full name sounds so.

    Parameters
    ----------
    doc : Doc
        With entities; read, never written.
    base : KnowledgeBase, optional
        Knows people by their full names, whatever spaCy took them for.
    """

    def __init__(self, doc: Doc, base: KnowledgeBase | None = None) -> None:
        people = [
            trim_name(whole_name(ent))
            for ent in doc.ents
            if ent.label_ == "PERSON" and not any(body_words(ent))
        ]
        surnames = {name for name in people if " " not in name}
        people += [ent.text for ent in doc.ents if _is_mislabelled(ent, surnames)]
        people += [
            name
            for index, tag in enumerate(strings(doc, "TAG"))
            if tag == "NNP" and (name := introduced_name(doc[index])) is not None
        ]
        people += _labels(doc)
        if base is not None:
            people += _known_people(doc, base)
        self._people = _fullest(people)
        self._by_part: dict[str, set[str]] = defaultdict(set)
        for full in set(self._people.values()):
            words = full.split()
            if len(words) > 1:
                ends = (" ".join(words[i:]) for i in range(max(1, len(words) - 4), len(words)))
                parts = {word for word in words if word[0].isupper()} | set(ends)
                for part in parts:
                    self._by_part[_fold(part)].add(full)
        self._by_sound: dict[str, set[str]] | None = None
        text = text_of(doc)
        self._bodies = _abbreviations(text)
        self._handles = _handles(doc)
        self.author = self._author(text)

    @property
    def people(self) -> frozenset[str]:
        """Canonical names of the document's people."""
        return frozenset(self._people.values())

    def person(self, name: str) -> str | None:
        """Return the canonical name of a person of this document, None for a stranger."""
        if name.startswith("@"):
            return self._handles.get(name.lower())
        trimmed = trim_name(name)
        parts = trimmed.split()
        if len(parts) > 1 and _is_initial(parts[0]):
            known = {
                full
                for full in self._by_part.get(_fold(parts[-1]), set())
                if _fold(full)[:1] == _fold(parts[0])[:1] and not _is_initial(full.split()[0])
            }
            if len(known) == 1:
                return next(iter(known))
        known = self._by_part.get(_fold(trimmed), set())
        known = {full for full in known if _fold(full).endswith(f" {_fold(trimmed)}")} or known
        if len(known) == 1 and trimmed[:1].isupper():
            return next(iter(known))
        own = self._people.get(_fold(trimmed))
        whole = len(parts) > 1 and not _is_initial(parts[0])
        if known or not trimmed[:1].isupper() or (own is not None and whole):
            return own
        return self._sounding_like(trimmed) or own

    def _sounding_like(self, name: str) -> str | None:
        """Return the one full name of which a name is another romanisation, or its surname."""
        if self._by_sound is None:
            self._by_sound = defaultdict(set)
            for full in self.people:
                if len(words := full.split()) > 1 and not _is_initial(words[0]):
                    for sound in skeletons(words[-1]):
                        self._by_sound[sound].add(full)
        last = name.rsplit(maxsplit=1)[-1]
        near = set().union(*(self._by_sound.get(sound, set()) for sound in skeletons(last)))
        if " " in name:
            near = {full for full in near if match_people(name, full) is not None}
        return next(iter(near)) if len(near) == 1 else None

    def canonical(self, name: str, label: str) -> str:
        """Return the canonical name of an entity mention with a spaCy label."""
        if label == "PERSON":
            return self.person(name) or trim_name(name)
        trimmed = trim_name(name, titles=False)
        if label in {"ORG", "GPE", "NORP", "FAC", "EVENT", "LOC", "LAW", "PRODUCT"}:
            # A surname that spaCy took for a place is still that person's.
            known = self._by_part.get(_fold(trimmed), set())
            if label == "ORG" and len(known) == 1 and " " not in trimmed:
                return next(iter(known))
            return self._bodies.get(trimmed, trimmed)
        return " ".join(name.split())

    def _author(self, text: str) -> str | None:
        """Return whom the byline names, None if there is none or it names several."""
        found = {trim_name(m["name"]) for m in BYLINE.finditer(text)}
        name = next(iter(found), "")
        if len(found) != 1 or not _is_name(name) or " and " in name:
            return None
        return self.person(name) or name


def body_words(ent: Span) -> Iterator[Token]:
    """Yield the nouns that call a named entity a body: *an exile group*, *hotel group* Boreal."""
    head, nouns = ent.root, lexicon("body_nouns")
    beside = [c for c in head.children if c.dep_ == "appos" or c.i == ent.start - 1]
    if head.dep_ == "appos":
        beside.append(head.head)
    for token in beside:
        if token.lemma_.lower() in nouns and token.text.islower():
            yield token


def capitalised_name(head: Token) -> str | None:
    """Return the two to four capitalised words that end in `head`, unless they name a body."""
    if head.tag_ != "NNP":
        return None
    doc, start = head.doc, head.i
    while start > 0 and (
        _is_name_part(doc[start - 1]) or (start > 1 and _is_hyphen(doc[start - 1]))
    ):
        start -= 1
    words = doc[start : head.i + 1]
    if not 2 <= len(words.text.split()) <= 4 or any(
        w.lower_ in lexicon("body_nouns") for w in words
    ):
        return None
    return words.text


def name_at(head: Token) -> str | None:
    """Return the name that ends in `head`: a whole person entity, or capitalised words."""
    if head.ent_type_ != "PERSON":
        return capitalised_name(head)
    doc, start, end = head.doc, head.i, head.i + 1
    while start > 0 and doc[start].ent_iob_ == "I":
        start -= 1
    while end < len(doc) and doc[end].ent_iob_ == "I":
        end += 1
    return trim_name(whole_name(doc[start:end]))


def name_after(noun: Token) -> str | None:
    """Return the name right behind a role, however it was parsed: *director* Per Holm."""
    doc = noun.doc
    end = noun.i + 1
    while end < len(doc) and (
        (doc[end].text[0].isupper() and doc[end].is_alpha)
        or (end + 1 < len(doc) and end > noun.i + 1 and _is_hyphen(doc[end]))
    ):
        end += 1
    words = doc[noun.i + 1 : end]
    if not 2 <= len(words.text.split()) <= 4 or any(
        w.lower_ in lexicon("body_nouns") or w.ent_type_ in {"DATE", "NORP", "GPE"} for w in words
    ):
        return None
    return words.text


def _is_mislabelled(ent: Span, surnames: set[str]) -> bool:
    """Whether an entity that is no person to spaCy ends in what is a person's name elsewhere."""
    return ent.label_ in MISTAKEN and ent[-1].text in surnames and _is_name(ent.text)


def _known_people(doc: Doc, base: KnowledgeBase) -> Iterator[str]:
    """Yield the people that the knowledge base knows among what spaCy took for something else."""
    for ent in doc.ents:
        if ent.label_ in MISTAKEN:
            name = trim_name(ent.text)
            if " " in name and base.find(name, person=True) and not base.find(name, person=False):
                yield name


def _is_hyphen(token: Token) -> bool:
    return token.text == "-" and not token.whitespace_ and not token.nbor(-1).whitespace_


def _is_name_part(token: Token) -> bool:
    """Whether a word before a name is part of it; unusual first names are tagged as anything."""
    return (
        token.text[0].isupper()
        and token.is_alpha
        and (token.tag_ == "NNP" or (token.dep_ in {"compound", "amod"} and not token.is_stop))
        and token.lower_ not in lexicon("titles")
        and token.ent_type_ not in {"NORP", "DATE"}
    )


def introduced_name(head: Token) -> str | None:
    """Return a name that the text introduces as a person's, whatever spaCy took it for.

    *Tamta Ghvinjari, 24*; *forensic expert Teresa Quispe Mamani*; *Behrang Sotoudnia, a former
    deputy minister*; *one of the students, Luka Meparidze*.
    """
    if head.ent_type_ == "PERSON" or head.dep_ == "compound":
        return None
    name = capitalised_name(head)
    if name is None:
        return None
    nouns = lexicon("person_nouns")
    if any(c.dep_ == "appos" and c.lemma_.lower() in nouns for c in head.children):
        return trim_name(name)
    if head.dep_ == "appos" and (head.head.lemma_.lower() in nouns or head.head.lower_ == "one"):
        return trim_name(name)
    before = head.i - len(name.replace("-", " - ").split())
    if before >= 0 and head.doc[before].text.islower() and head.doc[before].lemma_ in nouns:
        return trim_name(name)
    after = head.doc[head.i + 1 : head.i + 4]
    has_age = len(after) == 3 and [after[0].text, after[2].text] == [",", ","]
    return trim_name(name) if has_age and after[1].text.isdigit() else None


def whole_name(ent: Span) -> str:
    """Return a person's name with a first name that spaCy left outside (*Pavieł* Chmaruk)."""
    doc, start = ent.doc, ent.start
    if len(ent) == 1 and start > 0 and not doc[start].is_sent_start:
        before = doc[start - 1]
        if (
            before.dep_ == "compound"
            and before.head.i == start
            and before.text[:1].isupper()
            and before.is_alpha
            and before.ent_type_ in {"", "PERSON"}
            and before.lower_ not in lexicon("titles")
            and before.lemma_.lower() not in lexicon("person_nouns")
        ):
            start -= 1
    return doc[start : ent.end].text


def _fullest(names: Iterable[str]) -> dict[str, str]:
    """Map each folded name to the spelling with the most marks, rather not all in capitals."""
    best: dict[str, str] = {}
    for name in names:
        key = _fold(name)
        if key and (key not in best or _rank(name) > _rank(best[key])):
            best[key] = name
    return best


def _labels(doc: Doc) -> list[str]:
    """Return the names that label turns, other than those of roles and bodies."""
    text = text_of(doc)
    labels = {text[t.label.start : t.label.end] for t in turns(doc) if t.label is not None}
    found = [name for label in labels if _is_name(name := trim_name(label))]
    return found + [name.title() for name in found if name.isupper() and name.title() in text]


def _is_name(name: str) -> bool:
    """Whether capitalised words may be a person's name."""
    words = name.split()
    return 2 <= len(words) <= 4 and not any(
        word.lower() in lexicon(nouns) for word in words for nouns in ("person_nouns", "body_nouns")
    )


def _handles(doc: Doc) -> dict[str, str]:
    """Map handles to the names that they follow in brackets: *Ana Ruiz (@aruiz)*."""
    found: dict[str, str] = {}
    for index, word in enumerate(strings(doc, "ORTH")):
        if index < 2 or word[0] != "@":
            continue
        token = doc[index]
        if (before := token.nbor(-1)).text in {"(", ","}:
            name = name_at(before.nbor(-1))
            if name is not None:
                found.setdefault(token.lower_, name)
    return found


def _fold(name: str) -> str:
    """Lower-case a name and drop the diacritics."""
    decomposed = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L"))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def _rank(name: str) -> tuple[int, bool]:
    return sum(not char.isascii() for char in name), not name.isupper()


def _is_initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1


def _abbreviations(text: str) -> dict[str, str]:
    """Map short forms to the long forms they follow in brackets: *Coordination Council (CC)*."""
    found: dict[str, str] = {}
    for match in ABBREVIATION.finditer(text):
        short = match["short"]
        letters = [char for char in short if char.isupper()]
        before = text[max(0, match.start() - 120) : match.start()]
        words = before.rsplit("\n", maxsplit=1)[-1].split()
        long: list[str] = []
        wanted = letters[:]
        for word in reversed(words):
            initials = [part[0] for part in re.split(r"[-–]", word) if part]
            if wanted and initials and initials[0] == wanted[-1]:
                wanted.pop()
            elif word.lower() not in SMALL_WORDS or not long:
                break
            long.insert(0, word)
            if not wanted:
                found[short] = " ".join(long)
                break
    return found
