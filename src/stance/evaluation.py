"""Scores of a classifier on labelled quotes: right, sure, silent where it should be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.abstention import coverage_curve
from stance.records import NO_POSITION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

__all__ = ["Scores", "expected_calibration_error", "score"]

COVERAGES = (0.3, 0.5, 0.7, 0.9, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What a classifier got right on labelled quotes.

    Attributes
    ----------
    rows, positions : int
        Labelled quotes, and those of them that take a stance.
    macro_f1, accuracy : float
        Over the quotes that take a stance, none of them left undecided.
    auroc_position : float or None
        How well the probability ranks quotes with a position above those without (0.5 is
        chance); None where one kind is missing.
    calibration_error : float
        Expected calibration error on quotes with a stance, ten equal-mass bins.
    families_right : float or None
        Share of groups of two or more quotes with a stance, both stances present, that are
        all right; None without such groups.
    coverage : float
        Share of all rows decided at `threshold`.
    accuracy_decided : float or None
        Share of right ones among the decided, where a decided quote without a position is
        wrong; None where nothing is decided.
    threshold : float
        The abstention threshold used.
    confusion : tuple of tuple of int
        Rows gold (the stances, then none), columns predicted (the stances, then undecided).
    labels : tuple of str
        The stances.
    accuracy_at_coverage : tuple of (float, float)
        Accuracy on the surest share of quotes with a stance.
    """

    rows: int
    positions: int
    macro_f1: float
    accuracy: float
    auroc_position: float | None
    calibration_error: float
    families_right: float | None
    coverage: float
    accuracy_decided: float | None
    threshold: float
    confusion: tuple[tuple[int, ...], ...]
    labels: tuple[str, ...]
    accuracy_at_coverage: tuple[tuple[float, float], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the scores as plain JSON types."""
        return {name: getattr(self, name) for name in self.__slots__}


def score(
    *,
    gold: Sequence[str],
    probability: ArrayLike,
    classes: Sequence[str],
    threshold: float,
    groups: Sequence[str] | None = None,
    none_label: str = NO_POSITION,
) -> Scores:
    """Score predicted probabilities against gold labels.

    Parameters
    ----------
    gold : sequence of str of length n_samples
        The two stances and `none_label`.
    probability : array-like of shape (n_samples, 2)
        Columns in the order of `classes`.
    classes : sequence of str of length 2
        The stances.
    threshold : float
        Quotes below this probability count as undecided.
    groups : sequence of str, optional
        Which rows belong to one contrast family.
    none_label : str, default="none"
        Label of quotes without a position.

    Raises
    ------
    ValueError
        If no row takes a stance.
    """
    p = np.asarray(probability, dtype=float)
    labels = np.asarray(gold, dtype=object)
    sure = p.max(axis=1)
    predicted = np.asarray(classes, dtype=object)[p.argmax(axis=1)]
    position = labels != none_label
    if not position.any():
        raise ValueError("no row takes a stance: nothing to score")
    right = predicted == labels
    decided = sure >= threshold
    outcome = np.where(decided, predicted, "")
    confusion = tuple(
        tuple(int(np.sum((labels == row) & (outcome == column))) for column in (*classes, ""))
        for row in (*classes, none_label)
    )
    curve = coverage_curve(sure[position], right[position])
    return Scores(
        rows=len(labels),
        positions=int(position.sum()),
        macro_f1=float(
            np.mean([_f1(labels[position] == c, predicted[position] == c) for c in classes])
        ),
        accuracy=float(right[position].mean()),
        auroc_position=_auroc(sure[position], sure[~position]),
        calibration_error=expected_calibration_error(sure[position], right[position]),
        families_right=_families_right(labels, right, groups, none_label),
        coverage=float(decided.mean()),
        accuracy_decided=float(right[decided].mean()) if decided.any() else None,
        threshold=float(threshold),
        confusion=confusion,
        labels=tuple(map(str, classes)),
        accuracy_at_coverage=tuple(
            (share, float(curve.accuracy[np.searchsorted(curve.coverage, share - 1e-9)]))
            for share in COVERAGES
        ),
    )


def expected_calibration_error(
    probability: ArrayLike, correct: ArrayLike, *, bins: int = 10
) -> float:
    """Return the mean gap between probability and frequency over equal-mass bins.

    Parameters
    ----------
    probability : array-like of shape (n_samples,)
        Probability of the predicted label.
    correct : array-like of shape (n_samples,)
        Whether it is right.
    bins : int, default=10
        How many bins of equal size (Nixon et al. 2019, *Measuring calibration in deep
        learning*).
    """
    p = np.asarray(probability, dtype=float)
    right = np.asarray(correct, dtype=float)
    order = np.argsort(p, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    gaps = [len(part) * abs(p[part].mean() - right[part].mean()) for part in parts]
    return float(sum(gaps) / max(len(p), 1))


def _f1(gold: NDArray[np.bool_], predicted: NDArray[np.bool_]) -> float:
    both = np.sum(gold & predicted)
    total = np.sum(gold) + np.sum(predicted)
    return float(2 * both / total) if total else 0.0


def _auroc(positive: NDArray[np.float64], negative: NDArray[np.float64]) -> float | None:
    """Return the probability that a positive ranks above a negative, ties half (Mann-Whitney)."""
    if not len(positive) or not len(negative):
        return None
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, side="left")
    upto = np.searchsorted(ordered, positive, side="right")
    return float((below + upto).mean() / 2 / len(negative))


def _families_right(
    labels: NDArray[np.object_],
    right: NDArray[np.bool_],
    groups: Sequence[str] | None,
    none_label: str,
) -> float | None:
    if groups is None:
        return None
    families: dict[str, list[int]] = {}
    for index, group in enumerate(groups):
        if labels[index] != none_label:
            families.setdefault(group, []).append(index)
    contrasts = [rows for rows in families.values() if len({labels[i] for i in rows}) == 2]
    if not contrasts:
        return None
    return float(np.mean([all(right[i] for i in rows) for rows in contrasts]))
