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


def test_surname_in_another_romanisation_is_the_full_names(index):
    names = index("Pavel Zhylunovich spoke . Žyłunovič left .", [(0, 2), (4, 5)])
    assert names.person("Žyłunovič") == "Pavel Zhylunovich"


def test_surname_that_could_be_two_romanised_names_stays(index):
    names = index("Ivan Kazlou met Petr Kozlov ; Kozłow left .", [(0, 2), (3, 5), (6, 7)])
    assert names.person("Kozłow") == "Kozłow"


def test_mans_and_womans_surnames_stay_apart(index):
    names = index("Aleh Zaretski met Zaretskaya .", [(0, 2), (3, 4)])
    assert names.person("Zaretskaya") == "Zaretskaya"


def test_whom_the_base_knows_is_a_person_whatever_spacy_says(nlp):
    from stance.names import Entry, KnowledgeBase

    doc = Doc(nlp.vocab, words="Žana Šarec spoke . Mr Šarec left .".split())
    doc.ents = [Span(doc, 0, 2, label="ORG")]
    base = KnowledgeBase([Entry("zana", "Zhana Sharets", "person", ("Žana Šarec",))])
    assert NameIndex(doc, base).person("Mr Šarec") == "Žana Šarec"
    assert NameIndex(doc).person("Mr Šarec") is None


def test_initial_in_another_romanisation_goes_to_the_name_it_fits(index):
    words = "Viktoryia Zhylunovich met Ales Zhylunovich ; A. Žyłunovič left ."
    names = index(words, [(0, 2), (3, 5), (6, 8)])
    assert names.person("A. Žyłunovič") == "Ales Zhylunovich"
