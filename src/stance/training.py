"""From a corpus to a model folder: grouped cross-validation, fit, metrics, card."""

from __future__ import annotations

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

__all__ = ["Training", "calibration_rows", "check_trainable", "cross_validate", "train"]


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
) -> tuple[NDArray[np.intp], NDArray[np.float64], float]:
    """Predict rows by a classifier that saw none of their group.

    Where the corpus has a dev split (`calibration_rows`), that is what is predicted: the
    classifier is fitted on the other rows once, as features may have been learnt from them, and
    each fold of dev is predicted after calibration on the other folds.

    Returns
    -------
    rows : ndarray of shape (n_predicted,)
        Which rows were predicted, in order.
    probability : ndarray of shape (n_predicted, 2)
        Held-out probabilities.
    threshold : float
        Mean abstention threshold of the folds' classifiers.
    """
    texts = np.array(corpus.texts, dtype=object)
    labels, groups = np.array(corpus.labels), np.array(corpus.groups)
    calibration = calibration_rows(corpus)
    rows = np.arange(len(corpus))
    if calibration is not None:
        progress("fitting on the train split")
        fitted = clone(classifier).fit(texts, labels, groups=groups, calibration=calibration)
        rows = np.flatnonzero(calibration)
    probability = np.zeros((len(corpus), 2))
    thresholds = []
    split = StratifiedGroupKFold(folds, shuffle=True, random_state=classifier.random_state)
    parts = split.split(rows, labels[rows], groups[rows])
    for number, (rest, held_out) in enumerate(parts, start=1):
        progress(f"cross-validation, fold {number} of {folds}")
        known, asked = rows[rest], rows[held_out]
        if calibration is None:
            fitted = clone(classifier).fit(texts[known], labels[known], groups=groups[known])
        else:
            fitted.calibrate(texts[known], labels[known])
        probability[asked] = fitted.predict_proba(texts[asked])
        thresholds.append(fitted.min_probability_)
    return rows, probability[rows], float(np.mean(thresholds))


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
    rows, probability, threshold = cross_validate(
        corpus, classifier, folds=folds, progress=progress
    )
    predicted = corpus.take(rows)
    scores = score(
        gold=predicted.labels,
        probability=probability,
        classes=STANCES,
        threshold=threshold,
        groups=predicted.groups,
        none_label=NO_POSITION,
    )
    progress("fitting for good")
    fitted = clone(classifier).fit(
        corpus.texts, corpus.labels, groups=corpus.groups, calibration=calibration_rows(corpus)
    )
    manifest = {
        "name": name,
        "corpus": {"sha256": corpus.sha256, "rows": len(corpus), "labels": corpus.counts},
        "seed": classifier.random_state,
        "folds": folds,
        "cross_validated_rows": len(rows),
        "parameters": classifier.get_params(),
        "min_probability": fitted.min_probability_,
        "metrics": scores.to_dict(),
    }
    card = model_card(manifest, scores)
    return Training(fitted, scores, save_model(fitted, path, manifest=manifest, card=card), path)
