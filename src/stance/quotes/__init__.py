"""Quotations in a parsed document: content, kind and cue.

`marks` pairs quotation marks, `direct` tells speech from fragments, `indirect` reads reports
off the parse, `turns` finds speaker turns, `datelines` what no content holds, `exclusions` says
what is no quote; `find_quotes` joins them.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from stance.quotes.columns import offsets, text_of
from stance.quotes.cues import is_according_to
from stance.quotes.datelines import datelines
from stance.quotes.direct import Spoken, TokenAt, is_heading, narrative_cue, split_passages
from stance.quotes.indirect import reports
from stance.quotes.marks import Marked, marked_passages
from stance.quotes.turns import turns
from stance.records import Attribution, Kind, Offsets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from spacy.tokens import Doc, Span, Token

    from stance.quotes.indirect import Report
    from stance.quotes.learnt import QuoteModel

__all__ = ["Claimed", "find_quotes", "quoted_tokens"]

MIN_REPORTED_WORDS: Final = 2
MIN_WORDS_BESIDE: Final = 3
"""Words outside the marks that make a quotation mixed rather than direct."""


def find_quotes(doc: Doc, model: QuoteModel | None = None) -> list[Attribution]:
    """Find the quotations of a document.

    Parameters
    ----------
    doc : Doc
        With tags, lemmas, a dependency parse and entities. It is read, never written.
    model : QuoteModel, optional
        Reads reports; by default the rules do.

    Returns
    -------
    list of Attribution
        In text order. Contents never overlap; a quotation inside another is part of the outer
        one. A source that the model knows is there by its head alone; `attach_sources` makes
        it a whole mention and finds the others.
    """
    at = TokenAt(doc)
    text = at.text
    taken = Claimed()
    found: list[Attribution] = []

    for turn in turns(doc):
        cue = doc.char_span(*turn.colon, alignment_mode="expand")
        taken.claim(turn.content)
        found.append(Attribution((turn.content,), "direct", cue))

    passages = [p for p in marked_passages(text) if taken.is_free(Offsets(p.start, p.end))]
    spoken, fragments = split_passages(at, passages)
    by_cue = {item.cue.i: item for item in spoken if item.cue is not None}
    inside = Claimed(Offsets(p.start, p.end) for p in passages)
    speech = Claimed(Offsets(p.start, p.end) for item in spoken for p in item.passages)
    merged: dict[int, Spoken] = {}

    in_dateline = Claimed(datelines(doc))
    claims: list[tuple[Report, tuple[Offsets, ...]]] = []
    if model is None:
        reported = list(reports(doc))
    else:
        reported = model.reports(doc, [inside.holds(start) for start in at.starts])
    sources = {report.cue.start: report.source for report in reported}
    for report in reported:
        cue_offsets = Offsets(report.cue.start_char, report.cue.end_char)
        if not inside.is_free(cue_offsets) or not taken.is_free(cue_offsets):
            continue
        item = by_cue.get(report.cue.start)
        if item is not None and item.passages[0].start < report.cue.start_char:
            continue  # “...,” she said, and the crowd cheered: the rest is the narrator's
        own = item.passages if item is not None else ()
        told = [i for i in report.content if not in_dateline.holds(doc[i].idx)]
        content = [i for i in told if not speech.holds(doc[i].idx) or _is_within(doc[i], own)]
        pieces = _pieces(doc, content, fragments)
        if item is not None:
            if _words_outside(doc, told, item.passages) < MIN_WORDS_BESIDE:
                continue
            pieces = _union([*pieces, *(Offsets(p.start, p.end) for p in item.passages)])
            merged[report.cue.start] = item
        elif _is_title(at, told, pieces, fragments):
            continue
        claims.append((report, pieces))

    for item in spoken:
        if item.cue is not None and merged.get(item.cue.i) is item:
            continue
        pieces = tuple(piece for passage in item.passages for piece in passage.pieces)
        for passage in item.passages:
            taken.claim(Offsets(passage.start, passage.end))
        found.append(Attribution(pieces, "direct", _cue_span(item)))

    # Outer reports first: what they hold is theirs, reports of reports included.
    for report, pieces in sorted(claims, key=lambda claim: _size(claim[1]), reverse=True):
        cue_offsets = Offsets(report.cue.start_char, report.cue.end_char)
        free = tuple(piece for piece in pieces if taken.is_free(piece))
        item = merged.get(report.cue.start)
        if item is not None and (len(free) < len(pieces) or not taken.is_free(cue_offsets)):
            free = tuple(piece for passage in item.passages for piece in passage.pieces)
            if all(taken.is_free(piece) for piece in free):  # the quotation itself is not lost
                for piece in free:
                    taken.claim(piece)
                found.append(Attribution(free, "direct", report.cue))
            continue
        if not free or not taken.is_free(cue_offsets) or len(free) < len(pieces) / 2:
            continue
        if sum(len(text[a:b].split()) for a, b in free) < MIN_REPORTED_WORDS:
            continue
        for piece in free:
            taken.claim(piece)
        taken.claim(cue_offsets)
        found.append(_attribution(text, free, report, passages))

    for fragment in fragments:
        if not taken.is_free(Offsets(fragment.start, fragment.end)):
            continue
        noun = narrative_cue(at, fragment)
        if noun is not None:
            found.append(Attribution(fragment.pieces, "direct", doc[noun.i : noun.i + 1]))
    return [
        _with_source(attribution, sources)
        for attribution in sorted(found, key=lambda attribution: attribution.start)
    ]


def quoted_tokens(doc: Doc) -> list[bool]:
    """Return for each token whether it stands inside quotation marks."""
    inside = Claimed(Offsets(p.start, p.end) for p in marked_passages(text_of(doc)))
    return [inside.holds(start) for start in offsets(doc)]


class Claimed:
    """Stretches of a text, such as those that belong to a quotation already."""

    def __init__(self, stretches: Iterable[Offsets] = ()) -> None:
        self._taken = bytearray()
        for stretch in stretches:
            self.claim(stretch)

    def claim(self, stretch: Offsets) -> None:
        """Mark a stretch as taken."""
        if len(self._taken) < stretch.end:
            self._taken.extend(bytes(stretch.end - len(self._taken)))
        self._taken[stretch.start : stretch.end] = b"\x01" * (stretch.end - stretch.start)

    def holds(self, offset: int) -> bool:
        """Whether the character at an offset is taken."""
        return offset < len(self._taken) and self._taken[offset] == 1

    def is_free(self, stretch: Offsets) -> bool:
        """Whether no character of a stretch is taken."""
        return b"\x01" not in self._taken[stretch.start : stretch.end]


def _with_source(attribution: Attribution, sources: Mapping[int, Token | None]) -> Attribution:
    """Add the source that goes with an attribution's cue, unless it is part of the content."""
    cue = attribution.cue
    head = None if cue is None else sources.get(cue.start)
    if head is None or _is_in(head, attribution.pieces):
        return attribution
    return replace(attribution, source=head.doc[head.i : head.i + 1])


