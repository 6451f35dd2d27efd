"""Tables of articles or of labelled quotes, read in a stream: CSV, JSONL, Parquet."""

from __future__ import annotations

import codecs
import csv
import io
import json
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Final, TextIO, cast

from stance.containers import BROKEN, kind_of, member_of, open_binary
from stance.decoding import BYTE_ORDER_MARKS, CONTROL, decode, normalise_newlines, read_bytes
from stance.errors import DocumentError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["TABLES", "is_table", "read_table"]

CHUNK: Final = 1 << 20
ROWS: Final = 64
"""Of a Parquet file, read at once."""
TABLES: Final = {".jsonl", ".csv", ".parquet"}


def is_table(path: str) -> bool:
    """Whether a path names a table rather than an article."""
    return kind_of(path) in TABLES


def read_table(
    path: str, *, at: Callable[[str, int], None] | None = None
) -> Iterator[tuple[int, dict[str, Any] | DocumentError]]:
    """Yield ``(line or row number, row)`` of a CSV, JSONL or Parquet table.

    Numbers are 1-based: the line in the file for JSONL and CSV, the row for Parquet. A line of
    JSONL that is no JSON object comes as a `DocumentError` in place of the row.
    """
    kind = kind_of(path)
    if kind == ".parquet":
        yield from enumerate(read_parquet(path), start=1)
        return
    with open_table(path, at=at) as text:
        try:
            yield from (_csv_rows if kind == ".csv" else _jsonl_rows)(path, text)
        except BROKEN as error:
            raise DocumentError(f"{path}: damaged: {error}") from error


def _csv_rows(path: str, text: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    csv.field_size_limit(sys.maxsize)
    reader = csv.DictReader(text)
    try:
        for row in reader:
            row.pop(None, None)  # cells beyond the header
            yield reader.line_num, row
    except csv.Error as error:
        raise DocumentError(f"{path}, line {reader.line_num}: broken CSV: {error}") from error


def _jsonl_rows(
    path: str, text: Iterable[str]
) -> Iterator[tuple[int, dict[str, Any] | DocumentError]]:
    for number, line in enumerate(text, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            reason = getattr(error, "msg", error)
            yield number, DocumentError(f"{path}, line {number}: not JSON: {reason}")
            continue
        if isinstance(row, dict):
            yield number, row
        else:
            yield number, DocumentError(f"{path}, line {number}: not a JSON object")


@contextmanager
def open_table(path: str, *, at: Callable[[str, int], None] | None = None) -> Iterator[TextIO]:
    """Open a text table as lines, newlines normalised, whatever its encoding.

    UTF-8 is read in a stream; anything else is decoded as a whole.
    """
    try:
        encoding = _streamable(path)
        if encoding is None:
            yield io.StringIO(normalise_newlines(decode(read_bytes(path), path)))
            return
        stream, raw = open_binary(path)
        with raw, stream, io.TextIOWrapper(stream, encoding=encoding) as lines:
            yield lines if at is None else cast("TextIO", _watched(lines, raw, path, at))
    except BROKEN as error:
        raise DocumentError(f"{path}: damaged: {error}") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DocumentError(f"{path}: cannot be read: {reason}") from error


def _watched(
    lines: Iterable[str], raw: IO[bytes], path: str, at: Callable[[str, int], None]
) -> Iterator[str]:
    for line in lines:
        at(path, raw.tell())
        yield line


def _streamable(path: str) -> str | None:
    """Return the encoding of a table that is UTF-8 from end to end, None for any other."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    stream, raw = open_binary(path)
    with raw, stream:
        first = block = stream.read(CHUNK)
        if any(first.startswith(mark) for mark in BYTE_ORDER_MARKS if mark != codecs.BOM_UTF8):
            return None
        while block:
            try:
                text = decoder.decode(block)
            except UnicodeDecodeError:
                return None
            if CONTROL.search(text):
                return None
            block = stream.read(CHUNK)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return "utf-8-sig" if first.startswith(codecs.BOM_UTF8) else "utf-8"


def read_parquet(path: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a Parquet file, a few at a time."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtraError(
            f"{path}: reading Parquet", package="pyarrow", extra="documents"
        ) from error
    packed = member_of(path) or not path.lower().endswith(".parquet")
    try:
        source = io.BytesIO(read_bytes(path)) if packed else path
        with pyarrow.parquet.ParquetFile(source) as file:
            for batch in file.iter_batches(batch_size=ROWS):
                yield from batch.to_pylist()
    except pyarrow.ArrowInvalid as error:
        raise DocumentError(f"{path}: broken Parquet file: {error}") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DocumentError(f"{path}: cannot be read: {reason}") from error
