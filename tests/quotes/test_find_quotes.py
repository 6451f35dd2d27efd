"""Quotations found in short articles, through the real parser."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings

from stance.pipeline import content_text
from stance.quotes import find_quotes
from stance.speakers import attach_sources
from tests.strategies import arbitrary_text, marky_text, newsy_text


@pytest.fixture(scope="module")
def found(nlp):
    """Return (kind, content, cue, source) of each quotation in a text."""

    def call(text):
        doc = nlp(text)
        return [
            (
                a.kind,
                content_text(text, a),
                a.cue.text if a.cue is not None else None,
                a.source.text if a.source is not None else None,
            )
            for a in attach_sources(doc, find_quotes(doc))
        ]

    return call


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“We will not pay,” said Anna Lindqvist, the foreign minister.",
            ("direct", "We will not pay,", "said", "Anna Lindqvist"),
        ),
        (
            "Anna Lindqvist said: “We will not pay for this.”",
            ("direct", "We will not pay for this.", "said", "Anna Lindqvist"),
        ),
        (
            "“We will not pay,” she said. “Not now, not in May.”",
            ("direct", "We will not pay, Not now, not in May.", "said", "she"),
        ),
        (
            "“Sanctions,” the minister said, “are all that we have left.”",
            ("direct", "Sanctions, are all that we have left.", "said", "the minister"),
        ),
        (
            "Orlova: “No deals until all are free.”",
            ("direct", "No deals until all are free.", ":", "Orlova"),
        ),
        (
            "The envoy said that it was time to talk to Minsk.",
            ("indirect", "that it was time to talk to Minsk", "said", "The envoy"),
        ),
        (
            "The deal, a senior diplomat said, is dead.",
            ("indirect", "The deal is dead", "said", "a senior diplomat"),
        ),
        (
            "Talks will resume in May, according to a senior EU diplomat.",
            ("indirect", "Talks will resume in May", "according to", "a senior EU diplomat"),
        ),
        (
            "The council said sanctions “must stay in place” until June.",
            ("mixed", "sanctions “must stay in place” until June", "said", "The council"),
        ),
        (
            "Poland wants Minsk to free all prisoners.",
            ("indirect", "Minsk to free all prisoners", "wants", "Poland"),
        ),
        (
            "The ministry denied that the prisoners had been exchanged.",
            ("indirect", "that the prisoners had been exchanged", "denied", "The ministry"),
        ),
        (
            "She repeated the claim that pressure had failed.",
            ("indirect", "that pressure had failed", "claim", "She"),
        ),
    ],
)
def test_one_quotation(found, text, expected):
    assert found(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "The ministry did not say that it would lift the sanctions.",
        "Nobody said that the talks had failed.",
        "“The sanctions must go now,” Anna Lee did not say.",
        "If the minister says that talks are dead, the market will fall.",
        "She declined to say whether the rules ought to change.",
        "Did the minister say that talks were dead?",
        "The so-called “realists” met in a hotel.",
        "Her book “The Arithmetic of Hostages” was published in May.",
        "Jan “the Bear” Kowal runs a “café” near the border.",
    ],
)
def test_no_quotation(found, text):
    assert found(text) == []


def test_quotation_of_a_third_person_belongs_to_the_outer_one(found):
    text = "“He told me that we should wait, and I waited,” she said."
    assert [content for _, content, _, _ in found(text)] == [
        "He told me that we should wait, and I waited,"
    ]


def test_two_speakers_in_one_paragraph_stay_apart(found):
    text = "“Lift the ban now,” said Ana Ruiz. “Keep the ban for ever,” said Jon Berg."
    assert [(content, source) for _, content, _, source in found(text)] == [
        ("Lift the ban now,", "Ana Ruiz"),
        ("Keep the ban for ever,", "Jon Berg"),
    ]


def test_quotation_without_cue_follows_its_lead(found):
    text = "Ana Ruiz was blunt. “There will be no deal with these people.”"
    assert found(text) == [("direct", "There will be no deal with these people.", None, "Ana Ruiz")]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("“We will not pay,” Anna Lee said, and the crowd cheered loudly for an hour.",
         ["We will not pay,"]),
        ("“Lift the ban,” Anna Lee said, and Bob Ray replied, “Never, while they hold prisoners.”",
         ["Lift the ban,", "Never, while they hold prisoners."]),
    ],
)  # fmt: skip
def test_the_narrator_is_not_quoted(found, text, content):
    assert [item for _, item, _, _ in found(text)] == content


def test_run_on_sentences_and_deep_phrases_are_quick(found):
    run_on = "The minister said the ban must stay and the envoy said they must go, " * 60
    assert found(run_on) == []
    deep = "The head " + "of the head " * 300 + "said that the ban must stay."
    assert len(found(deep)) <= 1


def test_narrative_without_source_is_a_quotation_of_nobody(found):
    text = "The narrative “we must simply talk to them” is popular."
    assert found(text) == [("direct", "we must simply talk to them", "narrative", None)]


def test_interview_turns(found):
    text = (
        "Paz Arrieta resigned in May.\n\nQ: Why did you leave?\n\nPaz Arrieta: I was tired.\n\n"
        "Q: And now?\n\nPaz Arrieta: Now they should lift the ban."
    )
    assert found(text) == [
        ("direct", "Why did you leave?", ":", None),
        ("direct", "I was tired.", ":", "Paz Arrieta"),
        ("direct", "And now?", ":", None),
        ("direct", "Now they should lift the ban.", ":", "Paz Arrieta"),
    ]


def test_reports_never_leave_their_paragraph(found):
    text = "“There can be no dialogue in one direction.”\n\nŠarec urged governments not to pay."
    assert all("\n" not in content for _, content, _, _ in found(text))


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(text=marky_text | newsy_text() | arbitrary_text)
def test_no_text_raises_and_spans_never_cross(nlp, text):
    doc = nlp(text)
    end = 0
    for attribution in attach_sources(doc, find_quotes(doc)):
        assert attribution.pieces
        for piece in attribution.pieces:
            assert 0 <= piece.start < piece.end <= len(text)
        end = max(end, attribution.end)
    taken = sorted(p for a in find_quotes(doc) for p in a.pieces)
    assert all(a.end <= b.start for a, b in pairwise(taken))
