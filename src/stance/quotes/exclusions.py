"""Tells reports of speech from what only looks like one: denied, imagined, asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stance.quotes.cues import verb_classes

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["defeats_speech", "is_asserted", "is_negated"]

HYPOTHETICAL_AUX: Final = frozenset(
    "would could might may should can must shall ought".split()  # noqa: SIM905
)
HYPOTHETICAL_MARK: Final = frozenset(
    "if unless whether lest".split()  # noqa: SIM905
)
NOBODY: Final = frozenset(["nobody", "none", "neither", "nothing"])
GOVERNORS: Final = frozenset(
    "go continue come appear seem want begin start proceed".split()  # noqa: SIM905
)
"""Verbs whose infinitive is still speech: *went on to say*; not *refused to say*."""
REFUSERS: Final = frozenset(["decline", "fail", "forget", "hesitate", "omit", "refuse"])
AVOIDERS: Final = frozenset(["avoid", "cease", "quit", "resist", "stop"])
VOID_PREPOSITIONS: Final = frozenset(["without", "instead", "rather", "than", "from"])
VOID_BEFORE_OF: Final = frozenset(["instead", "short"])
TELLING: Final = frozenset(["aux", "auxpass", "mark", "nsubj", "nsubjpass"])
DENYING: Final = frozenset(["neg", "advmod", "nsubj", "nsubjpass"])
"""Relations of a verb's dependents that say whether it took place."""


def is_asserted(cue: Token, *, speech: bool) -> bool:
    """Whether the text asserts that the attribution of a reporting verb took place.

    Parameters
    ----------
    cue : Token
        The reporting verb.
    speech : bool
        Whether it is a verb of saying. *Would say* is hypothetical; *would welcome* is not.

    Returns
    -------
    bool
        False for negated (*did not say*, *nobody said*), hypothetical (*if she says*,
        *would say*), requested (*say that...*), refused (*declined to say*) and asked
        (*did he say...?*) reports, and for those of somebody unnamed (*Asked whether..., he*)
        and for the newsroom's own *asked not to be named*.
    """
    if is_negated(cue) or _is_anothers(cue) or _asks_for_anonymity(cue):
        return False
    inverted = has_subject = has_aux = infinitive = False
    for child in cue.children:
        dep, lower = child.dep_, child.lower_
        if dep not in TELLING or _is_quoted_off(child, cue):
            continue
        if dep in {"aux", "auxpass"}:
            has_aux = True
            infinitive |= lower == "to"
            if speech and lower in HYPOTHETICAL_AUX:
                return False
            inverted |= lower in {"did", "does", "do", "has", "have", "will"} and any(
                other.dep_ in {"nsubj", "nsubjpass"} and child.i < other.i < cue.i
                for other in cue.children
            )
        elif dep == "mark" and lower in HYPOTHETICAL_MARK:
            return False
        elif dep in {"nsubj", "nsubjpass"}:
            has_subject = True
    if inverted:
        return False
    if infinitive:
        return cue.dep_ in {"xcomp", "advcl", "conj"} and cue.head.lemma_ in GOVERNORS
    if cue.tag_ == "VB" and not (has_subject or has_aux) and cue.dep_ in {"ROOT", "ccomp"}:
        return False  # an imperative
    return not _is_void(cue)


def is_negated(cue: Token) -> bool:
    """Whether the text says that a verb's event did not happen (*never said*, *nobody said*)."""
    for child in cue.children:
        dep, lower = child.dep_, child.lower_
        if dep not in DENYING or _is_quoted_off(child, cue):
            continue
        if dep == "neg" or (dep == "advmod" and lower in {"never", "hardly", "nowhere"}):
            return True
        if dep in {"nsubj", "nsubjpass"} and (
            lower in NOBODY
            or any(
                word.lower_ in {"no", "neither"} and word.dep_ in {"det", "preconj"}
                for word in child.children
            )
        ):
            return True
    return False


def defeats_speech(cue: Token) -> bool:
    """Whether a verb says of a speech act that it did not take place (*declined to say*)."""
    below = [child for child in cue.rights if child.dep_ in {"xcomp", "prep", "advmod"}]
    for _ in range(2):
        below += [
            token for child in below for token in child.children if token.dep_ in {"pcomp", "prep"}
        ]
    return any(
        "speech" in verb_classes(verb)
        and (_is_void(verb) or (verb.dep_ == "xcomp" and cue.lemma_ in REFUSERS))
        for verb in below
    )


def _is_anothers(cue: Token) -> bool:
    """Whether a participle reports what somebody else said (*Asked whether..., he said*)."""
    return (
        (cue.dep_ == "advcl" or (cue.dep_ == "acl" and cue.lemma_ == "ask"))
        and cue.tag_ in {"VBN", "VBD"}
        and not any(
            child.dep_ in {"auxpass", "aux", "agent", "nsubj", "nsubjpass"}
            for child in cue.children
        )
    )


def _asks_for_anonymity(cue: Token) -> bool:
    return any(
        child.dep_ in {"xcomp", "ccomp"}
        and child.lemma_ in {"name", "identify"}
        and is_negated(child)
        for child in cue.rights
    )


def _is_void(cue: Token) -> bool:
    """Whether a gerund names what is left undone (*without saying*, *avoided saying*)."""
    head = cue.head
    if cue.dep_ == "xcomp":
        return cue.tag_ == "VBG" and head.lemma_ in AVOIDERS and not is_negated(head)
    if cue.dep_ != "pcomp":
        return False
    before = head.nbor(-1).lower_ if head.lower_ == "of" and head.i else ""
    return head.lower_ in VOID_PREPOSITIONS or before in VOID_BEFORE_OF


def _is_quoted_off(child: Token, cue: Token) -> bool:
    """Whether a quotation mark stands between a verb and a word that the parser gave it."""
    low, high = sorted((child.i, cue.i))
    return any(token.is_quote for token in cue.doc[low + 1 : high])
