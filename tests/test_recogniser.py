from __future__ import annotations

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Span

from stance.recogniser import ParallelRecogniser, recognise_in_parallel
from tests.synthetic import article

WORDS = (
    "Anna Lindqvist Varkania the Bank of Toluzia said on Tuesday 4 June 2019 that $ 3.5 million "
    "per cent Art and Peace Prize New York Merestani “ ” . , ( ) \n\n \n two-thirds NATO U.S."
).split(" ")
TEXTS = [
    "",
    "\n\n \t",
    "Varkania",
    "Anna\n\nLindqvist of the Bank of\nToluzia",
    *(article(seed, on_topic=seed % 2 == 0, sentences=5) for seed in range(8)),
    " ".join(WORDS),
]


@pytest.fixture(scope="module")
def parse(nlp):
    """Parse texts up to the recogniser, once for each call."""

    def parsed(texts):
        with nlp.select_pipes(disable=["ner"]):
            return list(nlp.pipe(texts))

    return parsed


def entities(doc):
    return [(ent.start, ent.end, ent.label_) for ent in doc.ents]


def marks(doc):
    return doc.to_array(["ENT_IOB", "ENT_TYPE", "ENT_KB_ID"]).tolist()


@pytest.mark.parametrize("batch_size", [1, 3, 100])
def test_entities_are_those_of_spacy(nlp, parse, batch_size):
    ours = nlp.get_pipe("ner")
    assert isinstance(ours, ParallelRecogniser)
    mine = list(ours.pipe(parse(TEXTS), batch_size=batch_size))
    theirs = list(ours.recogniser.pipe(parse(TEXTS)))
    assert [entities(doc) for doc in mine] == [entities(doc) for doc in theirs]
    assert [marks(doc) for doc in mine] == [marks(doc) for doc in theirs]
    assert sum(len(doc.ents) for doc in mine) > 40


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join), max_size=4))
def test_entities_are_those_of_spacy_in_any_text(nlp, parse, texts):
    ours = nlp.get_pipe("ner")
    mine = ours.pipe(parse(texts))
    theirs = ours.recogniser.pipe(parse(texts))
    assert [marks(doc) for doc in mine] == [marks(doc) for doc in theirs]


def test_entities_that_are_set_already_are_kept(nlp, parse):
    ours = nlp.get_pipe("ner")
    both = []
    for component in (ours, ours.recogniser):
        (doc,) = parse(["Anna Lindqvist lives in Toluzia."])
        doc.set_ents([Span(doc, 3, 4, label="LAW")], default="missing")
        both.append(marks(component(doc)))
    assert both[0] == both[1]


@pytest.mark.parametrize("name", ["beam_width", "none"])
def test_what_does_not_fit_is_left_alone(name):
    nlp = spacy.blank("en")
    if name == "beam_width":
        nlp.add_pipe("beam_ner", name="ner").add_label("LAW")
        nlp.initialize()
    before = list(nlp.pipeline)
    recognise_in_parallel(nlp)
    assert nlp.pipeline == before
