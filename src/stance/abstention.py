"""When to keep silent: thresholds and coverage curves (the reject option, Chow 1970)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["CoverageCurve", "coverage_curve", "threshold_for"]

MIN_DECIDED = 20
"""Rows that an accuracy must rest on."""


class CoverageCurve(NamedTuple):
    """Accuracy as a function of how much is decided, surest rows first.

    All arrays have shape (n_thresholds,), thresholds falling.
    """

    thresholds: NDArray[np.float64]
    coverage: NDArray[np.float64]
    accuracy: NDArray[np.float64]


def coverage_curve(probability: ArrayLike, correct: ArrayLike) -> CoverageCurve:
    """Return coverage and accuracy at every threshold.

    Parameters
    ----------
    probability : array-like of shape (n_samples,)
        Probability of the predicted label.
    correct : array-like of shape (n_samples,)
        Whether the predicted label is right.

    Returns
    -------
    CoverageCurve
        Empty arrays for no samples. Rows of equal probability are decided together.
    """
    p = np.asarray(probability, dtype=float)
    right = np.asarray(correct, dtype=float)
    order = np.argsort(-p, kind="stable")
    p, right = p[order], right[order]
    last = np.flatnonzero(np.append(np.diff(p) != 0, True)) if len(p) else np.empty(0, dtype=int)
    decided = last + 1
    return CoverageCurve(p[last], decided / max(len(p), 1), np.cumsum(right)[last] / decided)


def threshold_for(
    probability: ArrayLike, correct: ArrayLike, *, accuracy: float, minimum: int = MIN_DECIDED
) -> float:
    """Return the lowest threshold at which what is decided is accurate enough.

    Parameters
    ----------
    probability, correct : array-like of shape (n_samples,)
        As in `coverage_curve`; best from held-out predictions.
    accuracy : float
        The share of right ones wanted among the decided, 0 to 1.
    minimum : int, default=20
        Rows that must be decided for an accuracy to count.

    Returns
    -------
    float
        0.5 to 1. If no threshold reaches the accuracy, the one of the highest accuracy.
    """
    curve = coverage_curve(probability, correct)
    counts = curve.coverage * np.size(np.asarray(probability))
    enough = counts >= min(minimum, np.size(np.asarray(probability)))
    good = enough & (curve.accuracy >= accuracy)
    if good.any():
        return float(curve.thresholds[np.flatnonzero(good)[-1]])
    if not enough.any():
        return 1.0
    candidates = np.flatnonzero(enough)
    return float(curve.thresholds[candidates[np.argmax(curve.accuracy[candidates])]])
