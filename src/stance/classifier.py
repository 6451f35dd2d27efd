"""`StanceClassifier`: what a quote wants outsiders to do, with a probability, or silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import Tags, check_random_state
from sklearn.utils._param_validation import Interval
from sklearn.utils.validation import check_is_fitted

from stance.abstention import threshold_for
from stance.encoder import SentenceEncoder
from stance.features import feature_names_in_text, light_features
from stance.records import NO_POSITION

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import ArrayLike, NDArray

__all__ = ["StanceClassifier"]


class StanceClassifier(ClassifierMixin, BaseEstimator):
    """Classifies quotes into two stances and abstains where it should.

    Pipelines of features and multinomial logistic regression separate the stances and quotes
    that take no position: one over words and characters, and, with an encoder, one over
    sentence embeddings; their log-probabilities are averaged. The score of a stance is its
    probability against the other, drawn towards one half by the probability that there is no
    position at all; one temperature, fitted on held-out groups, then makes it a calibrated
    probability (Guo et al. 2017, *On calibration of modern neural networks*).

    Parameters
    ----------
    encoder : str, default=None
        Folder or name of a sentence encoder; None for words and characters alone.
    C : float, default=5.0
        Inverse strength of the L2 penalty on words and characters.
    encoder_C : float, default=0.001
        The same on standardised embeddings.
    cv : int, default=3
        Folds for calibration, split by group.
    target_accuracy : float, default=0.95
        Share of right ones wanted among decided quotes; sets the abstention threshold on
        held-out folds, where deciding on a quote without a position counts as wrong.
    min_probability : float, default=None
        The abstention threshold itself, 0.5 to 1, in place of one chosen by accuracy.
    none_label : str, default="none"
        The label of training rows that take no position. It is no class.
    random_state : int, RandomState instance or None, default=0
        Seeds the folds.

    Attributes
    ----------
    classes_ : ndarray of shape (2,)
        The stances, sorted.
    pipelines_ : list of Pipeline
        Features and logistic regression, fitted on all rows; words and characters first.
    temperature_ : float
        Multiplies the log-odds of a score.
    min_probability_ : float
        The abstention threshold in force.
    n_features_in_ : int
        Always 1: the text.

    See Also
    --------
    stance.load : The whole pipeline from article to quotes with stances.

    Examples
    --------
    >>> texts = ["Lift the embargo now.", "Keep the embargo in place."] * 10
    >>> labels = ["engage/concede", "maintain pressure"] * 10
    >>> classifier = StanceClassifier(cv=2).fit(texts, labels)
    >>> classifier.predict(["Lift it."]).tolist()
    ['engage/concede']
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "encoder": [str, None],
        "encoder_C": [Interval(Real, 0, None, closed="neither")],
        "C": [Interval(Real, 0, None, closed="neither")],
        "cv": [Interval(Integral, 2, None, closed="left")],
        "target_accuracy": [Interval(Real, 0, 1, closed="both")],
        "min_probability": [Interval(Real, 0.5, 1, closed="both"), None],
        "none_label": [str],
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        *,
        encoder: str | None = None,
        C: float = 5.0,
        encoder_C: float = 0.001,
        cv: int = 3,
        target_accuracy: float = 0.95,
        min_probability: float | None = None,
        none_label: str = NO_POSITION,
        random_state: int | np.random.RandomState | None = 0,
    ) -> None:
        self.encoder = encoder
        self.C = C
        self.encoder_C = encoder_C
        self.cv = cv
        self.target_accuracy = target_accuracy
        self.min_probability = min_probability
        self.none_label = none_label
        self.random_state = random_state

    def fit(
        self,
        X: Iterable[str],
        y: ArrayLike,
        groups: ArrayLike | None = None,
        calibration: ArrayLike | None = None,
    ) -> Self:
        """Learn from labelled quotes.

        Parameters
        ----------
        X : iterable of str of length n_samples
            The quotes.
        y : array-like of shape (n_samples,)
            Two stances, and `none_label` for quotes without a position.
        groups : array-like of shape (n_samples,), default=None
            Rows that must stay together when the calibration folds are cut: an article's, a
            speaker's, a contrast family's. By default every row stands alone.
        calibration : array-like of bool of shape (n_samples,), default=None
            Rows to calibrate on, by the features and regressions fitted on the others alone.
            Needed where features were learnt from the other rows, as an encoder's are; by
            default folds are cut, and all rows are fitted on in the end.

        Returns
        -------
        self : StanceClassifier
            Fitted.

        Raises
        ------
        ValueError
            If there are not exactly two stances, or fewer rows or groups of one than folds.
        """
        self._validate_params()
        texts = _texts(X)
        labels = np.asarray(y).astype(object)
        if labels.ndim != 1 or len(labels) != len(texts):
            raise ValueError(
                f"X and y must have one length; got {len(texts)} texts and labels of shape "
                f"{labels.shape}."
            )
        stances = np.array(sorted({str(label) for label in labels} - {self.none_label}))
        if len(stances) != 2:
            raise ValueError(
                f"y must hold exactly two stances beside {self.none_label!r}; got "
                f"{len(stances)}: {stances.tolist()}."
            )
        labels = labels.astype(str)
        if groups is None:
            group_ids = np.arange(len(texts))
        else:
            group_ids = np.unique(np.asarray(groups).astype(str), return_inverse=True)[1]
        scarcest = min(len(np.unique(group_ids[labels == label])) for label in np.unique(labels))
        if scarcest < self.cv and calibration is None:
            raise ValueError(
                f"cv={self.cv} folds need at least {self.cv} groups of every label; the "
                f"scarcest has {scarcest}."
            )
        self.classes_ = stances
        self.n_features_in_ = 1
        if calibration is not None:
            chosen = np.asarray(calibration, dtype=bool)
            fitted_on, held_out = np.flatnonzero(~chosen), np.flatnonzero(chosen)
            self.pipelines_ = self._fitted_pipelines(
                [texts[i] for i in fitted_on], labels[fitted_on]
            )
            return self.calibrate([texts[i] for i in held_out], labels[held_out])
        scores = np.empty(len(texts))
        for rest, test in self._folds(labels, group_ids):
            pipelines = self._fitted_pipelines([texts[i] for i in rest], labels[rest])
            scores[test] = _scores(pipelines, [texts[i] for i in test], stances)
        self._calibrate(scores, labels)
        self.pipelines_ = self._fitted_pipelines(texts, labels)
        return self

    def calibrate(self, X: Iterable[str], y: ArrayLike) -> Self:
        """Set temperature and threshold anew, on quotes that it was not fitted on.

        Parameters
        ----------
        X : iterable of str of length n_samples
            The quotes.
        y : array-like of shape (n_samples,)
            Their labels, as for `fit`; both stances must occur.

        Returns
        -------
        self : StanceClassifier
            Calibrated.
        """
        check_is_fitted(self, "pipelines_")
        self._calibrate(
            _scores(self.pipelines_, _texts(X), self.classes_), np.asarray(y, dtype=str)
        )
        return self

    def _calibrate(self, scores: NDArray[np.float64], labels: NDArray[np.str_]) -> None:
        """Fit temperature and threshold on scores of held-out quotes."""
        position = labels != self.none_label
        self.temperature_ = _temperature(scores[position], labels[position] == self.classes_[1])
        if self.min_probability is None:
            second = _sigmoid(self.temperature_ * scores)
            predicted = self.classes_[(second > 0.5).astype(int)]
            self.min_probability_ = threshold_for(
                np.maximum(second, 1 - second), predicted == labels, accuracy=self.target_accuracy
            )
        else:
            self.min_probability_ = float(self.min_probability)

    def decision_function(self, X: Iterable[str]) -> NDArray[np.float64]:
        """Return calibrated log-odds of ``classes_[1]``, of shape (n_samples,)."""
        check_is_fitted(self)
        texts = _texts(X)
        if not texts:
            return np.empty(0)
        return self.temperature_ * _scores(self.pipelines_, texts, self.classes_)

    def predict_proba(self, X: Iterable[str]) -> NDArray[np.float64]:
        """Return calibrated probabilities.

        Parameters
        ----------
        X : iterable of str of length n_samples
            The quotes.

        Returns
        -------
        ndarray of shape (n_samples, 2)
            Columns in the order of `classes_`. Near one half where the quote takes no position.
        """
        second = _sigmoid(self.decision_function(X))
        return np.column_stack([1 - second, second])

    def predict_label_proba(self, X: Iterable[str]) -> NDArray[np.float64]:
        """Return probabilities of the two stances and of taking no position.

        Parameters
        ----------
        X : iterable of str of length n_samples
            The quotes.

        Returns
        -------
        ndarray of shape (n_samples, 3)
            Columns in the order of `classes_`, then `none_label` (all zero where no training row
            had that label). Not calibrated: what `predict_proba` is made from.
        """
        check_is_fitted(self)
        texts = _texts(X)
        if not texts:
            return np.empty((0, 3))
        return _label_proba(self.pipelines_, texts, self.classes_)

    def predict(self, X: Iterable[str]) -> NDArray[np.str_]:
        """Return the more probable stance of each quote, an array of shape (n_samples,)."""
        second = self.decision_function(X) > 0
        labels: NDArray[np.str_] = self.classes_[second.astype(int)]
        return labels

    def decide(
        self,
        X: Iterable[str],
        *,
        min_probability: float | None = None,
    ) -> NDArray[np.object_]:
        """Return the stances it is sure of and None where it abstains.

        Parameters
        ----------
        X : iterable of str of length n_samples
            The quotes.
        min_probability : float, default=None
            Abstain below this probability; by default the model's own `min_probability_`.

        Returns
        -------
        ndarray of shape (n_samples,), dtype object
            Labels and None.
        """
        probability = self.predict_proba(X)
        threshold = self.min_probability_ if min_probability is None else min_probability
        labels: NDArray[np.object_] = self.classes_[probability.argmax(axis=1)].astype(object)
        labels[probability.max(axis=1) < threshold] = None
        return labels

    def explain(self, X: Iterable[str], *, top: int = 5) -> list[list[tuple[str, float]]]:
        """Return the words and word pairs that weighed most in each quote.

        Parameters
        ----------
        X : iterable of str of length n_samples
            The quotes.
        top : int, default=5
            How many features at the most.

        Returns
        -------
        list of list of (str, float)
            Per quote, the strongest first. The weight is the feature's share of the log-odds
            of the words' pipeline, positive for the predicted stance. Characters,
            embeddings and the no-position gate take part in the decision but are not listed.
        """
        check_is_fitted(self)
        texts = _texts(X)
        features, logistic = self.pipelines_[0].named_steps.values()
        columns = [list(logistic.classes_).index(label) for label in self.classes_]
        weights = _binary_weights(logistic, columns)
        explained = []
        for text, score in zip(texts, self.decision_function(texts), strict=True):
            values = features.transform([text]).tocsr()
            present = dict(zip(values.indices.tolist(), values.data.tolist(), strict=True))
            sign = 1.0 if score > 0 else -1.0
            shares = {
                name: sign * float(weights[column]) * present[column]
                for column, name in feature_names_in_text(features, text)
                if column in present
            }
            explained.append(sorted(shares.items(), key=lambda item: -abs(item[1]))[:top])
        return explained

    @classmethod
    def load(cls, path: str | Path | None = None) -> StanceClassifier:
        """Load a model folder, by default the shipped one.

        Raises
        ------
        ModelError
            If the folder is missing, changed, or of another format or scikit-learn series.
        """
        from stance.models import load_model

        return load_model(path).classifier

    def _fitted_pipelines(self, texts: list[str], labels: NDArray[np.str_]) -> list[Pipeline]:
        pipelines = [
            Pipeline(
                [
                    ("features", light_features()),
                    ("logistic", LogisticRegression(C=self.C, tol=1e-3, max_iter=1000)),
                ]
            )
        ]
        if self.encoder is not None:
            pipelines.append(
                Pipeline(
                    [
                        ("encoder", SentenceEncoder(self.encoder)),
                        ("scaler", StandardScaler()),
                        ("logistic", LogisticRegression(C=self.encoder_C, max_iter=1000)),
                    ]
                )
            )
        return [pipeline.fit(texts, labels) for pipeline in pipelines]

    def _folds(
        self, labels: NDArray[np.str_], groups: NDArray[np.intp]
    ) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
        """Yield pairs of (rows to fit on, rows to calibrate on)."""
        from sklearn.model_selection import StratifiedGroupKFold  # slow, and of no use to predict

        seed = check_random_state(self.random_state).randint(2**31 - 1)
        folds = StratifiedGroupKFold(self.cv, shuffle=True, random_state=seed)
        yield from folds.split(labels, labels, groups)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.classifier_tags.multi_class = False
        return tags


