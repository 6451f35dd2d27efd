"""What stands around a possible cue: the units of the parse that may be its content or source."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

from stance.lexicons import lexicon
from stance.quotes.columns import strings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Token

__all__ = ["Layout", "Unit", "can_speak", "units"]

CLAUSAL: Final = frozenset(
    "ccomp advcl conj parataxis xcomp acl relcl pcomp".split()  # noqa: SIM905
)
"""Relations whose dependents are looked at one by one: part of a clause may be the narrator's."""
MAX_DOWN: Final = 2
MAX_UP: Final = 4
"""Steps down and up the parse from a cue."""
MAX_UNITS: Final = 80
"""Units looked at for one cue; more are a list or rubbish."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a cue's sentence that is content, source or neither as a whole.

    Attributes
    ----------
    head : Token
        Its syntactic head.
    path : str
        Dependency relations from the cue to the head: ``<`` up, ``>`` down; a trailing dot says
        that the unit is the head alone, its dependents being units of their own.
    tokens : tuple of int
        Indices into the `Doc`, sorted, without white space.
    """

    head: Token
    path: str
    tokens: tuple[int, ...]


class Layout:
    """Where a document's quotations, commas and paragraphs are.

    Parameters
    ----------
    doc : Doc
        Read, never written.
    quoted : sequence of bool
        For each token, whether it stands inside quotation marks.

    Attributes
    ----------
    turns, commas, paragraphs : list of int
        Changes between quoted and not, commas and line breaks before each token.
    words, tags : list of str
        Each token's lower-case form and part-of-speech tag; quicker here than from the tokens.
    """

    def __init__(self, doc: Doc, quoted: Sequence[bool]) -> None:
        self.quoted = quoted
        changes = (one != other for one, other in pairwise([False, *quoted]))
        self.turns = list(accumulate(changes))
        self.words = strings(doc, "LOWER")
        self.tags = strings(doc, "TAG")
        self.commas = [0, *accumulate(word == "," for word in self.words)]
        self.paragraphs = [0, *accumulate("\n" in word for word in self.words)]


def units(cue: Token) -> list[Unit]:
    """Return the units around a cue: its dependents, its ancestors and their dependents.

    Dependents in `CLAUSAL` relations are taken apart, `MAX_DOWN` levels deep, so that what the
    narrator adds to a reported clause can be told from it.
    """
    found: list[Unit] = []

    def below(parent: Token, path: str, *, without: int, depth: int) -> None:
        for child in parent.children:
            if child.i == without or child.is_space or len(found) >= MAX_UNITS:
                continue
            step = f"{path}>{child.dep_}"
            if depth > 0 and child.dep_ in CLAUSAL and child.n_lefts + child.n_rights > 1:
                found.append(Unit(child, step + ".", (child.i,)))
                below(child, step, without=-1, depth=depth - 1)
            else:
                found.append(Unit(child, step, _words_below(child)))

    below(cue, "", without=-1, depth=MAX_DOWN)
    path, token = "", cue
    for _ in range(MAX_UP):
        above = token.head
        if above.i == token.i:
            break
        path += f"<{token.dep_}"
        found.append(Unit(above, path + ".", (above.i,)))
        below(above, path, without=token.i, depth=MAX_DOWN - 1)
        token = above
    return found


def can_speak(head: Token) -> bool:
    """Whether a noun or pronoun names somebody who can say something."""
    lemma = head.lemma_.lower()
    return (
        head.ent_type_ in {"PERSON", "ORG", "GPE", "NORP"}
        or (head.tag_ == "NNP" and not head.ent_type_)
        or head.lower_ in {"he", "she", "they", "i", "we"}
        or lemma in lexicon("person_nouns")
        or lemma in lexicon("body_nouns")
    )


def _words_below(token: Token) -> tuple[int, ...]:
    # Sorted: where arcs cross, a subtree is not in text order.
    return tuple(sorted(word.i for word in token.subtree if not word.is_space))
