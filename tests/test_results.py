from __future__ import annotations

import json

import pytest

from stance.errors import DocumentError
from stance.output import write_json, write_jsonl
from stance.results import read_results
from tests.making import collection


@pytest.fixture
def written(tmp_path):
    def write(writer):
        path = tmp_path / "results"
        with path.open("w", encoding="utf-8") as stream:
            writer(collection(), stream)
        return str(path)

    return write


def test_documents_come_back_as_they_went(written):
    assert list(read_results(written(write_json))) == collection()


def test_records_come_back_without_text(written):
    found = list(read_results(written(write_jsonl)))
    assert [a.doc for a in found] == ["1.txt", "2.txt", "3.txt"]  # the fourth has no quotes
    assert found[0].quotes == collection()[0].quotes
    assert found[0].text == ""


def test_documents_may_stand_one_a_line(tmp_path):
    path = tmp_path / "r.jsonl"
    path.write_text("".join(json.dumps(a.to_dict()) + "\n" for a in collection()), "utf-8")
    assert list(read_results(str(path))) == collection()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[]", "no results in this file"),
        ("hello", "line 1: not JSON"),
        ('{"a": 1}', "item 1: not a result .* \\(no 'doc'\\)"),
        ('[{"doc": "a"}]', "item 1: not a result"),
        ('{"doc": "a", "text": "", "quotes": [{}]}', "item 1: not a result"),
        ('{"doc": "a", "text": 1, "quotes": 3}', "item 1: not a result"),
    ],
)
def test_other_files_are_told_from_results(tmp_path, content, message):
    path = tmp_path / "r.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DocumentError, match=message):
        list(read_results(str(path)))


def test_offsets_outside_the_text_are_refused(tmp_path):
    record = collection()[0].to_dict()
    record["quotes"][0]["spans"] = [[3, 99_999]]
    path = tmp_path / "r.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(DocumentError, match="3-99999 lies outside a text of"):
        list(read_results(str(path)))
