from __future__ import annotations

import pytest

from stance.abstention import coverage_curve, threshold_for

PROBABILITY = [0.9, 0.8, 0.8, 0.6, 0.5]
CORRECT = [True, True, False, True, False]


def test_curve_by_hand():
    curve = coverage_curve(PROBABILITY, CORRECT)
    assert curve.thresholds.tolist() == [0.9, 0.8, 0.6, 0.5]
    assert curve.coverage.tolist() == [0.2, 0.6, 0.8, 1.0]
    assert curve.accuracy.tolist() == pytest.approx([1, 2 / 3, 3 / 4, 3 / 5])


def test_lowest_threshold_that_is_accurate_enough():
    assert threshold_for(PROBABILITY, CORRECT, accuracy=0.7, minimum=1) == 0.6
    assert threshold_for(PROBABILITY, CORRECT, accuracy=0.6, minimum=1) == 0.5
    assert threshold_for(PROBABILITY, CORRECT, accuracy=1.0, minimum=1) == 0.9


def test_unreachable_accuracy_takes_the_best_there_is():
    assert threshold_for(PROBABILITY, CORRECT, accuracy=1.0, minimum=3) == 0.6


def test_nothing_to_learn_from_decides_nothing():
    assert coverage_curve([], []).coverage.size == 0
    assert threshold_for([], [], accuracy=0.9) == 1.0
