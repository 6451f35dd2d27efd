"""Speaker turns of interviews and transcripts: paragraphs that begin *NAME: ...*."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from stance.quotes.marks import paragraphs
from stance.records import Offsets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

__all__ = ["ANSWER", "QUESTION", "Turn", "turns"]

LABEL = re.compile(
    r"(?P<name>[^\W\d_](?:[^\W_]|[ .'’\-])*?)(?:,(?P<role>[^:\n]{2,60}))?(?P<colon>:)(?=\s+\S)"
)
MAX_LABEL_WORDS: Final = 5
QUESTION: Final = frozenset(["q", "question", "interviewer", "reporter", "moderator", "host"])
ANSWER: Final = frozenset(["a", "answer"])
NO_SPEAKERS: Final = frozenset(
    """
    note notes correction corrections update updated editor photo photos video source
    sources image caption read more related subject date from to cc re time place contact
    tags topics summary background press headline dateline location updated ps nb warning
    edit written by translation context key what why how who when where
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker turn: the label before the colon, the colon and what is said.

    `label` is None where a letter or word stands for asking and answering (*Q:*).
    """

    label: Offsets | None
    colon: Offsets
    content: Offsets


def turns(doc: Doc) -> Iterator[Turn]:
    """Yield speaker turns in text order.

    A paragraph is a turn if its label is a person's name to spaCy, or if labels of its kind
    open at least two paragraphs.
    """
    text = doc.text
    found = []
    for paragraph in paragraphs(text):
        match = LABEL.match(text, paragraph.start, paragraph.end)
        if match is None:
            continue
        words = match["name"].split()
        known = match["name"].strip().lower()
        if len(words) > MAX_LABEL_WORDS or known.split()[0] in NO_SPEAKERS:
            continue
        if not all(word[0].isupper() or len(word) <= 3 for word in words):
            continue
        found.append((known, match, paragraph))
    counts = Counter(known for known, _, _ in found)
    people = {ent.start_char for ent in doc.ents if ent.label_ == "PERSON"}
    for known, match, paragraph in found:
        single = known in QUESTION | ANSWER
        if (
            counts[known] < 2
            and not (match.start() in people and len(found) == 1)
            and not (len(found) > 1 and match.start() in people)
        ):
            continue
        content = Offsets(_skip_space(text, match.end()), paragraph.end)
        label = None if single else Offsets(match.start("name"), match.end("name"))
        yield Turn(label, Offsets(match.start("colon"), match.end("colon")), content)


def _skip_space(text: str, offset: int) -> int:
    while offset < len(text) and text[offset].isspace():
        offset += 1
    return offset
