"""Articles whose quotations people have marked: brat standoff, or our own JSON records.

Both carry the same: for each attribution the stretches of its content, cue and source.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any, Final

from stance.errors import CorpusError
from stance.records import Offsets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

__all__ = ["AnnotatedArticle", "AnnotatedQuote", "digest", "read_annotated"]

TEXT_BOUND: Final = re.compile(r"(T\d+)\t\S+ (\d+ \d+(?:;\d+ \d+)*)\t")
EVENT: Final = re.compile(r"E\d+\t(\S+.*)")
ROLE: Final = re.compile(r"(Content|Source|Cue)\d*:(T\d+)$")


@dataclass(frozen=True, slots=True)
class AnnotatedQuote:
    """One marked attribution; cue and source are empty where there is none."""

    content: tuple[Offsets, ...]
    cue: tuple[Offsets, ...]
    source: tuple[Offsets, ...]


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """A text and the attributions marked in it."""

    name: str
    text: str
    quotes: tuple[AnnotatedQuote, ...]


def read_annotated(path: Path) -> list[AnnotatedArticle]:
    """Read annotated articles.

    Parameters
    ----------
    path : Path
        A folder of brat standoff (``<name>.txt`` and ``<name>.ann``, or ``<name>_<who>.ann`` of
        several annotators, of whom the first counts; side by side or in ``text/`` and
        ``attributions/``), or a ``.json`` or ``.jsonl`` file of documents as
        ``stance predict --format json`` prints them.

    Returns
    -------
    list of AnnotatedArticle
        Sorted by name.

    Raises
    ------
    CorpusError
        If there are none, or one cannot be read; the message says where.
    """
    if path.is_dir():
        articles = list(_standoff(path))
    elif path.suffix in {".json", ".jsonl"} and path.is_file():
        articles = list(_records(path))
    else:
        raise CorpusError(f"{path}: neither a folder of brat files nor a .json or .jsonl file")
    if not articles:
        raise CorpusError(f"{path}: no annotated articles (.txt with .ann of the same name)")
    return sorted(articles, key=lambda article: article.name)


def digest(articles: Iterable[AnnotatedArticle]) -> str:
    """Return the SHA-256 of texts and marks, in order; layout of the files does not matter."""
    total = hashlib.sha256()
    for article in articles:
        total.update(
            json.dumps([article.text, article.quotes], ensure_ascii=False, default=astuple).encode()
        )
    return total.hexdigest()


def _standoff(folder: Path) -> Iterator[AnnotatedArticle]:
    texts, marks = folder / "text", folder / "attributions"
    if not (texts.is_dir() and marks.is_dir()):
        texts = marks = folder
    stems = {path.stem: path for path in texts.glob("*.txt")}
    chosen: dict[str, Path] = {}
    for path in sorted(marks.glob("*.ann")):
        stem = path.stem if path.stem in stems else path.stem.rpartition("_")[0]
        if stem in stems:
            chosen.setdefault(stem, path)
    for stem, path in chosen.items():
        text = _decoded(stems[stem])
        yield AnnotatedArticle(stem, text, tuple(_attributions(path, len(text))))


def _attributions(path: Path, length: int) -> Iterator[AnnotatedQuote]:
    bounds: dict[str, tuple[Offsets, ...]] = {}
    events: list[tuple[int, str]] = []
    # Only \n ends a line: an article's text may hold other line separators.
    for number, line in enumerate(_decoded(path).split("\n"), start=1):
        if match := TEXT_BOUND.match(line):
            pairs = (pair.split() for pair in match[2].split(";"))
            pieces = tuple(Offsets(int(start), int(end)) for start, end in pairs)
            _check(pieces, length, f"{path}, line {number}")
            bounds[match[1]] = pieces
        elif match := EVENT.match(line):
            events.append((number, match[1]))
    for number, event in events:
        roles: dict[str, tuple[Offsets, ...]] = {"Content": (), "Cue": (), "Source": ()}
        for argument in event.split():
            if not (match := ROLE.match(argument)):
                continue
            if match[2] not in bounds:
                raise CorpusError(f"{path}, line {number}: no span is called {match[2]}")
            roles[match[1]] += bounds[match[2]]
        if roles["Content"]:
            yield AnnotatedQuote(roles["Content"], roles["Cue"], roles["Source"])


def _records(path: Path) -> Iterator[AnnotatedArticle]:
    text = _decoded(path)
    try:
        if path.suffix == ".json":
            loaded = json.loads(text)
            documents = loaded if isinstance(loaded, list) else [loaded]
        else:
            documents = [json.loads(line) for line in text.split("\n") if line.strip()]
    except ValueError as error:
        raise CorpusError(f"{path}: not JSON ({error})") from error
    for number, document in enumerate(documents, start=1):
        where = f"{path}, document {number}"
        try:
            body = document["text"]
            quotes = tuple(_quote(record) for record in document["quotes"])
            name = str(document["doc"])
        except (KeyError, TypeError, ValueError) as error:
            raise CorpusError(
                f"{where}: not a document with doc, text and quotes as `stance predict --format "
                f"json` prints it ({type(error).__name__}: {error})"
            ) from error
        for quote in quotes:
            _check((*quote.content, *quote.cue, *quote.source), len(body), where)
        yield AnnotatedArticle(name, body, quotes)


def _quote(record: Mapping[str, Any]) -> AnnotatedQuote:
    spans = record.get("spans") or [[record["start"], record["end"]]]
    return AnnotatedQuote(
        content=tuple(Offsets(int(start), int(end)) for start, end in spans),
        cue=_span(record.get("cue")),
        source=_span(record.get("speaker")),
    )


def _span(part: Mapping[str, Any] | None) -> tuple[Offsets, ...]:
    return () if part is None else (Offsets(int(part["start"]), int(part["end"])),)


def _check(pieces: tuple[Offsets, ...], length: int, where: str) -> None:
    for start, end in pieces:
        if not 0 <= start <= end <= length:
            raise CorpusError(
                f"{where}: the span {start}-{end} lies outside its text of {length} characters"
            )


def _decoded(path: Path) -> str:
    """Read UTF-8, line ends as they are: offsets count them."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: cannot be read as UTF-8 text ({error})") from error
