from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from stance.errors import OutputError
from stance.output import (
    COLUMNS,
    check_output,
    open_output,
    write_csv,
    write_json,
    write_jsonl,
    write_table,
)
from stance.records import Analysis
from tests.test_records import BARE, QUOTE

ANALYSES = [
    Analysis("a.txt", "text", {"date": "2024"}, QUOTE.entities, (QUOTE, BARE)),
    Analysis("b.txt", "nothing"),
]


def written(writer, analyses=ANALYSES):
    stream = io.StringIO()
    writer(analyses, stream)
    return stream.getvalue()


def test_jsonl_has_a_record_a_line():
    lines = written(write_jsonl).splitlines()
    assert [json.loads(line) for line in lines] == [QUOTE.to_dict(), BARE.to_dict()]


def test_json_has_an_object_a_document():
    first, second = json.loads(written(write_json))
    assert first["quotes"] == [QUOTE.to_dict(), BARE.to_dict()]
    assert second == {
        "doc": "b.txt", "text": "nothing", "metadata": {}, "entities": [], "quotes": [],
    }  # fmt: skip
    assert json.loads(written(write_json, [])) == []


def test_csv_has_a_row_a_quote():
    rows = list(csv.DictReader(io.StringIO(written(write_csv))))
    assert list(rows[0]) == list(COLUMNS)
    assert rows[0]["speaker"] == "Žana Šarec"
    assert rows[0]["spans"] == "3:13 25:30"
    assert rows[0]["entities"] == "Minsk (GPE)"
    assert rows[1]["speaker"] == ""


def test_table_tells_stances_apart_without_colour(monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    table = written(write_table)
    assert "○ engage/concede" in table
    assert "· not decided" in table
    assert "(no source)" in table
    assert "2 quotes: 1 engage/concede, 0 maintain pressure, 1 not decided" in table
    assert "no quotes" in table
    assert "\x1b[" not in table


def test_table_shows_markup_as_text():
    hostile = replace(QUOTE, text="[bold]not markup[/bold] [red]", spans=QUOTE.spans)
    assert "[bold]not markup" in written(write_table, [Analysis("a", "", quotes=(hostile,))])


def test_output_appears_when_it_is_complete(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("before", encoding="utf-8")
    with open_output(str(path)) as stream:
        stream.write("after")
        assert path.read_text(encoding="utf-8") == "before"
    assert path.read_text(encoding="utf-8") == "after"
    assert list(tmp_path.iterdir()) == [path]


def test_failure_leaves_what_was_there(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(RuntimeError), open_output(str(path)) as stream:
        stream.write("half")
        raise RuntimeError
    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_unwritable_places_are_found_out(tmp_path):
    with pytest.raises(OutputError, match="is a folder"):
        check_output(str(tmp_path))
    with pytest.raises(OutputError, match="cannot be written"):
        check_output(str(tmp_path / "no" / "such" / "out.csv"))
    check_output("-")
