from __future__ import annotations

import json

import pytest

from stance.corpus_batches import FIELDS, add_batches, read_rows
from stance.errors import CorpusError


def line(label, text, *, family="", country="Cuba", speaker="farmer", lever="trade"):
    return f"{label}\t{family}\t{country}\t{lever}\t{speaker}\tinterview\treason\t{text}"


DRAFT = "\n".join(
    [
        line("E", "The embargo brought him to the table at last.", family="f1"),
        line("M", "The embargo kept him from the table at last.", family="f1"),
        line("N", "Rice was dear in spring and dearer in the autumn.", speaker="nurse"),
        line("M", "Whoever sells him engines sells him prisoners too.", speaker="nurse"),
        line("N", "Rice was dear in spring, and dearer in the autumn.", speaker="bishop"),
        line("E", "Nobody in the capital has ever gone hungry for a ban.", country="Tonga"),
        line("M", "Our envoy drank his coffee while the cells filled up.", speaker="guard"),
    ]
)
OLD = [
    ("Nothing at all was said of Tonga that day.", "Tonga", "test"),
    ("Our envoy drank his coffee while all the cells filled up.", "Peru", "test"),
    ("A sentence about football and the weather.", "Peru", "train"),
]


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    rows = [
        dict.fromkeys(FIELDS, "") | {
            "text": text, "label": "none", "group": f"a-s{i}", "country": country,
            "author_batch": "a", "split": split,
        }
        for i, (text, country, split) in enumerate(OLD)
    ]  # fmt: skip
    (folder / "batch-a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def draft(tmp_path, text=DRAFT, name="b.tsv"):
    path = tmp_path / name
    path.write_text(text + "\n", encoding="utf-8")
    return path


def test_rows_are_grouped_and_copies_left_out(tmp_path, corpus):
    before = (corpus / "batch-a.jsonl").read_bytes()
    added = add_batches([draft(tmp_path)], corpus)
    rows = [row for row in read_rows(corpus) if row["author_batch"] == "b"]
    assert added.rows == {"b": len(rows)} == {"b": 4}
    assert added.dropped == {
        "country of the test split": 1,
        "near-copy": 2,
    }
    assert [row["group"] for row in rows] == ["b-f1", "b-f1", "b-s2", "b-s2"]
    assert {row["split"] for row in rows} == {"train"}
    assert all(tuple(row) == FIELDS for row in rows)
    assert (corpus / "batch-a.jsonl").read_bytes() == before


def test_what_would_join_a_frozen_group_is_left_out(tmp_path, corpus):
    alike = line("M", "Our envoy drank coffee with him, and the prison cells filled up again.")
    added = add_batches([draft(tmp_path, alike)], corpus, split="dev")
    assert added.rows == {"b": 0}
    assert added.dropped == {"group of another split": 1}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("E\tx", "line 1: 2 fields; a draft has 8"),
        (line("X", "Well."), "unknown label 'X'; use E, M or N"),
        (line("E", " "), "line 1: the text is empty"),
        (line("E", "Well.", lever="magic"), "unknown lever 'magic'; use one of"),
    ],
)
def test_broken_drafts_are_named_and_nothing_written(tmp_path, corpus, text, message):
    with pytest.raises(CorpusError, match=message):
        add_batches([draft(tmp_path, text)], corpus)
    assert not (corpus / "batch-b.jsonl").exists()


def test_missing_and_known_batches(tmp_path, corpus):
    with pytest.raises(CorpusError, match="no such draft"):
        add_batches([tmp_path / "none.tsv"], corpus)
    with pytest.raises(CorpusError, match="has a batch 'a' already"):
        add_batches([draft(tmp_path, name="a.tsv")], corpus)
