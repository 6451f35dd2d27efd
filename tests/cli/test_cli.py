from __future__ import annotations

import os
import subprocess
import sys

import pytest
import typer

from stance.cli import app


@pytest.mark.parametrize(
    "arguments",
    [
        ["predict"],
        ["predict", "a.txt", "--format", "pdf"],
        ["predict", "a.txt", "--min-probability", "0.3"],
        ["train", "--folds", "1"],
        ["no-such-command"],
        ["predict", "a.txt", "--no-such-option"],
        ["predict", "a.txt", "--excel"],
        ["export", "a.json", "--to", "brat"],
        ["export", "a.json", "--to", "dna", "--between-speakers"],
        ["plot", "time", "a.json", "--output", "a.gif"],
        ["plot", "clouds", "a.json", "--output", "a.svg"],
        ["serve", "--port", "70000"],
    ],
)
def test_bad_usage_is_exit_2(run, arguments):
    code, out, err = run(*arguments)
    assert code == 2
    assert out == ""
    assert err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--output", "/no/such/folder/out.csv"], "cannot be written"),
        (["--model", "no-such-model"], "no model folder of this name"),
        (["--spacy-model", "no_such_pipeline"], "cannot be loaded"),
    ],
)
def test_failures_are_one_line_and_exit_1(run, article, options, message):
    code, out, err = run("predict", article, *options)
    assert (code, out) == (1, "")
    assert message in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("package", "extra", "arguments"),
    [
        ("networkx", "report", ["export", "RESULTS", "--to", "gexf"]),
        ("matplotlib", "report", ["plot", "speakers", "RESULTS", "-o", "f.svg"]),
        ("xlsxwriter", "report", ["predict", "ARTICLE", "-f", "xlsx", "-o", "q.xlsx"]),
        ("uvicorn", "web", ["serve", "--port", "0"]),
    ],
)
def test_a_missing_extra_is_named(
    run, results, article, tmp_path, monkeypatch, package, extra, arguments
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, "stance.server", raising=False)
    monkeypatch.delattr("stance.server", raising=False)
    names = {"RESULTS": results, "ARTICLE": article}
    code, out, err = run(*[names.get(argument, argument) for argument in arguments])
    assert (code, out) == (1, "")
    assert f"needs the package '{package}'" in err
    assert f"pip install 'quote-stance[{extra}]'" in err
    assert {path.name for path in tmp_path.iterdir()} == {"article.txt", "results.json"}


def test_version_and_help(run):
    import stance

    assert run("--version")[1] == f"stance {stance.__version__}\n"
    commands = {
        "predict", "names", "report", "export", "plot", "serve", "train", "evaluate", "corpus",
        "info",
    }  # fmt: skip
    assert set(typer.main.get_command(app).commands) == commands
    for command in ([], *([name] for name in commands)):
        code, out, _ = run(*command, "--help")
        assert code == 0
        assert "Usage" in out


def test_completion_is_offered():
    environment = {**os.environ, "_STANCE_COMPLETE": "complete_bash",
                   "COMP_WORDS": "stance pre", "COMP_CWORD": "1"}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", "from stance.cli import app; app(prog_name='stance')"],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    assert "predict" in done.stdout


@pytest.mark.parametrize("command", [["predict"], ["names"], ["predict", "-o", "out.jsonl"]])
def test_bad_file_of_names_is_said_before_anything_is_read(run, tmp_path, article, command):
    own = tmp_path / "own.csv"
    own.write_text("name,type\nAnna Lindqvist,god\n", "utf-8")
    rest = [arg.replace("out.jsonl", str(tmp_path / "out.jsonl")) for arg in command[1:]]
    code, out, err = run(command[0], article, *rest, "--names", str(own))
    assert (code, out) == (1, "")
    assert "own.csv, line 2: type 'god' is not known" in err
    assert not (tmp_path / "out.jsonl").exists()
