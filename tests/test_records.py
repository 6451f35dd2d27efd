from __future__ import annotations

import json

import pytest

from stance.records import About, Cue, Entity, Offsets, Quote, Speaker

QUOTE = Quote(
    doc="a.txt",
    quote=1,
    text="Lift them, now.",
    start=3,
    end=30,
    spans=(Offsets(3, 13), Offsets(25, 30)),
    kind="direct",
    cue=Cue("said", 18, 22),
    speaker=Speaker("Žana Šarec", "Šarec", 14, 18, "lawyer", "person"),
    entities=(Entity("Minsk", "GPE", 5, 10, "Minsk"),),
    about=About("EU", "sanctions", None),
    stance="engage/concede",
    probability=0.8125,
    decided=True,
)
BARE = Quote("-", 0, "x", 0, 1, (Offsets(0, 1),), "indirect", None, None, (), None,
             "maintain pressure", 0.5, decided=False)  # fmt: skip


@pytest.mark.parametrize("quote", [QUOTE, BARE])
def test_survives_json(quote):
    assert Quote.from_dict(json.loads(json.dumps(quote.to_dict()))) == quote


def test_keys_are_the_contract():
    assert list(QUOTE.to_dict()) == [
        "doc", "quote", "text", "start", "end", "spans", "kind", "cue", "speaker", "entities",
        "about", "stance", "probability", "decided",
    ]  # fmt: skip
    assert QUOTE.to_dict()["spans"] == [[3, 13], [25, 30]]
    assert BARE.to_dict()["speaker"] is None
