from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from stance.quotes import find_quotes
from stance.quotes.datelines import datelines
from tests.strategies import newsy_text


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("HARARE - Nine were freed.", "HARARE - "),
        ("TUNIS, 2 June - Two came home.", "TUNIS, 2 June - "),
        ("PORT LOUIS, Mauritius (Our Wire) — Talks began.", "PORT LOUIS, Mauritius (Our Wire) — "),
        ("Minsk (Free Wire) -- They said so.", "Minsk (Free Wire) -- "),
        ("ST. PETERSBURG, Nov. 3, 2025 – “No,” he said.", "ST. PETERSBURG, Nov. 3, 2025 – "),
        ("Title\n\nKYIV —“No,” he said.", "KYIV —"),
    ],
)
def test_datelines_are_found(text, dateline):
    assert [text[start:end] for start, end in datelines(text)] == [dateline]


@pytest.mark.parametrize(
    "text",
    [
        "Minsk - a grey city - said no.",
        "The EU-wide ban stays.",
        "EU-wide bans stay.",
        "I - we - were there.",
        "He came to HARARE - and left.",
        "UN (the world body) said it would go.",
    ],
)
def test_what_only_looks_like_one_is_none(text):
    assert list(datelines(text)) == []


def test_a_quotation_begins_after_the_dateline(nlp):
    text = "HARARE - Zimbabwe freed nine people on Tuesday, their lawyers said."
    (quote,) = find_quotes(nlp(text))
    assert text[quote.start : quote.end] == "Zimbabwe freed nine people on Tuesday"


@given(text=newsy_text())
def test_datelines_lie_in_the_text_and_apart(text):
    found = list(datelines(text))
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
