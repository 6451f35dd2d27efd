from __future__ import annotations

import numpy as np
import pytest

from stance import near_copies
from stance.near_copies import nearest_others, similar_pairs

TEXTS = [
    "Keep the embargo until the last prisoner is free.",
    "The harvest was poor and the roads were closed.",
    "Keep the embargo until the last prisoners are free.",
    "Somebody ought to answer the telephone in Minsk.",
]


def test_pairs_are_those_alike():
    (pair,) = similar_pairs(TEXTS, least=0.5)
    assert (pair.first, pair.second) == (0, 2)
    assert 0.5 < pair.similarity < 1


def test_nearest_is_looked_for_in_other_groups_only():
    apart = nearest_others(TEXTS, ["a", "b", "c", "d"])
    together = nearest_others(TEXTS, ["a", "b", "a", "d"])
    assert apart[0] == apart[2] > 0.5 > together[0]
    assert together[1] == pytest.approx(apart[1])


def test_blocks_do_not_matter(monkeypatch):
    whole = nearest_others(TEXTS, list("abcd"))
    monkeypatch.setattr(near_copies, "BLOCK", 3)
    assert np.allclose(nearest_others(TEXTS, list("abcd")), whole)
    assert len(list(similar_pairs(TEXTS, least=0.5))) == 1


def test_no_texts():
    assert nearest_others([], []).shape == (0,)
    assert list(similar_pairs([], least=0)) == []
