"""From cue to source: the words in the text that point to the speaker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stance.quotes.cues import is_reporting_verb
from stance.quotes.neighbourhood import can_speak
from stance.quotes.turns import ANSWER, QUESTION

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from stance.records import Attribution, Offsets

__all__ = ["antecedent", "entities_in", "find_source", "noun_phrase", "person_subject"]

SUBJECTS: Final = frozenset(["nsubj", "nsubjpass"])
EXPLETIVES: Final = frozenset(["it", "there", "that", "this", "what", "which"])
RELATIVES: Final = frozenset(["who", "which", "that", "whom"])
CUT: Final = frozenset(["appos", "relcl", "acl", "advcl", "conj", "cc", "parataxis", "punct"])
PREPOSITIONS: Final = frozenset(["of", "for", "from", "at", "in", "on", "to", "with"])
MAX_DEPTH: Final = 8
"""Phrases inside phrases that a mention may hold."""
WINDOW: Final = 25
"""Tokens searched for a noun phrase where the parse shows no subject."""


def find_source(doc: Doc, attribution: Attribution) -> Span | None:
    """Find the source of an attribution from its cue.

    Parameters
    ----------
    doc : Doc
        A parsed document; read, never written.
    attribution : Attribution
        With a cue, or None is returned.

    Returns
    -------
    Span or None
        The noun phrase, without appositions and relative clauses; maybe a pronoun.
    """
    cue = attribution.cue
    if cue is None:
        return None
    first = cue[0]
    if first.text == ":":
        return _before_colon(doc, first)
    if first.lower_ == "according":
        head = next((t for t in cue[-1].children if t.dep_ == "pobj"), None)
        return None if head is None else noun_phrase(head)
    if first.pos_ == "NOUN":
        head = _owner(first)
    else:
        head = _subject(first, attribution.pieces) or _neighbour(doc, first, attribution.pieces)
    if head is None or _is_inside(head, attribution.pieces):
        return None
    return noun_phrase(head)


def antecedent(pronoun: Token) -> Token | None:
    """Return the noun that a relative pronoun (*the lawyer, who says...*) stands for."""
    clause = pronoun.head
    if pronoun.tag_ not in {"WP", "WDT"} or clause.dep_ != "relcl":
        return None
    return _antecedent(clause)


def noun_phrase(head: Token, depth: int = 0) -> Span:
    """Return the mention around a noun: determiner, title, name, *of*-phrase, but no more.

    Appositions, relative clauses and conjoined clauses are left out; conjoined names
    (*Ann Lee and Bob Ray*) are one source and stay in.
    """
    doc = head.doc
    start = end = head.i
    for child in head.children if depth < MAX_DEPTH else ():
        if child.dep_ in CUT and not (child.dep_ == "conj" and _is_nominal(child)):
            continue
        if child.i < head.i and child.dep_ != "prep":
            start = min(start, child.left_edge.i)
        elif child.i > head.i:
            if child.dep_ == "prep" and child.lower_ in PREPOSITIONS and head.pos_ != "PROPN":
                end = max(end, _prepositional_end(child, depth + 1))
            elif child.dep_ == "conj":
                end = max(end, noun_phrase(child, depth + 1).end - 1)
            elif child.dep_ in {"case", "nummod", "compound", "flat", "nmod"}:
                end = max(end, child.i)
    while end + 2 < len(doc) and doc[end + 1].text == "-" and not doc[end + 1].whitespace_:
        end += 2  # spaCy takes *co-ordinator* apart
    while start > 1 and doc[start - 1].text == "-" and not doc[start - 1].whitespace_:
        start -= 2
    while start < end and (doc[start].is_punct or doc[start].is_space):
        start += 1
    return doc[start : end + 1]


def entities_in(span: Span, labels: set[str]) -> list[Span]:
    """Return the entities that begin inside a span; `Span.ents` walks through the whole `Doc`."""
    doc = span.doc
    found = []
    for token in span:
        if token.ent_iob_ != "B" or token.ent_type_ not in labels:
            continue
        end = token.i + 1
        while end < len(doc) and doc[end].ent_iob_ == "I":
            end += 1
        found.append(doc[token.i : end])
    return found


def person_subject(sentence: Span) -> Span | None:
    """Return the mention of a sentence's subject if it can speak: a name, a person, a body."""
    root = sentence.root
    head = _subject(root)
    if head is None or not can_speak(head):
        return None
    return noun_phrase(head)


