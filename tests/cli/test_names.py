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


@pytest.mark.parametrize("command", [["predict"], ["names"], ["predict", "-o", "out.jsonl"]])
def test_bad_file_of_names_is_said_before_anything_is_read(run, tmp_path, article, command):
    own = tmp_path / "own.csv"
    own.write_text("name,type\nAnna Lindqvist,god\n", "utf-8")
    rest = [arg.replace("out.jsonl", str(tmp_path / "out.jsonl")) for arg in command[1:]]
    code, out, err = run(command[0], article, *rest, "--names", str(own))
    assert (code, out) == (1, "")
    assert "own.csv, line 2: type 'god' is not known" in err
    assert not (tmp_path / "out.jsonl").exists()


def test_names_in_parquet_need_a_file(run, article):
    assert run("names", article, "-f", "parquet")[0] == 2
