"""Files, folders, tables and standard input, read as a stream of documents.

A document's text is the decoded content with any byte-order mark dropped and newlines
normalised to line feeds; every offset that `stance` reports refers to that text.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import logging
import os
import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, TextIO, cast

from stance.containers import (
    BROKEN,
    ZIP,
    is_zip,
    kind_of,
    member_of,
    open_binary,
    zip_members,
)
from stance.errors import DocumentError, MissingExtraError, StanceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

__all__ = [
    "Document",
    "decode",
    "expand_paths",
    "read_documents",
    "read_file",
    "read_items",
    "read_table",
]

logger = logging.getLogger(__name__)

STANDARD_INPUT: Final = "-"
CHUNK: Final = 1 << 20
ROWS: Final = 64
"""Of a Parquet file, read at once."""
MAX_LINE: Final = 3_000_000
"""Characters. No article has such a paragraph; dumps of encoded data do."""

BYTE_ORDER_MARKS: Final = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
WESTERN_MARKS: Final = "‘’‚“”„«»‹›–—…•€£§°©®™´¨\xa0"
CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Document:
    """One article.

    Attributes
    ----------
    doc : str
        The path as given, a table's row id, or ``-`` for standard input.
    text : str
        The article.
    metadata : Mapping of str to object
        What else the file or table row said: title, author, date...
    """

    doc: str
    text: str
    metadata: Mapping[str, Any] = field(default_factory=dict)


def read_documents(
    paths: Iterable[str], *, on_error: Callable[[StanceError], None] | None = None
) -> Iterator[Document]:
    """Yield the documents of files, folders and tables, in order.

    Parameters
    ----------
    paths : iterable of str
        Files, folders (searched recursively for known kinds of file, in sorted order) and
        ``-`` for standard input.
    on_error : callable, optional
        Called with the error of each input that cannot be read; reading then goes on with the
        next. Without it the first error is raised.

    Raises
    ------
    DocumentError, MissingExtraError
        If an input cannot be read and there is no `on_error`.
    """
    for item in read_items(paths):
        try:
            if isinstance(item, Document):
                yield item
            elif isinstance(item, str):
                yield from read_file(item)
            else:
                raise item
        except StanceError as error:
            if on_error is None:
                raise
            on_error(error)


def read_items(
    paths: Iterable[str], *, at: Callable[[str, int], None] | None = None
) -> Iterator[str | Document | StanceError]:
    """Yield what files, folders and tables hold, in order, article files unread.

    Parameters
    ----------
    paths : iterable of str
        As for `read_documents`.
    at : callable, optional
        Told now and then which table is being read and how many of its bytes have been.

    Yields
    ------
    str, Document or StanceError
        The path of an article file, a row of a table (or standard input), or what is wrong with
        one of them.
    """
    for given in paths:
        errors: list[StanceError] = []
        for path in expand_paths(given, on_error=errors.append):
            if path != STANDARD_INPUT and not is_table(path):
                yield path
                continue
            try:
                if path == STANDARD_INPUT:
                    yield from read_file(path)
                else:
                    yield from read_table_rows(path, at=at)
            except StanceError as error:
                yield error
        yield from errors


def expand_paths(
    given: str, *, on_error: Callable[[StanceError], None] | None = None
) -> Iterator[str]:
    """Yield `given` itself, or the readable files below it if it is a folder or a ZIP."""
    if given == STANDARD_INPUT or not (_is_folder(given) or is_zip(given)):
        yield given
        return
    empty = True
    try:
        for path in _files_below(given):
            empty = False
            yield path
    except DocumentError as error:
        if on_error is None:
            raise
        on_error(error)
        return
    if empty:
        kinds = " ".join(sorted({*READERS, *TABLES, ZIP}))
        nothing = DocumentError(f"{given}: no readable file in this folder (looked for {kinds})")
        if on_error is None:
            raise nothing
        on_error(nothing)


def _files_below(folder: str) -> Iterator[str]:
    """Yield the files of known kinds below a folder, sorted, without hidden ones.

    One folder's names are held at a time, not those of the whole tree.
    """
    if is_zip(folder):
        for name, _ in zip_members(folder):
            parts = name.split("/")
            hidden = any(part.startswith((".", "__MACOSX")) for part in parts)
            if not hidden and is_readable(name):
                yield f"{folder}/{name}"
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DocumentError(f"{folder}: cannot be read: {reason}") from error
    for entry in entries:
        path = str(Path(folder) / entry.name)
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False) or (is_zip(path) and entry.is_file()):
            yield from _files_below(path)
        elif is_readable(entry.name) and entry.is_file():
            yield path


def is_readable(path: str) -> bool:
    """Whether a path names a kind of file that is read."""
    return kind_of(path) in READERS or is_table(path)


def _is_folder(path: str) -> bool:
    try:
        return Path(path).is_dir()
    except OSError:  # a name too long for the file system; reading it will say so
        return False


def read_file(path: str) -> Iterator[Document]:
    """Yield the one document of an article file or of standard input."""
    reader = READERS.get(kind_of(path), read_text) if path != STANDARD_INPUT else read_text
    text, metadata = reader(read_bytes(path), path)
    text = normalise_newlines(text)
    if not text.strip():
        raise DocumentError(f"{path}: no text in this file")
    longest = max(map(len, text.split("\n")))
    if longest > MAX_LINE:
        raise DocumentError(
            f"{path}: a line of {longest:,} characters is no article (the limit is "
            f"{MAX_LINE:,}); break it into lines if it is"
        )
    yield Document(doc=path, text=text, metadata=metadata)


def read_bytes(path: str) -> bytes:
    """Return a file's or standard input's content, errors told for people."""
    if path == STANDARD_INPUT:
        if sys.stdin is None:
            raise DocumentError("-: there is no standard input")
        return sys.stdin.buffer.read()
    try:
        stream, raw = open_binary(path)
        with raw, stream:
            return stream.read()
    except BROKEN as error:
        raise DocumentError(f"{path}: damaged: {error}") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DocumentError(f"{path}: cannot be read: {reason}") from error


def decode(raw: bytes, path: str) -> str:
    """Decode a text file, detecting its encoding where it is not UTF-8.

    A guess is logged as a warning. Raises `DocumentError` for content that is no text.
    """
    text = _decoded(raw, path)
    if CONTROL.search(text):
        raise DocumentError(f"{path}: not a text file (it holds control characters)")
    return text


def _decoded(raw: bytes, path: str) -> str:
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if raw.startswith(mark):
            try:
                return raw.decode(encoding).removeprefix("\ufeff")
            except UnicodeDecodeError as error:
                raise DocumentError(f"{path}: broken {encoding} text ({error.reason})") from error
    if b"\x00" in raw:
        wide = _wide_encoding(raw)
        if wide is None:
            raise DocumentError(f"{path}: not a text file (it holds control characters)")
        logger.warning("%s: no byte-order mark; read as %s", path, wide)
        return raw.decode(wide, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    import charset_normalizer

    match = charset_normalizer.from_bytes(raw).best()
    if match is None:
        raise DocumentError(f"{path}: not a text file, or in no known encoding")
    encoding, text = match.encoding, str(match)
    if _is_western(raw):
        encoding, text = "cp1252", raw.decode("cp1252")
    logger.warning("%s: not UTF-8; read as %s", path, encoding)
    return text


def _wide_encoding(raw: bytes) -> str | None:
    """Return which UTF-16 a text without a mark is in: half of its bytes are mostly zero."""
    for encoding, high in (("utf-16-le", raw[1::2]), ("utf-16-be", raw[::2])):
        if high.count(0) > 0.7 * len(high):
            return encoding
    return None


def _is_western(raw: bytes) -> bool:
    """Whether a text reads as Windows-1252: Latin letters with few others among them.

    In Cyrillic, Greek or Arabic text most letters are beyond ASCII; where they are few, and
    nothing shows another code page, Western European is by far the likeliest in English news.
    """
    beyond = sum(byte > 0x7F for byte in raw)
    if beyond > len(raw) / 8:
        return False
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return all(char.isascii() or char.isalpha() or char in WESTERN_MARKS for char in text)


def normalise_newlines(text: str) -> str:
    """Turn every line end into a line feed and drop what UTF-8 cannot hold."""
    return without_surrogates(text.replace("\r\n", "\n").replace("\r", "\n"))


def without_surrogates(text: str) -> str:
    """Replace what UTF-8 cannot hold, one for one, so that offsets stay."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


