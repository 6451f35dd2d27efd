"""Who speaks: from an attribution's cue to a source, and from the source to a `Speaker`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from stance.lexicons import lexicon
from stance.records import Attribution, Speaker
from stance.speakers.coreference import Referent, Referents, is_body, plain
from stance.speakers.names import NameIndex, capitalised_name, trim_name, whole_name
from stance.speakers.roles import person_noun, role_of
from stance.speakers.sources import can_speak, entities_in, find_source, person_subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Span, Token

    from stance.records import SpeakerType

__all__ = ["NameIndex", "attach_sources", "resolve_speakers"]

PRONOUNS: Final = frozenset(
    "he she it they him her his their its them".split()  # noqa: SIM905
)
PLURAL: Final = frozenset(["NNS", "NNPS"])


def attach_sources(doc: Doc, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Return the attributions with the source that their cue or neighbourhood shows.

    A quotation without a cue belongs to the subject of the sentence that leads up to it in
    its paragraph, or else to the speaker of the quotation just before (same or previous
    paragraph). Where nothing supports a source it stays None.
    """
    text = doc.text
    attached: list[Attribution] = []
    previous: Attribution | None = None
    for attribution in attributions:
        source = find_source(doc, attribution)
        if source is None and attribution.cue is None:
            source = _leading_subject(doc, text, attribution)
            if source is None and previous is not None and _follows(text, previous, attribution):
                source = previous.source
        attribution = replace(attribution, source=source)  # noqa: PLW2901
        attached.append(attribution)
        if attribution.kind != "indirect" or source is not None:
            previous = attribution
    return attached


def resolve_speakers(
    doc: Doc, attributions: Sequence[Attribution], names: NameIndex
) -> list[Speaker | None]:
    """Turn each attribution's source into a speaker with canonical name, role and type.

    Parameters
    ----------
    doc : Doc
        The document; read, never written.
    attributions : sequence of Attribution
        In text order, sources attached.
    names : NameIndex
        Of the same document.

    Returns
    -------
    list of (Speaker or None)
        One per attribution.
    """
    quoted = [piece for a in attributions if a.kind == "direct" for piece in a.pieces]
    referents = Referents(doc, names, quoted)
    resolved: dict[int, Referent] = {}
    ordered = sorted(
        (a.source for a in attributions if a.source is not None), key=lambda source: source.start
    )
    for source in ordered:
        if source.start not in resolved:
            referent = _referent(source, names, referents)
            resolved[source.start] = referent
            referents.note(source.root.i, referent)
    return [
        None if a.source is None else _speaker(a.source, resolved[a.source.start])
        for a in attributions
    ]


def _speaker(source: Span, referent: Referent) -> Speaker:
    kind: SpeakerType = referent.type  # type: ignore[assignment]
    return Speaker(
        name=referent.name,
        mention=source.text,
        start=source.start_char,
        end=source.end_char,
        role=referent.role,
        type=kind,
    )


def _referent(source: Span, names: NameIndex, referents: Referents) -> Referent:
    """Find or make the referent of a source mention."""
    head = source.root
    if len(source) == 1 and source[0].lower_ in PRONOUNS:
        found = referents.pronoun(source)
        if found is not None:
            return found
        lower = source[0].lower_
        return Referent(source.text, {"they": "group", "it": "organisation"}.get(lower, "person"))
    people = entities_in(source, {"PERSON"})
    person = names.person(whole_name(people[0])) if len(people) == 1 else None
    if person is None and not people:
        person = _apposed_name(head, names)
        if person is not None:
            referent = referents.by_name.setdefault(person, Referent(person, "person"))
            referents.learn_role(referent, role_of(source))
            return referent
    if person is None and len(source) <= 3 and head.pos_ == "PROPN":
        person = names.person(source.text)
    if person is not None and ((people and people[0].end >= head.i) or not people):
        referent = referents.by_name.setdefault(person, Referent(person, "person"))
        referent.type = "person"
        referents.learn_role(referent, role_of(source))
        return referent
    body = is_body(source)
    name = trim_name(source.text) if head.pos_ == "PROPN" and not body else plain(source)
    if len(people) > 1 or any(token.dep_ == "conj" for token in source):
        return Referent(name, "group")
    if body and head.tag_ not in PLURAL:
        name = names.canonical(name, "ORG")
        kind = lexicon("body_nouns").get(head.lemma_.lower()) or "organisation"
        return referents.by_name.setdefault(name, Referent(name, kind))
    if head.tag_ in PLURAL or head.ent_type_ == "NORP" or head.lower_ in {"many", "some", "others"}:
        return Referent(name, "group")
    if any(person_noun(token) is not None for token in source[head.i - source.start :][:3]):
        found = referents.role(name) if source[0].lower_ == "the" or len(source) == 1 else None
        return found or Referent(name, "role", role=name)
    if head.pos_ == "PROPN":
        referent = referents.by_name.setdefault(name, Referent(name, "person"))
        referents.learn_role(referent, role_of(source))
        return referent
    if head.lower_ in {"i", "me", "one", "another"}:
        return Referent(name, "person")
    if head.lower_ in {"we", "us"}:
        return Referent(name, "group")
    return Referent(name, "role" if can_speak(head) else "organisation")


def _apposed_name(head: Token, names: NameIndex) -> str | None:
    """Return the name given beside a role: *the deputy minister, Josphat Nyarugwe, said*."""
    if person_noun(head) is None:
        return None
    for child in head.children:
        if child.dep_ == "appos" and child.pos_ == "PROPN":
            name = capitalised_name(child)
            return names.person(name or child.text) or (name and trim_name(name))
    return None


def _leading_subject(doc: Doc, text: str, attribution: Attribution) -> Span | None:
    """Return the subject of the sentence just before a quotation, in the same paragraph."""
    before = doc.char_span(0, attribution.start, alignment_mode="contract")
    if before is None or len(before) == 0:
        return None
    index = before.end - 1
    while index >= 0 and (doc[index].is_quote or doc[index].is_punct):
        index -= 1
    if index < 0 or "\n" in text[doc[index].idx + len(doc[index]) : attribution.start]:
        return None
    return person_subject(doc[index].sent)


def _follows(text: str, previous: Attribution, attribution: Attribution) -> bool:
    """Whether a quotation comes right after another one: at most one paragraph break between."""
    between = text[previous.end : attribution.start]
    return "\n" not in between.strip() and len(between) < 400
