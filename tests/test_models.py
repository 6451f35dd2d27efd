from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from stance.classifier import StanceClassifier
from stance.corpus import Corpus
from stance.errors import CorpusError, ModelError, OutputError
from stance.models import (
    FORMAT,
    find_encoder,
    find_model,
    load_model,
    newest_encoder,
    save_model,
)
from stance.training import train

TEXTS = ["Lift the embargo", "Keep the sanctions", "The list is long"]


@pytest.fixture
def folder(tmp_path, tiny_classifier):
    path = tmp_path / "tiny-2026-01-01"
    save_model(
        tiny_classifier,
        path,
        manifest={"name": "tiny", "metrics": {"macro_f1": 1.0}},
        card="# Card",
    )
    return path


def edit(folder, **changes):
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest | changes), encoding="utf-8")


def test_round_trip(folder, tiny_classifier):
    model = load_model(folder)
    assert np.allclose(model.classifier.predict_proba(TEXTS), tiny_classifier.predict_proba(TEXTS))
    assert model.classifier.min_probability_ == tiny_classifier.min_probability_
    assert model.manifest["format"] == FORMAT


def test_saving_replaces_a_model_and_leaves_nothing_beside(folder, tiny_classifier):
    save_model(tiny_classifier, folder, manifest={"name": "new", "metrics": {}}, card="")
    assert load_model(folder).manifest["name"] == "new"
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_folder_that_is_no_model_is_not_replaced(tmp_path, tiny_classifier):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(OutputError, match="is no model folder"):
        save_model(tiny_classifier, tmp_path / "thesis", manifest={}, card="")


def test_changed_file_is_refused(folder):
    with (folder / "estimator.skops").open("ab") as stream:
        stream.write(b"x")
    with pytest.raises(ModelError, match="changed after training"):
        load_model(folder)


def test_missing_file_is_named(folder):
    (folder / "README.md").unlink()
    with pytest.raises(ModelError, match="a file of this model is missing"):
        load_model(folder)


@pytest.mark.parametrize(("number", "advice"), [(FORMAT + 1, "update stance"), (0, "train anew")])
def test_other_format_is_refused(folder, number, advice):
    edit(folder, format=number)
    with pytest.raises(ModelError, match=f"model format {number}.*{advice}"):
        load_model(folder)


def test_other_scikit_learn_is_refused(folder):
    edit(folder, versions={"scikit-learn": "1.2.3"})
    with pytest.raises(ModelError, match=r"trained with scikit-learn 1\.2\.3"):
        load_model(folder)


def test_untrusted_type_is_refused(folder):
    import hashlib

    import skops.io
    from sklearn.tree import DecisionTreeClassifier

    file = folder / "estimator.skops"
    skops.io.dump({"classifier": np.random.default_rng, "x": DecisionTreeClassifier}, file)
    files = {"estimator.skops": hashlib.sha256(file.read_bytes()).hexdigest()}
    edit(folder, files=files)
    with pytest.raises(ModelError, match="refused"):
        load_model(folder)


def test_no_model_of_this_name(tmp_path):
    for name in ("imaginary", "/imaginary", "acc"):
        with pytest.raises(ModelError, match="no shipped model either"):
            find_model(name)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="no model folder"):
        load_model(tmp_path / "empty")


@pytest.mark.parametrize("name", ["light", "accurate"])
def test_shipped_models_are_small_and_documented(name):
    folder = find_model(name)
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 5_000_000
    card = (folder / "README.md").read_text(encoding="utf-8")
    for heading in ("What a label means", "Not for", "Training data", "Scores", "Limits"):
        assert f"## {heading}" in card


def test_shipped_encoder_is_small_verified_and_licensed(tmp_path):
    folder = find_encoder(newest_encoder())
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 30_000_000
    assert {"LICENSE", "NOTICE"} <= {path.name for path in folder.iterdir()}
    copy = tmp_path / "encoder"
    shutil.copytree(folder, copy)
    (copy / "tokenizer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="changed after training"):
        find_encoder(str(copy))
    with pytest.raises(ModelError, match="no encoder folder"):
        find_encoder("encoder-of-nobody")


def test_light_model_stands_in_where_onnxruntime_is_missing(monkeypatch, caplog):
    monkeypatch.setattr("stance.runtime.is_available", lambda: False)
    assert find_model().name.startswith("light-")
    assert "using the light model" in caplog.text


def corpus(rows):
    texts, labels, groups = zip(*rows, strict=True)
    none = ("",) * len(texts)
    return Corpus(texts, labels, groups, none, none, Path("corpus.csv"))


ROWS = [
    (f"{text} number {i}", label, f"{label}{i}")
    for i in range(6)
    for text, label in (
        ("Lift the embargo", "engage/concede"),
        ("Keep the sanctions", "maintain pressure"),
        ("The list is long", "none"),
    )
]


def test_training_does_not_write_over_a_file(tmp_path):
    (tmp_path / "m").touch()
    with pytest.raises(OutputError, match="is a file"):
        train(corpus(ROWS), tmp_path / "m", models=tmp_path, folds=2)


def test_training_writes_a_model_with_card_and_metrics(tmp_path):
    done = train(corpus(ROWS), tmp_path / "m", models=tmp_path, folds=2)
    assert done.scores.macro_f1 == 1.0
    model = load_model(tmp_path / "m")
    assert model.manifest["corpus"]["rows"] == 18
    assert model.classifier.predict(["Lift the embargo"]).tolist() == ["engage/concede"]
    assert "18 quotes" in (tmp_path / "m" / "README.md").read_text(encoding="utf-8")


def test_training_is_reproducible(tmp_path):
    one = train(corpus(ROWS), tmp_path / "1", models=tmp_path, folds=2)
    two = train(corpus(ROWS), tmp_path / "2", models=tmp_path, folds=2)
    assert one.scores == two.scores
    assert np.array_equal(one.classifier.predict_proba(TEXTS), two.classifier.predict_proba(TEXTS))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([row for row in ROWS if row[1] != "maintain pressure"], "no row is labelled 'maintain"),
        (ROWS[:6], "fewer than 2 folds need"),
    ],
)
def test_untrainable_corpora_are_named(tmp_path, rows, message):
    with pytest.raises(CorpusError, match=message):
        train(corpus(rows), tmp_path / "m", models=tmp_path, folds=2)
    assert not (tmp_path / "m").exists()


def test_default_model_is_a_stance_classifier():
    assert isinstance(StanceClassifier.load(), StanceClassifier)
