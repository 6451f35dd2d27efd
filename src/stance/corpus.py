"""Labelled quotes: read from CSV or JSONL, checked row by row."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stance.documents import read_table
from stance.errors import CorpusError, DocumentError
from stance.records import NO_POSITION, STANCES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Corpus", "read_corpus"]

LABELS: Final = (*STANCES, NO_POSITION)
SUFFIXES: Final = (".jsonl", ".csv")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Labelled quotes, column by column.

    Attributes
    ----------
    texts, labels, groups : tuple of str of length n_samples
        `groups` tells which rows must not straddle a split; a row without one is its own.
    splits : tuple of str of length n_samples
        ``train``, ``dev`` or ``test`` where the corpus says so, else empty.
    levers : tuple of str of length n_samples
        Which measure a quote is about, where the corpus says so, else empty.
    path : Path
        The file or folder that they come from.
    """

    texts: tuple[str, ...]
    labels: tuple[str, ...]
    groups: tuple[str, ...]
    splits: tuple[str, ...]
    levers: tuple[str, ...]
    path: Path

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def sha256(self) -> str:
        """Hash of all rows, in order; layout and other columns do not matter."""
        digest = hashlib.sha256()
        for row in zip(self.texts, self.labels, self.groups, strict=True):
            digest.update(json.dumps(row, ensure_ascii=False).encode())
        return digest.hexdigest()

    def take(self, rows: Iterable[int]) -> Corpus:
        """Return the corpus of some rows, by index."""
        chosen = list(rows)
        columns = (self.texts, self.labels, self.groups, self.splits, self.levers)
        texts, labels, groups, splits, levers = (tuple(c[i] for i in chosen) for c in columns)
        return Corpus(texts, labels, groups, splits, levers, self.path)

    def split(self, *names: str) -> Corpus:
        """Return the rows of some splits. Raises `CorpusError` if there are none."""
        if not set(names) & set(self.splits):
            known = ", ".join(sorted(filter(None, set(self.splits)))) or "none"
            raise CorpusError(f"{self.path}: no row of split {names[0]!r} (it has: {known})")
        return self.take(i for i, split in enumerate(self.splits) if split in names)

    @property
    def counts(self) -> dict[str, int]:
        """Rows per label."""
        found = Counter(self.labels)
        return {label: found[label] for label in LABELS if found[label]}


def read_corpus(path: str | Path, *, labels: Sequence[str] = LABELS) -> Corpus:
    """Read a labelled file, or every CSV and JSONL file that lies in a folder.

    Parameters
    ----------
    path : str or Path
        A file with the columns ``text`` and ``label``, optionally ``group``,
        ``split`` and ``lever``; or a folder.
    labels : sequence of str
        The labels that may occur.

    Returns
    -------
    Corpus
        Files in sorted order, rows in file order.

    Raises
    ------
    CorpusError
        With file and line: for a missing column, an empty text, an unknown label, and one text
        under two labels.
    """
    path = Path(path)
    if not path.exists():
        raise CorpusError(f"{path}: no such file or folder; name a corpus with --corpus PATH")
    files = (
        sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES)
        if path.is_dir()
        else [path]
    )
    if not files:
        raise CorpusError(f"{path}: no .jsonl or .csv file in this folder")
    texts: list[str] = []
    found: list[str] = []
    groups: list[str] = []
    splits: list[str] = []
    levers: list[str] = []
    seen: dict[str, tuple[str, str]] = {}
    for file in files:
        if file.suffix.lower() not in SUFFIXES:
            raise CorpusError(f"{file}: a corpus is a .csv or .jsonl file, or a folder of them")
        try:
            rows = list(read_table(str(file)))
        except DocumentError as error:
            raise CorpusError(str(error)) from error
        for line, row in rows:
            where = f"{file}, line {line}"
            if isinstance(row, DocumentError):
                raise CorpusError(str(row)) from row
            for column in ("text", "label"):
                if column not in row:
                    raise CorpusError(
                        f"{where}: no {column!r} column; it has: {', '.join(row) or 'nothing'}"
                    )
            text, label = row["text"], row["label"]
            if not isinstance(text, str) or not text.strip():
                raise CorpusError(f"{where}: the text is empty")
            if label not in labels:
                allowed = ", ".join(map(repr, labels))
                raise CorpusError(f"{where}: unknown label {label!r}; use one of {allowed}")
            before = seen.setdefault(text, (label, where))
            if before[0] != label:
                raise CorpusError(f"{where}: the same text is {before[0]!r} in {before[1]}")
            texts.append(text)
            found.append(label)
            group = row.get("group")
            groups.append(where if group in (None, "") else str(group))
            splits.append(str(row.get("split") or ""))
            levers.append(str(row.get("lever") or ""))
    if not texts:
        raise CorpusError(f"{path}: no labelled rows")
    return Corpus(tuple(texts), tuple(found), tuple(groups), tuple(splits), tuple(levers), path)
