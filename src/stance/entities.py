"""Named entities of a document, with canonical names."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from stance.records import Entity
from stance.speakers.names import whole_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc

    from stance.records import Offsets
    from stance.speakers.names import NameIndex

__all__ = ["document_entities", "entities_within"]


def document_entities(doc: Doc, names: NameIndex) -> list[Entity]:
    """Return all named entities of a document in text order, offsets in characters."""
    return [
        Entity(
            text=ent.text,
            label=ent.label_,
            start=ent.start_char,
            end=ent.end_char,
            name=names.canonical(
                whole_name(ent) if ent.label_ == "PERSON" else ent.text, ent.label_
            ),
        )
        for ent in doc.ents
    ]


def entities_within(entities: Sequence[Entity], pieces: Sequence[Offsets]) -> tuple[Entity, ...]:
    """Return the entities that lie wholly inside one of the pieces of a quote."""

    def position(offset: int) -> int:
        return bisect_left(entities, offset, key=lambda entity: entity.start)

    return tuple(
        entity
        for start, end in pieces
        for entity in entities[position(start) : position(end)]
        if entity.end <= end
    )
