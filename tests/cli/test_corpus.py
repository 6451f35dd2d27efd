from __future__ import annotations

import json

from tests.test_corpus_batches import DRAFT, line


def test_a_batch_is_added_and_the_plan_is_checked(run, tmp_path):
    corpus, draft = tmp_path / "corpus", tmp_path / "q.tsv"
    corpus.mkdir()
    (corpus / "batch-a.jsonl").write_text("", "utf-8")
    draft.write_text(DRAFT, "utf-8")
    code, out, err = run("corpus", "add", str(draft), "--corpus", str(corpus))
    assert (code, err) == (0, "")
    assert out.startswith("batch q: ")
    assert "left out, near-copy: 1" in out
    rows = [json.loads(row) for row in (corpus / "batch-q.jsonl").read_text("utf-8").splitlines()]
    assert {row["split"] for row in rows} == {"train"}
    code, out, err = run("corpus", "stats", "--corpus", str(corpus))
    assert code == 1  # a handful of rows breaks the plan
    assert "| author_batch |" in out
    assert f"stance: {corpus}: " in err


def test_a_bad_draft_is_named_and_nothing_is_added(run, tmp_path):
    draft = tmp_path / "q.tsv"
    draft.write_text(line("X", "Lift it."), "utf-8")
    code, out, err = run("corpus", "add", str(draft), "--corpus", str(tmp_path))
    assert (code, out) == (1, "")
    assert "q.tsv" in err
    assert not (tmp_path / "batch-q.jsonl").exists()
