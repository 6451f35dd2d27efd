"""Linear models over hashed features: which word is a cue, which units its content and source.

Logistic regressions of scikit-learn, kept as plain arrays: nothing in the file can run, no word
of the training texts is in it, and it loads in milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np
from sklearn.feature_extraction import FeatureHasher

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["LinearModel", "load_models", "save_models"]

BITS: Final = 18
MIN_COUNT: Final = 3
"""Features seen less often in training say more about their text than about language."""


@dataclass(frozen=True, slots=True)
class LinearModel:
    """A logistic regression over hashed string features.

    Attributes
    ----------
    weights : ndarray of shape (2 ** `BITS`, n_columns), float32
        One column for a yes-no question, else one a class.
    intercept : ndarray of shape (n_columns,), float32
    """

    weights: NDArray[np.float32]
    intercept: NDArray[np.float32]

    @classmethod
    def fit(
        cls,
        features: Sequence[Sequence[str]],
        labels: Sequence[int],
        *,
        regularisation: float = 0.3,
    ) -> Self:
        """Learn from features and labels (0, 1, ...).

        Parameters
        ----------
        features : sequence of sequences of str
            One a sample.
        labels : sequence of int
            From 0 without gaps.
        regularisation : float
            `C` of `sklearn.linear_model.LogisticRegression`.
        """
        from sklearn.linear_model import LogisticRegression

        hashed = _hasher().transform(features)
        rare = np.bincount(hashed.indices, minlength=2**BITS) < MIN_COUNT
        kept = np.flatnonzero(~rare)
        model = LogisticRegression(C=regularisation, tol=1e-3, max_iter=300)
        model.fit(hashed[:, kept], labels)
        weights = np.zeros((2**BITS, len(model.coef_)), dtype=np.float32)
        # Half precision is what is kept; what is measured should be that.
        weights[kept] = model.coef_.T.astype(np.float16)
        return cls(weights, model.intercept_.astype(np.float16).astype(np.float32))

    def decision_function(self, features: Sequence[Sequence[str]]) -> NDArray[np.float64]:
        """Return log-odds of shape (n_samples, n_columns)."""
        hashed = _hasher().transform(features)
        scores: NDArray[np.float64] = hashed @ self.weights + self.intercept
        return scores


def save_models(path: Path, **models: LinearModel) -> None:
    """Write models to one ``.npz`` file."""
    arrays = {}
    for name, model in models.items():
        arrays[f"{name}.weights"] = model.weights.astype(np.float16)
        arrays[f"{name}.intercept"] = model.intercept.astype(np.float16)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def load_models(path: Path, *names: str) -> tuple[LinearModel, ...]:
    """Read models from a ``.npz`` file. Raises `ValueError`, `OSError` or `KeyError`."""
    with np.load(path, allow_pickle=False) as arrays:
        return tuple(
            LinearModel(
                arrays[f"{name}.weights"].astype(np.float32),
                arrays[f"{name}.intercept"].astype(np.float32),
            )
            for name in names
        )


def _hasher() -> FeatureHasher:
    return FeatureHasher(
        n_features=2**BITS, input_type="string", dtype=np.float32, alternate_sign=False
    )
