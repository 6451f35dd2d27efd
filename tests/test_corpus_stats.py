from __future__ import annotations

import json

import pytest

from stance.corpus_batches import FIELDS
from stance.corpus_stats import corpus_stats
from stance.errors import CorpusError


def write(folder, rows):
    filled = [dict.fromkeys(FIELDS, "x") | row for row in rows]
    (folder / "batch-a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in filled))


ROWS = [
    {"text": "Lift the ban, it has failed.", "label": "engage/concede", "group": "a-f1",
     "country": "Cuba", "split": "train"},
    {"text": "Keep the ban, it has worked.", "label": "maintain pressure", "group": "a-f1",
     "country": "Cuba", "split": "dev"},
    {"text": "The ban began in spring.", "label": "none", "group": "a-s1",
     "country": "general", "split": "test"},
]  # fmt: skip


def test_measures_and_grid(tmp_path):
    write(tmp_path, ROWS)
    stats = corpus_stats(tmp_path)
    assert stats.measures["rows: engage/concede, maintain pressure, none"] == "1, 1, 1"
    assert stats.measures["groups; with more than one label (rows in these)"] == "2; 1 (2)"
    assert stats.measures["words: in all; least, median, most a quote"] == "17; 5, 6, 6"
    assert stats.grids["country"].loc["Cuba"].tolist() == [2, 1, 1, 0]
    assert "| Cuba | 2 | 1 | 1 | 0 |" in stats.to_markdown()


def test_broken_plans_are_named(tmp_path):
    write(tmp_path, ROWS)
    found = " ".join(corpus_stats(tmp_path).problems)
    assert "3 rows are fewer than" in found
    assert "Cuba has more than 12%" in found
    assert "groups straddle splits: ['a-f1']" in found
    assert "near-copy" not in found
    write(tmp_path, [*ROWS, {**ROWS[2], "group": "a-s2"}])
    assert "near-copy across groups: 'The ban began" in " ".join(corpus_stats(tmp_path).problems)


def test_empty_folder(tmp_path):
    with pytest.raises(CorpusError, match="no batch"):
        corpus_stats(tmp_path)


def test_shipped_corpus_keeps_to_its_plan(root):
    stats = corpus_stats(root / "corpus")
    assert stats.problems == []
    readme = (root / "corpus/README.md").read_text(encoding="utf-8")
    assert stats.to_markdown() in readme, "paste what `stance corpus stats` prints"
