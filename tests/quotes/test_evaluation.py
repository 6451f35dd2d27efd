"""An article whose scores can be worked out by hand."""

from __future__ import annotations

import pytest

from stance.quotes.annotations import AnnotatedArticle, AnnotatedQuote
from stance.quotes.evaluation import score_quotes
from stance.records import Attribution, Offsets

TEXT = "“Taxes will rise,” Ann Lee said. Bob Ray thinks the plan is dead on arrival. It is so."


def at(piece):
    start = TEXT.index(piece)
    return Offsets(start, start + len(piece))


def article(*quotes):
    return AnnotatedArticle("one", TEXT, quotes)


GOLD = article(
    AnnotatedQuote((at("“Taxes will rise,”"),), (at("said"),), (at("Ann Lee"),)),
    AnnotatedQuote((at("the plan is dead on arrival"),), (at("thinks"),), (at("Bob Ray"),)),
)


@pytest.fixture(scope="module")
def span(nlp):
    doc = nlp(TEXT)
    return lambda piece: doc.char_span(*at(piece), alignment_mode="expand")


def test_all_right(span):
    found = [
        Attribution((at("Taxes will rise,"),), "direct", span("said"), span("Lee")),
        Attribution((at("the plan is dead"),), "indirect", span("thinks"), span("Bob Ray")),
    ]
    scores = score_quotes([(GOLD, found)])
    assert scores.content == scores.end_to_end == {"direct": 1.0, "indirect": 1.0, "all": 1.0}


def test_wrong_speaker_extent_and_invention(span):
    found = [
        Attribution((at("Taxes will rise,"),), "direct", span("said"), span("Bob Ray")),
        Attribution((at("dead"),), "indirect", span("thinks"), span("Bob Ray")),
        Attribution((at("It is so"),), "indirect"),
    ]
    scores = score_quotes([(GOLD, found)])
    assert scores.content == {"direct": 1.0, "indirect": 0.0, "all": pytest.approx(2 / 5)}
    assert scores.end_to_end["all"] == 0.0


def test_no_source_asks_for_none(span):
    gold = article(AnnotatedQuote((at("It is so"),), (), ()))
    right = [Attribution((at("It is so"),), "indirect")]
    wrong = [Attribution((at("It is so"),), "indirect", None, span("Ann Lee"))]
    assert score_quotes([(gold, right)]).end_to_end["all"] == 1.0
    assert score_quotes([(gold, wrong)]).end_to_end["all"] == 0.0


def test_nothing_marked_and_nothing_found_is_no_division_by_zero():
    assert score_quotes([(article(), [])]).content["all"] == 0.0
