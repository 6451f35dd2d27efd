"""Reported speech, thought and positions: cue and clause, read off the dependency parse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from stance.lexicons import lexicon
from stance.quotes.columns import line_numbers, parts_of_speech, sentence_starts, strings
from stance.quotes.cues import is_according_to, verb_classes
from stance.quotes.exclusions import is_asserted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Doc, Span, Token

__all__ = ["Report", "reports", "trimmed"]

POSITION_COMPLEMENTS: Final = frozenset(
    "dobj prep xcomp ccomp pcomp oprd dative".split()  # noqa: SIM905
)
POSITION_PREPOSITIONS: Final = frozenset(
    "for of against with to over about as on from towards toward".split()  # noqa: SIM905
)
FIRST_WORDS_OUT: Final = frozenset([",", ";", ":", "-", "–", "—", "--"])
MIN_POSITION_WORDS: Final = 3
CUE_PARTS: Final = frozenset(["VERB", "AUX", "NOUN"])
"""Of words that report, beside *according*."""
MAX_SENTENCE: Final = 300
"""Tokens. Longer ones are lists or rubbish, and the work on one grows with its square."""


@dataclass(frozen=True, slots=True)
class Report:
    """A cue and the tokens of the content that it reports (indices into the `Doc`, sorted).

    `source` is the head of the words that point to the speaker, where it is known already.
    """

    cue: Span
    content: tuple[int, ...]
    source: Token | None = None


def reports(doc: Doc) -> Iterator[Report]:
    """Yield every asserted report in the order of its cue. Reads `doc`, never writes."""
    paragraph = line_numbers(doc)
    run_on = _in_run_on_sentences(doc)
    words = strings(doc, "LOWER")
    for index, part in enumerate(parts_of_speech(doc)):
        if run_on[index] or not (part in CUE_PARTS or words[index] == "according"):
            continue
        token = doc[index]
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
        content = trimmed(doc, [i for i in content if paragraph[i] == paragraph[token.i]])
        if content:
            yield Report(cue=cue, content=tuple(content))


def _verb_content(verb: Token, classes: frozenset[str]) -> list[int]:
    """Return the token indices of what a reporting verb reports, unsorted."""
    if not is_asserted(verb, speech="speech" in classes):
        return []
    children = list(verb.children)
    if classes & {"speech", "belief"}:
        clauses = [
            child
            for child in children
            if (child.dep_ == "ccomp" and not _is_before_semicolon(child, verb))
            or (child.dep_ == "xcomp" and _is_reported_infinitive(child, classes))
            or (child.dep_ == "advcl" and _is_reported_question(child, verb))
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
    """Return the clause of a reporting noun (*the claim that...*, *a call to...*), if any."""
    if any(child.lower_ == "no" for child in noun.children):
        return []  # *there is no claim that...*
    for child in noun.children:
        if child.dep_ in {"acl", "ccomp", "relcl"} and child.i > noun.i:
            first = child.doc[child.left_edge.i]
            is_clause = first.lower_ == "that" and first.dep_ == "mark"
            is_demand = first.lower_ == "to" and first.dep_ == "aux" and noun.lemma_ != "refusal"
            if is_clause or is_demand:
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


def _is_reported_question(clause: Token, verb: Token) -> bool:
    """Whether a clause is what was asked (*asked if...*); the parser takes it for a condition."""
    return (
        verb.lemma_ in {"ask", "wonder", "inquire"}
        and clause.i > verb.i
        and any(c.dep_ == "mark" and c.lower_ in {"if", "whether"} for c in clause.lefts)
    )


def _in_run_on_sentences(doc: Doc) -> bytearray:
    """Mark the tokens of sentences too long for a parse to mean anything, and to be quick."""
    marked = bytearray(len(doc))
    starts = sentence_starts(doc)
    start = 0
    for index in range(1, len(doc) + 1):
        if index == len(doc) or starts[index]:
            if index - start > MAX_SENTENCE:
                marked[start:index] = b"\x01" * (index - start)
            start = index
    return marked


def trimmed(doc: Doc, content: Iterable[int]) -> list[int]:
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
