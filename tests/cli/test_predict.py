from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.making import ARTICLE


def test_predict_prints_a_table(run, article):
    code, out, err = run("predict", article)
    assert code == 0
    assert "Anna Lindqvist" in out
    assert "1 quote:" in out
    assert err == ""


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "table", "html"])
def test_predict_writes_every_format(run, article, tmp_path, form):
    code, out, _ = run("predict", article, "--format", form, "--output", str(tmp_path / "out"))
    assert (code, out) == (0, "")
    assert "Anna Lindqvist" in (tmp_path / "out").read_text(encoding="utf-8")


def test_predict_reads_standard_input(run):
    code, out, _ = run("predict", "-", "--format", "jsonl", stdin=ARTICLE.encode())
    record = json.loads(out)
    assert code == 0
    assert record["doc"] == "-"
    assert record["speaker"]["name"] == "Anna Lindqvist"


def test_threshold_and_explanation(run, article):
    _, out, _ = run("predict", article, "-f", "jsonl", "--min-probability", "0.5", "--explain")
    record = json.loads(out)
    assert record["decided"] is True
    assert record["explanation"]


def test_csv_for_excel_begins_with_a_mark(run, article):
    code, out, _ = run("predict", article, "--format", "csv", "--excel")
    assert code == 0
    assert out.startswith("\ufeffdoc,")


def test_bad_inputs_are_named_and_the_rest_is_done(run, article, tmp_path):
    (tmp_path / "empty.txt").touch()
    (tmp_path / "rubbish.txt").write_bytes(bytes(range(256)) * 4)
    bad = [str(tmp_path / name) for name in ("missing.txt", "empty.txt", "rubbish.txt")]
    code, out, err = run("predict", bad[0], article, *bad[1:], "--format", "jsonl")
    assert code == 1
    assert json.loads(out)["doc"] == article
    assert [line.split(": ")[:2] for line in err.splitlines()] == [["stance", path] for path in bad]


def test_nothing_readable_prints_no_table(run, tmp_path):
    code, out, err = run("predict", str(tmp_path))
    assert (code, out) == (1, "")
    assert "no readable file in this folder" in err


def test_failed_run_keeps_the_old_output(run, article, tmp_path):
    old = tmp_path / "old.csv"
    old.write_text("precious", encoding="utf-8")
    run("predict", article, "--output", str(old), "--model", "no-such-model")
    assert old.read_text(encoding="utf-8") == "precious"


def test_own_names_are_in_the_records(run, tmp_path, article):
    own = tmp_path / "own.csv"
    own.write_text("name,aliases\nAnna Lindqvist-Holm,Anna Lindqvist\n", "utf-8")
    code, out, _ = run("predict", article, "-f", "jsonl", "--names", str(own), "--fast")
    assert code == 0
    assert json.loads(out)["speaker"]["name"] == "Anna Lindqvist-Holm"
    assert json.loads(out)["speaker"]["mention"] == "Anna Lindqvist"


def test_a_closed_pipe_is_no_traceback(article):
    command = f"{sys.executable} -m stance predict {article} --format json | head -c 5"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "begins"),
    [("out.html", "<!DOCTYPE html>"), ("out.JSON", "["), ("out.txt", "1 quote:")],
)
def test_the_suffix_says_the_format(run, article, tmp_path, name, begins):
    target = tmp_path / name
    assert run("predict", article, "--output", str(target))[0] == 0
    assert begins in target.read_text(encoding="utf-8")
