from __future__ import annotations

import json
from pathlib import Path

import pytest

from stance.entity_corpus import Mark, read_entity_corpus, score_entities
from stance.errors import CorpusError

SHIPPED = Path(__file__).parents[1] / "corpus/entities"
TEXT = "Anna Zubr left Minsk."


def written(path, entities, **more):
    row = {"id": "x", "country": "Belarus", "split": "train", "text": TEXT, "entities": entities}
    path.write_text(json.dumps(row | more) + "\n", encoding="utf-8")
    return path


def test_reads_what_is_marked(tmp_path):
    path = written(tmp_path / "a.jsonl", [[0, 9, "PERSON"], [15, 20, "GPE"]])
    (article,) = read_entity_corpus(path)
    assert [article.text[m.start : m.end] for m in article.marks] == ["Anna Zubr", "Minsk"]
    assert article.country == "Belarus"


@pytest.mark.parametrize(
    ("entities", "says"),
    [
        ([[0, 9, "HERO"]], "unknown label 'HERO'"),
        ([[0, 99, "PERSON"]], "outside the text"),
        ([[0, 9, "PERSON"], [5, 9, "PERSON"]], "overlaps"),
        ([[0]], "is not [start, end, label]"),
    ],
)
def test_a_bad_mark_is_named_with_its_line(tmp_path, entities, says):
    with pytest.raises(CorpusError, match=r"a\.jsonl, line 1") as caught:
        read_entity_corpus(written(tmp_path / "a.jsonl", entities))
    assert says in str(caught.value)


def test_a_split_without_articles_is_an_error(tmp_path):
    written(tmp_path / "a.jsonl", [])
    with pytest.raises(CorpusError, match="split 'dev'"):
        read_entity_corpus(tmp_path, split="dev")


def test_scores_count_span_and_label():
    gold = [Mark(0, 4, "PERSON"), Mark(5, 9, "GPE"), Mark(10, 12, "LOC")]
    found = [Mark(0, 4, "PERSON"), Mark(5, 9, "ORG")]
    scores = score_entities([(gold, found)])
    assert scores["all"] == (0.5, 0.5, 0.5, 2)
    assert scores["PERSON"].f1 == 1
    assert scores["ORG"] == (0, 0, 0, 0)


def test_the_shipped_articles_are_as_the_readme_says():
    articles = read_entity_corpus(SHIPPED)
    splits = {
        split: {a.country for a in articles if a.split == split}
        for split in ("train", "dev", "test")
    }
    assert len(articles) >= 60
    assert len(set().union(*splits.values())) >= 20
    assert len({a.text for a in articles}) == len(articles)
    assert all(splits.values())
    for article in articles:
        for mark in article.marks:
            name = article.text[mark.start : mark.end]
            assert name == name.strip()
            assert not name.endswith(("'s", "’s"))
            assert not name.lower().startswith("the ") or name == "The Hague", name
