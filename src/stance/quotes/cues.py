"""Which words can report: the lexicon of cues applied to tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stance.lexicons import lexicon

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["is_according_to", "is_plain", "is_reporting_verb", "verb_classes"]


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


def is_plain(token: Token) -> bool:
    """Whether a cue only says that something was said or thought, not which way.

    False for verbs of taking a position (*opposes*), and for words that are in no lexicon.
    """
    if token.pos_ in {"VERB", "AUX"}:
        classes = verb_classes(token)
        return bool(classes) and "position" not in classes
    return (
        not token.is_alpha
        or is_according_to(token)
        or token.lemma_.lower() in lexicon("reporting_nouns")
    )
