"""Every command and example of the README is run.

The two set-up commands start from nothing and the second runs these tests: `.ci/run` executes
them, word for word.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


COMMANDS = [line for block in blocks("sh") for line in block.splitlines()]
SET_UP = [command for command in COMMANDS if "pip install" in command]
OTHERS = [command for command in COMMANDS if "pip install" not in command]


def test_nothing_is_left_to_fill_in():
    assert "@@" not in README + (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")


def test_ci_runs_the_set_up_commands():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert len(SET_UP) == 2
    for command in SET_UP:
        heading = re.findall(r"^## (.*)$", README[: README.index(command)], flags=re.MULTILINE)[-1]
        assert f'"{heading}"' in script


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("corpus", "models"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.mark.parametrize("command", OTHERS)
def test_commands_work(command, checkout):
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=checkout,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout or "--output" in command


def test_python_example_works(capsys):
    (example,) = blocks("python")
    exec(compile(example, "README.md", "exec"), {})  # noqa: S102
    assert "Anna Lindqvist trade envoy" in capsys.readouterr().out


@pytest.mark.parametrize("link", re.findall(r"\]\((?!http)([^)#]+)\)", README))
def test_links_point_to_something(link):
    assert (ROOT / link).exists()
