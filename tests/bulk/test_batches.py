from __future__ import annotations

import pytest

from stance.bulk import Article, Settings, prepare, score
from stance.bulk import batches as module
from stance.bulk.languages import language_of
from stance.bulk.topic import is_on_topic
from stance.documents import Document
from stance.errors import DocumentError
from tests.synthetic import archive, article

SETTINGS = Settings(model="light", quotes="rules")
GERMAN = (
    "Der Minister sagte am Montag, dass man die Sanktionen gegen das Regime nicht aufheben "
    "werde, solange die Gefangenen nicht frei seien und das Volk nicht wählen dürfe."
)


def test_the_prefilter_loses_nothing():
    documents = [Document(row["id"], row["text"]) for row in archive(300, every=10, sentences=2)]
    without = Settings(model="light", quotes="rules", prefilter=False)
    filtered = score(prepare(documents, SETTINGS), SETTINGS)
    may_quote = module.prefilter_for(SETTINGS).may_quote
    skipped = sum(not may_quote(document.text) for document in documents)
    assert 30 < skipped < 240
    assert filtered == score(prepare(documents, without), without)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained in the ministers’ garden, and the boys' old bridge fell.", False),
        ("He denied it.", True),
        ("It was a lie, according to her.", True),
        ("Denials came late.", True),
        ("SHE: it rained", True),
        ("The «new» bridge", True),
        ("", False),
    ],
)
def test_what_may_hold_a_quotation(text, expected):
    assert module.prefilter_for(SETTINGS).may_quote(text) is expected


def test_articles_in_other_languages_are_marked_and_not_guessed_at():
    (english, german) = prepare([Document("e", article(3, on_topic=True)), Document("d", GERMAN)],
                                SETTINGS)  # fmt: skip
    assert (english.language, german.language) == ("en", "de")
    (outcome,) = score([german], SETTINGS)
    assert (outcome.status, outcome.quotes) == ("other language", [])


def test_short_or_odd_texts_are_not_called_foreign():
    assert language_of("“Lift the sanctions,” said Anna Lindqvist.") is None
    scores = "Betis 2 Osasuna 1; Arsenal 3 Everton 0; Celtic 2 Rangers 2. " * 4
    assert language_of(scores) is None


def test_what_cannot_be_read_comes_out_with_its_reason(tmp_path):
    items = [str(tmp_path / "none.txt"), DocumentError("t.csv, line 3: not JSON: why"), "-x\0"]
    outcomes = score(prepare(items, SETTINGS), SETTINGS)
    assert [outcome.status for outcome in outcomes] == ["failed"] * 3
    assert outcomes[0].doc == str(tmp_path / "none.txt")
    assert "no such file" in outcomes[0].reason
    assert outcomes[1].doc == "t.csv, line 3"


def test_one_broken_article_does_not_take_its_batch_along(monkeypatch):
    pipeline = module.pipeline_for(SETTINGS)
    analyse = pipeline.analyse_batch

    def break_on(documents):
        if any(document.doc == "bad" for document in documents):
            raise ValueError("a case nobody thought of")
        return analyse(documents)

    monkeypatch.setattr(pipeline, "analyse_batch", break_on)
    good = article(3, on_topic=True)
    articles = [Article("one", good), Article("bad", good), Article("two", good)]
    outcomes = score(articles, SETTINGS)
    assert [outcome.status for outcome in outcomes] == ["read", "failed", "read"]
    assert outcomes[1].reason == "bad: ValueError: a case nobody thought of"
    assert outcomes[0].quotes


def test_on_topic_reads_what_has_signs_of_the_topic():
    assert is_on_topic("The junta was told.")
    assert is_on_topic("The ambassador went home; the prisoners stayed in Minsk.")
    assert not is_on_topic(article(1, on_topic=False))
    settings = Settings(model="light", quotes="rules", on_topic=True)
    (outcome,) = score([Article("a", article(1, on_topic=False))], settings)
    assert outcome.status == "off topic"
