"""From a corpus to a model folder: grouped cross-validation, fit, metrics, card."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import clone
from sklearn.model_selection import StratifiedGroupKFold

from stance.classifier import StanceClassifier
from stance.errors import CorpusError
from stance.evaluation import Scores, score
from stance.model_card import model_card
from stance.models import DEFAULT_MODEL, save_model
from stance.records import NO_POSITION, STANCES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from stance.corpus import Corpus

__all__ = [
    "Training",
    "calibration_rows",
    "check_trainable",
    "cross_calibrate",
    "cross_validate",
    "train",
]


@dataclass(frozen=True, slots=True)
class Training:
    """What `train` did."""

    classifier: StanceClassifier
    scores: Scores
    manifest: dict[str, Any]
    path: Path


def check_trainable(corpus: Corpus, *, folds: int) -> None:
    """Raise `CorpusError` unless both stances are there in enough groups."""
    labels = np.array(corpus.labels)
    groups = np.array(corpus.groups)
    for label in STANCES:
        if label not in corpus.counts:
            raise CorpusError(
                f"{corpus.path}: no row is labelled {label!r}: training needs both stances"
            )
    for label in corpus.counts:
        found = len(np.unique(groups[labels == label]))
        # A fold is held out for scoring, and calibration cuts the rest once more.
        if found < folds + 1:
            raise CorpusError(
                f"{corpus.path}: {found} groups of rows labelled {label!r} are fewer "
                f"than {folds} folds need ({folds + 1}); add rows or lower --folds"
            )


def cross_validate(
    corpus: Corpus,
    classifier: StanceClassifier,
    *,
    folds: int,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[NDArray[np.float64], float]:
    """Predict rows by classifiers that saw none of their group.

    Returns
    -------
    probability : ndarray of shape (n_samples, 2)
        Held-out probabilities.
    threshold : float
        Mean abstention threshold of the folds' classifiers.
    """
    texts = np.array(corpus.texts, dtype=object)
    labels, groups = np.array(corpus.labels), np.array(corpus.groups)

    def fitted(rest: NDArray[np.intp]) -> StanceClassifier:
        fresh: StanceClassifier = clone(classifier)
        return fresh.fit(texts[rest], labels[rest], groups=groups[rest])

    return _by_fold(corpus, fitted, folds=folds, seed=classifier.random_state, progress=progress)


def cross_calibrate(
    dev: Corpus,
    fitted: StanceClassifier,
    *,
    folds: int,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[NDArray[np.float64], float]:
    """Predict rows that a classifier was not fitted on, calibrated on the other folds of them.

    Returns what `cross_validate` does.
    """
    texts, labels = np.array(dev.texts, dtype=object), np.array(dev.labels)

    def calibrated(rest: NDArray[np.intp]) -> StanceClassifier:
        return copy(fitted).calibrate(texts[rest], labels[rest])

    return _by_fold(dev, calibrated, folds=folds, seed=fitted.random_state, progress=progress)


def _by_fold(
    corpus: Corpus,
    classifier_for: Callable[[NDArray[np.intp]], StanceClassifier],
    *,
    folds: int,
    seed: Any,
    progress: Callable[[str], None],
) -> tuple[NDArray[np.float64], float]:
    """Predict each fold, cut by group, by the classifier made for the rows of the others."""
    texts = np.array(corpus.texts, dtype=object)
    probability = np.zeros((len(corpus), 2))
    thresholds = []
    split = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
    parts = split.split(texts, corpus.labels, corpus.groups)
    for number, (rest, held_out) in enumerate(parts, start=1):
        progress(f"cross-validation, fold {number} of {folds}")
        classifier = classifier_for(rest)
        probability[held_out] = classifier.predict_proba(texts[held_out])
        thresholds.append(classifier.min_probability_)
    return probability, float(np.mean(thresholds))


def calibration_rows(corpus: Corpus) -> NDArray[np.bool_] | None:
    """Return which rows are of a dev split, of shape (n_samples,); None without train or dev."""
    dev = np.array([split == "dev" for split in corpus.splits])
    return dev if dev.any() and not dev.all() else None


def train(
    corpus: Corpus,
    output: Path | None = None,
    *,
    models: Path,
    name: str = DEFAULT_MODEL,
    classifier: StanceClassifier | None = None,
    folds: int = 5,
    progress: Callable[[str], None] = lambda _: None,
) -> Training:
    """Cross-validate, fit, and write a model folder. Rows of a test split are left out.

    Where the corpus has a dev split, the classifier is fitted on the other rows, calibrated on
    dev and scored there by `cross_calibrate`; else it is scored by `cross_validate` and fitted on
    all rows.

    Parameters
    ----------
    corpus : Corpus
        Labelled quotes.
    output : Path, optional
        The model folder; by default ``<models>/<name>-<date>``.
    models : Path
        Where dated model folders are kept.
    name : str
        Name of the model.
    classifier : StanceClassifier, optional
        Unfitted; by default one with default parameters.
    folds : int, default=5
        Of the cross-validation.
    progress : callable, optional
        Told what is being done.

    Raises
    ------
    CorpusError
        If a stance is missing or rows are fewer than folds.
    OutputError
        If the folder cannot be written; found out before the work.
    """
    from stance.models import check_writable

    if "test" in corpus.splits:
        corpus = corpus.split("", "train", "dev")
    check_trainable(corpus, folds=folds)
    path = output or models / f"{name}-{datetime.now(tz=UTC).date().isoformat()}"
    check_writable(path)
    classifier = classifier or StanceClassifier()
    classifier.set_params(cv=min(classifier.cv, folds))
    calibration = calibration_rows(corpus)
    if calibration is None:
        predicted = corpus
        probability, threshold = cross_validate(corpus, classifier, folds=folds, progress=progress)
        progress("fitting on all rows")
        fitted = clone(classifier).fit(corpus.texts, corpus.labels, groups=corpus.groups)
    else:
        predicted = corpus.take(np.flatnonzero(calibration))
        progress("fitting on all rows but those of dev")
        fitted = clone(classifier).fit(corpus.texts, corpus.labels, calibration=calibration)
        probability, threshold = cross_calibrate(predicted, fitted, folds=folds, progress=progress)
    scores = score(
        gold=predicted.labels,
        probability=probability,
        classes=STANCES,
        threshold=threshold,
        groups=predicted.groups,
        none_label=NO_POSITION,
    )
    manifest = {
        "name": name,
        "corpus": {"sha256": corpus.sha256, "rows": len(corpus), "labels": corpus.counts},
        "seed": classifier.random_state,
        "folds": folds,
        "cross_validated_rows": len(predicted),
        "parameters": classifier.get_params(),
        "min_probability": fitted.min_probability_,
        "metrics": scores.to_dict(),
    }
    card = model_card(manifest, scores)
    return Training(fitted, scores, save_model(fitted, path, manifest=manifest, card=card), path)
