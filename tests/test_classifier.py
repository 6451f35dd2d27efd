"""scikit-learn's promises, for an estimator whose input is text.

Its own battery runs one check on an estimator tagged as taking strings, so these are ours.
"""

from __future__ import annotations

import pickle
from copy import copy

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils.validation import check_is_fitted

from stance import StanceClassifier

E, M = "engage/concede", "maintain pressure"
TEXTS = [f"Lift the embargo, step {i}." for i in range(8)] + [
    f"Keep every sanction, number {i}." for i in range(8)
]
LABELS = [E] * 8 + [M] * 8


@pytest.fixture(scope="module")
def fitted():
    return StanceClassifier(cv=2).fit(TEXTS, LABELS)


def test_learns_and_predicts(fitted):
    assert fitted.classes_.tolist() == [E, M]
    assert fitted.predict(["Lift the embargo", "Keep sanctions"]).tolist() == [E, M]
    probability = fitted.predict_proba(TEXTS)
    assert probability.shape == (16, 2)
    assert np.allclose(probability.sum(axis=1), 1)
    assert fitted.score(TEXTS, LABELS) == 1.0


def test_decides_or_abstains(fitted):
    assert fitted.decide(TEXTS[:1], min_probability=0.5).tolist() == [E]
    assert fitted.decide(TEXTS[:1], min_probability=1.0).tolist() == [None]
    assert fitted.decide([]).tolist() == []


def test_quotes_without_position_pull_towards_one_half(tiny_classifier):
    position = tiny_classifier.predict_proba(["Lift the embargo, talk to them"]).max()
    none = tiny_classifier.predict_proba(["The list has 3 names and a date"]).max()
    assert none < position
    assert tiny_classifier.classes_.tolist() == [E, M]


def test_no_position_has_a_probability_of_its_own(fitted, tiny_classifier):
    texts = ["Lift the embargo, talk to them", "The list has 3 names and a date"]
    probability = tiny_classifier.predict_label_proba(texts)
    assert probability.shape == (2, 3)
    assert np.allclose(probability.sum(axis=1), 1)
    assert probability[0, 2] < probability[1, 2]
    assert np.allclose(fitted.predict_label_proba(TEXTS)[:, 2], 0)
    assert fitted.predict_label_proba([]).shape == (0, 3)


def test_calibration_needs_no_new_fit(fitted):
    pipelines = fitted.pipelines_
    again = copy(fitted).calibrate(TEXTS, LABELS)
    assert again.pipelines_ is pipelines
    assert again.predict(TEXTS).tolist() == LABELS
    told = [i % 2 == 0 for i in range(16)]
    apart = StanceClassifier().fit(TEXTS, LABELS, calibration=told)
    rest = StanceClassifier(cv=2).fit(TEXTS[1::2], LABELS[1::2])
    shares = [model.predict_label_proba(TEXTS) for model in (apart, rest)]
    assert np.allclose(*shares)


def test_parameters_are_stored_untouched_and_cloned():
    classifier = StanceClassifier(C=0.5, cv=4)
    assert clone(classifier).get_params() == classifier.get_params()
    assert classifier.set_params(C=2.0).C == 2.0
    assert not hasattr(classifier, "classes_")


def test_fit_returns_self_and_starts_anew(fitted):
    classifier = StanceClassifier(cv=2)
    assert classifier.fit(TEXTS, LABELS) is classifier
    classifier.fit(TEXTS, [M if label == E else E for label in LABELS])
    assert classifier.predict(["Lift the embargo"]).tolist() == [M]
    again = clone(fitted).fit(TEXTS, LABELS)
    assert np.array_equal(again.predict_proba(TEXTS), fitted.predict_proba(TEXTS))


def test_order_of_samples_does_not_matter_to_prediction(fitted):
    forwards, backwards = fitted.predict_proba(TEXTS), fitted.predict_proba(TEXTS[::-1])
    assert np.allclose(forwards, backwards[::-1])
    one_by_one = np.vstack([fitted.predict_proba([text]) for text in TEXTS])
    assert np.allclose(forwards, one_by_one)


@pytest.mark.parametrize("kind", [list, tuple, np.array, pd.Series, iter])
def test_any_iterable_of_str_will_do(fitted, kind):
    assert fitted.predict(kind(TEXTS)).tolist() == LABELS


@pytest.mark.parametrize("method", ["predict", "predict_proba", "decide", "explain"])
def test_unfitted_says_so(method):
    with pytest.raises(NotFittedError):
        getattr(StanceClassifier(), method)(["text"])
    with pytest.raises(NotFittedError):
        check_is_fitted(StanceClassifier())


@pytest.mark.parametrize("wrong", ["one string", 7, [1, 2], ["a", None], [["nested"]]])
def test_wrong_input_is_named(fitted, wrong):
    with pytest.raises(TypeError, match="X must"):
        fitted.predict(wrong)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([E] * 16, "exactly two stances"),
        ([E, M, "third", "third"] * 4, "exactly two stances"),
        ([E] * 15, "one length"),
        ([E] * 15 + [M], "at least 2 groups of every label"),
    ],
)
def test_wrong_labels_are_named(labels, message):
    with pytest.raises(ValueError, match=message):
        StanceClassifier(cv=2).fit(TEXTS, labels)


@pytest.mark.parametrize(
    "parameters", [{"C": 0}, {"C": -1.0}, {"cv": 1}, {"min_probability": 0.2}, {"none_label": 3}]
)
def test_parameters_are_checked_at_fit(parameters):
    with pytest.raises(ValueError, match=f"The '{next(iter(parameters))}' parameter"):
        StanceClassifier(**parameters).fit(TEXTS, LABELS)


def test_groups_stay_together():
    groups = [i // 8 for i in range(16)]
    with pytest.raises(ValueError, match="the scarcest has 1"):
        StanceClassifier(cv=2).fit(TEXTS, LABELS, groups=groups)


def test_empty_input(fitted):
    assert fitted.predict([]).shape == (0,)
    assert fitted.predict_proba([]).shape == (0, 2)
    assert fitted.explain([]) == []


def test_works_in_search_pipeline_and_cross_validation():
    search = GridSearchCV(StanceClassifier(cv=2), {"C": [1.0, 5.0]}, cv=2).fit(TEXTS, LABELS)
    assert search.best_score_ == 1.0
    shout = FunctionTransformer(lambda texts: [text.upper() for text in texts])
    pipeline = make_pipeline(shout, StanceClassifier(cv=2)).fit(TEXTS, LABELS)
    assert pipeline.predict(["lift the embargo"]).tolist() == [E]
    assert cross_val_score(StanceClassifier(cv=2), TEXTS, LABELS, cv=2).min() == 1.0


def test_pickles_fitted_and_unfitted(fitted):
    assert pickle.loads(pickle.dumps(StanceClassifier(C=3))).C == 3  # noqa: S301
    copy = pickle.loads(pickle.dumps(fitted))  # noqa: S301
    assert np.array_equal(copy.predict_proba(TEXTS), fitted.predict_proba(TEXTS))


def test_tags_say_text_and_two_classes():
    tags = StanceClassifier().__sklearn_tags__()
    assert tags.input_tags.string
    assert not tags.input_tags.two_d_array
    assert not tags.classifier_tags.multi_class


def test_explains_by_words_of_the_text(fitted):
    (reasons,) = fitted.explain(["Lift the embargo"], top=3)
    assert len(reasons) == 3
    assert {word for name, _ in reasons for word in name.split()} <= {"lift", "the", "embargo"}
    assert reasons[0][1] > 0
