from __future__ import annotations

import csv
import json

import pytest

from stance.bulk import Settings
from stance.bulk import run as run_archive
from stance.bulk.engine import Here
from stance.bulk.plan import shards_of
from stance.output import COLUMNS
from tests.bulk.killing import FAST, write_archive
from tests.synthetic import article


@pytest.fixture
def table(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    return str(write_archive(folder / "news.jsonl", 30))


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_archive_to_a_table_with_errors_articles_and_summary(run, table, tmp_path):
    output = tmp_path / "results.csv"
    code, out, err = run("predict", table, "--output", str(output), *FAST[:4])
    assert (code, out) == (1, "")
    assert "30 articles, " in err
    assert " 2 errors, 1 near-duplicate, 1 not in English; " in err
    assert " words a second" in err
    with output.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(COLUMNS)
    articles = lines(tmp_path / "results.articles.jsonl")
    assert len(articles) == 30
    assert sum(item["quotes"] for item in articles) == len(rows)
    assert articles[0]["metadata"]["date"] == "2024-01-01"
    errors = lines(tmp_path / "errors.jsonl")
    assert [error["doc"] for error in errors] == [f"{table}, line 6", f"{table}, line 15"]
    assert "not JSON" in errors[0]["reason"]


def test_records_are_those_of_plain_predict(run, table, tmp_path):
    code, out, _ = run("predict", table, "--format", "jsonl", *FAST[:4], "--limit", "5", "--quiet")
    assert code == 0
    output = tmp_path / "r.jsonl"
    code, _, err = run("predict", table, "-o", str(output), *FAST[:4], "--limit", "5", "--quiet")
    assert (code, err) == (0, "")
    assert output.read_text(encoding="utf-8") == out


def test_parquet_has_the_articles_metadata(tmp_path):
    pq = pytest.importorskip("pyarrow.parquet")
    row = {"id": 7, "text": article(3, on_topic=True), "title": "Žena", "date": "2024-05-01"}
    (tmp_path / "t.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    settings = Settings(model="light", quotes="rules", explain=True)
    run_archive(
        [str(tmp_path / "t.jsonl")], tmp_path / "r.parquet", settings, form="parquet", pool=Here
    )
    found = pq.read_table(tmp_path / "r.parquet").to_pylist()
    assert found
    assert found[0]["doc"] == "7"
    assert (found[0]["title"], found[0]["date"], found[0]["url"]) == ("Žena", "2024-05-01", None)
    assert found[0]["spans"][0][0] == found[0]["start"]
    assert found[0]["explanation"][0].keys() == {"feature", "weight"}


def test_nothing_readable_writes_no_table(run, tmp_path):
    code, _, err = run("predict", str(tmp_path / "none.txt"), "-o", str(tmp_path / "r.jsonl"))
    assert code == 1
    assert "no such file" in err
    assert not (tmp_path / "r.jsonl").exists()
    assert not (tmp_path / "r.jsonl.parts").exists()


def test_what_was_begun_with_other_weights_is_not_gone_on_with():
    from stance.bulk.run import _versions
    from stance.entity_models import newest_entity_model, read_entity_manifest
    from stance.quote_models import find_quote_model, read_quote_manifest

    known = _versions(Settings())
    assert known["entities"] == read_entity_manifest(newest_entity_model())["files"]
    assert known["quotes"] == read_quote_manifest(find_quote_model())["files"]


def test_dry_run_lists_and_reads_nothing(run, tmp_path):
    (tmp_path / "b.txt").write_text("x", encoding="utf-8")
    (tmp_path / "a.jsonl.gz").write_bytes(b"no gzip")
    code, out, err = run("predict", str(tmp_path), "--dry-run")
    assert code == 0
    assert out.splitlines() == [str(tmp_path / "a.jsonl.gz"), str(tmp_path / "b.txt")]
    assert err == "stance: would read 1 .jsonl, 1 .txt\n"


@pytest.mark.parametrize(
    "options", [["--workers", "2"], ["--on-topic"], ["--format", "parquet"], ["--dask", "x:1"]]
)
def test_options_of_archives_ask_for_a_file(run, options):
    code, _, err = run("predict", "a.txt", *options)
    assert code == 2
    assert "--output FILE" in " ".join(err.split())


def test_the_archive_is_not_overwritten(run, table):
    code, _, err = run("predict", table, "-o", table)
    assert code == 1
    assert "is part of the archive" in err


def test_shards_are_the_same_each_time_and_tell_of_changes(tmp_path):
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(name, encoding="utf-8")
    first = list(shards_of([str(tmp_path)], size=2))
    assert [len(shard.items) for shard in first] == [2, 1]
    assert first == list(shards_of([str(tmp_path)], size=2))
    (tmp_path / "c.txt").write_text("changed", encoding="utf-8")
    second = list(shards_of([str(tmp_path)], size=2))
    assert [a.fingerprint == b.fingerprint for a, b in zip(first, second, strict=True)] == [
        True,
        False,
    ]