# ------------------------------------------------------------------------- articles


def read_text(raw: bytes, path: str) -> tuple[str, dict[str, Any]]:
    """Return the text of a plain text file."""
    return decode(raw, path), {}


def read_html(raw: bytes, path: str) -> tuple[str, dict[str, Any]]:
    """Return the main text of a web page and what its head says of it."""
    try:
        import trafilatura
    except ImportError as error:
        raise MissingExtraError(
            f"{path}: reading HTML", package="trafilatura", extra="documents"
        ) from error
    page = trafilatura.bare_extraction(raw, with_metadata=True)
    found: dict[str, Any] = {}
    if page is not None:
        found = page if isinstance(page, dict) else page.as_dict()
    keys = {
        "title": "title",
        "author": "author",
        "date": "date",
        "sitename": "source",
        "url": "url",
    }
    return found.get("text") or "", {
        ours: found[key] for key, ours in keys.items() if found.get(key)
    }


def read_pdf(raw: bytes, path: str) -> tuple[str, dict[str, Any]]:
    """Return the text layer of a PDF and its title and author."""
    try:
        import pypdf
    except ImportError as error:
        raise MissingExtraError(
            f"{path}: reading PDF", package="pypdf", extra="documents"
        ) from error
    try:
        reader = pypdf.PdfReader(io.BytesIO(raw))
        text = "\n\n".join(page.extract_text() for page in reader.pages)
        info = reader.metadata
    except (pypdf.errors.PyPdfError, ValueError, KeyError) as error:
        raise DocumentError(f"{path}: broken PDF: {error}") from error
    found = {"title": info.title, "author": info.author} if info is not None else {}
    return text, {key: value for key, value in found.items() if value}


