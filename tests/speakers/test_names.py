from __future__ import annotations

import pytest
from spacy.tokens import Doc, Span

from stance.speakers.names import NameIndex, trim_name


@pytest.fixture
def index(nlp):
    def make(words, people=()):
        doc = Doc(nlp.vocab, words=words.split())
        spans = []
        for start, end in people:
            spans.append(Span(doc, start, end, label="PERSON"))
        doc.ents = spans
        return NameIndex(doc)

    return make


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("the Foreign Minister Anna Lindqvist's", "Anna Lindqvist"),
        ("Mr. Šarec", "Šarec"),
        ("Dr Jens Holm’s", "Jens Holm"),
        ("President", "President"),
        ("“Orlova”", "Orlova"),
    ],
)
def test_titles_articles_and_possessives_are_trimmed(name, expected):
    assert trim_name(name) == expected


def test_surname_stands_for_the_full_name(index):
    names = index("Žana Šarec spoke . Later Šarec left .", [(0, 2), (5, 6)])
    assert names.person("Šarec") == "Žana Šarec"
    assert names.canonical("Šarec", "PERSON") == "Žana Šarec"


def test_diacritics_do_not_divide_a_person(index):
    names = index("Zana Sarec met Žana Šarec .", [(0, 2), (3, 5)])
    assert names.people == {"Žana Šarec"}


def test_one_surname_of_two_people_stays_apart(index):
    names = index("Ana Ruiz and Jon Ruiz spoke ; Ruiz left .", [(0, 2), (3, 5), (7, 8)])
    assert names.person("Ruiz") == "Ruiz"


def test_initials_point_to_the_full_name(index):
    names = index("Anna Lindqvist wrote ; A. Lindqvist signed .", [(0, 2), (4, 6)])
    assert names.person("A. Lindqvist") == "Anna Lindqvist"


def test_stranger_is_none(index):
    assert index("Nobody here .").person("Ana Ruiz") is None


def test_abbreviation_in_brackets_stands_for_its_long_form(index):
    names = index("the Coordination Council ( CC ) and the Union of Free Miners (UFM) met")
    assert names.canonical("CC", "ORG") == "Coordination Council"
    assert names.canonical("UFM", "ORG") == "Union of Free Miners"
    assert names.canonical("CCC", "ORG") == "CCC"
