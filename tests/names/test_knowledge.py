from __future__ import annotations

import json
import re
from collections import Counter
from importlib import resources

import pytest

from stance.errors import NamesError
from stance.names.knowledge import COLUMNS, TYPES, Entry, KnowledgeBase, load_names, slug
from stance.names.parts import parse_person


@pytest.fixture
def base():
    return KnowledgeBase(
        [
            Entry("zana-sarec", "Žana Šarec", "person", ("Жана Шарец",), gender="f"),
            Entry("jan-bor", "Jan Bor", "person", ("Ivan Bor",)),
            Entry("ivan-bor", "Ivan Bor-Lis", "person", ("Ivan Bor",)),
            Entry("boreal", "Boreal Foundation", "ngo", ("BOR",)),
        ]
    )


@pytest.mark.parametrize("name", ["Žana Šarec", "Zhana Sharets", "Жана Шарец"])
def test_spellings_find_their_entry(base, name):
    assert base.find(name, person=True).entry.id == "zana-sarec"


def test_reason_tells_alias_from_likeness(base):
    assert base.find("Жана Шарец", person=True).reason.startswith("alias")
    assert base.find("Zhana Sharets", person=True).reason.startswith("like an alias")


def test_alias_of_two_entries_is_nobodys(base):
    assert base.find("Ivan Bor", person=True) is None
    assert base.candidates("Ivan Bor", person=True) == {"jan-bor", "ivan-bor"}


def test_bare_surname_is_nobodys(base):
    assert base.find("Šarec", person=True) is None
    assert base.find("Sarec", person=True) is None


def test_capitals_of_abbreviations_count(base):
    assert base.find("BOR", person=False).entry.id == "boreal"
    assert base.find("bor", person=False) is None
    assert base.find("the Boreal Foundation", person=False).entry.id == "boreal"
    assert base.find("Boreal Foundation", person=True) is None


def test_shipped_file_keeps_its_format():
    text = resources.files("stance.names").joinpath("knowledge.tsv").read_text("utf-8")
    header, *lines = text.rstrip("\n").split("\n")
    assert header.split("\t") == list(COLUMNS)
    rows = [line.split("\t") for line in lines]
    assert rows == sorted(rows)
    assert len(rows) >= 800
    assert not [row for row in rows if len(row) != len(COLUMNS)]
    ids = [row[0] for row in rows]
    assert len(set(ids)) == len(ids)
    for row in map(dict, (zip(COLUMNS, row, strict=True) for row in rows)):
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["id"])
        assert row["type"] in TYPES
        assert row["gender"] in ({"m", "f"} if row["type"] == "person" else {""}), row["id"]
        assert not row["wikidata"] or re.fullmatch(r"Q[1-9]\d*", row["wikidata"])
        aliases = row["aliases"].split("|") if row["aliases"] else []
        assert len(set(aliases)) == len(aliases), row["id"]
        assert row["name"] not in aliases
        for name in (row["name"], *aliases):
            assert name == " ".join(name.split()) != "", row["id"]
    countries = Counter(row[4] for row in rows)
    assert len([c for c, number in countries.items() if number >= 10]) > 12
    assert countries.most_common(1)[0][0] == "Belarus"


def test_shipped_canonical_names_find_themselves():
    base = load_names()
    shared = [
        entry.id
        for entry in base
        if (found := base.find(entry.name, person=entry.is_person)) is not None
        and found.entry.id != entry.id
    ]
    assert shared == []
    people = [
        entry for entry in base if entry.is_person and len(parse_person(entry.name).words) > 1
    ]
    lost = [entry.id for entry in people if base.find(entry.name, person=True) is None]
    assert len(lost) <= 2, lost


@pytest.mark.parametrize("suffix", ["csv", "tsv", "jsonl"])
def test_own_file_adds_to_the_shipped(tmp_path, suffix):
    file = tmp_path / f"own.{suffix}"
    if suffix == "jsonl":
        file.write_text(
            json.dumps({"name": "Žana Šarec", "aliases": ["Jana Sarec"], "country": "Latvia"}),
            "utf-8",
        )
    else:
        cut = "," if suffix == "csv" else "\t"
        rows = [["name", "aliases", "country"], ["Žana Šarec", "Jana Sarec|Ž. Šarec", "Latvia"]]
        file.write_text("\n".join(cut.join(row) for row in rows), "utf-8")
    base = load_names(str(file))
    found = base.find("Jana Sarec", person=True)
    assert (found.entry.id, found.entry.name) == ("zana-sarec", "Žana Šarec")
    assert len(base) == len(load_names()) + 1


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "a.csv",
            "name,type\nAna Ruiz,god\n",
            "a.csv, line 2: type 'god' is not known",
        ),
        ("a.csv", "name,type\n ,person\n", "a.csv, line 2: no name"),
        ("a.csv", "nom\nAna\n", "no column 'name'"),
        ("a.csv", "name\nAna,Ruiz\n", "a.csv, line 2: more cells than columns"),
        ("a.csv", "name,colour\nAna Ruiz,red\n", "unknown column 'colour'"),
        ("a.csv", "name,wikidata\nAna Ruiz,42\n", "no Wikidata id"),
        ("a.csv", "name,id\nAna Ruiz,a\nJon Ruiz,a\n", "a.csv, line 3: id 'a' is there already"),
        ("a.jsonl", "{]\n", "a.jsonl, line 1: not JSON"),
        ("a.jsonl", '{"name": 3}\n', "all fields are text"),
        ("a.txt", "Ana Ruiz\n", "read from .csv, .tsv or .jsonl"),
        ("a.csv", "name\n", "no names in this file"),
    ],
)
def test_bad_rows_say_where_and_what_to_do(tmp_path, name, text, message):
    file = tmp_path / name
    file.write_text(text, "utf-8")
    with pytest.raises(NamesError, match=re.escape(message)):
        load_names(str(file))


def test_missing_file_is_said(tmp_path):
    with pytest.raises(NamesError, match=r"none\.csv"):
        load_names(str(tmp_path / "none.csv"))


def test_slugs():
    assert slug("Pavieł Łatuška") == "paviel-latuska"
    assert slug("…") == "unnamed"
