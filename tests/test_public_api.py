from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import stance


def test_every_public_name_is_there():
    for name in stance.__all__:
        assert getattr(stance, name) is not None
    assert sorted(stance.__all__) == dir(stance)


def test_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'stanse'"):
        stance.stanse  # noqa: B018


@pytest.mark.parametrize(
    "module",
    [
        "records",
        "errors",
        "models",
        "pipeline",
        "speakers",
        "output",
        "results",
        "statements",
        "names",
        "linking",
        "affiliations",
        "about",
        "networks",
        "exports",
        "spreadsheet",
        "plots",
        "report",
    ],
)
def test_modules_say_what_is_public(module):
    __import__(f"stance.{module}")
    loaded = sys.modules[f"stance.{module}"]
    for name in loaded.__all__:
        assert hasattr(loaded, name)


HEAVY = {
    "spacy", "sklearn", "pandas", "skops", "numpy", "trafilatura", "jinja2", "fastapi",
    "matplotlib", "networkx", "dateutil", "rapidfuzz", "anyascii",
}  # fmt: skip


@pytest.mark.parametrize(
    "code",
    [
        "import stance",
        "import stance.cli",
        (
            "import sys; sys.argv = ['stance', '--help']\n"
            "try:\n import stance.cli; stance.cli.main()\nexcept SystemExit: pass"
        ),
    ],
)
def test_start_up_imports_nothing_heavy(code):
    script = f"{code}\nimport sys; print('LOADED', sorted(set(sys.modules) & {HEAVY!r}))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "LOADED []"


ROAD = [
    "errors", "records", "lexicons", "containers", "decoding", "tables", "documents", "runtime",
    "models", "names", "quotes", "tagging", "entity_models", "attributes", "embedding",
    "recogniser", "language", "speakers", "entities", "affiliations", "about", "features",
    "encoder", "abstention", "classifier", "pipeline",
]  # fmt: skip
"""The order in which a module may import those before it."""


def test_imports_run_along_the_road():
    source = Path(stance.__file__).parent
    for position, stage in enumerate(ROAD):
        files = [source / f"{stage}.py"]
        if (source / stage).is_dir():
            files = list((source / stage).glob("*.py"))
        for file in files:
            tree = ast.parse(file.read_text(encoding="utf-8"))
            for node in tree.body:
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("stance."):
                    imported = node.module.split(".")[1]
                    assert imported in ROAD[: position + 1], f"{file.name} imports {imported}"
