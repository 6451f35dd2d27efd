"""Tells reports of speech from what only looks like one: denied, imagined, asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["is_asserted"]

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
VOID_PREPOSITIONS: Final = frozenset(["without", "instead", "rather", "than", "from"])


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
        (*did he say...?*) reports.
    """
    negated = inverted = has_subject = has_aux = infinitive = False
    for child in cue.children:
        if _is_quoted_off(child, cue):
            continue
        dep, lower = child.dep_, child.lower_
        if dep == "neg" or (dep == "advmod" and lower in {"never", "hardly", "nowhere"}):
            negated = True
        elif dep in {"aux", "auxpass"}:
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
            if lower in NOBODY or any(
                word.lower_ in {"no", "neither"} and word.dep_ in {"det", "preconj"}
                for word in child.children
            ):
                return False
    if negated or inverted:
        return False
    if infinitive:
        return cue.dep_ in {"xcomp", "advcl", "conj"} and cue.head.lemma_ in GOVERNORS
    if cue.tag_ == "VB" and not (has_subject or has_aux) and cue.dep_ in {"ROOT", "ccomp"}:
        return False  # an imperative
    return not (cue.dep_ == "pcomp" and cue.head.lower_ in VOID_PREPOSITIONS)


def _is_quoted_off(child: Token, cue: Token) -> bool:
    """Whether a quotation mark stands between a verb and a word that the parser gave it."""
    low, high = sorted((child.i, cue.i))
    return any(token.is_quote for token in cue.doc[low + 1 : high])
