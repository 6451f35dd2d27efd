"""Actions: the verbs that govern a lever, who carries them out, and whether they are asked for.

Walked is from the words of the lever up the parse: *to stop [buying gas]* leads to *stop*,
*must stop* and its subject; *urged Berlin [to suspend trade]* leads to the object of *urged*.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from stance.about.phrases import nominal
from stance.lexicons import lexicon

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from spacy.tokens import Token

__all__ = ["Action", "action_of", "demand_classes", "demands", "is_passive"]

VERBS: Final = frozenset(["VERB", "AUX"])
CLAUSES: Final = frozenset(["xcomp", "ccomp", "advcl", "pcomp", "acl"])
DEMANDING: Final = frozenset(["must", "should", "ought", "shall", "need"])
NEEDING: Final = frozenset(["have", "need", "ought"])
ADDRESSING: Final = frozenset(["on", "upon", "to", "with", "for", "at"])
ASIDE: Final = frozenset(["without", "until", "before", "after", "since", "despite", "because"])
"""Prepositions of what a demand depends on, not what it is for: *no trade without visas*."""
MAX_STEPS: Final = 14


@dataclass(slots=True)
class Action:
    """What is done with a lever.

    Attributes
    ----------
    verbs : list of Token
        From the innermost verb that governs the lever outwards.
    path : set of int
        Tokens between the lever and the outermost verb, both among them.
    actor : Token or None
        The head of the phrase that names who acts.
    wanted : bool
        Whether the text asks for it (or asks not to do it), rather than tell of it.
    imperative : bool
        Whether it is asked of whoever is spoken to.
    announced : bool
        Whether the actor says what will be done (*would keep*).
    """

    verbs: list[Token] = field(default_factory=list)
    path: set[int] = field(default_factory=set)
    actor: Token | None = None
    wanted: bool = False
    imperative: bool = False
    announced: bool = False


def demand_classes(verb: Token) -> frozenset[str]:
    """Return the classes of a verb in ``lexicons/demand_verbs.tsv``.

    ``control`` (its object is to act: *urge*), ``judge`` (its object has acted: *accuse*),
    ``commit`` (its subject is to act: *promise*), ``receive`` (its subject is acted on:
    *deserve*).
    """
    return frozenset(lexicon("demand_verbs").get(verb.lemma_.lower(), "").split())


def action_of(lever: Token, inside: Collection[int]) -> Action:
    """Return the action with a lever.

    Parameters
    ----------
    lever : Token
        Its words' head.
    inside : collection of int
        The tokens of the quotation; outside only the cue says something of the actor.
    """
    action = Action(actor=_by_phrase(lever) if lever.pos_ not in VERBS else None)
    token, came, aside = lever, lever, False
    for _ in range(MAX_STEPS):
        action.path.add(token.i)
        if token.pos_ in VERBS and not _is_auxiliary(token):
            if _found_at(token, came, action, inside, aside=aside):
                break
            came = token
        elif token.pos_ == "ADP" and token.lower_ in ASIDE:
            aside = True
        if token.dep_ in {"nsubj", "csubj", "relcl", "parataxis", "ROOT"} and token != lever:
            if token.dep_ in {"nsubj", "csubj"}:
                _told_of(token.head, action, aside=aside)
            break
        if token.head.i == token.i:
            break
        if token.dep_ in {"nsubj", "csubj"}:
            _told_of(token.head, action, aside=aside)
            break
        if token.pos_ in VERBS and token.dep_ not in CLAUSES | {"conj"}:
            break
        aside = aside or token.dep_ == "advcl"
        if token.pos_ not in VERBS:
            came = token
        token = token.head
    if action.imperative and action.actor is not None:
        action.imperative = False
    return action


def demands(tokens: Iterable[Token], inside: Collection[int]) -> Iterator[Action]:
    """Yield what a quotation asks for, lever or not, in text order."""
    for token in tokens:
        if token.pos_ in VERBS and not _is_auxiliary(token) and _is_wanted(token, token):
            yield action_of(token, inside)


def _is_imperative(verb: Token) -> bool:
    """Whether a verb is asked of whoever is spoken to: *lift*, *don't lift*, *let us lift*."""
    for _ in range(MAX_STEPS):  # *lift, drop and end*: as the first is
        if verb.tag_ not in {"VB", "VBP"} or verb.dep_ in CLAUSES - {"ccomp"} | {"relcl"}:
            return False
        for child in verb.children:
            if child.dep_ in {"nsubj", "nsubjpass", "csubj", "expl", "mark"} or (
                child.dep_ == "aux" and child.lower_ not in {"do", "please"}
            ):
                return False
        if verb.dep_ != "conj" or verb.head.pos_ not in VERBS:
            return True
        verb = verb.head
    return False


