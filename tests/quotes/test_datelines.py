from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from spacy.tokens import Span

from stance.quotes.datelines import datelines
from tests.strategies import newsy_text


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("HARARE - Nine were freed.", "HARARE - "),
        ("TUNIS, 2 June - Two came home.", "TUNIS, 2 June - "),
        ("PORT LOUIS, Mauritius (Our Wire) — Talks began.", "PORT LOUIS, Mauritius (Our Wire) — "),
        ("BEIJING/TAIPEI (Our Wire) - Talks began.", "BEIJING/TAIPEI (Our Wire) - "),
        ("Minsk (Free Wire) -- They said so.", "Minsk (Free Wire) -- "),
        ("ST. PETERSBURG, Nov. 3, 2025 – “No,” he said.", "ST. PETERSBURG, Nov. 3, 2025 – "),
        ("Title\n\nKYIV —“No,” he said.", "KYIV —"),
    ],
)
def test_datelines_are_found(nlp, text, dateline):
    assert [text[start:end] for start, end in datelines(nlp(text))] == [dateline]


@pytest.mark.parametrize(
    "text",
    [
        "Minsk - a grey city - said no.",
        "NATO–Russia talks should resume, she said.",
        "NATO - not Washington - should lead, she said.",
        "USAID — long the largest donor — should be restored, he said.",
        "SADC — and the African Union — must lift them, he said.",
        "FILE - A prisoner waves.",
        "YES - that is what he said.",
        "The EU-wide ban stays.",
        "COVID-19 came.",
        "Ales Bialou (pictured) — long isolated — should be talked to, the envoy said.",
        "Ales Bialou (70) - should be talked to, the envoy said.",
        "He came to HARARE - and left.",
    ],
)
def test_what_only_looks_like_one_is_none(nlp, text):
    assert list(datelines(nlp(text))) == []


@given(text=newsy_text())
def test_datelines_lie_in_the_text_and_apart(nlp, text):
    found = list(datelines(nlp(text)))
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_a_name_across_the_dash_is_a_place_and_another_name(nlp):
    doc = nlp("HARARE - Zimbabwe freed nine activists.")
    doc.set_ents([Span(doc, 0, 3, "PERSON")])
    assert [doc.text[start:end] for start, end in datelines(doc)] == ["HARARE - "]
