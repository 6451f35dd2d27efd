from __future__ import annotations

import json

import numpy as np
import pytest
import spacy

from stance.entity_models import load_entity_model, newest_entity_model, save_entity_model
from stance.errors import ModelError
from stance.quotes.linear import LinearModel

MODEL = LinearModel.fit([["a"], ["b"]] * 3, [0, 1] * 3)


def recogniser(labels=("PERSON", "ORG"), seed=0):
    spacy.util.fix_random_seed(seed)
    nlp = spacy.blank("en")
    ner = nlp.add_pipe("ner")
    for label in labels:
        ner.add_label(label)
    nlp.initialize()
    return nlp


def weights(nlp):
    model = nlp.get_pipe("ner").model
    return [node.get_param(name) for node in model.walk() for name in node.param_names]


def test_weights_survive_a_folder_in_half_precision(tmp_path):
    trained = recogniser(seed=1)
    save_entity_model(
        trained, MODEL, tmp_path / "entities", manifest={"pipeline": "x"}, card="card"
    )
    other = recogniser(seed=2)
    names = load_entity_model(other, tmp_path / "entities")
    np.testing.assert_array_equal(names.weights, MODEL.weights)
    for before, after in zip(weights(trained), weights(other), strict=True):
        np.testing.assert_allclose(before, after, rtol=1e-3, atol=1e-3)
    assert (tmp_path / "entities/README.md").read_text(encoding="utf-8") == "card"


def test_weights_of_another_pipeline_are_refused(tmp_path):
    save_entity_model(recogniser(), MODEL, tmp_path / "entities", manifest={}, card="")
    with pytest.raises(ModelError, match="another spaCy pipeline"):
        load_entity_model(recogniser(["PERSON"]), tmp_path / "entities")


def test_a_changed_file_is_refused(tmp_path):
    save_entity_model(recogniser(), MODEL, tmp_path / "entities", manifest={}, card="")
    (tmp_path / "entities/README.md").write_text("changed")
    with pytest.raises(ModelError, match="changed after training"):
        load_entity_model(recogniser(), tmp_path / "entities")


def test_a_folder_of_something_else_is_refused(tmp_path):
    with pytest.raises(ModelError, match="no folder of an entity model"):
        load_entity_model(recogniser(), tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"kind": "entities", "format": 99}))
    with pytest.raises(ModelError, match="format 99"):
        load_entity_model(recogniser(), tmp_path)


def test_one_is_shipped_and_in_use(nlp):
    assert newest_entity_model() is not None
    doc = nlp("Belavia said on Monday that Minsk had refused.")
    assert ("Belavia", "ORG") in [(e.text, e.label_) for e in doc.ents]
    assert ("Minsk", "GPE") in [(e.text, e.label_) for e in doc.ents]
