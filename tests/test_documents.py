from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.documents import MAX_LINE, decode, normalise_newlines, read_documents
from stance.errors import DocumentError, MissingExtraError


def texts(*paths, **options):
    return [document.text for document in read_documents(map(str, paths), **options)]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"plain\n", "plain\n"),
        (b"\xef\xbb\xbfmark\n", "mark\n"),
        ("wide Ž\n".encode("utf-16"), "wide Ž\n"),
        (b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
    ],
)
def test_text_is_decoded_and_newlines_are_normalised(tmp_path, raw, expected):
    (tmp_path / "a.txt").write_bytes(raw)
    assert texts(tmp_path / "a.txt") == [expected]


def test_other_encodings_are_detected_and_said(tmp_path, caplog):
    text = "Віце-міністр сказаў, што санкцыі трэба зняць неадкладна і назаўсёды. " * 5
    (tmp_path / "a.txt").write_bytes(text.replace("і", "и").replace("ў", "у").encode("cp1251"))
    assert "санкцыи" in texts(tmp_path / "a.txt")[0]
    assert "not UTF-8; read as" in caplog.text


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_western_text_is_read_as_such(tmp_path, encoding):
    text = 'Au café, "Lift the sanctions now," said José Peña of Málaga. '
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert texts(tmp_path / "a.txt") == [text]


def test_polish_text_is_not_taken_for_western(tmp_path):
    text = "Łukasz Żółć powiedział, że sankcje należy utrzymać, dopóki więźniowie są w łagrach." * 4
    (tmp_path / "a.txt").write_bytes(text.encode("cp1250"))
    assert texts(tmp_path / "a.txt") == [text]


def test_wide_text_without_a_mark_is_read(tmp_path):
    text = "“Lift the sanctions now,” said Anna Lindqvist, who has waited for years. " * 4
    (tmp_path / "a.txt").write_bytes(text.encode("utf-16-le"))
    assert texts(tmp_path / "a.txt") == [text]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no text in this file"),
        (b" \n\n ", "no text in this file"),
        (b"\x00\x01\x02\xff\xfe\x93" * 50, "not a text file"),
        (b"text with \x00 inside", "control characters"),
        (b"x" * (MAX_LINE + 1), "is no article"),
    ],
)
def test_what_is_no_article_is_refused_in_words(tmp_path, content, message):
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    with pytest.raises(DocumentError, match=message) as caught:
        texts(path)
    assert str(path) in str(caught.value)


def test_missing_file_and_empty_folder(tmp_path):
    with pytest.raises(DocumentError, match="no such file"):
        texts(tmp_path / "none.txt")
    with pytest.raises(DocumentError, match="no readable file in this folder"):
        texts(tmp_path)


def test_errors_are_handed_over_and_the_rest_is_read(tmp_path):
    (tmp_path / "b.txt").write_text("good", encoding="utf-8")
    errors = []
    found = texts(tmp_path / "a.txt", tmp_path / "b.txt", on_error=errors.append)
    assert found == ["good"]
    assert len(errors) == 1


def test_folders_are_read_in_order_without_hidden_files(tmp_path):
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden/d.txt", "e.xyz"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name, encoding="utf-8")
    assert texts(tmp_path) == ["a.txt", "b.txt", "sub/c.txt"]


def test_tables_give_a_document_a_row(tmp_path):
    csv = tmp_path / "t.csv"
    csv.write_text('id,text,date\nx1,"One,\n“two”",2024-05-01\n,Three,\n', encoding="utf-8")
    first, second = read_documents([str(csv)])
    assert (first.doc, first.text, first.metadata["date"]) == ("x1", "One,\n“two”", "2024-05-01")
    assert second.doc == f"{csv}:4"


def test_bad_rows_of_a_table_are_named_by_line(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_text('{"text": "good"}\nnonsense\n{"body": 1}\n{"text": ""}\n', encoding="utf-8")
    errors = []
    assert texts(path, on_error=errors.append) == ["good"]
    assert [str(error).split(": ")[0] for error in errors] == [
        f"{path}, line {line}" for line in (2, 3, 4)
    ]


def test_table_without_text_column(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("id,body\n1,x\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="no 'text' column; it has: id, body"):
        texts(path)


@pytest.mark.parametrize(
    ("name", "package"),
    [("a.html", "trafilatura"), ("a.pdf", "pypdf"), ("a.docx", "docx"), ("a.parquet", "pyarrow")],
)
def test_missing_reader_says_what_to_install(tmp_path, monkeypatch, name, package):
    monkeypatch.setitem(__import__("sys").modules, package, None)
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(MissingExtraError, match=r"pip install 'quote-stance\[documents\]'"):
        texts(tmp_path / name)


@given(st.text().map(lambda text: text.replace("\x00", "")))
def test_jsonl_keeps_any_text(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("t") / "t.jsonl"
    path.write_text(json.dumps({"text": text}) + "\n", encoding="utf-8")
    errors = []
    found = texts(path, on_error=errors.append)
    assert found == ([normalise_newlines(text)] if text.strip() else [])


def test_lone_surrogates_are_replaced_one_for_one():
    assert normalise_newlines("a\ud800b") == "a?b"


def test_decode_refuses_a_broken_marked_file():
    with pytest.raises(DocumentError, match="broken utf-16"):
        decode(b"\xff\xfea", "a.txt")