def _texts(X: Iterable[str]) -> list[str]:
    """Return `X` as a list of strings, or say what it is instead."""
    if isinstance(X, str) or not isinstance(X, Iterable):
        raise TypeError(
            f"X must be an iterable of str, one per quote; got {type(X).__name__}. "
            "Wrap a single text in a list."
        )
    texts = list(X)
    for index, text in enumerate(texts):
        if not isinstance(text, str):
            raise TypeError(f"X must hold str only; item {index} is {type(text).__name__}.")
    return [str(text) for text in texts]


def _label_proba(
    pipelines: list[Pipeline], texts: list[str], classes: NDArray[np.str_]
) -> NDArray[np.float64]:
    """Return probabilities of the first stance, the second, and neither, of shape (n, 3)."""
    logs = [np.log(np.clip(p.predict_proba(texts), 1e-9, 1)) for p in pipelines]
    probability = np.exp(np.mean(logs, axis=0))
    probability /= probability.sum(axis=1, keepdims=True)
    order = {label: index for index, label in enumerate(pipelines[0].classes_)}
    stances = probability[:, [order[label] for label in classes]]
    neither = np.clip(1 - stances.sum(axis=1, keepdims=True), 0, 1)
    return np.hstack([stances, neither])


def _scores(
    pipelines: list[Pipeline], texts: list[str], classes: NDArray[np.str_]
) -> NDArray[np.float64]:
    """Return uncalibrated log-odds of the second stance, gated by there being a position."""
    _, second, neither = _label_proba(pipelines, texts, classes).T
    # What has no position is as good as a coin thrown.
    shrunk = np.clip(second + neither / 2, 1e-9, 1 - 1e-9)
    return np.asarray(np.log(shrunk) - np.log1p(-shrunk), dtype=float)


def _binary_weights(logistic: LogisticRegression, columns: list[int]) -> NDArray[np.float64]:
    """Return weights of the second stance against the first."""
    if len(logistic.coef_) == 1:
        return np.asarray(logistic.coef_[0], dtype=float)
    return np.asarray(logistic.coef_[columns[1]] - logistic.coef_[columns[0]], dtype=float)


def _sigmoid(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -500, 500))), dtype=float)


def _temperature(scores: NDArray[np.float64], is_second: NDArray[np.bool_]) -> float:
    """Fit the factor that makes scores calibrated log-odds (positive, so labels keep)."""
    logistic = LogisticRegression(C=1e6, fit_intercept=False)
    # Mirrored, so that neither class is favoured and both are there.
    mirrored = np.concatenate([scores, -scores])[:, np.newaxis]
    logistic.fit(mirrored, np.concatenate([is_second, ~is_second]))
    return max(float(logistic.coef_[0, 0]), 1e-3)
