from __future__ import annotations

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.embedding import embed_once
from stance.language import DEFAULT_PIPELINE
from tests.synthetic import article

WORDS = "Anna said said the the bank 3.5 , . “ ” \n\n Toluzia".split(" ")


@pytest.fixture(scope="module")
def pair():
    """The embedding layer of spaCy's own pipeline, and ours in place of it."""
    theirs, ours = (spacy.load(DEFAULT_PIPELINE, exclude=["senter"]) for _ in range(2))
    embed_once(ours)
    return theirs, ours


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join), max_size=4))
def test_vectors_are_the_same_bits(pair, texts):
    texts = [*texts, article(3, on_topic=True)]
    for name in ("tok2vec", "ner"):
        found = []
        for nlp in pair:
            model = nlp.get_pipe(name).model
            tok2vec = model.get_ref("tok2vec") if name == "ner" else model
            arrays = tok2vec.predict([nlp.make_doc(text) for text in texts])
            found.append([array.tobytes() for array in arrays])
        assert found[0] == found[1]


def test_both_embeddings_of_a_small_pipeline_are_found(pair):
    _, ours = pair
    models = [ours.get_pipe(name).model for name in ("tok2vec", "ner", "parser", "tagger")]
    names = [node.name for model in models for node in model.walk()]
    assert sum(name.startswith("once(") for name in names) == 2


def test_training_goes_the_old_way(pair):
    theirs, ours = pair
    vectors = []
    for nlp in (theirs, ours):
        output, backprop = nlp.get_pipe("tok2vec").model(
            [nlp.make_doc("It rained.")], is_train=True
        )
        backprop(output)
        vectors.append(output[0].shape)
    assert vectors[0] == vectors[1]
