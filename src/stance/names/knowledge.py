"""The knowledge base: public figures and bodies with their spellings, as data."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stance.errors import NamesError
from stance.names.romanise import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from stance.names.matching import Match

__all__ = ["COLUMNS", "TYPES", "Entry", "KnowledgeBase", "Known", "load_names"]

COLUMNS: Final = (
    "id", "name", "type", "aliases", "country", "affiliation", "wikidata", "source", "gender",
)  # fmt: skip
TYPES: Final = (
    "person", "party", "movement", "ngo", "ministry", "body", "media", "company", "church",
    "union", "international", "organisation",
)  # fmt: skip
MOST_KEPT: Final = 100_000
"""Names whose entries are kept at hand."""
DOUBLE: Final = re.compile(r"([a-z])\1+")
WIKIDATA: Final = re.compile(r"Q[1-9]\d*")
SHORT: Final = 6
"""Single words up to so long must agree in capitals too: *TIME* is not *time*."""
VOWELS_AND_GLIDES: Final = "aeiouyjwvhgk"
SIBILANTS: Final = "cqszdtx"


@dataclass(frozen=True, slots=True)
class Entry:
    """A public figure or body.

    Attributes
    ----------
    id : str
        A slug that stays: ``pavel-latushka``.
    name : str
        The canonical name.
    type : str
        One of `TYPES`.
    aliases : tuple of str
        Other spellings and forms.
    country, affiliation, wikidata, source, gender : str
        Empty where not known.
    """

    id: str
    name: str
    type: str
    aliases: tuple[str, ...] = ()
    country: str = ""
    affiliation: str = ""
    wikidata: str = ""
    source: str = ""
    gender: str = ""

    @property
    def is_person(self) -> bool:
        """Whether it is a person rather than a body."""
        return self.type == "person"


@dataclass(frozen=True, slots=True)
class Known:
    """An entry and why a name is its."""

    entry: Entry
    reason: str


class KnowledgeBase:
    """Entries by name. A name that two of them share is ambiguous and finds neither.

    Parameters
    ----------
    entries : iterable of Entry
        Later ones take the place of earlier ones with the same id.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = {entry.id: entry for entry in entries}
        spelt: dict[str, set[str]] = defaultdict(set)
        for entry in self._entries.values():
            for name in (entry.name, *entry.aliases):
                spelt[_key(name)].add(entry.id)
        self._spelt = dict(spelt)
        self._near_by: dict[bool, dict[str, list[tuple[str, str]]]] = {}
        self._known: dict[tuple[str, bool], Known | None] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __getitem__(self, entry_id: str) -> Entry:
        return self._entries[entry_id]

    @property
    def digest(self) -> str:
        """A checksum of all entries: what they decide is the same where it is."""
        from hashlib import sha256

        return sha256(repr(sorted(map(repr, self._entries.values()))).encode()).hexdigest()[:16]

    def find(self, name: str, *, person: bool) -> Known | None:
        """Return whom a name belongs to, None for a stranger or where several have it.

        Parameters
        ----------
        name : str
            As written, without titles. A bare surname is nobody's in particular.
        person : bool
            Whether it is a person's name rather than a body's.
        """
        key = (name, person)
        if key not in self._known:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            self._known[key] = self._find(name, person=person)
        return self._known[key]

    def candidates(self, name: str, *, person: bool) -> frozenset[str]:
        """Return the ids of all entries spelt so: more than one where a name is ambiguous."""
        return frozenset(self._by_spelling(name, person=person))

    def _by_spelling(self, name: str, *, person: bool) -> set[str]:
        ids = self._spelt.get(_key(name), set())
        return {i for i in ids if self._entries[i].is_person == person}

    def _find(self, name: str, *, person: bool) -> Known | None:
        words = name.split()
        if person and len(words) == 1 and name.isascii():
            return None
        ids = self._by_spelling(name, person=person)
        if len(words) == 1 and len(name) <= SHORT:
            spelt = {i for i in ids if name in (self._entries[i].name, *self._entries[i].aliases)}
            if not spelt:
                return None
            ids = spelt
        if ids:
            if len(ids) > 1:
                return None
            entry = self._entries[next(iter(ids))]
            same = plain(entry.name) == plain(name)
            reason = "name in the knowledge base" if same else "alias in the knowledge base"
            return Known(entry, f"{reason}: {entry.id}")
        return self._similar(name, person=person)

    def _similar(self, name: str, *, person: bool) -> Known | None:
        """Compare with all aliases that may sound so; one entry must be left."""
        from stance.names.matching import match_people
        from stance.names.organisations import match_organisations

        match = match_people if person else match_organisations
        found: dict[str, Match] = {}
        for alias, entry_id in self._near(name, person=person):
            if entry_id not in found:
                matched = match(name, alias)
                if matched is not None and (matched.sure or (person and _is_fuller(matched))):
                    found[entry_id] = matched
        if len(found) != 1:
            return None
        entry_id, matched = next(iter(found.items()))
        return Known(
            self._entries[entry_id], f"like an alias in the knowledge base: {matched.reason}"
        )

    def _near(self, name: str, *, person: bool) -> list[tuple[str, str]]:
        """Return the aliases, with their entries' ids, that are worth comparing with a name."""
        if person not in self._near_by:  # only made for a name that is spelt like none
            index: dict[str, list[tuple[str, str]]] = defaultdict(list)
            for entry in self._entries.values():
                if entry.is_person == person:
                    for alias in (entry.name, *entry.aliases):
                        for key in _blocks(alias, person=person):
                            index[key].append((alias, entry.id))
            self._near_by[person] = dict(index)
        found: dict[tuple[str, str], None] = {}
        for key in _blocks(name, person=person):
            found.update(dict.fromkeys(self._near_by[person].get(key, ())))
        return list(found)