def read_docx(raw: bytes, path: str) -> tuple[str, dict[str, Any]]:
    """Return the paragraphs of a Word document and its core properties."""
    try:
        import docx
    except ImportError as error:
        raise MissingExtraError(
            f"{path}: reading Word", package="python-docx", extra="documents"
        ) from error
    import zipfile

    try:
        document = docx.Document(io.BytesIO(raw))
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise DocumentError(f"{path}: broken Word file: {error}") from error
    core = document.core_properties
    found = {"title": core.title, "author": core.author}
    text = "\n\n".join(paragraph.text for paragraph in document.paragraphs)
    return text, {key: value for key, value in found.items() if value}


READERS: Final[dict[str, Callable[[bytes, str], tuple[str, dict[str, Any]]]]] = {
    ".txt": read_text,
    ".md": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
}

# --------------------------------------------------------------------------- tables

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


def read_table_rows(
    path: str, *, at: Callable[[str, int], None] | None = None
) -> Iterator[Document | DocumentError]:
    """Yield the documents of a table with a ``text`` column, and an error for each bad row."""
    empty = True
    for number, row in read_table(path, at=at):
        empty = False
        if isinstance(row, DocumentError):
            yield row
            continue
        if "text" not in row:
            where = f"{path}, line {number}" if kind_of(path) == ".jsonl" else path
            problem = DocumentError(
                f"{where}: no 'text' column; it has: {', '.join(map(str, row)) or 'nothing'}"
            )
            if kind_of(path) == ".jsonl":
                yield problem
                continue
            raise problem
        text = row.pop("text")
        if not isinstance(text, str) or not text.strip():
            yield DocumentError(f"{path}, line {number}: the 'text' of this row is empty")
            continue
        doc = row.get("id")
        name = str(doc) if doc not in (None, "") else f"{path}:{number}"
        yield Document(doc=name, text=normalise_newlines(text), metadata=row)
    if empty:
        raise DocumentError(f"{path}: no rows in this table")
