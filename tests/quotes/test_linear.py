from __future__ import annotations

import numpy as np
import pytest

from stance.quotes.linear import LinearModel, load_models, save_models

FEATURES = [["word=say", "tag=V"], ["word=say", "tag=N"], ["word=eat", "tag=V"]] * 8
YES_NO = [1, 1, 0] * 8
THREE = [0, 1, 2] * 8


@pytest.mark.parametrize(("labels", "columns"), [(YES_NO, 1), (THREE, 3)])
def test_learns(labels, columns):
    model = LinearModel.fit(FEATURES, labels, regularisation=10)
    odds = model.decision_function(FEATURES[:3])
    assert odds.shape == (3, columns)
    guessed = odds[:, 0] > 0 if columns == 1 else odds.argmax(axis=1)
    assert list(guessed) == labels[:3]


def test_rare_features_weigh_nothing():
    model = LinearModel.fit([*FEATURES, ["word=once"]], [*YES_NO, 1])
    assert model.decision_function([["word=once"]]) == model.decision_function([["unheard of"]])


def test_what_is_kept_is_what_was_fitted(tmp_path):
    one, two = LinearModel.fit(FEATURES, YES_NO), LinearModel.fit(FEATURES, THREE)
    save_models(tmp_path / "models.npz", one=one, two=two)
    again = load_models(tmp_path / "models.npz", "one", "two")
    for before, after in zip((one, two), again, strict=True):
        assert np.array_equal(before.decision_function(FEATURES), after.decision_function(FEATURES))


def test_missing_model_is_an_error(tmp_path):
    save_models(tmp_path / "models.npz", one=LinearModel.fit(FEATURES, YES_NO))
    with pytest.raises(KeyError):
        load_models(tmp_path / "models.npz", "other")
