from __future__ import annotations

import json
import random

import pytest

from stance.entity_corpus import Article, Mark
from stance.entity_training import NameStock, read_name_stock, substituted, train_entities
from stance.errors import CorpusError

TEXT = "Anna Zubr of Dawn left Orsha. Zubr said Dawn, or DPB, had waited for Anna."


def marked(text, names):
    marks, start = [], 0
    for name, label in names:
        start = text.index(name, start)
        marks.append(Mark(start, start + len(name), label))
        start += len(name)
    return Article("x", "Belarus", "train", text, tuple(marks))


ARTICLE = marked(
    TEXT,
    [("Anna Zubr", "PERSON"), ("Dawn", "ORG"), ("Orsha", "GPE"), ("Zubr", "PERSON"),
     ("Dawn", "ORG"), ("DPB", "ORG"), ("Anna", "PERSON")],
)  # fmt: skip
STOCK: NameStock = {
    "PERSON": {"Belarus": ["Ryhor Kažan", "Iryna ter Mole"], "Cuba": ["Luz Marina Peña Ortiz"]},
    "ORG": {"Belarus": ["Green Corner", "Vechar"], "Cuba": ["Puente"]},
    "GPE": {"Cuba": ["Holguín", "Santa Clara"]},
}


def test_substitution_keeps_marks_on_names_and_people_whole():
    for seed in range(30):
        new = substituted(ARTICLE, STOCK, random.Random(seed))
        full, body, town, surname, again, short, first = (
            new.text[m.start : m.end] for m in new.marks
        )
        assert [m.label for m in new.marks] == [m.label for m in ARTICLE.marks]
        assert full.split()[-1] == surname
        assert full.split()[0] == first
        assert body == again
        assert len(short) == 3
        rest = f"{surname} said {body}, or {short}, had waited for {first}."
        assert new.text == f"{full} of {body} left {town}. {rest}"


def test_a_bad_name_is_named_with_its_line(tmp_path):
    path = tmp_path / "names.tsv"
    path.write_text("country\tkind\tname\nCuba\tHERO\tx\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="line 2"):
        read_name_stock(path)


def test_missing_names_are_an_error(tmp_path):
    path = tmp_path / "names.tsv"
    with pytest.raises(CorpusError, match="no such file"):
        read_name_stock(path)
    path.write_text("country\tkind\tname\nCuba\tORG\tPuente\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="no name of kind PERSON, GPE"):
        read_name_stock(path)


def test_training_writes_a_model_that_says_what_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr("stance.entity_training.EPOCHS", 2)
    data = tmp_path / "entities"
    data.mkdir()
    rows = [
        {"id": split, "country": "Belarus", "split": split, "text": TEXT,
         "entities": [list(mark) for mark in ARTICLE.marks]}
        for split in ("train", "dev")
    ]  # fmt: skip
    (data / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    names = [f"{c}\t{kind}\t{n}" for kind, of in STOCK.items() for c, ns in of.items() for n in ns]
    (data / "names.tsv").write_text("\n".join(["country\tkind\tname", *names]), encoding="utf-8")
    said = []
    done = train_entities(
        data,
        tmp_path / "out",
        models=tmp_path,
        rehearsal=["Lift the sanctions on Belarus by May.", "The Cubans waited."],
        progress=said.append,
    )
    assert done.manifest["data"]["articles"] == 1
    assert set(done.scores) == set(done.manifest["metrics"])
    assert (tmp_path / "out/recogniser.npz").is_file()
    assert "strict F1" in (tmp_path / "out/README.md").read_text(encoding="utf-8").replace(
        "Strict", "strict"
    )
    assert said
