from __future__ import annotations

from importlib import resources

import pytest

from stance.lexicons import lexicon

FILES = sorted(
    file.name.removesuffix(".tsv")
    for file in resources.files("stance.lexicons").iterdir()
    if file.name.endswith(".tsv")
)

WITH_CAPITALS = {"known_names"}


@pytest.mark.parametrize("name", FILES)
def test_lists_are_sorted_unique_and_sourced(name):
    text = resources.files("stance.lexicons").joinpath(f"{name}.tsv").read_text(encoding="utf-8")
    header, *lines = text.splitlines()
    rows = [line.split("\t") for line in lines]
    assert header.endswith("source")
    assert all(len(row) == len(header.split("\t")) for row in rows)
    small = name not in WITH_CAPITALS
    assert all(row[0] == row[0].strip() and row[-1] for row in rows)
    assert all(row[0] == row[0].lower() for row in rows if small)
    assert [row[0] for row in rows] == sorted({row[0] for row in rows})


def test_verb_classes_are_known():
    classes = {c for value in lexicon("reporting_verbs").values() for c in value.split()}
    assert classes == {"speech", "belief", "position", "object", "manner", "phrase"}


def test_genders_are_known():
    assert (
        set(lexicon("titles").values()) == set(lexicon("person_nouns").values()) == {"m", "f", ""}
    )
