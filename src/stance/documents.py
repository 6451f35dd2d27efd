"""Files, folders, tables and standard input, read as a stream of documents.

A document's text is the decoded content with any byte-order mark dropped and newlines
normalised to line feeds; every offset that `stance` reports refers to that text.
"""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stance.containers import ZIP, is_zip, kind_of, zip_members
from stance.decoding import (
    STANDARD_INPUT,
    decode,
    normalise_newlines,
    read_bytes,
    without_surrogates,
)
from stance.errors import DocumentError, MissingExtraError, StanceError
from stance.tables import TABLES, is_table, read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

__all__ = [
    "Document",
    "decode",
    "expand_paths",
    "normalise_newlines",
    "read_documents",
    "read_file",
    "read_items",
    "read_table",
    "without_surrogates",
]

MAX_LINE: Final = 3_000_000
"""Characters. No article has such a paragraph; dumps of encoded data do."""


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
