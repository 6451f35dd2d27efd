"""Names of many documents under one identity each: what belongs together, and why.

Ambiguous names stay apart: a group of names takes in another only if every name of the one fits
every name of the other, and a form that leaves something out (an initial, a patronymic, an
abbreviation) only if there is exactly one fuller name that it could be.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from stance.names.matching import Match, match_people
from stance.names.organisations import abbreviation_of, match_organisations, organisation_words
from stance.names.parts import forms_of, parse_person
from stance.names.romanise import consonants, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from stance.names.knowledge import Entry, KnowledgeBase

__all__ = ["Identity", "Mention", "identify", "match_names"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a document.

    Attributes
    ----------
    name : str
        As the document has it, at its fullest.
    person : bool
        Whether it is a person's name rather than an organisation's.
    doc : str
    count : int
        How often it stands there.
    country, affiliation : str
        What the document says of it; empty for nothing.
    """

    name: str
    person: bool
    doc: str = ""
    count: int = 1
    country: str = ""
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """A person or organisation with all the names that are theirs.

    Attributes
    ----------
    name : str
        The canonical name: the knowledge base's, else the fullest.
    person : bool
    variants : dict of str to int
        Names as written and how often, most frequent first.
    documents : tuple of str
        Where they stand, in the order read.
    entry : Entry or None
        Of the knowledge base.
    country, affiliation : str
        The knowledge base's, else the first that a document shows; empty for none.
    reasons : dict of str to str
        Why each variant but the canonical name belongs here.
    """

    name: str
    person: bool
    variants: dict[str, int]
    documents: tuple[str, ...] = ()
    entry: Entry | None = None
    country: str = ""
    affiliation: str = ""
    reasons: dict[str, str] = field(default_factory=dict)

    @property
    def mentions(self) -> int:
        """How often it is named."""
        return sum(self.variants.values())


class _Candidate(NamedTuple):
    one: str
    other: str
    match: Match


def match_names(a: str, b: str, *, person: bool, base: KnowledgeBase | None = None) -> Match | None:
    """Return why two names are one's, None where they are not or nothing says so.

    Parameters
    ----------
    a, b : str
        Names without titles.
    person : bool
        Whether they are people's names.
    base : KnowledgeBase, optional
        What it knows of both names goes before their spelling.
    """
    if base is not None:
        first, second = base.find(a, person=person), base.find(b, person=person)
        if first is not None and second is not None:
            if first.entry.id != second.entry.id:
                return None
            return Match(second.reason if a == first.entry.name else first.reason, sure=True)
    return match_people(a, b) if person else match_organisations(a, b)


