from __future__ import annotations

import pytest

from stance.bulk.batches import Article
from stance.bulk.duplicates import DuplicateIndex, digest_of
from tests.synthetic import article

pytest.importorskip("datasketch")
WIRE = article(5, on_topic=True, sentences=30)


def articles(*texts):
    return [Article(f"a{i}", text, digest=digest_of(text)) for i, text in enumerate(texts)]


def test_wire_copy_is_marked_with_the_first_that_had_it(tmp_path):
    index = DuplicateIndex(tmp_path / "index.sqlite")
    other = article(6, on_topic=True, sentences=30)
    marks = index.mark(0, articles(WIRE, other, "KARSTAD (Agency) - " + WIRE, WIRE[:-80]))
    assert marks == {2: "a0", 3: "a0"}
    assert index.mark(1, articles(other)) == {0: "a1"}


def test_a_shard_that_comes_again_gets_the_same_marks(tmp_path):
    for _ in range(2):
        index = DuplicateIndex(tmp_path / "index.sqlite")
        assert index.mark(0, articles(WIRE)) == {}
        assert index.mark(1, articles("Other words. " * 30, WIRE)) == {1: "a0"}
        index.close()


def test_short_texts_are_nobodys_duplicates():
    assert digest_of("The council meets on the first Monday of the month.") == b""
