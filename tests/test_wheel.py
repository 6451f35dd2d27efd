"""The wheel works on its own: built, installed in a fresh environment, used elsewhere."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_installed_wheel_predicts_outside_the_checkout(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", tmp_path, ROOT], check=True
    )
    (wheel,) = tmp_path.glob("quote_stance-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "stance/py.typed" in names
    assert "stance/lexicons/titles.tsv" in names
    assert "stance/report/templates/report.html.j2" in names
    assert any(name.startswith("stance/models/") for name in names)
    assert not any("corpus/" in name or "tests/" in name for name in names)

    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    python = environment / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "--no-deps", wheel], check=True)
    # What it depends on is borrowed from here; stance itself must come from the wheel.
    (site,) = environment.glob("lib/python*/site-packages")
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    article = tmp_path / "article.txt"
    article.write_text("“Lift the sanctions,” said Anna Lindqvist.", encoding="utf-8")
    command = [environment / "bin" / "stance", "predict", article, "--format", "jsonl"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["speaker"]["name"] == "Anna Lindqvist"
    where = subprocess.run(
        [python, "-c", "import stance; print(stance.__file__)"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert str(site) in where.stdout
