from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from stance.corpus import read_corpus
from stance.errors import CorpusError

GOOD = '{"text": "Lift it.", "label": "engage/concede"}\n'


def write(tmp_path, content, name="c.jsonl"):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return path


def test_reads_csv_and_jsonl_alike(tmp_path):
    write(tmp_path, GOOD)
    write(tmp_path, 'text,label,group\n"Keep it, all.",maintain pressure,g1\n', "d.csv")
    corpus = read_corpus(tmp_path)
    assert corpus.texts == ("Lift it.", "Keep it, all.")
    assert corpus.counts == {"engage/concede": 1, "maintain pressure": 1}
    assert corpus.groups[1] == "g1"
    assert len(set(corpus.groups)) == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (GOOD + '{"text": "x", "label": "war"}\n', "line 2: unknown label 'war'; use one of"),
        (GOOD + '{"text": "x"}\n', "line 2: no 'label' column; it has: text"),
        (GOOD + '{"text": " ", "label": "none"}\n', "line 2: the text is empty"),
        (GOOD + "nonsense\n", "line 2: not JSON"),
        (GOOD + GOOD.replace("engage/concede", "none"), "the same text is 'engage/concede' in"),
        ("\n", "no labelled rows"),
    ],
)
def test_bad_rows_are_named_by_file_and_line(tmp_path, content, message):
    path = write(tmp_path, content)
    with pytest.raises(CorpusError, match=message) as caught:
        read_corpus(path)
    assert str(path) in str(caught.value)


def test_missing_corpus(tmp_path):
    with pytest.raises(CorpusError, match="no such file"):
        read_corpus(tmp_path / "none.csv")
    with pytest.raises(CorpusError, match="no .jsonl or .csv file"):
        read_corpus(tmp_path)
    with pytest.raises(CorpusError, match="a corpus is a"):
        read_corpus(write(tmp_path, "x", "c.txt"))


def test_hash_follows_the_rows(tmp_path):
    one = read_corpus(write(tmp_path, GOOD)).sha256
    assert one != read_corpus(write(tmp_path, GOOD.replace("it", "them"))).sha256


@pytest.fixture(scope="module")
def rows(root):
    return [
        json.loads(line)
        for path in sorted((root / "corpus").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def test_shipped_corpus_is_balanced_and_broad(rows):
    labels = Counter(row["label"] for row in rows)
    assert len(rows) >= 6000
    assert 0.95 < labels["engage/concede"] / labels["maintain pressure"] < 1.05
    assert 0.18 < labels["none"] / len(rows) < 0.24
    countries = Counter(row["country"] for row in rows)
    countries.pop("general")
    assert len(countries) >= 25
    assert countries.most_common(1)[0][1] <= 0.12 * len(rows)


def test_shipped_rows_are_complete_and_unique(rows):
    keys = [
        "text", "label", "group", "country", "lever", "speaker_type", "genre", "form",
        "author_batch", "split",
    ]  # fmt: skip
    assert all(list(row) == keys for row in rows)
    folded = Counter(" ".join(re.findall(r"\w+", row["text"].lower())) for row in rows)
    assert [text for text, count in folded.items() if count > 1] == []


def test_splits_are_kept_apart(rows):
    splits = {}
    for row in rows:
        splits.setdefault(row["group"], set()).add(row["split"])
    assert all(len(found) == 1 for found in splits.values())
    sizes = Counter(row["split"] for row in rows)
    assert set(sizes) == {"train", "dev", "test"}
    assert sizes["test"] > 900
    for column, least in (("author_batch", 2), ("country", 3)):
        only = {row[column] for row in rows if row["split"] == "test"}
        only -= {row[column] for row in rows if row["split"] != "test"}
        assert len(only) >= least


def test_contrast_families_hold_two_sides(rows):
    families = {}
    for row in rows:
        families.setdefault(row["group"], set()).add(row["label"])
    contrasts = [g for g, labels in families.items() if len(labels) > 1]
    assert sum(row["group"] in set(contrasts) for row in rows) >= 1200
