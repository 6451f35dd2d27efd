"""Reported speech, thought and positions: cue and clause, read off the dependency parse."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from stance.lexicons import lexicon
from stance.quotes.exclusions import is_asserted
from stance.quotes.marks import paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Span, Token

__all__ = ["Report", "is_according_to", "is_reporting_verb", "reports", "verb_classes"]

POSITION_COMPLEMENTS: Final = frozenset(
    "dobj prep xcomp ccomp pcomp oprd dative".split()  # noqa: SIM905
)
POSITION_PREPOSITIONS: Final = frozenset(
    "for of against with to over about as on from towards toward".split()  # noqa: SIM905
)
FIRST_WORDS_OUT: Final = frozenset([",", ";", ":", "-", "–", "—", "--"])
MIN_POSITION_WORDS: Final = 3
MAX_SENTENCE: Final = 300
"""Tokens. Longer ones are lists or rubbish, and the work on one grows with its square."""


@dataclass(frozen=True, slots=True)
class Report:
    """A cue and the tokens of the content that it reports (indices into the `Doc`, sorted)."""

    cue: Span
    content: tuple[int, ...]


def verb_classes(token: Token) -> frozenset[str]:
    """Return the reporting classes of a verb's lemma, empty for other words.

    ``speech`` (says), ``belief`` (thinks, wants), ``position`` (urges, opposes), ``object``
    (a position whose object is the content), ``manner`` (smiles; with a direct quotation only),
    ``phrase`` (as one official *put* it).
    """
    if token.pos_ not in {"VERB", "AUX"}:
        return frozenset()
    return frozenset(lexicon("reporting_verbs").get(token.lemma_.lower(), "").split())


def is_according_to(token: Token) -> bool:
    """Whether a token begins *according to*."""
    return (
        token.lower_ == "according" and token.i + 1 < len(token.doc) and token.nbor().lower_ == "to"
    )


def is_reporting_verb(token: Token) -> bool:
    """Whether a token is a verb of saying or thinking, or one that may carry a quotation."""
    return bool(verb_classes(token) - {"phrase"})


def reports(doc: Doc) -> Iterator[Report]:
    """Yield every asserted report in the order of its cue. Reads `doc`, never writes."""
    paragraph = _paragraph_numbers(doc)
    run_on = _in_run_on_sentences(doc)
    for token in doc:
        if run_on[token.i]:
            continue
        if is_according_to(token):
            content = _according_to(token)
            cue = doc[token.i : token.i + 2]
        elif classes := verb_classes(token):
            content = _verb_content(token, classes)
            cue = doc[token.i : token.i + 1]
        elif token.pos_ == "NOUN" and token.lemma_.lower() in lexicon("reporting_nouns"):
            content = _noun_content(token)
            cue = doc[token.i : token.i + 1]
        else:
            continue
        # The parser does not see paragraphs; a report never leaves its own.
        content = _trimmed(doc, [i for i in content if paragraph[i] == paragraph[token.i]])
        if content:
            yield Report(cue=cue, content=tuple(content))


def _verb_content(verb: Token, classes: frozenset[str]) -> list[int]:
    """Return the token indices of what a reporting verb reports, unsorted."""
    if not is_asserted(verb, speech="speech" in classes):
        return []
    children = list(verb.children)
    if verb.dep_ == "advcl" and verb.tag_ in {"VBN", "VBD"} and not _has_agreement(verb):
        return []  # *Asked whether..., he*: the report is another's, unnamed
    if classes & {"speech", "belief"}:
        clauses = [
            child
            for child in children
            if (child.dep_ == "ccomp" and not _is_before_semicolon(child, verb))
            or (child.dep_ == "xcomp" and _is_reported_infinitive(child, classes))
        ]
        if clauses:
            asked = [  # *urged governments not to pay*: who should act belongs to the content
                token.i
                for child in children
                if child.dep_ == "dobj" and clauses[0].dep_ == "xcomp" and child.i > verb.i
                for token in child.subtree
            ]
            return asked + [i for clause in clauses for i in _without_added(clause)]
        if verb.dep_ == "parataxis" and verb.head.i != verb.i and _has_subject(verb):
            return _difference(verb.head, verb)
    if verb.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ == "as" for c in children):
        as_it_is_put = "phrase" in classes and any(c.lower_ == "it" for c in children)
        if (as_it_is_put or "speech" in classes) and _has_subject(verb):
            return _difference(verb.head, verb)
    if "position" in classes and _has_subject(verb):
        complements = [
            child
            for child in children
            if child.i > verb.i and child.dep_ in POSITION_COMPLEMENTS and _is_argument(child)
        ]
        if "object" not in classes and all(c.dep_ in {"dobj", "dative"} for c in complements):
            return []  # *advises the minister* says nothing of what
        tokens = [token.i for child in complements for token in child.subtree]
        return tokens if len(tokens) >= MIN_POSITION_WORDS else []
    return []


def _without_added(clause: Token) -> list[int]:
    """Return a clause's tokens without a trailing report (*..., adding that...*) of its own."""
    added = {
        token.i
        for child in clause.subtree
        if child.dep_ in {"advcl", "conj"}
        and child.tag_ == "VBG"
        and child.i > clause.i
        and child.i > 0
        and child.doc[child.i - 1].text == ","
        and "speech" in verb_classes(child)
        for token in child.subtree
    }
    return [token.i for token in clause.subtree if token.i not in added]