def _is_fuller(match: Match) -> bool:
    return "left out" in match.reason and "initial" not in match.reason


def _blocks(name: str, *, person: bool) -> set[str]:
    """Return what a name and all its romanisations share: the bare bones of its ends."""
    if person:
        words = _bones(name).split()
        return {*words[:1], *words[-1:], "".join(words)}
    from stance.names.organisations import organisation_words

    telling = organisation_words(name)
    ends = "".join(word[:3] for word in telling.words)
    return {_bones(ends) + "".join(sorted(telling.countries))}


def _bones(name: str) -> str:
    """Return the consonants that all romanisations agree on, sibilants as one."""
    bare = name.translate(_coarse_letters())
    if not bare.isascii():
        from stance.names.romanise import latin

        bare = latin(bare).translate(_coarse_letters())
    return DOUBLE.sub(r"\1", bare)


@cache
def _coarse_letters() -> dict[int, str]:
    from stance.names.romanise import latin

    table = {ord("-"): " ", ord(","): " "}
    for code in (*range(0x20, 0x250), *range(0x400, 0x530), *range(0x1E00, 0x1F00)):
        if (char := chr(code)).isalpha():
            kept = "".join(c for c in plain(latin(char)) if c not in VOWELS_AND_GLIDES)
            table[code] = re.sub(f"[{SIBILANTS}]", "s", kept) if kept.isascii() else ""
        elif not char.isspace() and code not in table:
            table[code] = ""
    return table


def _key(name: str) -> str:
    return name.casefold().removeprefix("the ")


# ------------------------------------------------------------------------- reading


@cache
def shipped() -> tuple[Entry, ...]:
    """Return the entries of the shipped knowledge base."""
    file = resources.files("stance.names").joinpath("knowledge.tsv")
    with file.open(encoding="utf-8") as stream:
        rows = csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return tuple(
            Entry(row[0], row[1], row[2], tuple(row[3].split("|")) if row[3] else (), *row[4:])
            for row in rows
        )


