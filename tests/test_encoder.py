from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import clone

from stance.classifier import StanceClassifier
from stance.encoder import SentenceEncoder
from stance.errors import ModelError
from stance.models import newest_encoder

TEXTS = ["Lift the embargo.", "Keep it, all of it, until the last of them is home.", "", "é" * 900]


@pytest.fixture(scope="module")
def encoder():
    return SentenceEncoder(newest_encoder())


def test_a_text_has_one_embedding_whatever_stands_beside_it(encoder):
    together = encoder.transform(TEXTS)
    apart = np.vstack([encoder.transform([text]) for text in reversed(TEXTS)])[::-1]
    assert together.shape == (4, 384)
    assert np.array_equal(together, apart)
    assert np.isfinite(together).all()


def test_nothing_in_nothing_out(encoder):
    assert encoder.transform([]).shape == (0, 384)


def test_is_a_transformer(encoder):
    assert clone(encoder).name == encoder.name
    assert encoder.fit(TEXTS) is encoder
    assert encoder.fit_transform(TEXTS[:1]).shape == (1, 384)


def test_missing_runtime_is_said(monkeypatch):
    monkeypatch.setattr("stance.encoder.is_available", lambda: False)
    with pytest.raises(ModelError, match="needs onnxruntime"):
        SentenceEncoder("some encoder that was not opened yet").transform(["x"])


def test_classifier_with_encoder_calibrates_on_the_rows_it_is_told():
    texts = [f"{text} {i}" for i in range(6) for text in ("Lift it", "Keep it", "It rains")]
    labels = ["engage/concede", "maintain pressure", "none"] * 6
    calibration = [i >= 12 for i in range(18)]
    classifier = StanceClassifier(encoder=newest_encoder(), cv=2)
    classifier.fit(texts, labels, calibration=calibration)
    assert len(classifier.pipelines_) == 2
    assert classifier.predict(["Lift it 9"]).tolist() == ["engage/concede"]