def identify(mentions: Iterable[Mention], base: KnowledgeBase | None = None) -> list[Identity]:
    """Group names over documents.

    Parameters
    ----------
    mentions : iterable of Mention
        Of any number of documents.
    base : KnowledgeBase, optional
        Public figures and bodies; without one, spellings alone decide.

    Returns
    -------
    list of Identity
        The most named first.
    """
    by_name: dict[tuple[str, bool], list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_name[mention.name, mention.person].append(mention)
    found: list[Identity] = []
    for person in (True, False):
        named = {name: said for (name, kind), said in by_name.items() if kind is person}
        groups = _Grouping(list(named), person=person, base=base).groups()
        found += [_identity(group, named, person=person) for group in groups]
    return sorted(found, key=lambda identity: (-identity.mentions, identity.name))


@dataclass(slots=True)
class _Group:
    names: list[str]
    entry: Entry | None
    reasons: dict[str, str]


class _Grouping:
    def __init__(self, names: list[str], *, person: bool, base: KnowledgeBase | None) -> None:
        self.person = person
        self.match: Callable[[str, str], Match | None] = (
            match_people if person else match_organisations
        )
        self.group_of: dict[str, _Group] = {}
        known: dict[str, _Group] = {}
        for name in names:
            found = base.find(name, person=person) if base is not None else None
            if found is None:
                self.group_of[name] = _Group([name], None, {})
                continue
            group = known.setdefault(found.entry.id, _Group([], found.entry, {}))
            group.names.append(name)
            group.reasons[name] = found.reason
            self.group_of[name] = group
        self.blocks = _blocks(names, person=person)

    def groups(self) -> list[_Group]:
        candidates = self._candidates()
        for candidate in candidates:
            if candidate.match.sure:
                self._merge(candidate)
        unsure = [candidate for candidate in candidates if not candidate.match.sure]
        while self._merge_sparse(unsure):
            pass
        return list({id(group): group for group in self.group_of.values()}.values())

    def _candidates(self) -> list[_Candidate]:
        """Return all matches between names, the surest kinds first."""
        found: dict[tuple[str, str], Match] = {}
        for members in self.blocks.values():
            for index, one in enumerate(members):
                for other in members[index + 1 :]:
                    if self.group_of[one] is self.group_of[other] or (one, other) in found:
                        continue
                    match = self.match(one, other)
                    if match is not None:
                        found[one, other] = match
        return sorted(
            (_Candidate(one, other, match) for (one, other), match in found.items()),
            key=lambda c: (
                not c.match.reason.startswith("same"),
                "middle name" in c.match.reason,  # rather the first of two surnames
                c.one,
                c.other,
            ),
        )

    def _merge(self, candidate: _Candidate) -> bool:
        one, other = self.group_of[candidate.one], self.group_of[candidate.other]
        if one is other or not self._fit(one, other):
            return False
        if other.entry is not None or (
            one.entry is None and self._fullness(candidate.one) < self._fullness(candidate.other)
        ):
            one, other = other, one
        joined = candidate.other if candidate.other in other.names else candidate.one
        anchor = candidate.one if joined == candidate.other else candidate.other
        for name in other.names:
            self.group_of[name] = one
            one.names.append(name)
            if name == joined:
                one.reasons[name] = f"{candidate.match.reason} ({anchor})"
            else:
                one.reasons[name] = other.reasons.get(name, f"with {joined}")
        return True

    def _fit(self, one: _Group, other: _Group) -> bool:
        """Whether every name of a group may be every name of another."""
        if one.entry is not None and other.entry is not None:
            return False
        fits = (self.match(a, b) is not None for a in one.names for b in other.names)
        # What the knowledge base calls by several names need not be alike.
        known = one.entry is not None or other.entry is not None
        return any(fits) if known else all(fits)

    def _merge_sparse(self, unsure: Sequence[_Candidate]) -> bool:
        """Merge forms that leave something out with the only fuller name there is."""
        fuller: dict[int, dict[int, _Candidate]] = defaultdict(dict)
        for candidate in unsure:
            one, other = self.group_of[candidate.one], self.group_of[candidate.other]
            if one is other:
                continue
            if self._fullness(candidate.one) > self._fullness(candidate.other):
                one, other = other, one
            fuller[id(one)].setdefault(id(other), candidate)
        merged = False
        for options in fuller.values():
            if len(options) == 1:
                merged |= self._merge(next(iter(options.values())))
        return merged

    def _fullness(self, name: str) -> tuple[int, ...]:
        if not self.person:
            return (len(name.split()), len(name))
        parts = parse_person(name)
        whole = sum(len(word) > 1 for word in parts.words)
        return (whole, bool(parts.patronymic), len(parts.words), len(name))


def _blocks(names: Iterable[str], *, person: bool) -> dict[str, list[str]]:
    """Return names that are worth comparing, by what they share."""
    blocks: dict[str, list[str]] = defaultdict(list)
    for name in names:
        keys: set[str] = set()
        if person:
            parts = parse_person(name)
            ends = {*parts.words[:1], *parts.words[-1:], *parts.words[1:3]}
            ends = {word for word in ends if not forms_of(word)} or ends  # Ivan says little
            for word in ends:
                if len(word) > 1:
                    keys |= consonants(word)
                    keys |= {f"{c[:-1]}" for c in consonants(word) if c.endswith("s") and c[1:]}
                    if parts.abjad or len(word) > 2:
                        keys |= {c.replace("v", "") for c in consonants(word)}
            words = parts.words
            keys |= {f"={c}" for c in consonants("".join(words))}
            for one, other in pairwise(words):
                keys |= consonants(one + other)
        else:
            words, countries = organisation_words(name)
            keys = {"".join(word[:2] for word in words)}
            keys |= {f"{c} {len(words)}" for c in countries}
            initials = [plain(w)[:1] for w in name.replace("-", " ").split()]
            large = [w[0].lower() for w in name.replace("-", " ").split() if w[:1].isupper()]
            keys |= {f".{''.join(initials)}", f".{''.join(large)}"}
            if " " not in name:
                keys.add(f".{plain(name).replace('.', '')}")
            keys.add(plain(name).replace(" ", "").removeprefix("the")[:5])
        for key in sorted(keys):
            blocks[key].append(name)
    return blocks


def _identity(group: _Group, named: dict[str, list[Mention]], *, person: bool) -> Identity:
    counts = Counter({name: sum(m.count for m in named[name]) for name in group.names})
    entry = group.entry
    name = entry.name if entry is not None else _canonical(group.names, counts, person=person)
    mentions = [mention for variant in group.names for mention in named[variant]]
    reasons = {v: r for v, r in group.reasons.items() if v != name}
    for variant in group.names:
        if variant != name and variant not in reasons:
            match = (match_people if person else match_organisations)(variant, name)
            reasons[variant] = f"{match.reason} ({name})" if match else f"with {name}"
    return Identity(
        name=name,
        person=person,
        variants=dict(counts.most_common()),
        documents=tuple(dict.fromkeys(m.doc for m in mentions)),
        entry=entry,
        country=(entry.country if entry else "") or _first(m.country for m in mentions),
        affiliation=(entry.affiliation if entry else "") or _first(m.affiliation for m in mentions),
        reasons=reasons,
    )


def _canonical(names: Sequence[str], counts: Counter[str], *, person: bool) -> str:
    """Return the fullest name: no initials, rather Latin, no abbreviation; then the commonest."""

    def rank(name: str) -> tuple[object, ...]:
        letters = [c for c in name if c.isalpha()]
        is_latin = all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 for c in letters)
        if person:
            parts = parse_person(name)
            return (is_latin, not parts.has_initial, len(parts.words), counts[name], name)
        short = any(abbreviation_of(name, other) for other in names if other != name)
        return (is_latin, not short, counts[name], len(name), name)

    return max(names, key=rank)


def _first(values: Iterable[str]) -> str:
    return next((value for value in values if value), "")
