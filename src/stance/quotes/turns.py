"""Speaker turns: paragraphs that begin with who speaks and a colon.

*NAME: ...* in interviews and transcripts, *Q: ...*, *14:32 NAME: ...* in live blogs, *@handle:
...* and *NAME (@handle): ...* in round-ups of posts.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from stance.lexicons import lexicon
from stance.quotes.columns import text_of
from stance.quotes.marks import marked_passages, paragraphs
from stance.records import Offsets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

__all__ = ["ANSWER", "QUESTION", "TIMESTAMP", "Turn", "turns"]

TIMESTAMP = re.compile(
    r"[\[(]?\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?[\])]?(?:\s?[ap]\.?m\.?)?"
    r"(?:\s(?:GMT|UTC|BST|CET|CEST|EST|EDT|ET|MSK))?(?:\s*[-–—|:])?\s+"
)
LABEL = re.compile(
    r"(?P<name>[^\W\d_](?:[^\W_]|[ .'’\-])*?)(?:,(?P<role>[^:\n]{2,60}))?(?P<colon>:)(?=\s+\S)"
)
HANDLE = re.compile(
    r"(?P<before>[^:\n@“”\"]{0,100}?)[ \t]*\(?(?P<handle>@\w{1,30})\)?"
    r"(?:,[^:\n@“”\"]{2,60})?(?P<colon>:)(?=\s+\S)"
)
MAX_LABEL_WORDS: Final = 5
MAX_ROLE_WORDS: Final = 8
QUESTION: Final = frozenset(["q", "question", "interviewer", "reporter", "moderator", "host"])
ANSWER: Final = frozenset(["a", "answer"])
ASKING: Final = frozenset(["q", "question"])
NO_SPEAKERS: Final = frozenset(
    """
    note notes correction corrections update updated editor photo photos video source
    sources image caption read more related subject date from to cc re time place contact
    tags topics summary background press headline dateline location updated ps nb warning
    edit written by translation context key what why how who when where panel transcript
    """.split()  # noqa: SIM905
)
TRANSCRIPT: Final = 4
"""Turns with a label that comes again; from there on a label may also come once."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker turn: the label before the colon, the colon and what is said.

    `label` is None where nobody is named for asking (*Q:*); of somebody who posts it is the
    name, or else the handle.
    """

    label: Offsets | None
    colon: Offsets
    content: Offsets


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line that begins as a turn does; `end` is its paragraph's."""

    name: str
    start: int
    label: Offsets
    colon: Offsets
    end: int
    posted: bool


def turns(doc: Doc) -> Iterator[Turn]:
    """Yield speaker turns in text order.

    A line is a turn's first if its label has a handle, is a person's name to spaCy, comes at
    least twice, or is written as the labels of a transcript that do. A turn ends with its
    paragraph or before the next turn.
    """
    text = text_of(doc)
    found = list(_candidates(text))
    counts = Counter(candidate.name for candidate in found)
    again = [text[c.label.start : c.label.end] for c in found if counts[c.name] > 1]
    people = {ent.start_char for ent in doc.ents if ent.label_ == "PERSON"}
    ends = {ent.end_char for ent in doc.ents if ent.label_ == "PERSON"}
    surnames = {ent[-1].lower_ for ent in doc.ents if ent.label_ == "PERSON"}
    sure = [
        c
        for c in found
        if c.posted
        or counts[c.name] > 1
        or c.label.start in people
        or c.name in surnames
        or (c.label.start > c.start and c.label.end in ends)
        or (len(again) >= TRANSCRIPT and _is_alike(text[c.label.start : c.label.end], again))
    ]
    for candidate, following in zip_longest(sure, sure[1:]):
        end = candidate.end if following is None else min(candidate.end, following.start)
        content = _content(text, candidate.colon.end, end, posted=candidate.posted)
        if content is not None:
            asks = candidate.name.split()[0] in ASKING
            yield Turn(None if asks else candidate.label, candidate.colon, content)


def _candidates(text: str) -> Iterator[_Candidate]:
    """Yield the lines that begin as a turn does."""
    for paragraph in paragraphs(text):
        start = paragraph.start
        while start < paragraph.end:
            stamp = TIMESTAMP.match(text, start, paragraph.end)
            first = stamp.end() if stamp else start
            posted = HANDLE.match(text, first, paragraph.end)
            match = posted or LABEL.match(text, first, paragraph.end)
            if match is not None and (posted or _is_label(match, stamped=stamp is not None)):
                label = _poster(match) if posted else Offsets(*match.span("name"))
                name = text[label.start : label.end].lower()
                colon = Offsets(*match.span("colon"))
                yield _Candidate(name, start, label, colon, paragraph.end, posted is not None)
            line_end = text.find("\n", start, paragraph.end)
            start = paragraph.end if line_end < 0 else _skip_space(text, line_end)


def _is_label(match: re.Match[str], *, stamped: bool) -> bool:
    """Whether the words before a colon may name a speaker: few, capitalised, no heading.

    After a time there may be a role in small letters before the name.
    """
    words = match["name"].split()
    verbs = lexicon("reporting_verbs")
    role = (match["role"] or "").split()
    return (
        len(words) <= (MAX_ROLE_WORDS if stamped else MAX_LABEL_WORDS)
        and words[0].lower() not in NO_SPEAKERS
        and (stamped or all(word[0].isupper() or len(word) <= 3 for word in words))
        and not (role and (role[-1] in verbs or role[-1].removesuffix("ed") in verbs))
    )


def _poster(match: re.Match[str]) -> Offsets:
    """Return the words that name who posts: of *Canada's envoy, Ana Ruiz (@ar)* the name."""
    start = match.start("before")
    best = Offsets(*match.span("handle"))
    for part in match["before"].split(","):
        words = part.split()
        if words:
            offset = start + len(part) - len(part.lstrip())
            best = Offsets(offset, offset + len(part.strip()))
            if len(words) <= MAX_LABEL_WORDS and all(word[0].isupper() for word in words):
                break
        start += len(part) + 1
    return best


def _is_alike(name: str, labels: list[str]) -> bool:
    """Whether a label looks like others: in capitals, or else a role or two capitalised words."""
    if all(label.isupper() for label in labels):
        return name.isupper()
    words = name.split()
    if name.lower() in QUESTION:
        return True
    return len(words) > 1 and all(word[0].isupper() for word in words)


def _content(text: str, start: int, end: int, *, posted: bool) -> Offsets | None:
    """Return what is said, without marks around it; None if a post is only partly in marks."""
    start = _skip_space(text, start)
    while end > start and text[end - 1].isspace():
        end -= 1
    if end <= start:
        return None
    first = next(iter(marked_passages(text[start:end])), None)
    if first is None or first.start > 0:
        return Offsets(start, end)
    if first.end < end - start or len(first.pieces) != 1:
        return None if posted else Offsets(start, end)
    low, high = first.pieces[0]
    return Offsets(start + low, start + high)


def _skip_space(text: str, offset: int) -> int:
    while offset < len(text) and text[offset].isspace():
        offset += 1
    return offset