def _noun_content(noun: Token) -> list[int]:
    """Return the clause of a reporting noun (*the claim that...*), if it has one."""
    for child in noun.children:
        if child.dep_ in {"acl", "ccomp", "relcl"} and child.i > noun.i:
            first = child.doc[child.left_edge.i]
            if first.lower_ == "that" and first.dep_ == "mark":
                return [token.i for token in child.subtree]
    return []


def _according_to(according: Token) -> list[int]:
    """Return the clause that *according to X* belongs to, without the phrase itself."""
    clause = according.head
    while clause.pos_ not in {"VERB", "AUX"} and clause.dep_ != "ROOT":
        clause = clause.head
    return _difference(clause, according)


def _difference(whole: Token, part: Token) -> list[int]:
    """Return the tokens below `whole` that are not below `part`."""
    inside = {token.i for token in part.subtree}
    return [token.i for token in whole.subtree if token.i not in inside]


def _has_subject(verb: Token) -> bool:
    """Whether a verb has a subject of its own or shares its neighbour's."""
    return any(child.dep_ in {"nsubj", "nsubjpass"} for child in verb.children) or (
        verb.dep_ in {"conj", "xcomp", "advcl", "acl", "relcl", "pcomp"}
    )


def _is_before_semicolon(clause: Token, verb: Token) -> bool:
    """Whether the parser took the clause before a semicolon for the verb's content."""
    return clause.i < verb.i and any(token.text == ";" for token in verb.doc[clause.i : verb.i])


def _has_agreement(verb: Token) -> bool:
    """Whether a past form comes with subject, auxiliary or agent (*was told, asked by X*)."""
    return any(
        child.dep_ in {"auxpass", "aux", "agent", "nsubj", "nsubjpass"} for child in verb.children
    )


def _is_argument(child: Token) -> bool:
    """Whether a complement says what the position is on, not when or where it was taken."""
    if child.dep_ != "prep":
        return child.ent_type_ not in {"DATE", "TIME"}
    return child.lower_ in POSITION_PREPOSITIONS and not any(
        token.ent_type_ in {"DATE", "TIME"} for token in child.children
    )


def _is_reported_infinitive(clause: Token, classes: frozenset[str]) -> bool:
    """Whether an infinitive is what is wanted, hoped, promised: *wants to free*."""
    return any(child.lower_ == "to" and child.dep_ == "aux" for child in clause.children) and bool(
        classes & {"belief", "position"}
    )


def _paragraph_numbers(doc: Doc) -> list[int]:
    """Return for each token the number of its paragraph."""
    starts = [start for start, _ in paragraphs(doc.text)]
    return [bisect_right(starts, token.idx) for token in doc]


def _in_run_on_sentences(doc: Doc) -> bytearray:
    """Mark the tokens of sentences too long for a parse to mean anything, and to be quick."""
    marked = bytearray(len(doc))
    start = 0
    for index in range(1, len(doc) + 1):
        if index == len(doc) or doc[index].is_sent_start:
            if index - start > MAX_SENTENCE:
                marked[start:index] = b"\x01" * (index - start)
            start = index
    return marked


def _trimmed(doc: Doc, content: list[int]) -> list[int]:
    """Sort token indices; drop space and punctuation at both ends."""
    tokens = sorted(set(content))
    while tokens and (doc[tokens[0]].is_space or doc[tokens[0]].text in FIRST_WORDS_OUT):
        tokens.pop(0)
    while tokens and (
        doc[tokens[-1]].is_space
        or (
            doc[tokens[-1]].is_punct
            and not doc[tokens[-1]].is_quote
            and doc[tokens[-1]].text not in ")]?!"
        )
    ):
        tokens.pop()
    return tokens
