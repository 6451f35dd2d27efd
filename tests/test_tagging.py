from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from stance.tagging import CLASSES, NameTagger, Page

VOCAB = spacy.blank("en").vocab
TAGS = {"from": "IN", "of": "IN", "in": "IN", ",": ",", ".": ".", "Should": "MD", "spoke": "VBD"}
LABELS = ["PERSON", "ORG", "GPE", "NORP", "FAC", "PRODUCT", "DATE"]


def page(text, *entities):
    """Return a document; each entity is its words and the label that spaCy gave them."""
    words = text.split(" ")
    tags = [TAGS.get(w) or ("NNP" if w[0].isupper() else "NN") for w in words]
    doc = Doc(VOCAB, words=words, tags=tags)
    spans = []
    for name, label in entities:
        wanted = name.split(" ")
        start = next(i for i in range(len(words)) if words[i : i + len(wanted)] == wanted)
        spans.append(Span(doc, start, start + len(wanted), label))
    doc.ents = spans
    return doc


def tagged(text, *entities):
    """Return the entities of a document after a tagger without a model."""
    return [(ent.text, ent.label_) for ent in NameTagger()(page(text, *entities)).ents]


def features_of(text, name, *entities):
    found = Page(page(text, *entities))
    groups = found.groups()
    namings = dict(zip(groups, found.features(groups), strict=True))[name]
    return [feature for naming in namings for feature in naming]


def test_names_lose_article_title_possessive_and_marks():
    assert tagged("the Dawn Party 's offer", ("the Dawn Party 's", "ORG")) == [
        ("Dawn Party", "ORG")
    ]
    assert tagged("President Mateo Quiroga left", ("President Mateo Quiroga", "PERSON")) == [
        ("Mateo Quiroga", "PERSON")
    ]
    assert tagged("“ Nadzeya ” closed", ("“ Nadzeya ”", "ORG")) == [("Nadzeya", "ORG")]


def test_an_article_that_is_part_of_a_name_stays():
    assert tagged("The Hague refused", ("The Hague", "GPE")) == [("The Hague", "GPE")]


def test_the_first_word_of_a_sentence_is_no_part_of_a_well_known_name():
    for first in ("Should Washington", "Exiled Belarusian"):
        found = tagged(f"{first} wait", (first, "PERSON"))
        assert [name for name, _ in found] == [first.split(" ")[1]]


def test_facilities_are_places():
    assert tagged("held in Zhodzina Prison", ("Zhodzina Prison", "FAC")) == [
        ("Zhodzina Prison", "LOC")
    ]


def test_dates_and_sums_are_left_alone():
    assert tagged("in the summer of 2024", ("the summer of 2024", "DATE")) == [
        ("the summer of 2024", "DATE")
    ]


def test_all_namings_get_one_label_and_missed_ones_are_added():
    found = tagged(
        "Hibret refused . said Hibret of Hibret",
        ("Hibret", "ORG"),
    )
    assert found == [("Hibret", "ORG")] * 3


def test_a_surname_alone_is_added():
    found = tagged("the analyst Ada Jury spoke . Jury lied .", ("Ada Jury", "PERSON"))
    assert found == [("Ada Jury", "PERSON"), ("Jury", "PERSON")]


def test_a_common_word_is_no_naming():
    doc = page(
        "the writer Anna Hope wept . there is hope . Hope dies last", ("Anna Hope", "PERSON")
    )
    doc[10].tag_ = "NN"
    assert [(e.text, e.label_) for e in NameTagger()(doc).ents] == [("Anna Hope", "PERSON")]


@pytest.mark.parametrize(
    ("text", "name", "feature"),
    [
        ("the lawyer Keo Sreymom spoke", "Keo Sreymom", "called person"),
        ("the party Hibret refused", "Hibret", "called body"),
        ("Mr Hibret refused", "Hibret", "titled"),
        ("Caaltuu , a nurse from Adama , spoke", "Caaltuu", "behind person"),
        ("Caaltuu , 31 , spoke", "Caaltuu", "behind person"),
        ("Caaltuu , who fled , spoke", "Caaltuu", "behind person"),
        ("Zubr , a haulage firm , closed", "Zubr", "behind body"),
        ("money from Golden Carp Holdings went", "Golden Carp Holdings", "body word"),
        ("the PFDJ refused", "PFDJ", "acronym"),
        ("told the European Union no", "European Union", "known ORG"),
        ("VILNIUS , 4 May", "VILNIUS", "known GPE"),
    ],
)
def test_the_neighbourhood_says_what_a_name_is(text, name, feature):
    assert feature in features_of(text, name)


def test_parts_of_longer_names_are_told():
    text = "the analyst Ada Jury spoke . Jury lied ."
    assert "part ends PERSON" in features_of(text, "Jury", ("Ada Jury", "PERSON"))
    assert "surname alone" in features_of(text, "Ada Jury", ("Ada Jury", "PERSON"))


def test_a_well_known_name_takes_the_place_of_a_part_of_it():
    groups = Page(page("to the Central African Republic now", ("Central African", "NORP"))).groups()
    assert list(groups) == ["Central African Republic"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Belavia said on Monday that Minsk had refused.", {"Belavia": "ORG", "Minsk": "GPE"}),
        (
            "The envoy, Ifeoma Hope, said that she had seen 40 people. Hope left a letter.",
            {"Ifeoma Hope": "PERSON", "Hope": "PERSON"},
        ),
        (
            "He chairs the group Enough Silence. Enough Silence wants an inquiry in Geneva.",
            {"Enough Silence": "ORG", "Geneva": "GPE"},
        ),
        (
            "Nathaniel Jury, an envoy for the African Union, met Belarusian exiles. Jury left.",
            {"Nathaniel Jury": "PERSON", "African Union": "ORG", "Belarusian": "NORP"},
        ),
    ],
)
def test_the_shipped_model(nlp, text, expected):
    found = {ent.text: ent.label_ for ent in nlp(text).ents}
    assert found | expected == found


words = st.sampled_from("Anna Zubr the The 's EU said , . \" Minsk Party Dr. a who PFDJ".split())


@given(st.lists(words, min_size=1, max_size=25), st.data())
def test_every_naming_has_one_place_and_one_group(tokens, data):
    doc = Doc(VOCAB, words=tokens, tags=["NNP"] * len(tokens))
    starts = data.draw(st.lists(st.integers(0, len(tokens) - 1), max_size=4))
    ends = [min(start + data.draw(st.integers(1, 3)), len(tokens)) for start in starts]
    label = st.sampled_from(LABELS)
    spans = [Span(doc, s, e, data.draw(label)) for s, e in zip(starts, ends, strict=True)]
    doc.ents = filter_spans(spans)
    found = Page(doc)
    groups = found.groups()
    assert len(list(found.features(groups))) == len(groups)
    names = [name for group in groups.values() for name in group]
    covered = [i for name in names for i in range(name.start, name.end)]
    assert len(covered) == len(set(covered))
    assert all(ent.label_ in {*CLASSES, "DATE"} for ent in NameTagger()(doc).ents)