def _found_at(
    verb: Token, came: Token, action: Action, inside: Collection[int], *, aside: bool
) -> bool:
    """Take from a verb what it says of an action; True where the walk ends."""
    if verb.i not in inside:
        if action.actor is None and came != verb:
            classes = demand_classes(verb)
            if classes & {"control", "judge"}:
                action.actor = _controlled(verb, came)
            if action.actor is None and "commit" in classes:
                action.actor = next((c for c in verb.children if c.dep_ == "nsubj"), None)
            told = action.actor is None or "judge" in classes
            action.wanted = action.wanted or not told
        return True
    action.verbs.append(verb)
    action.announced = action.announced or any(
        c.dep_ == "aux" and c.lower_ in {"will", "would", "wo", "'ll", "’ll"} for c in verb.children
    )
    if not aside and _is_wanted(verb, came):
        action.wanted = True
        action.imperative = action.imperative or _is_imperative(verb)
    if action.actor is not None:
        return False
    if (agent := _agent(verb)) is not None:
        action.actor = agent
        return True
    if (asked := _asked_for(verb)) is not None:
        action.actor, action.wanted = asked, not aside
        return True
    if came != verb and (classes := demand_classes(verb)) & {"control", "judge"}:
        action.actor = _controlled(verb, came)
        if action.actor is not None:
            action.wanted = not aside and "judge" not in classes
            return True
    for child in verb.children:
        if child.dep_ in {"nsubj", "nsubjpass", "expl"}:
            action.actor = _subject(verb, child, came, action)
            return True
    return False


def _subject(verb: Token, subject: Token, came: Token, action: Action) -> Token | None:
    if subject.i in action.path or subject.dep_ == "expl" or subject.lower_ == "there":
        return None
    if subject.lower_ == "it" and verb.lemma_ == "be" and came.dep_ in CLAUSES | {"acomp", "attr"}:
        return None
    if subject.dep_ == "nsubjpass" and (came == verb or came.dep_ not in {"xcomp", "ccomp"}):
        return None
    if came != verb and came.dep_ == "xcomp" and verb.lemma_ in NEEDING and is_passive(came):
        return None
    if subject.tag_ in {"WP", "WDT"}:
        return verb.head if verb.dep_ == "relcl" and subject.lower_ != "which" else None
    if "receive" in demand_classes(verb) and came.pos_ not in VERBS:
        return None
    return subject


def _told_of(verb: Token, action: Action, *, aside: bool) -> None:
    """Note the verb that a lever is the subject of: *sanctions must stay*."""
    if verb.pos_ in VERBS:
        action.verbs.append(verb)
        below = next((c for c in verb.children if c.dep_ == "xcomp"), verb)
        action.wanted = action.wanted or (not aside and _is_wanted(verb, below))
        if below != verb and action.actor is None:  # *have to be lifted by the EU*
            action.actor = _agent(below)


def _is_wanted(verb: Token, came: Token) -> bool:
    if verb.lemma_ in NEEDING and came.dep_ == "xcomp":
        return True
    if verb.dep_ in {"ccomp", "xcomp"} and _is_bare(verb):
        above = verb.head
        if above.lemma_ in NEEDING or "control" in demand_classes(above):
            return True  # *has to act*, *wants* Berlin *to act*, *demands that* Berlin *act*
    if verb.dep_ == "pcomp" and "control" in demand_classes(verb.head.head):
        return True  # *warns* Berlin *against acting*
    return _is_imperative(verb) or any(
        c.dep_ == "aux" and c.lower_ in DEMANDING for c in verb.children
    )


def _is_bare(verb: Token) -> bool:
    """Whether a verb or its auxiliary is a bare infinitive: *to act*, *that he be tried*."""
    if verb.tag_ == "VB":
        return not any(c.dep_ == "aux" and c.lower_ != "to" for c in verb.children)
    return any(c.dep_ in {"aux", "auxpass"} and c.tag_ == "VB" for c in verb.children)


def _asked_for(verb: Token) -> Token | None:
    """Return X in *for X to act*, which the parser often hangs on what stands before it."""
    doc = verb.doc
    for child in verb.lefts:
        if child.dep_ == "aux" and child.lower_ == "to" and child.i > 1:
            before = doc[child.i - 1]
            if before.dep_ == "pobj" and before.head.lower_ == "for":
                return before
    return None


def _controlled(verb: Token, came: Token) -> Token | None:
    """Return whom a verb asks to act: *urge* Berlin, *call on* Berlin, *warn* Berlin *against*."""
    if came.pos_ not in VERBS and not any(c.dep_ == "pcomp" for c in came.children):
        return None  # *begs* Tehran *for a swap*: who begs is to have it
    for child in verb.children:
        if child.i >= came.i and came.i > verb.i:
            break
        if child.dep_ in {"dobj", "dative"} and nominal(child) and child != came:
            return child
        if (
            child.dep_ in {"prep", "dative"}
            and child.lower_ in ADDRESSING
            and child.i > verb.i
            and (inner := next((c for c in child.children if c.dep_ == "pobj"), None)) is not None
            and nominal(inner)
        ):
            return inner
        if child.dep_ == "nsubjpass":
            return child
    return None


def _by_phrase(noun: Token) -> Token | None:
    """Return X in *recognition by X*."""
    for child in noun.rights:
        if child.dep_ in {"prep", "agent"} and child.lower_ == "by":
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None


def _agent(verb: Token) -> Token | None:
    """Return who does what a passive verb says."""
    for child in verb.children:
        if child.dep_ == "agent" or (child.lower_ == "by" and is_passive(verb)):
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None


def is_passive(verb: Token) -> bool:
    """Whether a verb is in the passive voice."""
    return any(child.dep_ in {"auxpass", "nsubjpass"} for child in verb.children)


def _is_auxiliary(token: Token) -> bool:
    return token.dep_ in {"aux", "auxpass"}
