from __future__ import annotations

import json
import logging

import pytest

from stance.errors import ModelError
from stance.quote_models import (
    RULES,
    find_quote_model,
    load_quote_model,
    read_quote_manifest,
    save_quote_model,
)
from stance.quotes import find_quotes

TEXT = "The envoy said that the embargo must stay."


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "quotes-2026-01-01"
    model = load_quote_model(fast=True)
    save_quote_model(model, path, tagger=None, manifest={"tagger": None}, card="# Card")
    return path


def contents(nlp, model):
    return [attribution.pieces for attribution in find_quotes(nlp(TEXT), model)]


def test_round_trip(nlp, folder):
    model = load_quote_model(folder)
    assert model.tagger is None
    assert contents(nlp, model) == contents(nlp, load_quote_model(fast=True)) != []


def test_the_shipped_model_is_accurate_unless_told_otherwise():
    assert load_quote_model().tagger is not None
    assert load_quote_model(fast=True).tagger is None
    assert load_quote_model(RULES) is None


def test_the_shipped_card_names_its_data():
    card = (find_quote_model() / "README.md").read_text(encoding="utf-8")
    for words in ("PolNeAR", "Newell", "LREC 2018", "no licence", "stance train quotes", "rules"):
        assert words in card


def test_without_onnxruntime_the_fast_mode_is_used_with_a_note(monkeypatch, caplog):
    monkeypatch.setattr("stance.quote_models.is_available", lambda: False)
    with caplog.at_level(logging.WARNING, logger="stance"):
        assert load_quote_model().tagger is None
    assert "onnxruntime is not installed" in caplog.text


def test_without_a_shipped_model_rules_are_used_with_a_note(monkeypatch, tmp_path, caplog):
    monkeypatch.setattr("stance.quote_models.shipped_folder", lambda: tmp_path)
    with caplog.at_level(logging.WARNING, logger="stance"):
        assert load_quote_model() is None
    assert "rules alone" in caplog.text


def test_changed_file_is_refused(folder):
    with (folder / "linear.npz").open("ab") as stream:
        stream.write(b"x")
    with pytest.raises(ModelError, match="changed after training"):
        load_quote_model(folder)


def test_a_file_that_is_no_archive_is_refused(folder):
    from stance.models import sha256_of

    (folder / "linear.npz").write_bytes(b"nothing of the kind")
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["files"]["linear.npz"] = sha256_of(folder / "linear.npz")
    path.write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be read"):
        load_quote_model(folder)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 99}, "format 99 of quote models"),
        ({"kind": "encoder"}, "not the manifest of a quote model"),
        ({"files": {}}, "not the manifest of a quote model"),
    ],
)
def test_other_manifests_are_refused(folder, change, message):
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest | change), encoding="utf-8")
    with pytest.raises(ModelError, match=message):
        read_quote_manifest(folder)


def test_no_such_folder_is_named():
    with pytest.raises(ModelError, match="nowhere: no folder of a quote model"):
        find_quote_model("nowhere")
