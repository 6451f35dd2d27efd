"""Annotated articles, as brat and as our own records write them."""

from __future__ import annotations

import json

import pytest

from stance.errors import CorpusError
from stance.quotes.annotations import digest, read_annotated
from stance.records import Offsets

TEXT = "“Taxes must rise,” Ann Lee said, “and stay.”\nBob Ray thinks the plan is dead.\n"
STANDOFF = """\
E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1
T1\tSource 19 26\tAnn Lee
T2\tCue 27 31\tsaid
T3\tContent 1 17;34 43\tTaxes must rise, and stay.
T5\tContent 60 76\tthe plan is dead
T6\tCue 53 59\tthinks
E2\tAttribution-no-source:T4 Content:T5 Cue:T6
#1\tAnnotatorNotes T1\ta note
E3\tDiscuss:T9
"""


def write_standoff(folder, *, nested=False, annotators=("",), marks=STANDOFF):
    texts, notes = (folder / "text", folder / "attributions") if nested else (folder, folder)
    texts.mkdir(parents=True, exist_ok=True)
    notes.mkdir(parents=True, exist_ok=True)
    (texts / "one.txt").write_text(TEXT, encoding="utf-8")
    for who in annotators:
        (notes / f"one{who}.ann").write_text(marks, encoding="utf-8")
    return folder


@pytest.mark.parametrize("nested", [False, True])
def test_reads_standoff(tmp_path, nested):
    (article,) = read_annotated(write_standoff(tmp_path, nested=nested))
    assert (article.name, article.text) == ("one", TEXT)
    first, second = article.quotes
    assert [TEXT[a:b] for a, b in first.content] == ["Taxes must rise,", "and stay."]
    assert [TEXT[a:b] for a, b in first.source] == ["Ann Lee"]
    assert [TEXT[a:b] for a, b in second.cue] == ["thinks"]
    assert second.source == ()


def test_of_several_annotators_the_first_counts(tmp_path):
    write_standoff(tmp_path, annotators=("_b",))
    (tmp_path / "one_a.ann").write_text(STANDOFF.replace("E2\t", "#2\t"), encoding="utf-8")
    (article,) = read_annotated(tmp_path)
    assert len(article.quotes) == 1


def test_reads_what_predict_prints(tmp_path, pipeline):
    from stance.documents import Document

    text = "“Lift the sanctions,” said Anna Lindqvist. Jan Kowal said that the embargo must stay."
    (analysis,) = pipeline.analyse([Document(doc="a.txt", text=text)])
    (tmp_path / "all.json").write_text(json.dumps([analysis.to_dict()]), encoding="utf-8")
    (tmp_path / "lines.jsonl").write_text(json.dumps(analysis.to_dict()) + "\n", encoding="utf-8")
    (article,) = read_annotated(tmp_path / "all.json")
    assert [q.content for q in article.quotes] == [q.spans for q in analysis.quotes]
    assert article.quotes[0].source == (
        Offsets(analysis.quotes[0].speaker.start, analysis.quotes[0].speaker.end),
    )
    assert digest([article]) == digest(read_annotated(tmp_path / "lines.jsonl"))


@pytest.mark.parametrize(
    ("marks", "message"),
    [
        (STANDOFF.replace("60 76", "60 999"), "line 5: the span 60-999 lies outside"),
        (STANDOFF.replace("Cue:T2", "Cue:T77"), "line 1: no span is called T77"),
    ],
)
def test_broken_standoff_is_located(tmp_path, marks, message):
    with pytest.raises(CorpusError, match=message):
        read_annotated(write_standoff(tmp_path, marks=marks))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", '{"doc": "a"}\n', "document 1: not a document"),
        ("a.json", "[", "not JSON"),
        ("a.json", '{"doc": "a", "text": "b", "quotes": [{"start": 0, "end": 9}]}', "outside"),
        ("a.csv", "text\n", "neither a folder"),
    ],
)
def test_broken_records_are_located(tmp_path, name, content, message):
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match=message):
        read_annotated(tmp_path / name)


def test_an_empty_folder_is_no_data(tmp_path):
    with pytest.raises(CorpusError, match="no annotated articles"):
        read_annotated(tmp_path)