@cache
def load_names(path: str | None = None) -> KnowledgeBase:
    """Load the shipped knowledge base, and a user's own file on top of it.

    Parameters
    ----------
    path : str, optional
        CSV, TSV or JSON lines with at least ``name``; the other columns are those of `COLUMNS`.
        An entry with the id of a shipped one takes its place.

    Raises
    ------
    NamesError
        If the file cannot be read or a row is not an entry; the message says which.
    """
    if path is None:
        return KnowledgeBase(shipped())
    return KnowledgeBase([*shipped(), *_own_entries(path)])


def _own_entries(path: str) -> list[Entry]:
    from stance.decoding import decode, read_bytes
    from stance.errors import DocumentError

    try:
        text = decode(read_bytes(path), path)
    except DocumentError as error:
        raise NamesError(str(error)) from error
    suffix = Path(path).suffix.lower()
    if suffix not in {".csv", ".tsv", ".jsonl"}:
        raise NamesError(f"{path}: names are read from .csv, .tsv or .jsonl files")
    rows = _json_rows(text, path) if suffix == ".jsonl" else _table_rows(text, path, suffix)
    entries: dict[str, Entry] = {}
    for where, row in rows:
        entry = _entry(row, where)
        if entry.id in entries:
            raise NamesError(f"{where}: id {entry.id!r} is there already; give each its own")
        entries[entry.id] = entry
    if not entries:
        raise NamesError(f"{path}: no names in this file")
    return list(entries.values())


def _table_rows(text: str, path: str, suffix: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    delimiter = "\t" if suffix == ".tsv" else ","
    reader = csv.DictReader(text.splitlines(), delimiter=delimiter)
    if "name" not in (reader.fieldnames or ()):
        raise NamesError(
            f"{path}: no column 'name'; the first line should name the columns, such as "
            "name, type, aliases, country"
        )
    for row in reader:
        if None in row:
            raise NamesError(
                f"{path}, line {reader.line_num}: more cells than columns; "
                f"quote what holds a {'tab' if suffix == '.tsv' else 'comma'}"
            )
        yield f"{path}, line {reader.line_num}", row


def _json_rows(text: str, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise NamesError(f"{path}, line {number}: not JSON") from error
            if not isinstance(row, dict):
                raise NamesError(f"{path}, line {number}: not an object with a 'name'")
            yield f"{path}, line {number}", row


def _entry(row: Mapping[str, Any], where: str) -> Entry:
    unknown = sorted(set(row) - set(COLUMNS))
    if unknown:
        raise NamesError(f"{where}: unknown column {unknown[0]!r}; known are {', '.join(COLUMNS)}")
    aliases = row.get("aliases") or ()
    if isinstance(aliases, str):
        aliases = aliases.split("|")
    values = {key: row.get(key) or "" for key in COLUMNS if key != "aliases"}
    if not all(isinstance(value, str) for value in (*values.values(), *aliases)):
        raise NamesError(f"{where}: all fields are text; aliases are a list or divided by |")
    values = {key: " ".join(value.split()) for key, value in values.items()}
    if not values["name"]:
        raise NamesError(f"{where}: no name; give one or leave the row out")
    values["type"] = values["type"] or "person"
    if values["type"] not in TYPES:
        raise NamesError(
            f"{where}: type {values['type']!r} is not known; use one of {', '.join(TYPES)}"
        )
    if values["wikidata"] and not WIKIDATA.fullmatch(values["wikidata"]):
        raise NamesError(f"{where}: {values['wikidata']!r} is no Wikidata id, such as Q184")
    if values["gender"] not in {"", "m", "f"}:
        raise NamesError(f"{where}: gender {values['gender']!r} should be m, f or empty")
    values["id"] = values["id"] or slug(values["name"])
    spellings = tuple(a for alias in aliases if (a := " ".join(alias.split())))
    return Entry(**values, aliases=spellings)


def slug(name: str) -> str:
    """Return an id made of a name.

    >>> slug("Pavel Łatuška")
    'pavel-latuska'
    """
    from stance.names.romanise import latin

    return "-".join(re.findall(r"[a-z0-9]+", plain(latin(name)))) or "unnamed"
