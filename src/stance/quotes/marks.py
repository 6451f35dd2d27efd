"""Pairs quotation marks in plain text: every style, nested, over paragraphs, never raising.

One scan from left to right with a stack, so the time is linear in the text. Only outermost
passages are reported: a quotation inside another is part of the outer one's content.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from stance.records import Offsets

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Marked", "marked_passages", "paragraphs"]

BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
LINE_END = re.compile(r"\n\s*")

MARK = re.compile("``|''|[\"＂“”„‟«»‹›'‘’‚‛]")
SINGLE: Final = frozenset("'‘’‚‛‹›")
APOSTROPHES: Final = frozenset("'‘’‚‛")

# Which marks may close a passage opened by the key. German „…“, Polish „…”, Danish »…«,
# Swedish ”…” and careless mixtures of straight and curly ones all occur in news.
CLOSERS: Final = {
    '"': frozenset(['"', "”", "''"]),
    "＂": frozenset(["＂", '"']),
    "``": frozenset(["''", '"']),
    "''": frozenset(["''", '"', "”"]),
    "“": frozenset(["”", '"', "''", "“"]),
    "”": frozenset(["”", '"']),
    "„": frozenset(["“", "”", '"', "‟"]),
    "‟": frozenset(["”", '"']),
    "«": frozenset(["»"]),
    "»": frozenset(["«", "»"]),
    "‘": frozenset(["’", "'"]),
    "'": frozenset(["'", "’"]),
    "‚": frozenset(["‘", "’", "'"]),
    "‛": frozenset(["’", "'"]),
    "’": frozenset(["’"]),
    "‹": frozenset(["›"]),
    "›": frozenset(["‹"]),
}
ALWAYS_OPEN: Final = frozenset("„‚‛‟") | {"``"}
USUALLY_OPEN: Final = frozenset("“«‘‹")
USUALLY_CLOSE: Final = frozenset("”»’›")

BEFORE_OPENING = re.compile(r"[\s(\[{/\-–—―:;,.…¿¡>“„«‘‚\"'*_]")
ELISION = re.compile(
    r"['’‘](?:\d\ds?|em|til|tis|twas|twill|cause|cos|n|round|bout|till|neath|ello)\b",
    re.IGNORECASE,
)
SENTENCE_MARK: Final = frozenset(",.?!…;—–")
LOOKAHEAD: Final = 40
"""Marks that an opening single mark looks ahead for its closing one."""
DEPTH: Final = 8
"""Levels of nesting searched for the partner of a closing mark."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A passage between quotation marks.

    Attributes
    ----------
    start, end : int
        Offsets of the whole passage, marks included.
    pieces : tuple of Offsets
        What stands between the marks, white space stripped; one piece a paragraph, repeated
        opening marks left out.
    closed : bool
        False where the closing mark is missing and the passage ends with its paragraph.
    """

    start: int
    end: int
    pieces: tuple[Offsets, ...]
    closed: bool = True


@dataclass(slots=True)
class _Open:
    """An opening mark that waits for its partner."""

    mark: str
    start: int
    inner: int
    children: list[Marked]


def paragraphs(text: str) -> Iterator[Offsets]:
    """Yield the stretches of text between blank lines, or between line ends if none is blank.

    Offsets are characters; leading and trailing white space is left out.
    """
    separator = BLANK_LINE if BLANK_LINE.search(text.strip()) else LINE_END
    start = 0
    for match in separator.finditer(text):
        yield from _stripped(text, start, match.start())
        start = match.end()
    yield from _stripped(text, start, len(text))


def marked_passages(text: str) -> list[Marked]:
    """Return the outermost passages between quotation marks, in text order.

    Handles `"…"`, ``''…''``, `“…”`, `„…“`, `«…»`, `»…«`, `‘…’` and `'…'` (but no apostrophes),
    nested marks of the same style, passages over several paragraphs with repeated opening
    marks, and a missing closing mark (to the paragraph's end). Never raises.
    """
    found: list[Marked] = []
    carried: _Open | None = None
    carried_pieces: list[Offsets] = []
    stretches = list(paragraphs(text))
    for number, paragraph in enumerate(stretches):
        goes_on = number + 1 < len(stretches) and _resumes(
            text, paragraph.start, stretches[number + 1].start
        )
        marks = list(_marks(text, paragraph))
        begin = 0
        stack: list[_Open] = []
        if carried is not None:
            if marks and marks[0][0] == paragraph.start and _continues(marks[0][1], carried.mark):
                stack.append(_Open(carried.mark, carried.start, marks[0][0] + len(marks[0][1]), []))
                begin = 1
            else:
                found.append(_unclosed(carried, carried_pieces))
                carried, carried_pieces = None, []
        done = _pair(text, marks[begin:], stack, paragraph.start, goes_on)
        for passage in done:
            if carried is not None and passage.start == carried.start:
                pieces = (*carried_pieces, *passage.pieces)
                passage = Marked(passage.start, passage.end, pieces)  # noqa: PLW2901
                carried, carried_pieces = None, []
            found.append(passage)
        if not stack:
            continue
        last = stack[-1]
        piece = tuple(_stripped(text, last.inner, paragraph.end))
        if carried is not None and last.start == carried.start:
            carried_pieces.extend(piece)
        elif _begins_speech(text, last.start, paragraph.start) and piece:
            if carried is not None:
                found.append(_unclosed(carried, carried_pieces))
            carried, carried_pieces = last, list(piece)
    if carried is not None:
        found.append(_unclosed(carried, carried_pieces))
    return sorted((passage for passage in found if passage.pieces), key=lambda p: p.start)


def _pair(
    text: str, marks: list[tuple[int, str]], stack: list[_Open], start: int, goes_on: bool
) -> list[Marked]:
    """Pair the marks of a paragraph that begins at `start`.

    What stays open is left in `stack`, outermost first. `goes_on` says that the next paragraph
    takes up an opening single mark, so that a possessive can't be its closing one.

    Only an outermost opening mark that encloses no finished passage is left there: one that
    does was a stray, and its children take its place.
    """
    done: list[Marked] = []
    position = 0
    if stack and stack[0].mark in APOSTROPHES:
        closing = _single_closing(text, marks, 0, stack[0].mark, strict=goes_on)
        if closing is None:
            return done
        opener = stack.pop()
        end = marks[closing][0]
        done.append(Marked(opener.start, end + 1, tuple(_stripped(text, opener.inner, end))))
        position = closing + 1
    while position < len(marks):
        offset, mark = marks[position]
        position += 1
        single = mark in SINGLE
        if single and any(item.mark not in SINGLE for item in stack):
            continue  # a quotation inside a quotation: part of its content
        closes, opens = _directions(text, offset, mark)
        if closes:
            level = _partner(stack, mark)
            if level is not None:
                opener = stack[level]
                del stack[level:]
                passage = Marked(
                    opener.start,
                    offset + len(mark),
                    tuple(_stripped(text, opener.inner, offset)),
                )
                (stack[-1].children if stack else done).append(passage)
                continue
        if opens:
            if mark in APOSTROPHES:
                strict = goes_on and offset == start
                closing = _single_closing(text, marks, position, mark, strict=strict)
                if closing is None:
                    if offset == start and not stack:  # maybe taken up by the next paragraph
                        stack.append(_Open(mark, offset, offset + len(mark), []))
                        return done
                    continue
                end = marks[closing][0]
                passage = Marked(offset, end + 1, tuple(_stripped(text, offset + 1, end)))
                (stack[-1].children if stack else done).append(passage)
                position = closing + 1
                continue
            stack.append(_Open(mark, offset, offset + len(mark), []))
    while stack and (len(stack) > 1 or stack[0].children):
        stray = stack.pop(0)
        done.extend(stray.children)
    return done


def _marks(text: str, paragraph: Offsets) -> Iterator[tuple[int, str]]:
    """Yield ``(offset, mark)`` of a paragraph, apostrophes left out."""
    for match in MARK.finditer(text, paragraph.start, paragraph.end):
        offset, mark = match.start(), match.group()
        if mark in "'’‘" and mark != "''":
            before = text[offset - 1] if offset > paragraph.start else " "
            after = text[offset + 1] if offset + 1 < paragraph.end else " "
            if before.isalnum() and after.isalnum():
                continue
            if not before.isalnum() and ELISION.match(text, offset):
                continue
        yield offset, mark


def _directions(text: str, offset: int, mark: str) -> tuple[bool, bool]:
    """Return whether a mark can close and whether it can open a passage, by its neighbours."""
    before = text[offset - 1] if offset else " "
    follows = offset + len(mark)
    after = text[follows] if follows < len(text) else " "
    outside_left = bool(BEFORE_OPENING.match(before))
    outside_right = not after.isalnum()
    if mark in ALWAYS_OPEN:
        return False, True
    if mark in USUALLY_OPEN:
        # “ closes what „ opened, « what » opened; and a careless “…“ pair.
        return (not before.isspace() and outside_right), not (
            not outside_left and after.isspace() and mark != "«"
        )
    if mark in USUALLY_CLOSE:
        return True, before.isspace() and after.isalnum()
    # Straight marks tell their direction by white space alone.
    if before.isspace() and not after.isspace():
        return False, True
    if after.isspace() and not before.isspace():
        return True, False
    if outside_left and after.isalnum():
        return before in ".,-–—…" or not before.isspace(), True
    return True, outside_left


def _partner(stack: list[_Open], mark: str) -> int | None:
    """Return the index in `stack` of the opening mark that `mark` closes."""
    for level in range(len(stack) - 1, max(-1, len(stack) - 1 - DEPTH), -1):
        if mark in CLOSERS[stack[level].mark]:
            return level
    return None


def _single_closing(
    text: str, marks: list[tuple[int, str]], position: int, opening: str, *, strict: bool
) -> int | None:
    """Return the index in `marks` of the mark that closes a single-quoted passage.

    A mark after *s* and before a small letter may be a possessive (*the workers’ rights*): it
    closes only if no surer one comes before the next opening, and never if `strict`. Passages
    opened inside are passed over; where nothing is left to close, the first mark that could does.
    """
    tentative: int | None = None
    first: int | None = None
    depth = 0
    for index in range(position, min(len(marks), position + LOOKAHEAD)):
        offset, mark = marks[index]
        before = text[offset - 1]
        after = text[offset + 1 : offset + 3]
        if before.isspace() or after[:1].isalnum():  # the next opening mark
            if tentative is not None:
                return tentative
            depth += mark == opening
            continue
        if mark not in CLOSERS[opening]:
            continue
        if before in SENTENCE_MARK or before not in "sS" or not after[:1].isspace():
            if tentative is not None and before not in SENTENCE_MARK and after[:1].isspace():
                return tentative
        elif after[1:2].islower():
            tentative = index if tentative is None and not strict else tentative
            continue
        if not depth:
            return index
        first = index if first is None else first
        depth -= 1
    return tentative if first is None else first


def _resumes(text: str, start: int, following: int) -> bool:
    """Whether two paragraphs begin with the same opening single mark."""
    return text[start] in "‘'" and text[following] == text[start]


def _continues(mark: str, opening: str) -> bool:
    """Whether a mark at the start of a paragraph takes up a passage opened by `opening`."""
    return (
        mark == opening
        or (mark in '"“”' and opening in '"“”')
        or (mark in "«»" and opening in "«»")
    )


def _begins_speech(text: str, offset: int, paragraph_start: int) -> bool:
    """Whether an opening mark without a partner stands where speech begins."""
    before = text[paragraph_start:offset].rstrip()
    return not before or before[-1] in ",:;.?!—–"


def _unclosed(opener: _Open, pieces: list[Offsets]) -> Marked:
    return Marked(opener.start, pieces[-1].end, tuple(pieces), closed=False)


def _stripped(text: str, start: int, end: int) -> Iterator[Offsets]:
    """Yield ``text[start:end]`` without surrounding white space, or nothing if that is all."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    if left < right:
        yield Offsets(start + left, start + right)
