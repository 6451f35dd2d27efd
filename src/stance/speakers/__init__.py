"""Who speaks: from an attribution's cue to a source, and from the source to a `Speaker`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from stance.lexicons import lexicon
from stance.quotes.columns import text_of
from stance.quotes.neighbourhood import can_speak
from stance.quotes.turns import ANSWER, turns
from stance.records import Attribution, Speaker
from stance.speakers.coreference import (
    Referent,
    Referents,
    describe,
    is_body,
    learn_role,
    plain,
    role_referent,
)
from stance.speakers.names import NameIndex, name_after, name_at, trim_name, whole_name
from stance.speakers.roles import person_noun, role_of, without_lead
from stance.speakers.sources import (
    antecedent,
    entities_in,
    find_source,
    noun_phrase,
    person_subject,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Span, Token

    from stance.records import SpeakerType

__all__ = ["NameIndex", "attach_sources", "resolve_speakers"]

PRONOUNS: Final = frozenset(
    "he she it they him her his their its them".split()  # noqa: SIM905
)
DOCUMENTS: Final = frozenset(
    "communique communiqué declaration letter report resolution statement study".split()  # noqa: SIM905
)
MAX_DEPTH: Final = 4
"""Appositions to appositions in which a name is looked for."""
PLURAL: Final = frozenset(["NNS", "NNPS"])


def attach_sources(doc: Doc, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Return the attributions with the source that their cue or neighbourhood shows.

    A source given by its head becomes a whole mention.

    A quotation without a cue belongs to the subject of the sentence that leads up to it in
    its paragraph, or else to the speaker of the quotation just before (same or previous
    paragraph). Where nothing supports a source it stays None.
    """
    text = text_of(doc)
    labels = _turn_labels(doc)
    attached: list[Attribution] = []
    previous: Attribution | None = None
    for attribution in attributions:
        cue = attribution.cue
        if cue is not None and cue.start in labels:
            source = labels[cue.start]
        elif attribution.source is not None:
            source = without_lead(noun_phrase(attribution.source[0]))
        elif (source := find_source(doc, attribution)) is not None:
            source = without_lead(source)
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
    resolved: dict[int, Referent | None] = {}
    ordered = sorted(
        (a.source for a in attributions if a.source is not None), key=lambda source: source.start
    )
    for source in ordered:
        if source.start not in resolved:
            referent = _referent(source, names, referents)
            resolved[source.start] = referent
            if referent is not None:
                referents.note(source.root.i, referent)
    return [
        _speaker(a.source, referent)
        if a.source is not None and (referent := resolved[a.source.start]) is not None
        else None
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


def _referent(source: Span, names: NameIndex, referents: Referents) -> Referent | None:
    """Find or make the referent of a source mention, None for an answer by nobody known."""
    head = source.root
    if source.text.lower() in ANSWER:
        return referents.interviewee(source.start)
    if source.text[0] == "@":
        name = names.person(source.text) or source.text
        return referents.by_name.setdefault(name, Referent(name, "person"))
    if len(source) == 1 and (noun := antecedent(head)) is not None:
        return _referent(noun_phrase(noun), names, referents)
    if (owner := _document_owner(head)) is not None and _document_owner(owner) is None:
        phrase = noun_phrase(owner)
        end = phrase.end - (phrase[-1].dep_ == "case" and len(phrase) > 1)
        return _referent(phrase.doc[phrase.start : end], names, referents)
    if head.lower_ == "i" and len(source) == 1 and names.author is not None:
        return referents.by_name.setdefault(names.author, Referent(names.author, "person"))
    if len(source) == 1 and source[0].lower_ in PRONOUNS:
        found = referents.pronoun(source)
        if found is not None:
            return found
        lower = source[0].lower_
        return Referent(source.text, {"they": "group", "it": "organisation"}.get(lower, "person"))
    people = entities_in(source, {"PERSON"})
    person = names.person(whole_name(people[0])) if len(people) == 1 else None
    if all(ent.root.dep_ == "poss" for ent in people):  # none, or *Anna Zubr's lawyer, Ihar Lis*
        apposed = _apposed_name(head, names)
        if apposed is not None:
            referent = referents.by_name.setdefault(apposed, Referent(apposed, "person"))
            learn_role(referent, role_of(source))
            return referent
    if person is None and (
        (len(source) <= 3 and head.pos_ == "PROPN")
        or all(token.text[0].isupper() for token in source)
    ):
        person = names.person(source.text)
    if person is not None and ((people and people[0].end >= head.i) or not people):
        referent = referents.by_name.setdefault(person, Referent(person, "person"))
        referent.type = "person"
        learn_role(referent, role_of(source))
        return referent
    body = is_body(source)
    name = trim_name(source.text) if head.pos_ == "PROPN" and not body else plain(source)
    if len(people) > 1 or any(token.dep_ == "conj" for token in source):
        return Referent(name, "group")
    if body and head.tag_ not in PLURAL:
        if (found := referents.body(source)) is not None:
            return found
        name = names.canonical(_whole_body(head, source) or name, "ORG")
        kind = lexicon("body_nouns").get(head.lemma_.lower()) or "organisation"
        referent = referents.by_name.setdefault(name, Referent(name, kind))
        describe(referent, name)
        return referent
    if (found := referents.role(source)) is not None:
        return found
    if head.tag_ in PLURAL or head.ent_type_ == "NORP" or head.lower_ in {"many", "some", "others"}:
        return Referent(name, "group")
    if any(person_noun(token) is not None for token in source[head.i - source.start :][:3]):
        if source[0].lower_ == "its" and len(source) > 1:
            name = plain(source[1:])
        definite = source[0].lower_ == "the" or len(source) == 1
        return (referents.role(source) if definite else None) or role_referent(name)
    if head.pos_ == "PROPN":
        referent = referents.by_name.setdefault(name, Referent(name, "person"))
        learn_role(referent, role_of(source))
        return referent
    if head.lower_ in {"i", "me", "one", "another"}:
        return Referent(name, "person")
    if head.lower_ in {"we", "us"}:
        return Referent(name, "group")
    return Referent(name, "role" if can_speak(head) else "organisation")


def _whole_body(head: Token, source: Span) -> str | None:
    """Return the organisation that a source names the beginning of: *the Ministry* of Justice."""
    if head.ent_type_ != "ORG":
        return None
    doc, start, end = head.doc, head.i, head.i + 1
    while start > 0 and doc[start].ent_iob_ == "I":
        start -= 1
    while end < len(doc) and doc[end].ent_iob_ == "I":
        end += 1
    return doc[start:end].text if end > source.end else None


def _apposed_name(head: Token, names: NameIndex, depth: int = 0) -> str | None:
    """Return the name given beside a role.

    *The deputy minister, Josphat Nyarugwe, said*; *a student called Saba*.
    """
    if person_noun(head) is None or depth > MAX_DEPTH:
        return None
    for child in head.children:
        named = child
        if child.dep_ == "acl" and child.lower_ in {"called", "named"}:
            named = next((c for c in child.children if c.dep_ in {"oprd", "dobj"}), child)
        elif child.dep_ != "appos":
            continue
        elif (name := _apposed_name(child, names, depth + 1)) is not None:
            return name
        if named.pos_ == "PROPN":
            name = name_at(named) or (named.text if child is not named else None)
            return names.person(name or named.text) or (name and trim_name(name))
    name = name_after(head)
    return name and (names.person(name) or trim_name(name))


def _document_owner(head: Token) -> Token | None:
    """Return whose report or statement speaks: *the commission's report calls for...*."""
    if head.lemma_.lower() not in DOCUMENTS:
        return None
    for child in head.children:
        if child.dep_ == "poss":
            return child
        if child.dep_ == "prep" and child.lower_ in {"by", "from"}:
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None


def _turn_labels(doc: Doc) -> dict[int, Span | None]:
    """Map the colon of each speaker turn, as token, to the words that label it."""
    labels: dict[int, Span | None] = {}
    for turn in turns(doc):
        colon = doc.char_span(*turn.colon, alignment_mode="expand")
        if colon is not None:
            labels[colon.start] = turn.label and doc.char_span(*turn.label, alignment_mode="expand")
    return labels


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
