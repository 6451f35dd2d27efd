"""Names within one document: spellings, surnames and abbreviations under one canonical form."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from stance.lexicons import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc, Span, Token

__all__ = ["NameIndex", "capitalised_name", "introduced_name", "trim_name", "whole_name"]

POSSESSIVE = re.compile(r"['’]s?$")
ABBREVIATION = re.compile(r"\(\s*(?P<short>[A-Z][A-Za-z&]{1,9})\s*\)")
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
    count as one name, the form with more of them being canonical.

    Parameters
    ----------
    doc : Doc
        With entities; read, never written.
    """

    def __init__(self, doc: Doc) -> None:
        people = [trim_name(whole_name(ent)) for ent in doc.ents if ent.label_ == "PERSON"]
        people += [name for token in doc if (name := introduced_name(token)) is not None]
        self._people = _fullest(people)
        self._by_part: dict[str, set[str]] = defaultdict(set)
        for full in set(self._people.values()):
            words = full.split()
            if len(words) > 1:
                for part in (words[0], words[-1]):
                    self._by_part[_fold(part)].add(full)
        self._bodies = _abbreviations(doc.text)

    @property
    def people(self) -> frozenset[str]:
        """Canonical names of the document's people."""
        return frozenset(self._people.values())

    def person(self, name: str) -> str | None:
        """Return the canonical name of a person of this document, None for a stranger."""
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
        if len(parts) == 1 and len(known) == 1:
            return next(iter(known))
        return self._people.get(_fold(trimmed))

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


def capitalised_name(head: Token) -> str | None:
    """Return the two to four capitalised words that end in `head`, unless they name a body."""
    if head.tag_ != "NNP":
        return None
    doc, start = head.doc, head.i
    while start > 0 and _is_name_part(doc[start - 1]):
        start -= 1
    words = doc[start : head.i + 1]
    if not 2 <= len(words) <= 4 or any(w.lower_ in lexicon("body_nouns") for w in words):
        return None
    return words.text


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

    *Tamta Ghvinjari, 24*; *Behrang Sotoudnia, a former deputy minister*; *one of the students,
    Luka Meparidze*.
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
    """Map each folded name to the spelling with the most marks on its letters."""
    best: dict[str, str] = {}
    for name in names:
        key = _fold(name)
        if key and (key not in best or _marks(name) > _marks(best[key])):
            best[key] = name
    return best


def _fold(name: str) -> str:
    """Lower-case a name and drop the diacritics."""
    decomposed = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L"))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def _marks(name: str) -> int:
    return sum(not char.isascii() for char in name)


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
