"""Targets: what a lever is turned on, read off the parse around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stance.about.actions import demand_classes, is_passive
from stance.about.phrases import PLACES, Phrase, is_regime, nominal, objects_of, target_phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from spacy.tokens import Token

    from stance.about.actions import Action
    from stance.speakers.names import NameIndex

__all__ = ["find_target", "target_of_demand"]

PREPOSITIONS: Final = (
    "on", "upon", "against", "with", "towards", "toward", "to", "of", "for", "from", "over",
    "into", "in", "between",
)  # fmt: skip
"""In the order in which they tell the target: sanctions *of* the EU *on* Minsk."""
PLAIN: Final = frozenset(["on", "upon", "against", "with", "towards", "toward", "to"])
"""Prepositions after which any noun will do, not only a name: talks *with* the rebels."""
MODIFIERS: Final = frozenset(["amod", "compound", "nmod", "poss"])
PRONOUNS: Final = frozenset(["it", "its", "them", "their", "they", "him", "he", "her", "she"])

Candidate = tuple["Token", bool]
"""A noun, and whether it need not be a name."""


def find_target(
    lever: Token,
    action: Action,
    names: NameIndex,
    *,
    tokens: Sequence[Token],
    allowed: Callable[[Token, Phrase], bool],
    things: bool = True,
) -> str | None:
    """Return the target of a lever: first what hangs on it, then what hangs on its verbs.

    Parameters
    ----------
    lever : Token
        Its words' head.
    action : Action
        What is done with it.
    names : NameIndex
        Of the document.
    tokens : sequence of Token
        The quotation's names, among which the antecedent of a pronoun is looked for.
    allowed : callable
        Says of a noun and what it is called whether it may be a target: the actor is not.
    things : bool, default=True
        Whether the object of a lever that is a verb may be any noun, not only a name.
    """
    plain_name = object_name = None
    for token, plain in _candidates(lever, action, things=things):
        if token.lower_ in PRONOUNS:
            phrase = _antecedent(token, tokens, names, allowed)
        elif nominal(token):
            phrase = target_phrase(token, names)
        else:
            continue
        if phrase is None or not allowed(token, phrase):
            continue
        if phrase.sure:
            return phrase.name
        if plain and token.pos_ == "NOUN":
            if token.dep_ in {"dobj", "nsubjpass"}:
                object_name = object_name or phrase.name
            else:
                plain_name = plain_name or phrase.name
    return plain_name or _only_name(action, tokens, names, allowed) or object_name


def target_of_demand(
    action: Action,
    names: NameIndex,
    *,
    tokens: Sequence[Token],
    allowed: Callable[[Token, Phrase], bool],
) -> str | None:
    """Return the named target of a demand without a lever: *stop rewarding Minsk*."""
    for verb in action.verbs:
        for token, _ in _around(verb, action, last=True):
            if nominal(token):
                phrase = target_phrase(token, names)
                if phrase.sure and allowed(token, phrase):
                    return phrase.name
    return _only_name(action, tokens, names, allowed)


def _only_name(
    action: Action,
    tokens: Sequence[Token],
    names: NameIndex,
    allowed: Callable[[Token, Phrase], bool],
) -> str | None:
    """Return the one country, body or regime that a demand's sentence names, if it is one."""
    sentence = (action.verbs[0] if action.verbs else tokens[0]).sent if tokens else None
    found: dict[str, None] = {}
    for token in tokens:
        if sentence is None or not sentence.start <= token.i < sentence.end:
            continue
        if token.dep_ == "pobj" and token.head.lower_ in {"at", "by", "in"}:
            continue
        if is_regime(token) or (
            token.ent_type_ in PLACES and token.ent_type_ != "PERSON" and _ends_entity(token)
        ):
            phrase = target_phrase(token, names)
            if phrase.sure and allowed(token, phrase):
                found[phrase.name] = None
    return next(iter(found)) if len(found) == 1 else None


def _candidates(lever: Token, action: Action, *, things: bool) -> Iterator[Candidate]:
    yield from _around(lever, action, things=things)
    if lever.lower_.endswith("ing") and lever.dep_ in MODIFIERS:
        yield lever.head, things  # *isolating Harare*, as the parser may have it
    token = lever
    while token.pos_ in {"NOUN", "PROPN"} and token.head.i in action.path and token != token.head:
        token = token.head  # the nouns between: a *package* of sanctions
        if token.pos_ in {"NOUN", "PROPN"}:
            yield from _around(token, action)
    for verb in action.verbs[:3]:
        governs = verb == action.verbs[0] and lever.dep_ in {"dobj", "pobj"} and verb.lemma_ != "be"
        for candidate, plain in _around(verb, action, last=verb == action.verbs[-1]):
            yield candidate, plain and governs


def _around(
    head: Token, action: Action, *, last: bool = False, things: bool = False
) -> Iterator[Candidate]:
    """Yield what hangs on a noun or verb and may be a target, the likeliest first."""
    is_verb = head.pos_ in {"VERB", "AUX"}
    children = [c for c in head.children if c.i not in action.path or c.dep_ == "prep"]
    for child in children:
        if is_verb and child.dep_ == "dative" and child.pos_ != "ADP":
            yield child, True
        elif is_verb and child.dep_ in {"dobj", "nsubjpass"} and child.i not in action.path:
            yield child, things
            if child.pos_ != "VERB":
                yield from _around(child, action)
    by_word: dict[str, list[Token]] = {}
    for child in children:
        if child.dep_ in {"prep", "dative"} and child.pos_ in {"ADP", "SCONJ"}:
            by_word.setdefault(child.lower_, []).append(child)
    for word in PREPOSITIONS:
        for preposition in by_word.get(word, ()):
            for inner in objects_of(preposition):
                if inner.i not in action.path:
                    yield inner, word in PLAIN
    if not is_verb:
        for child in children:
            if child.dep_ in MODIFIERS:
                yield child, False
    elif "receive" in demand_classes(head) or (
        last
        and (is_passive(head) or any(c.dep_ == "xcomp" and is_passive(c) for c in head.children))
    ):
        for child in children:
            if child.dep_ in {"nsubj", "nsubjpass"}:
                yield child, False


def _antecedent(
    pronoun: Token,
    tokens: Sequence[Token],
    names: NameIndex,
    allowed: Callable[[Token, Phrase], bool],
) -> Phrase | None:
    """Return the last country, body or regime named in the quotation before a pronoun."""
    people = pronoun.lower_ in {"him", "he", "her", "she"}
    for token in reversed(tokens):
        if token.i >= pronoun.i:
            continue
        if is_regime(token) or (token.ent_type_ in PLACES and _ends_entity(token)):
            if people != (token.ent_type_ == "PERSON") and not (people and is_regime(token)):
                continue
            phrase = target_phrase(token, names)
            if phrase.sure and allowed(token, phrase):
                return phrase
    return None


def _ends_entity(token: Token) -> bool:
    after = token.i + 1
    return after >= len(token.doc) or token.doc[after].ent_iob_ != "I"
