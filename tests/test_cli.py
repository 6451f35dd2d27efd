from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

ARTICLE = "“Lift the sanctions,” said Anna Lindqvist.\n"
ROWS = "".join(
    json.dumps({"text": f"{text} {i}", "label": label}) + "\n"
    for i in range(6)
    for text, label in (("Lift it", "engage/concede"), ("Keep it", "maintain pressure"))
)


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return str(path)


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


@pytest.fixture
def results(tmp_path):
    from stance.output import write_json
    from tests.making import collection

    path = tmp_path / "results.json"
    with path.open("w", encoding="utf-8") as stream:
        write_json(collection(), stream)
    return str(path)


def test_report_of_results(run, results, tmp_path):
    code, out, err = run("report", results, "--title", "Spring & summer")
    assert (code, err) == (0, "")
    assert "<title>Spring &amp; summer</title>" in out
    assert run("report", results, "--output", str(tmp_path / "r.html")) == (0, "", "")
    assert (tmp_path / "r.html").read_text(encoding="utf-8").endswith("</html>")


@pytest.mark.parametrize(
    ("to", "begins"),
    [("gexf", "<?xml"), ("graphml", "<?xml"), ("dna", '"statement ID"'), ("labelstudio", "[")],
)
def test_export_of_results(run, results, to, begins):
    code, out, err = run("export", results, "--to", to)
    assert (code, err) == (0, "")
    assert out.startswith(begins)
    assert "Łucja Šarec" in out


def test_export_to_a_folder(run, results, tmp_path):
    assert run("export", results, "--to", "brat", "-o", str(tmp_path / "b")) == (0, "", "")
    assert (tmp_path / "b" / "1.ann").exists()
    code, _, err = run("export", results, "--to", "brat", "-o", str(tmp_path / "b"))
    assert code == 1
    assert "exists already" in err


def test_plot_of_results(run, results, tmp_path):
    assert run("plot", "speakers", results, "-o", str(tmp_path / "f.svg")) == (0, "", "")
    code, out, err = run("plot", "time", results, "-o", str(tmp_path / "t.svg"))
    assert (code, out) == (1, "")
    assert "nothing to draw: a curve needs 3 weeks" in err
    assert not (tmp_path / "t.svg").exists()


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


def test_failed_run_keeps_the_old_output(run, article, tmp_path):
    old = tmp_path / "old.csv"
    old.write_text("precious", encoding="utf-8")
    run("predict", article, "--output", str(old), "--model", "no-such-model")
    assert old.read_text(encoding="utf-8") == "precious"


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


def test_version_and_help(run):
    import stance

    assert run("--version")[1] == f"stance {stance.__version__}\n"
    commands = ["predict", "report", "export", "plot", "serve", "train", "evaluate", "info"]
    for command in ([], *([name] for name in commands)):
        code, out, _ = run(*command, "--help")
        assert code == 0
        assert "Usage" in out


def test_a_closed_pipe_is_no_traceback(article):
    command = f"{sys.executable} -m stance predict {article} --format json | head -c 5"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert "Traceback" not in done.stderr


def test_completion_is_offered():
    environment = {**os.environ, "_STANCE_COMPLETE": "complete_bash",
                   "COMP_WORDS": "stance pre", "COMP_CWORD": "1"}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", "from stance.cli import app; app(prog_name='stance')"],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    assert "predict" in done.stdout


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


def test_own_names_are_in_the_records(run, tmp_path, article):
    own = tmp_path / "own.csv"
    own.write_text("name,aliases\nAnna Lindqvist-Holm,Anna Lindqvist\n", "utf-8")
    code, out, _ = run("predict", article, "-f", "jsonl", "--names", str(own), "--fast")
    assert code == 0
    assert json.loads(out)["speaker"]["name"] == "Anna Lindqvist-Holm"
    assert json.loads(out)["speaker"]["mention"] == "Anna Lindqvist"


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
