"""One name for one person or organisation over all documents of a run."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from stance.affiliations import affiliations, is_pronoun
from stance.names.identities import Identity, Mention, identify
from stance.names.records import KINDS, TYPES, is_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from stance.names.knowledge import KnowledgeBase
    from stance.records import Analysis, Entity, Speaker

__all__ = ["identities_of", "mentions_of", "united"]


def mentions_of(analyses: Iterable[Analysis]) -> Iterator[Mention]:
    """Yield the people and organisations that documents name, once a document each.

    Speakers whom spaCy took for no entity are among them.
    """
    for analysis in analyses:
        places = affiliations([analysis])
        counts: Counter[tuple[str, bool]] = Counter()
        for entity in analysis.entities or [e for q in analysis.quotes for e in q.entities]:
            if entity.label in KINDS and is_name(entity.name):
                counts[entity.name, KINDS[entity.label]] += 1
        for quote in analysis.quotes:
            speaker = quote.speaker
            if speaker is None or speaker.type not in TYPES or not is_name(speaker.name):
                continue
            if is_pronoun(speaker.name):
                continue
            key = (speaker.name, TYPES[speaker.type])
            # An entity counts where it stands; a pronoun or role stands for no name.
            if key not in counts:
                other = (speaker.name, not key[1])
                if other not in counts:
                    counts[key] = 1
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
    """Return the people and organisations of documents, the most named first.

    What is a person to the knowledge base, or in another document, is one throughout.
    """
    mentions = list(mentions_of(analyses))
    people = {mention.name for mention in mentions if mention.person and " " in mention.name}

    def is_person(mention: Mention) -> bool:
        if mention.person or mention.name in people or " " not in mention.name or base is None:
            return mention.person or mention.name in people
        known = base.find(mention.name, person=False) is not None
        return not known and base.find(mention.name, person=True) is not None

    return identify((replace(m, person=is_person(m)) for m in mentions), base)


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
                names.setdefault((variant, not identity.person), identity.name)
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
