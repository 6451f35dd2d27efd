from __future__ import annotations

import json

import pytest


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "parquet"])
def test_names_are_listed_once_in_every_format(run, tmp_path, form):
    (tmp_path / "a.txt").write_text("“Lift the sanctions,” said Volha Zaretskaya.\n", "utf-8")
    (tmp_path / "b.txt").write_text("“Keep them,” said Olga Zaretskaya.\n", "utf-8")
    target = tmp_path / f"out.{form}"
    paths = [str(tmp_path / name) for name in ("a.txt", "b.txt")]
    code, out, _ = run("names", *paths, "-f", form, "-o", str(target), "--explain", "--fast")
    assert (code, out) == (0, "")
    if form == "parquet":
        parquet = pytest.importorskip("pyarrow.parquet")
        assert parquet.read_table(target).to_pylist()[0]["documents"] == 2
        return
    text = target.read_text("utf-8")
    assert "Volha Zaretskaya" in text
    assert "Olga Zaretskaya" in text
    assert "given name in two" in text
    if form == "json":
        [row] = json.loads(text)
        assert (row["mentions"], row["documents"], row["type"]) == (2, 2, "person")


def test_names_in_parquet_need_a_file(run, article):
    assert run("names", article, "-f", "parquet")[0] == 2
