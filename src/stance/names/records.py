"""Canonical names in one document's records, as far as the knowledge base has them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from stance.lexicons import lexicon

if TYPE_CHECKING:
    from stance.names.knowledge import Entry, KnowledgeBase
    from stance.records import Entity, Speaker

__all__ = ["KINDS", "TYPES", "is_name", "known_entity", "known_speaker"]

KINDS: Final = {"PERSON": True, "ORG": False}
"""Entity labels whose names are looked up: whether they are people's."""
TYPES: Final = {"person": True, "organisation": False}
"""Likewise of speakers."""


def known_entity(entity: Entity, base: KnowledgeBase) -> Entity:
    """Return a person or organisation with its name in the knowledge base, if that has one."""
    if entity.label not in KINDS:
        return entity
    entry = _entry(entity.name, base, person=KINDS[entity.label])
    if entry is None or entry.name == entity.name:
        return entity
    return replace(entity, name=entry.name)


def known_speaker(speaker: Speaker, base: KnowledgeBase) -> Speaker:
    """Return a speaker with the name in the knowledge base, if that has one.

    Whoever is a person there is one, even if the text was read otherwise.
    """
    if speaker.type not in TYPES:
        return speaker
    entry = _entry(speaker.name, base, person=TYPES[speaker.type])
    if entry is None:
        return speaker
    return replace(speaker, name=entry.name, type="person" if entry.is_person else "organisation")


def _entry(name: str, base: KnowledgeBase, *, person: bool) -> Entry | None:
    if not is_name(name):
        return None
    found = base.find(name, person=person)
    if found is None and " " in name:  # spaCy takes Paweł for a firm, and firms for people
        found = base.find(name, person=not person)
    return None if found is None else found.entry


def is_name(name: str) -> bool:
    """Whether words name somebody rather than describe them: no role, no country, no number."""
    return (
        any(char.isupper() or not char.isascii() for char in name)
        and not name[0].isdigit()
        and name.lower() not in lexicon("country_words")
    )
