"""A document's tokens as columns, a list for each attribute.

spaCy makes a Python object of every token that is looked at; where a whole document is gone
through for one attribute, its array is several times as quick.
"""

from __future__ import annotations

from itertools import accumulate
from operator import add
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = [
    "keys",
    "line_numbers",
    "offsets",
    "parts_of_speech",
    "sentence_starts",
    "strings",
    "text_of",
]


def keys(doc: Doc, attribute: str) -> list[int]:
    """Return an attribute of each token, as spaCy keeps it."""
    array: Any = doc.to_array([attribute])
    return cast("list[int]", array.ravel().tolist())


def strings(doc: Doc, attribute: str) -> list[str]:
    """Return a text attribute (``ORTH``, ``LOWER``, ``TAG``) of each token."""
    of = doc.vocab.strings
    known: dict[int, str] = {}
    found = []
    for key in keys(doc, attribute):
        if key not in known:
            known[key] = of[key]
        found.append(known[key])
    return found


def text_of(doc: Doc) -> str:
    """Return a document's text, as `Doc.text` has it."""
    spaces = keys(doc, "SPACY")
    words = strings(doc, "ORTH")
    return "".join(
        [f"{word} " if space else word for word, space in zip(words, spaces, strict=True)]
    )


def offsets(doc: Doc) -> list[int]:
    """Return the offset of each token's first character."""
    lengths = map(add, keys(doc, "LENGTH"), keys(doc, "SPACY"))
    return [0, *accumulate(lengths)][: len(doc)]


def parts_of_speech(doc: Doc) -> list[str]:
    """Return each token's coarse part of speech."""
    return strings(doc, "POS")


def sentence_starts(doc: Doc) -> list[bool]:
    """Return for each token whether it begins a sentence."""
    return [start == 1 for start in keys(doc, "SENT_START")]


def line_numbers(doc: Doc) -> list[int]:
    """Return for each token the number of line breaks before it."""
    return [0, *accumulate("\n" in word for word in strings(doc, "ORTH"))]
