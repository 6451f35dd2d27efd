"""Training on what the shipped model found in the shipped examples: corrected by nobody here."""

from __future__ import annotations

import json
from importlib.util import find_spec

import pytest

from stance.documents import read_documents
from stance.errors import CorpusError
from stance.quote_training import cross_validate, fit, parse, scores
from stance.quotes.annotations import read_annotated


@pytest.fixture(scope="module")
def data(tmp_path_factory, pipeline, root):
    documents = read_documents([str(root / "corpus" / "examples")])
    records = [analysis.to_dict() for analysis in pipeline.analyse(documents)]
    path = tmp_path_factory.mktemp("marked") / "marked.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def articles(data, nlp):
    return parse(read_annotated(data), nlp)


def test_marks_come_back_as_tokens(articles):
    for parsed in articles:
        with_cue = [quote for quote in parsed.article.quotes if quote.cue]
        assert len(parsed.marked) == len(with_cue) > 0
        for item, quote in zip(parsed.marked, with_cue, strict=True):
            (start, _), *_ = quote.cue
            assert parsed.doc[item.cue].idx >= start
            assert item.content


def test_learns_what_it_is_shown(articles):
    fitted = scores(articles, fit(articles))
    assert fitted.articles == len(articles)
    assert fitted.content["all"] > 0.8
    held_out = cross_validate(articles, folds=3)
    assert 0.3 < held_out.content["all"] <= fitted.content["all"]


def test_too_little_to_learn_from(articles):
    with pytest.raises(CorpusError, match="fewer than 50 folds"):
        cross_validate(articles, folds=50)
    with pytest.raises(CorpusError, match="hold no attribution"):
        fit([])


def test_command_writes_a_model_that_predicts(run, data, tmp_path, root):
    folder = tmp_path / "mine"
    code, out, err = run(
        "train", "quotes", "--data", str(data), "--light", "--folds", "2", "-o", str(folder),
        "--note", "Our own examples.",
    )  # fmt: skip
    assert code == 0, err
    assert "6 articles" in out
    assert "fast, 6 articles:" in out
    assert "Our own examples." in (folder / "README.md").read_text(encoding="utf-8")
    example = str(root / "corpus" / "examples" / "minsk-wire.txt")
    code, out, err = run("predict", example, "--quotes", str(folder), "--format", "jsonl")
    assert code == 0, err
    assert len(out.splitlines()) > 3


@pytest.mark.parametrize(
    "arguments",
    [
        ["train", "quotes"],
        ["train", "quotes", "--data", "x", "--corpus", "y"],
        ["train", "--data", "x"],
        ["train", "names"],
    ],
)
def test_wrong_options_are_bad_usage(run, arguments):
    assert run(*arguments)[0] == 2


@pytest.mark.skipif(find_spec("torch") is not None, reason="nothing is missing here")
def test_fine_tuning_without_its_packages_says_what_to_install(run, data, tmp_path):
    code, _, err = run(
        "train", "quotes", "--data", str(data), "--encoder", "-o", str(tmp_path / "out")
    )
    assert code == 1
    assert "pip install 'quote-stance[encoder]'" in err


def test_missing_data_is_an_error_for_people(run, tmp_path):
    code, _, err = run("train", "quotes", "--data", str(tmp_path), "-o", str(tmp_path / "out"))
    assert code == 1
    assert "no annotated articles" in err
    assert not (tmp_path / "out").exists()
