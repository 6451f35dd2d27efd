"""Who is meant in a quotation: who should act, with which lever, towards whom.

Read off the parse alone, and off the words that report: *urged the EU to keep sanctions on
Minsk* asks the EU. It does not matter which way the demand goes; that is the stance. Where
nothing shows an actor, a lever or a target it is None.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stance.about.actions import Action, action_of
from stance.about.quotation import Quotation
from stance.about.targets import find_target, target_of_demand
from stance.about.words import Words
from stance.quotes.neighbourhood import can_speak
from stance.records import About

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Token

    from stance.about.levers import LeverMention
    from stance.about.phrases import Phrase
    from stance.records import Attribution, Speaker
    from stance.speakers.names import NameIndex

__all__ = ["find_abouts"]

AGAINST: Final = frozenset(["isolation", "prosecution", "recognition", "sanctions"])
"""Levers whose verbs have the target for object; what is *bought* or *swapped* is none."""


def find_abouts(
    doc: Doc,
    attributions: Sequence[Attribution],
    speakers: Sequence[Speaker | None],
    names: NameIndex,
) -> list[About | None]:
    """Return for each quotation who is asked to act, the lever, and the target.

    Parameters
    ----------
    doc : Doc
        Parsed; read, never written.
    attributions : sequence of Attribution
        Its quotations, sources attached.
    speakers : sequence of (Speaker or None)
        Who says each.
    names : NameIndex
        Of the same document.

    Returns
    -------
    list of (About or None)
        One per quotation; None where all three are unknown.
    """
    if not attributions:
        return []
    words = Words(doc)
    return [
        _about(Quotation(words, attribution, speaker, names))
        for attribution, speaker in zip(attributions, speakers, strict=True)
    ]


def _about(quotation: Quotation) -> About | None:
    mentions = quotation.levers()
    if not all(mention.weak for mention in mentions):
        mentions = [mention for mention in mentions if not mention.weak]
    actions = [action_of(mention.token, quotation.inside) for mention in mentions]
    chosen = _chosen(mentions, actions)
    if chosen is not None:
        lever, action = mentions[chosen], actions[chosen]
    elif (demand := next(quotation.demands(), None)) is not None:
        lever, action = None, demand
    else:
        return None
    actor, head = _actor(quotation, action, lever)
    if actor is None and lever is not None:
        for other in quotation.demands():
            if not _acts_on_it(other):
                continue
            if (actor := _actor(quotation, other, None)[0]) is not None:
                head = other.actor
                break

    acting = set() if head is None else _parts(head)
    levers = {mention.token.i for mention in mentions}

    def allowed(token: Token, phrase: Phrase) -> bool:
        names_lever = token.i in levers and (not phrase.sure or token.pos_ == "PROPN")
        return token.i not in acting and not names_lever and phrase.name != actor

    names, tokens = quotation.names, quotation.named
    if lever is None:
        target = target_of_demand(action, names, tokens=tokens, allowed=allowed)
    else:
        target = find_target(
            lever.token,
            action,
            names,
            tokens=tokens,
            allowed=allowed,
            things=lever.lever in AGAINST and not (lever.weak or lever.pair),
        )
    if lever is not None and lever.weak and not action.wanted and actor is target is None:
        return None  # a *passport* alone is no visa policy
    if actor is None and lever is None and target is None:
        return None
    return About(actor, lever and lever.lever, target)


def _acts_on_it(action: Action) -> bool:
    """Whether a demand takes up what was named before: *the EU must extend them*."""
    return any(
        child.dep_ == "dobj" and child.pos_ == "PRON"
        for verb in action.verbs[:1]
        for child in verb.children
    )


def _parts(head: Token) -> set[int]:
    """Return the words of an actor: its nouns, what stands before them, *of* and *in* phrases."""
    found = set()
    for noun in (head, *head.conjuncts):
        found.add(noun.i)
        for child in noun.children:
            if child.dep_ in {"amod", "compound", "nmod", "poss"}:
                found.add(child.i)
            elif child.dep_ == "prep" and child.lower_ in {"in", "of"}:
                found |= {inner.i for inner in child.children}
    return found


def _chosen(mentions: Sequence[LeverMention], actions: Sequence[Action]) -> int | None:
    """Return which lever counts: one that is asked for before one told of, then the first."""
    ranks = [
        (_acts(mention.token), not action.wanted, index)
        for index, (mention, action) in enumerate(zip(mentions, actions, strict=True))
    ]
    return min(ranks)[-1] if ranks else None


def _acts(token: Token) -> bool:
    """Whether words for a lever are rather somebody who acts: the *court* must..."""
    return token.dep_ == "nsubj" and can_speak(token)


def _actor(
    quotation: Quotation, action: Action, lever: LeverMention | None
) -> tuple[str | None, Token | None]:
    """Return who acts and the head of the words that say so."""
    if action.actor is not None:
        return quotation.who(action.actor, action), action.actor
    if action.imperative:
        return quotation.addressee(action), None
    if lever is not None and lever.token.pos_ in {"NOUN", "PROPN"}:
        token = lever.token
        while token.pos_ in {"NOUN", "PROPN", "ADP"}:
            owner = next((c for c in token.lefts if c.dep_ in {"poss", "compound"}), None)
            if owner is not None and owner.ent_type_ in {"GPE", "ORG"} and _has_target(token):
                return quotation.who(owner, action), owner
            if token.head.i not in action.path or token.head == token:
                break
            token = token.head
    return None, None


def _has_target(noun: Token) -> bool:
    """Whether a noun says by a preposition whom it is turned on, so that its owner is another."""
    return any(
        c.dep_ == "prep" and c.lower_ in {"on", "upon", "against", "with", "to", "from"}
        for c in noun.children
    )
