"""What the learnt models read beyond the rules, and what they must not."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings

from stance.pipeline import content_text
from stance.quote_models import load_quote_model
from stance.quotes import find_quotes
from stance.speakers import attach_sources
from tests.strategies import arbitrary_text, marky_text, newsy_text


@pytest.fixture(scope="module", params=["fast", "accurate"])
def model(request):
    return load_quote_model(fast=request.param == "fast")


@pytest.fixture(scope="module")
def found(nlp, model):
    """Return (content, source) of each quotation in a text."""

    def call(text):
        doc = nlp(text)
        return [
            (content_text(text, a), None if a.source is None else a.source.text)
            for a in attach_sources(doc, find_quotes(doc, model))
        ]

    return call


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The senator praised the bishop's plan for talks with the generals.",
            ("the bishop's plan for talks with the generals", "The senator"),
        ),
        (
            "Ms Lindqvist criticised the council over its slow answer to the arrests.",
            ("the council over its slow answer to the arrests", "Ms Lindqvist"),
        ),
        (
            "The memo shows that the bank knew of the payments.",
            ("that the bank knew of the payments", "The memo"),
        ),
        (
            "The exiles want the embargo to stay until spring.",
            ("the embargo to stay until spring", "The exiles"),
        ),
        (
            "A trader from Belmora, who expects the border to open soon, waited.",
            ("the border to open soon", "who"),
        ),
    ],
)
def test_reads_attitudes_documents_and_wishes(found, text, expected):
    assert expected in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "The ministry did not say that the ban would end.",
        "The spokesman declined to say whether the ban would end.",
        "If the envoy says that the talks failed, the price will rise.",
        "The two lorries crossed the border on Monday and parked near the market.",
    ],
)
def test_what_was_not_said_is_no_quotation(found, text):
    assert found(text) == []


def test_the_source_is_outside_the_content(found):
    for content, source in found(
        "The chairman told members that he hoped the envoy would stay. He thinks it wise."
    ):
        assert source not in (None, content)
        assert not content.startswith(f"{source} ")


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=arbitrary_text | marky_text | newsy_text())
def test_no_text_raises_and_spans_never_cross(nlp, model, text):
    doc = nlp(text)
    pieces = [piece for a in attach_sources(doc, find_quotes(doc, model)) for piece in a.pieces]
    for start, end in pieces:
        assert 0 <= start < end <= len(text)
    ordered = sorted(pieces)
    assert all(one.end <= other.start for one, other in pairwise(ordered))
