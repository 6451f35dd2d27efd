"""Articles with their named entities marked by hand: read from JSONL, checked row by row.

Each row has ``id``, ``country`` (that the article is mostly about), ``split``, ``text`` and
``entities``, a list of ``[start, end, label]`` in characters, end exclusive, in text order and
without overlaps.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from stance.documents import read_table
from stance.errors import CorpusError, DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["LABELS", "Article", "EntityScores", "Mark", "read_entity_corpus", "score_entities"]

LABELS: Final = ("PERSON", "ORG", "GPE", "NORP", "LOC", "EVENT")
"""What is marked; facilities count as places (LOC)."""
SCORED: Final = ("PERSON", "ORG", "GPE", "NORP")


class Mark(NamedTuple):
    """A named entity: `text[start:end]` and its label."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article with its entities marked."""

    id: str
    country: str
    split: str
    text: str
    marks: tuple[Mark, ...]


class EntityScores(NamedTuple):
    """Precision, recall and F1 of spans with labels, 0 to 1, and how many there are."""

    precision: float
    recall: float
    f1: float
    support: int


def read_entity_corpus(path: str | Path, *, split: str | None = None) -> list[Article]:
    """Read the articles of a JSONL file, or of all that lie in a folder.

    Parameters
    ----------
    path : str or Path
        A file or a folder of files.
    split : str, optional
        Only articles of this split.

    Raises
    ------
    CorpusError
        With file and line: for a missing column, an unknown label, offsets outside the text,
        and marks that overlap; if no article is left.
    """
    path = Path(path)
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    articles: list[Article] = []
    for file in files:
        try:
            for line, row in read_table(str(file)):
                if isinstance(row, DocumentError):
                    raise CorpusError(str(row)) from row
                articles.append(_article(row, f"{file}, line {line}"))
        except DocumentError as error:
            raise CorpusError(str(error)) from error
    chosen = [a for a in articles if split is None or a.split == split]
    if not chosen:
        what = "articles" if split is None else f"articles of split {split!r}"
        raise CorpusError(f"{path}: no {what} with marked entities here")
    return chosen


def score_entities(
    pairs: Iterable[tuple[Iterable[Mark], Iterable[Mark]]], labels: Iterable[str] = SCORED
) -> dict[str, EntityScores]:
    """Compare marked entities with found ones, article by article; span and label must be equal.

    Returns
    -------
    dict of str to EntityScores
        For ``all`` of the labels together and for each of them.
    """
    wanted = tuple(labels)
    right, marked, found = (dict.fromkeys(wanted, 0) for _ in range(3))
    for gold, guess in pairs:
        truth = {m for m in gold if m.label in right}
        guesses = {m for m in guess if m.label in right}
        for counts, marks in ((right, truth & guesses), (marked, truth), (found, guesses)):
            for mark in marks:
                counts[mark.label] += 1
    scores = {
        "all": _scores(sum(right.values()), sum(marked.values()), sum(found.values())),
    }
    return scores | {lb: _scores(right[lb], marked[lb], found[lb]) for lb in wanted}


def _scores(right: int, marked: int, found: int) -> EntityScores:
    precision = right / found if found else 0.0
    recall = right / marked if marked else 0.0
    f1 = 2 * right / (marked + found) if marked + found else 0.0
    return EntityScores(precision, recall, f1, marked)


def _article(row: dict[str, Any], where: str) -> Article:
    for column in ("id", "text", "entities"):
        if column not in row:
            raise CorpusError(f"{where}: no {column!r} column; it has: {', '.join(row)}")
    text = row["text"]
    marks: list[Mark] = []
    end = 0
    for found in row["entities"]:
        try:
            mark = Mark(int(found[0]), int(found[1]), str(found[2]))
        except (IndexError, KeyError, TypeError, ValueError) as error:
            raise CorpusError(f"{where}: {found!r} is not [start, end, label]") from error
        if mark.label not in LABELS:
            raise CorpusError(f"{where}: unknown label {mark.label!r}; use: {', '.join(LABELS)}")
        if not end <= mark.start < mark.end <= len(text):
            raise CorpusError(
                f"{where}: {list(mark)} lies outside the text or overlaps the one before it"
            )
        marks.append(mark)
        end = mark.end
    return Article(
        id=str(row["id"]),
        country=str(row.get("country") or ""),
        split=str(row.get("split") or ""),
        text=text,
        marks=tuple(marks),
    )
