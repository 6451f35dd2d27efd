"""Results that `stance predict` wrote, read again: for reports, exports and pictures."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

from stance.decoding import decode, read_bytes
from stance.errors import DocumentError
from stance.records import Analysis, Quote

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["read_results"]


def read_results(path: str) -> Iterator[Analysis]:
    """Yield the analyses of a results file, in order.

    Parameters
    ----------
    path : str
        What ``--format json`` wrote, or ``--format jsonl``: quote records, which lack the
        articles' text, or documents, one a line. ``-`` is standard input.

    Raises
    ------
    DocumentError
        If the file cannot be read or holds something else; the message says where.
    """
    text = decode(read_bytes(path), path)
    try:
        loaded = json.loads(text)
        records = list(enumerate(loaded if isinstance(loaded, list) else [loaded], start=1))
        unit = "item"
    except (ValueError, RecursionError):
        records, unit = list(_lines(text, path)), "line"
    if not records:
        raise DocumentError(f"{path}: no results in this file")
    for doc, rows in groupby(records, key=lambda pair: _doc(pair[1], f"{path}, {unit} {pair[0]}")):
        quotes: list[Quote] = []
        for number, record in rows:
            try:
                if "quotes" in record:
                    yield _checked(Analysis.from_dict(record))
                else:
                    quotes.append(Quote.from_dict(record))
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise _foreign(f"{path}, {unit} {number}", error) from error
        if quotes:
            yield Analysis(doc=doc, text="", quotes=tuple(quotes))


def _lines(text: str, path: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:
                reason = getattr(error, "msg", error)
                raise DocumentError(f"{path}, line {number}: not JSON: {reason}") from error


def _doc(record: Any, where: str) -> str:
    if not isinstance(record, dict) or not isinstance(record.get("doc"), str):
        raise _foreign(where, "no 'doc'")
    return str(record["doc"])


def _checked(analysis: Analysis) -> Analysis:
    """Return the analysis if every offset lies within its text."""
    length = len(analysis.text)
    for quote in analysis.quotes:
        parts = [*quote.spans, *((p.start, p.end) for p in (quote.cue, quote.speaker) if p)]
        parts += [(entity.start, entity.end) for entity in quote.entities]
        for start, end in parts:
            if not 0 <= start <= end <= length:
                raise ValueError(f"{start}-{end} lies outside a text of {length} characters")
    return analysis


def _foreign(where: str, reason: object) -> DocumentError:
    if isinstance(reason, Exception):
        reason = f"{type(reason).__name__}: {reason}"
    return DocumentError(
        f"{where}: not a result of `stance predict --format json` or `jsonl` ({reason})"
    )
