from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings

from stance import StancePipeline
from stance.documents import Document
from stance.output import COLUMNS
from stance.pipeline import MAX_PART, _parts, stance_text
from stance.quotes import find_quotes
from stance.records import Quote
from tests.strategies import arbitrary_text, marky_text, newsy_text

ARTICLE = (
    "“Lift the sanctions,” said Anna Lindqvist, a trade envoy. “Talk to them.”\n\n"
    "Jan Kowal, a lawyer, said that Europe must keep the embargo until all are free.\n\n"
    "Lindqvist denied that she had met Kowal in Minsk."
)


@pytest.fixture(scope="module")
def tiny(nlp, tiny_classifier):
    return StancePipeline(nlp, tiny_classifier)


def test_article_to_records(tiny):
    quotes = tiny(ARTICLE)
    assert [(q.quote, q.kind, q.speaker.name) for q in quotes] == [
        (0, "direct", "Anna Lindqvist"),
        (1, "indirect", "Jan Kowal"),
        (2, "indirect", "Anna Lindqvist"),
    ]
    assert quotes[0].text == "Lift the sanctions, Talk to them."
    assert all(q.stance in tiny.classifier.classes_ for q in quotes)
    assert "Minsk" in {entity.text for entity in quotes[2].entities}


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(text=marky_text | newsy_text() | arbitrary_text)
def test_records_point_into_the_text_and_survive_json(tiny, text):
    for quote in tiny(text):
        assert " ".join(text[start:end] for start, end in quote.spans) == quote.text
        assert (quote.start, quote.end) == (quote.spans[0].start, quote.spans[-1].end)
        assert 0.5 <= quote.probability <= 1
        for part in filter(None, (quote.cue, quote.speaker, *quote.entities)):
            words = getattr(part, "mention", None) or part.text
            assert text[part.start : part.end] == words
        assert Quote.from_dict(json.loads(json.dumps(quote.to_dict()))) == quote


def test_pipe_is_lazy_in_order_and_equal_to_one_by_one(tiny):
    texts = [ARTICLE, "", "Nothing here.", ARTICLE[:40], ARTICLE]
    taken = []

    def source():
        for text in texts:
            taken.append(text)
            yield text

    results = tiny.pipe(source(), batch_size=2)
    first = next(results)
    assert len(taken) == 2
    piped = [first, *results]
    single = [tiny(text) for text in texts]
    plain = [[{**q.to_dict(), "doc": ""} for q in quotes] for quotes in piped]
    assert plain == [[{**q.to_dict(), "doc": ""} for q in quotes] for quotes in single]
    assert [q.doc for q in piped[4]] == ["4"] * 3


def test_frame_has_a_row_a_quote(tiny):
    frame = tiny.frame([ARTICLE, "Nothing."])
    assert list(frame.columns) == list(COLUMNS)
    assert frame["speaker"].tolist() == ["Anna Lindqvist", "Jan Kowal", "Anna Lindqvist"]
    assert tiny.frame(["Nothing."]).empty


def test_threshold_decides_and_explanations_come_on_request(nlp, tiny_classifier):
    sure = StancePipeline(nlp, tiny_classifier, min_probability=0.5, explain=True)(ARTICLE)
    silent = StancePipeline(nlp, tiny_classifier, min_probability=1.0)(ARTICLE)
    assert all(quote.decided for quote in sure)
    assert not any(quote.decided for quote in silent)
    assert "explanation" in sure[0].to_dict()
    assert "explanation" not in silent[0].to_dict()


def test_documents_keep_name_text_and_metadata(tiny):
    (analysis,) = tiny.analyse([Document("a.txt", ARTICLE, {"date": "2024"})])
    record = json.loads(json.dumps(analysis.to_dict()))
    assert list(record) == ["doc", "text", "metadata", "entities", "quotes"]
    assert record["text"] == ARTICLE
    assert {quote["doc"] for quote in record["quotes"]} == {"a.txt"}


def test_long_texts_are_cut_at_paragraphs_and_put_together(tiny):
    filler = "It rained in the city all day and nobody came to the square.\n\n" * 2000
    assert len(filler) > MAX_PART
    parts = list(_parts(filler + ARTICLE))
    assert "".join(parts) == filler + ARTICLE
    assert all(part.endswith("\n\n") for part in parts[:-1])
    quotes = tiny(filler + ARTICLE)
    assert [q.text for q in quotes[-3:]] == [q.text for q in tiny(ARTICLE)]
    assert quotes[-1].start > MAX_PART


@pytest.mark.parametrize("joint", ["", " ", ". ", "\n"])
def test_texts_without_paragraphs_are_cut_all_the_same(joint):
    text = ("x" * 50 + joint) * 5000
    parts = list(_parts(text))
    assert "".join(parts) == text
    assert max(map(len, parts)) <= MAX_PART


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Warsaw rejected the lifting of sanctions.", "rejected the lifting of sanctions"),
        ("Warsaw said that talks were over.", "that talks were over"),
    ],
)
def test_a_reported_position_is_classified_with_its_cue(nlp, text, expected):
    (attribution,) = find_quotes(nlp(text))
    assert stance_text(text, attribution) == expected