def _subject(verb: Token, pieces: tuple[Offsets, ...] = ()) -> Token | None:
    """Return the head of a verb's subject outside `pieces`, through conjunction and control."""
    seen = 0
    agent = next((c for c in verb.children if c.dep_ == "agent"), None)
    if agent is not None:
        return next((c for c in agent.children if c.dep_ == "pobj"), None)
    while seen < 6:
        seen += 1
        for child in verb.children:
            if child.dep_ in SUBJECTS and not _is_inside(child, pieces):
                if child.lower_ in RELATIVES and child.tag_ in {"WP", "WDT"}:
                    return _antecedent(verb) if verb.dep_ == "relcl" else None
                if child.lower_ in EXPLETIVES:
                    return None if child.dep_ == "nsubjpass" or child.lower_ != "it" else child
                return child
        if verb.dep_ in {"acl", "relcl"}:
            return verb.head
        if verb.dep_ == "pcomp" and verb.head.head.i != verb.head.i:
            verb = verb.head.head
        elif verb.dep_ in {"conj", "xcomp", "advcl"} and verb.head.i != verb.i:
            verb = verb.head
            if verb.pos_ in {"NOUN", "PROPN"}:
                return verb
        else:
            return None
    return None


def _antecedent(verb: Token) -> Token:
    """Return the noun that a relative clause is about; the parser may have attached it too low."""
    nearest = noun = verb.head
    for _ in range(4):
        above = noun.head
        climbs = above.pos_ in {"NOUN", "PROPN", "ADP"} or above.dep_ == "acl"
        if can_speak(noun) or not climbs or above.i == noun.i:
            break
        noun = above
    return noun if can_speak(noun) else nearest


def _owner(noun: Token) -> Token | None:
    """Return who holds a reporting noun: *her* claim, the claim *of X*, X made the claim."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
    for child in noun.children:
        if child.dep_ in {"prep", "agent"} and child.lower_ in {"of", "by", "from"}:
            return next((t for t in child.children if t.dep_ == "pobj"), None)
    verb = noun.head
    if noun.dep_ in {"dobj", "attr", "pobj", "oprd"}:
        while verb.pos_ not in {"VERB", "AUX"} and verb.dep_ != "ROOT":
            verb = verb.head
        if verb.pos_ == "VERB":
            return _subject(verb)
    return None


def _neighbour(doc: Doc, cue: Token, pieces: tuple[Offsets, ...]) -> Token | None:
    """Return the nominal next to a cue: before it first, then after it (*said X*)."""
    for index in range(cue.i - 1, max(-1, cue.i - WINDOW), -1):
        token = doc[index]
        if token.text in {".", "!", "?"} or "\n" in token.text or _is_inside(token, pieces):
            break
        if _is_nominal(token) and can_speak(token):
            return _top(token, index)
    for index in range(cue.i + 1, min(len(doc), cue.i + WINDOW)):
        token = doc[index]
        if token.text in {".", "!", "?"} or "\n" in token.text or _is_inside(token, pieces):
            break
        if token.is_punct and index > cue.i + 1:
            break
        if is_reporting_verb(token):
            break
        if _is_nominal(token) and can_speak(token):
            return _top(token, index)
    return None


def _top(token: Token, index: int) -> Token:
    """Climb from a part of a name or compound to its head."""
    while token.dep_ in {"compound", "amod", "nmod", "poss"} and _is_nominal(token.head):
        if abs(token.head.i - index) > 4:
            break
        token = token.head
    return token


def _before_colon(doc: Doc, colon: Token) -> Span | None:
    """Return who stands before a colon: a turn's label, or the clause's subject or last name."""
    start = colon.i
    while (
        start > 0 and "\n" not in doc[start - 1].text and doc[start - 1].text not in {".", "!", "?"}
    ):
        start -= 1
    before = doc[start : colon.i]
    if len(before) == 0 or before.text.strip().lower() in QUESTION | ANSWER:
        return None
    for token in before:
        if token.dep_ in SUBJECTS and can_speak(token):
            return noun_phrase(token)
    named = entities_in(before, {"PERSON", "ORG", "GPE"})
    if named:
        return named[0]
    if len(before) <= 6 and before[0].text[:1].isupper():
        comma = next((t.i for t in before if t.text == ","), colon.i)
        return doc[start:comma] if comma > start else None
    return None


def _prepositional_end(preposition: Token, depth: int) -> int:
    """Return the last token of a prepositional phrase, relative clauses cut off."""
    end = preposition.i
    for child in preposition.children:
        if child.dep_ == "pobj":
            end = max(end, noun_phrase(child, depth).end - 1)
    return end


def _is_nominal(token: Token) -> bool:
    return token.pos_ in {"NOUN", "PROPN", "PRON"}


def _is_inside(token: Token, pieces: tuple[Offsets, ...]) -> bool:
    return any(start <= token.idx < end for start, end in pieces)
