from __future__ import annotations

import json

import pytest

from stance.evaluation import expected_calibration_error, score

CLASSES = ["engage/concede", "maintain pressure"]
E, M, N = "engage/concede", "maintain pressure", "none"


@pytest.fixture
def scores():
    """Five stances, two nones; lopsided, so that precision and recall differ."""
    gold = [E, E, E, E, M, N, N]
    second = [0.1, 0.2, 0.4, 0.8, 0.9, 0.55, 0.7]
    return score(
        gold=gold,
        probability=[[1 - p, p] for p in second],
        classes=CLASSES,
        threshold=0.75,
        groups=["a", "b", "c", "d", "d", "e", "f"],
    )


def test_scores_by_hand(scores):
    # engage: 3 of 3 predicted are right, 3 of 4 found: F1 6/7; pressure: 1 of 2, 1 of 1: 2/3.
    assert scores.macro_f1 == pytest.approx((6 / 7 + 2 / 3) / 2)
    assert scores.accuracy == pytest.approx(4 / 5)
    # positions 0.9 0.8 0.6 0.8 0.9 against nones 0.55 0.7: 9 of 10 pairs in order
    assert scores.auroc_position == pytest.approx(9 / 10)
    assert scores.coverage == pytest.approx(4 / 7)
    assert scores.accuracy_decided == pytest.approx(3 / 4)
    assert scores.families_right == 0.0
    assert scores.confusion == ((2, 1, 1), (0, 1, 0), (0, 0, 2))


def test_scores_are_json(scores):
    assert json.loads(json.dumps(scores.to_dict()))["macro_f1"] == scores.macro_f1


def test_undecided_everywhere_has_no_accuracy():
    result = score(gold=[E, M], probability=[[0.6, 0.4]] * 2, classes=CLASSES, threshold=0.9)
    assert result.coverage == 0
    assert result.accuracy_decided is None
    assert result.auroc_position is None
    assert result.families_right is None


def test_nothing_to_score_is_said():
    with pytest.raises(ValueError, match="no row takes a stance"):
        score(gold=[N], probability=[[0.5, 0.5]], classes=CLASSES, threshold=0.5)


def test_calibration_error_by_hand():
    # two bins of two: mean 0.55 with 1 of 2 right, mean 0.85 with 2 of 2 right
    error = expected_calibration_error([0.5, 0.6, 0.8, 0.9], [1, 0, 1, 1], bins=2)
    assert error == pytest.approx((2 * 0.05 + 2 * 0.15) / 4)
    assert expected_calibration_error([], []) == 0.0
