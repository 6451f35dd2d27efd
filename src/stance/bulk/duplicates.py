"""Near-duplicates: wire copy that many papers print (datasketch, extra ``[archive]``).

An article's digest is a MinHash (Broder 1997) of its five-word shingles. Digests are cut in
bands (locality-sensitive hashing); an article that shares a band with an earlier one, and by
its whole digest at least `THRESHOLD` of its shingles, is a duplicate. The index lies on the
disk, so that memory does not grow with the archive, and outlives the process.
"""

from __future__ import annotations

import re
import sqlite3
import zlib
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from stance.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from stance.bulk.batches import Article

__all__ = ["DuplicateIndex", "digest_of", "is_available"]

PERMUTATIONS: Final = 128
BAND: Final = 5
"""Hashes a band. Articles that share 70 % of their shingles then meet with a chance of 99 %."""
THRESHOLD: Final = 0.7
SHINGLE: Final = 5
MIN_WORDS: Final = 20
"""Shorter texts are never duplicates: standing phrases are not wire copy."""
WORD: Final = re.compile(r"\w+")

TABLES: Final = """
CREATE TABLE IF NOT EXISTS shards (shard INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS marks
    (shard INTEGER, place INTEGER, first TEXT, PRIMARY KEY (shard, place)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS firsts (number INTEGER PRIMARY KEY, doc TEXT, digest BLOB);
CREATE TABLE IF NOT EXISTS bands
    (band BLOB, number INTEGER, PRIMARY KEY (band, number)) WITHOUT ROWID;
"""


def is_available() -> bool:
    """Whether what makes digests is installed."""
    return find_spec("datasketch") is not None


def digest_of(text: str) -> bytes:
    """Return an article's digest, empty for very short ones and without datasketch."""
    words = WORD.findall(text.lower())
    if len(words) < MIN_WORDS or not is_available():
        return b""
    shingles = {
        zlib.crc32(" ".join(words[i : i + SHINGLE]).encode())
        for i in range(len(words) - SHINGLE + 1)
    }
    sketch = _empty().copy()
    sketch.update_batch(sorted(shingles))
    return np.asarray(sketch.hashvalues, dtype=np.uint64).astype(np.uint32).tobytes()


@cache
def _empty() -> Any:
    """Draw the permutations once a process, always the same."""
    from datasketch import MinHash

    return MinHash(PERMUTATIONS, seed=1, hashfunc=int)


class DuplicateIndex:
    """The digests of the articles so far, on the disk; shards come in order.

    What was marked in a shard is kept in the same transaction: a shard that comes again, after
    a crash, gets the same marks.

    Parameters
    ----------
    path : Path
        Of the database.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._base = sqlite3.connect(path)
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("PRAGMA synchronous = NORMAL")
        self._base.executescript(TABLES)

    def mark(self, shard: int, articles: Sequence[Article]) -> dict[int, str]:
        """Return which articles of a shard are duplicates, by place, and of what."""
        try:
            return self._marked(shard, articles)
        except sqlite3.Error as error:
            raise OutputError(
                f"{self._path}: cannot be written: {error}. What is done is kept: run the same "
                "command again to go on"
            ) from error

    def _marked(self, shard: int, articles: Sequence[Article]) -> dict[int, str]:
        run = self._base.execute
        if run("SELECT 1 FROM shards WHERE shard = ?", (shard,)).fetchone():
            return dict(run("SELECT place, first FROM marks WHERE shard = ?", (shard,)))
        marks: dict[int, str] = {}
        with self._base:
            for place, article in enumerate(articles):
                if not article.digest:
                    continue
                first = self._first_like(article.digest)
                if first is None:
                    self._add(article)
                else:
                    marks[place] = first
            self._base.executemany(
                "INSERT INTO marks VALUES (?, ?, ?)",
                [(shard, place, first) for place, first in marks.items()],
            )
            run("INSERT INTO shards VALUES (?)", (shard,))
        return marks

    def close(self) -> None:
        """Close the database."""
        self._base.close()

    def _first_like(self, digest: bytes) -> str | None:
        """Return the earliest article that is nearly the same."""
        own = np.frombuffer(digest, dtype=np.uint32)
        numbers: set[int] = set()
        for band in _bands(digest):
            found = self._base.execute("SELECT number FROM bands WHERE band = ?", (band,))
            numbers.update(number for (number,) in found)
        for number in sorted(numbers):
            doc, other = self._base.execute(
                "SELECT doc, digest FROM firsts WHERE number = ?", (number,)
            ).fetchone()
            if np.mean(own == np.frombuffer(other, dtype=np.uint32)) >= THRESHOLD:
                return str(doc)
        return None

    def _add(self, article: Article) -> None:
        number = self._base.execute(
            "INSERT INTO firsts (doc, digest) VALUES (?, ?)", (article.doc, article.digest)
        ).lastrowid
        self._base.executemany(
            "INSERT OR IGNORE INTO bands VALUES (?, ?)",
            [(band, number) for band in _bands(article.digest)],
        )


def _bands(digest: bytes) -> list[bytes]:
    """Return the bands of a digest, each with its place in it, shortened to eight bytes."""
    size = BAND * 4
    return [
        zlib.crc32(part).to_bytes(4, "little") + zlib.adler32(part).to_bytes(4, "little")
        for place, start in enumerate(range(0, len(digest) - size + 1, size))
        if (part := bytes([place]) + digest[start : start + size])
    ]
