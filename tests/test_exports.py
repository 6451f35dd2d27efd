from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from stance.errors import OutputError
from stance.exports import (
    LABEL_STUDIO,
    STATEMENT_COLUMNS,
    write_brat,
    write_labelstudio,
    write_statements,
)
from stance.quotes.annotations import read_annotated
from stance.records import Offsets
from tests.making import article, collection


def test_statements_as_discourse_network_analyzer_has_them():
    stream = io.StringIO()
    write_statements(collection(), stream)
    rows = list(csv.DictReader(io.StringIO(stream.getvalue()), delimiter=";"))
    assert tuple(rows[0]) == STATEMENT_COLUMNS
    assert len(rows) == 5
    first = rows[0]
    assert (first["person"], first["concept"], first["agreement"]) == (
        "Anna Lindqvist", "maintain pressure", "0",
    )  # fmt: skip
    assert (first["time"], first["document title"]) == ("2025-01-08 00:00:00", "Talks & trains")
    assert first["country"] == "Sweden"
    assert (rows[3]["person"], rows[3]["organization"]) == ("", "Prisoners’ Fund")


def test_statements_hold_no_separator_and_no_formula():
    stream = io.StringIO()
    write_statements([article(('=A1; "x"\ny', "Ann Lee", "engage"))], stream)
    assert stream.getvalue().splitlines()[1].count(";") == len(STATEMENT_COLUMNS) - 1
    assert "\"'=A1, 'x' y\"" in stream.getvalue()


def test_label_studio_tasks_point_into_their_text():
    stream = io.StringIO()
    write_labelstudio([article(("😀 Talk to Minsk", "Ann Lee", "engage"), title="T")], stream)
    (task,) = json.loads(stream.getvalue())
    text = task["data"]["text"]
    (prediction,) = task["predictions"]
    regions = {r["id"]: r for r in prediction["result"] if r["type"] == "labels"}
    pointed = {
        (r["value"]["labels"][0], text[r["value"]["start"] : r["value"]["end"]])
        for r in regions.values()
    }
    assert pointed == {
        ("engage/concede", "😀 Talk to Minsk"),
        ("cue", "said"),
        ("speaker", "Ann Lee"),
    }
    relations = [r for r in prediction["result"] if r["type"] == "relation"]
    assert {r["labels"][0] for r in relations} == {"cue", "speaker"}
    assert all({r["from_id"], r["to_id"]} <= regions.keys() for r in relations)
    for label, _ in pointed:
        assert f'"{label}"' in LABEL_STUDIO


def test_the_labelling_interface_is_in_the_docs(root):
    shown = (root / "docs" / "report.md").read_text(encoding="utf-8")
    assert LABEL_STUDIO in shown


def test_brat_comes_back_as_it_went(tmp_path):
    made = collection()
    interrupted = made[0].quotes[0]
    half = interrupted.start + 4
    interrupted = replace(
        interrupted,
        spans=(Offsets(interrupted.start, half), Offsets(half + 1, interrupted.end)),
    )
    made[0] = replace(made[0], quotes=(interrupted, *made[0].quotes[1:]))
    write_brat(made, str(tmp_path / "brat"))
    back = {a.name: a for a in read_annotated(tmp_path / "brat")}
    assert set(back) == {"1", "2", "3", "4"}
    for analysis in made:
        article_ = back[analysis.doc.removesuffix(".txt")]
        assert article_.text == analysis.text
        for quote, marked in zip(analysis.quotes, article_.quotes, strict=True):
            assert marked.content == quote.spans
            for part, place in ((quote.cue, marked.cue), (quote.speaker, marked.source)):
                assert place == (((part.start, part.end),) if part else ())
    assert "A1\tStance E1 engage\n" in (tmp_path / "brat" / "1.ann").read_text(encoding="utf-8")


def test_brat_spans_hold_no_line_feed(tmp_path):
    write_brat([article(("One\n\ntwo", "Ann Lee", "undecided"))], str(tmp_path / "b"))
    line = (tmp_path / "b" / "a.ann").read_text(encoding="utf-8").split("\n")[0]
    assert line == "T1\tContent 13 16;18 21\tOne two"


def test_brat_names_are_safe_and_different(tmp_path):
    docs = ["../../etc/passwd", "a/b.txt", "a b.txt", "a_b.html", "…"]
    write_brat([article(doc=doc) for doc in docs], str(tmp_path / "b"))
    names = sorted(path.stem for path in (tmp_path / "b").glob("*.ann"))
    assert names == ["a_b", "a_b-2", "a_b-3", "document", "etc_passwd"]


def test_brat_leaves_what_is_there_alone(tmp_path):
    with pytest.raises(OutputError, match="exists already"):
        write_brat(collection(), str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_annotations_need_text(tmp_path):
    bare = replace(collection()[0], text="")
    with pytest.raises(OutputError, match="hold no article text"):
        write_brat([bare], str(tmp_path / "b"))
    assert list(tmp_path.iterdir()) == []
