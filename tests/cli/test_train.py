from __future__ import annotations

import json

import pytest

from tests.making import ARTICLE

ROWS = "".join(
    json.dumps({"text": f"{text} {i}", "label": label}) + "\n"
    for i in range(6)
    for text, label in (("Lift it", "engage/concede"), ("Keep it", "maintain pressure"))
)


def test_train_evaluate_info(run, tmp_path):
    corpus, model = tmp_path / "c.jsonl", str(tmp_path / "model")
    corpus.write_text(ROWS, encoding="utf-8")
    code, out, _ = run("train", "--corpus", str(corpus), "--output", model, "--folds", "2")
    assert code == 0
    assert "12 rows: 6 engage/concede, 6 maintain pressure" in out
    assert "macro-F1 over the two stances" in out
    code, out, _ = run("evaluate", str(corpus), "--model", model)
    assert code == 0
    assert "confusion" in out
    code, out, _ = run("evaluate", str(corpus), "--model", model, "--json")
    assert json.loads(out)["rows"] == 12
    code, out, _ = run("info", "--model", model, "--json")
    assert json.loads(out)["model format"] == 1
    assert run("predict", "-", "--model", model, stdin=ARTICLE.encode())[0] == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"text": "a", "label": "b"}\n', "unknown label 'b'"),
        (ROWS.replace("maintain pressure", "none"), "no row is labelled 'maintain pressure'"),
        ("\n".join(ROWS.splitlines()[:4]), "fewer than 5 folds need"),
        ("", "no labelled rows"),
    ],
)
def test_bad_corpora_are_one_line_and_exit_1(run, tmp_path, content, message):
    path = tmp_path / "c.jsonl"
    path.write_text(content, encoding="utf-8")
    code, out, err = run("train", "--corpus", str(path), "--output", str(tmp_path / "m"))
    assert (code, out) == (1, "")
    assert message in err
    assert len(err.splitlines()) == 1


def test_an_encoder_is_not_calibrated_on_what_it_was_tuned_on(run, tmp_path):
    rows = [
        f"{text} {i},{label},train"
        for i in range(8)
        for text, label in (("Lift it", "engage/concede"), ("Keep it", "maintain pressure"))
    ]
    path = tmp_path / "mine.csv"
    path.write_text("\n".join(["text,label,split", *rows]), encoding="utf-8")
    code, out, err = run("train", "--encoder", "--corpus", str(path), "-o", str(tmp_path / "m"))
    assert (code, out) == (1, "")
    assert "rows it was not fine-tuned on" in err
