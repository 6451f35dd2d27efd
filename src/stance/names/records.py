"""Canonical names in records: of one document by the knowledge base, of many by identities."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from stance.affiliations import affiliations, is_pronoun
from stance.lexicons import lexicon
from stance.names.identities import Identity, Mention, identify

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from stance.names.knowledge import KnowledgeBase
    from stance.records import Analysis, Entity, Speaker

__all__ = ["identities_of", "known_entity", "known_speaker", "mentions_of", "united"]

KINDS = {"PERSON": True, "ORG": False}
TYPES = {"person": True, "organisation": False}


def known_entity(entity: Entity, base: KnowledgeBase) -> Entity:
    """Return a person or organisation with its name in the knowledge base, if that has one."""
    if entity.label not in KINDS:
        return entity
    name = _known(entity.name, base, person=KINDS[entity.label])
    return entity if name == entity.name else replace(entity, name=name)


def known_speaker(speaker: Speaker, base: KnowledgeBase) -> Speaker:
    """Return a speaker with the name in the knowledge base, if that has one."""
    if speaker.type not in TYPES:
        return speaker
    name = _known(speaker.name, base, person=TYPES[speaker.type])
    return speaker if name == speaker.name else replace(speaker, name=name)


def _known(name: str, base: KnowledgeBase, *, person: bool) -> str:
    found = base.find(name, person=person) if _is_name(name) else None
    return name if found is None else found.entry.name


def _is_name(name: str) -> bool:
    """Whether words name somebody rather than describe him: no pronoun, no country, no role."""
    return (
        any(char.isupper() or not char.isascii() for char in name)
        and not is_pronoun(name)
        and name.lower() not in lexicon("country_words")
        and not name[0].isdigit()
    )


def mentions_of(analyses: Iterable[Analysis]) -> Iterator[Mention]:
    """Yield the people and organisations that documents name, once a document each.

    Speakers whom spaCy took for no entity are among them.
    """
    for analysis in analyses:
        places = affiliations([analysis])
        counts: Counter[tuple[str, bool]] = Counter()
        starts = set()
        for entity in analysis.entities or [e for q in analysis.quotes for e in q.entities]:
            if entity.label in KINDS and _is_name(entity.name):
                counts[entity.name, KINDS[entity.label]] += 1
                starts.add(entity.start)
        for quote in analysis.quotes:
            speaker = quote.speaker
            if speaker is None or speaker.type not in TYPES or not _is_name(speaker.name):
                continue
            key = (speaker.name, TYPES[speaker.type])
            # An entity counts where it stands; a pronoun or role stands for no name.
            if key not in counts:
                other = (speaker.name, not key[1])
                counts[other if other in counts else key] += not counts[other]
        for (name, person), count in counts.items():
            place = places.get(name)
            yield Mention(
                name,
                person,
                analysis.doc,
                count,
                (place and place.country) or "",
                (person and place and place.organisation) or "",
            )


def identities_of(
    analyses: Iterable[Analysis], base: KnowledgeBase | None = None
) -> list[Identity]:
    """Return the people and organisations of documents, the most named first."""
    return identify(mentions_of(analyses), base)


def united(analyses: Sequence[Analysis], base: KnowledgeBase | None = None) -> list[Analysis]:
    """Return analyses in which one person or organisation has one name throughout.

    Parameters
    ----------
    analyses : sequence of Analysis
        Of any number of documents.
    base : KnowledgeBase, optional
        By default the shipped one.
    """
    from stance.names.knowledge import load_names

    names: dict[tuple[str, bool], str] = {}
    for identity in identities_of(analyses, load_names() if base is None else base):
        for variant in identity.variants:
            if variant != identity.name:
                names[variant, identity.person] = identity.name
    return [_renamed(analysis, names) for analysis in analyses] if names else list(analyses)


def _renamed(analysis: Analysis, names: dict[tuple[str, bool], str]) -> Analysis:
    def entity(old: Entity) -> Entity:
        if old.label not in KINDS:
            return old
        name = names.get((old.name, KINDS[old.label]))
        return old if name is None else replace(old, name=name)

    def speaker(old: Speaker | None) -> Speaker | None:
        if old is None or old.type not in TYPES:
            return old
        name = names.get((old.name, TYPES[old.type]))
        return old if name is None else replace(old, name=name)

    return replace(
        analysis,
        entities=tuple(entity(e) for e in analysis.entities),
        quotes=tuple(
            replace(
                quote,
                speaker=speaker(quote.speaker),
                entities=tuple(entity(e) for e in quote.entities),
            )
            for quote in analysis.quotes
        ),
    )
