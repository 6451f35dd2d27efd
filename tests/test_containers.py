from __future__ import annotations

import gzip
import json
import zipfile

import pytest

from stance.documents import read_documents
from stance.errors import DocumentError, MissingExtraError

ROW = json.dumps({"id": "a", "text": "Žena said: “No.”"}, ensure_ascii=False) + "\n"


def docs(path, **options):
    return [(document.doc, document.text) for document in read_documents([str(path)], **options)]


def test_gzip_tables_and_texts(tmp_path):
    (tmp_path / "t.jsonl.gz").write_bytes(gzip.compress(ROW.encode()))
    (tmp_path / "u.csv.gz").write_bytes(gzip.compress(b"id,text\nb,One\r\nc,Two\r\n"))
    (tmp_path / "v.txt.gz").write_bytes(gzip.compress(b"Three"))
    assert docs(tmp_path) == [
        ("a", "Žena said: “No.”"),
        ("b", "One"),
        ("c", "Two"),
        (str(tmp_path / "v.txt.gz"), "Three"),
    ]


def test_zstandard_tables_of_several_frames(tmp_path):
    zstandard = pytest.importorskip("zstandard")
    packed = zstandard.compress(ROW.encode()) + zstandard.compress(ROW.encode())
    (tmp_path / "t.jsonl.zst").write_bytes(packed)
    assert [doc for doc, _ in docs(tmp_path / "t.jsonl.zst")] == ["a", "a"]


def test_a_missing_reader_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "zstandard", None)
    (tmp_path / "t.jsonl.zst").write_bytes(b"x")
    with pytest.raises(MissingExtraError, match=r"pip install 'quote-stance\[archive\]'"):
        docs(tmp_path / "t.jsonl.zst")


def test_zip_folders_are_folders(tmp_path):
    path = tmp_path / "news.zip"
    with zipfile.ZipFile(path, "w") as folder:
        folder.writestr("b/two.txt", "Two")
        folder.writestr("a.txt", "One")
        folder.writestr("b/.hidden.txt", "no")
        folder.writestr("__MACOSX/a.txt", "no")
        folder.writestr("c.jsonl", ROW)
        folder.writestr("d.bin", "no")
    expected = [(f"{path}/a.txt", "One"), (f"{path}/b/two.txt", "Two"), ("a", "Žena said: “No.”")]
    assert docs(path) == expected
    assert docs(tmp_path) == expected
    assert docs(f"{path}/a.txt") == expected[:1]
    with pytest.raises(DocumentError, match="no such file in this zip folder"):
        docs(f"{path}/none.txt")


@pytest.mark.parametrize("name", ["t.jsonl.gz", "t.txt.gz", "t.zip"])
def test_damaged_containers_are_told(tmp_path, name):
    (tmp_path / name).write_bytes(gzip.compress(ROW.encode() * 50)[:-20])
    errors = []
    docs(tmp_path / name, on_error=errors.append)
    assert any("damaged" in str(e) or "broken" in str(e) for e in errors)
