from __future__ import annotations

import pytest


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
