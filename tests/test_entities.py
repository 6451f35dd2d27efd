from __future__ import annotations

from stance.entities import entities_within
from stance.pipeline import read
from stance.records import Entity, Offsets


def entity(start, end):
    return Entity("x", "GPE", start, end, "x")


def test_only_what_lies_wholly_inside_a_piece_counts():
    entities = [entity(0, 5), entity(8, 12), entity(20, 24), entity(30, 40)]
    pieces = (Offsets(6, 14), Offsets(22, 45))
    assert entities_within(entities, pieces) == (entities[1], entities[3])


def test_offsets_and_canonical_names(nlp):
    text = "Anna Lindqvist flew to Vilnius. Lindqvist said Lithuania must not lift sanctions."
    found = read(nlp(text)).entities
    assert all(text[e.start : e.end] == e.text for e in found)
    assert {e.name for e in found if e.label == "PERSON"} == {"Anna Lindqvist"}