def _is_in(token: Token, pieces: Iterable[Offsets]) -> bool:
    return any(start <= token.idx < end for start, end in pieces)


def _cue_span(item: Spoken) -> Span | None:
    if item.cue is None:
        return None
    doc, start = item.cue.doc, item.cue.i
    return doc[start : start + (2 if is_according_to(item.cue) else 1)]


def _pieces(doc: Doc, content: Sequence[int], fragments: Sequence[Marked]) -> tuple[Offsets, ...]:
    """Turn token indices into stretches; fragments that they touch are taken in whole."""
    stretches: list[Offsets] = []
    previous = -2
    for index in content:
        token = doc[index]
        end = token.idx + len(token)
        if stretches and all(_is_filler(doc[i]) for i in range(previous + 1, index)):
            stretches[-1] = Offsets(stretches[-1].start, end)
        elif _is_filler(token) and not (token.is_quote or token.is_bracket):
            continue  # no piece begins with a comma
        else:
            stretches.append(Offsets(token.idx, end))
        previous = index
    if stretches:
        low, high = stretches[0].start, stretches[-1].end
        for fragment in _between(fragments, low, high):
            if any(fragment.start < b and a < fragment.end for a, b in stretches):
                stretches.append(Offsets(fragment.start, fragment.end))
    return _union(stretches)


def _between(passages: Sequence[Marked], low: int, high: int) -> Iterator[Marked]:
    """Yield those of the sorted, disjoint passages that reach into ``low:high``."""
    index = bisect_right(passages, low, key=lambda passage: passage.end)
    while index < len(passages) and passages[index].start < high:
        yield passages[index]
        index += 1


def _is_within(token: Token, passages: Sequence[Marked]) -> bool:
    return any(passage.start <= token.idx < passage.end for passage in passages)


def _is_filler(token: Token) -> bool:
    return token.is_punct or token.is_space


def _union(stretches: Iterable[Offsets]) -> tuple[Offsets, ...]:
    """Merge overlapping and touching stretches."""
    merged: list[Offsets] = []
    for stretch in sorted(stretches):
        if merged and stretch.start <= merged[-1].end:
            merged[-1] = Offsets(merged[-1].start, max(merged[-1].end, stretch.end))
        else:
            merged.append(stretch)
    return tuple(merged)


def _size(pieces: Sequence[Offsets]) -> int:
    return sum(end - start for start, end in pieces)


def _words_outside(doc: Doc, content: Sequence[int], passages: Sequence[Marked]) -> int:
    """Count the content's words that stand outside the marked passages."""
    return sum(doc[i].is_alpha and not _is_within(doc[i], passages) for i in content)


def _is_title(
    at: TokenAt, content: Sequence[int], pieces: Sequence[Offsets], fragments: Sequence[Marked]
) -> bool:
    """Whether a content is little more than the title of a work (*wrote “Time to Talk”*)."""
    if not pieces:
        return False
    held = [
        fragment
        for fragment in _between(fragments, pieces[0].start, pieces[-1].end)
        if is_heading(at.text[slice(*fragment.pieces[0])])
    ]
    return bool(held) and _words_outside(at.doc, content, held) < MIN_WORDS_BESIDE


def _attribution(
    text: str, pieces: tuple[Offsets, ...], report: Report, passages: Sequence[Marked]
) -> Attribution:
    """Build the attribution of a report; its kind follows from the marks in its content."""
    held = [
        passage
        for passage in _between(passages, pieces[0].start, pieces[-1].end)
        if any(start <= passage.start and passage.end <= end for start, end in pieces)
    ]
    whole = [p for p in held if len(pieces) == 1 and _is_all(text, pieces[0], p)]
    if whole:
        return Attribution(whole[0].pieces, "direct", report.cue)
    kind: Kind = "mixed" if held else "indirect"
    return Attribution(pieces, kind, report.cue)


def _is_all(text: str, piece: Offsets, passage: Marked) -> bool:
    """Whether a piece is a marked passage and nothing more than *as* or punctuation beside it."""
    rest = text[piece.start : passage.start].removeprefix("as ") + text[passage.end : piece.end]
    return not any(char.isalnum() for char in rest)
