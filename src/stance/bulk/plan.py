"""An archive cut in shards: always the same for the same archive."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stance.documents import Document, read_items

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from stance.errors import StanceError

__all__ = ["SHARD_BYTES", "SHARD_ITEMS", "Shard", "archive_size", "shards_of"]

SHARD_ITEMS: Final = 256
SHARD_BYTES: Final = 1_000_000
"""Of a shard, whichever is reached first. It is the work that a crash may cost a process."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Some neighbours in an archive.

    Attributes
    ----------
    number : int
        Place among the shards.
    items : tuple
        As `read_items` yields them.
    fingerprint : str
        Changes with what is in it: texts, or names, sizes and times of files.
    at : tuple of (str, int)
        The file reached, and how many of its bytes, for the progress bar.
    """

    number: int
    items: tuple[str | Document | StanceError, ...]
    fingerprint: str
    at: tuple[str, int] = ("", 0)


def shards_of(
    paths: Iterable[str], *, limit: int | None = None, size: int = SHARD_ITEMS
) -> Iterator[Shard]:
    """Yield the shards of an archive, reading tables as they come and no article file.

    Parameters
    ----------
    paths : iterable of str
        As for `read_documents`.
    limit : int, optional
        Stop after so many items.
    size : int, default=256
        Items in a shard; a shard of more than `SHARD_BYTES` ends earlier.
    """
    reached = ("", 0)

    def at(path: str, offset: int) -> None:
        nonlocal reached
        reached = (path, offset)

    items: list[str | Document | StanceError] = []
    weight, number, print_of = 0, 0, hashlib.sha256()
    for item in islice(read_items(paths, at=at), limit):
        if isinstance(item, str):
            reached = (item, 0)
        more, mark = _weighed(item)
        items.append(item)
        weight += more
        print_of.update(mark)
        if len(items) >= size or weight >= SHARD_BYTES:
            yield Shard(number, tuple(items), print_of.hexdigest(), reached)
            items, weight, number, print_of = [], 0, number + 1, hashlib.sha256()
    if items:
        yield Shard(number, tuple(items), print_of.hexdigest(), reached)


def _weighed(item: str | Document | StanceError) -> tuple[int, bytes]:
    """Return an item's size in bytes, more or less, and what makes its fingerprint."""
    if isinstance(item, Document):
        return len(item.text), f"{item.doc}\0{item.metadata}\0{item.text}\0".encode()
    if not isinstance(item, str):
        return 0, f"{item}\0".encode()
    size, changed = _size_and_time(item)
    return size, f"{item}\0{size}\0{changed}\0".encode("utf-8", "surrogateescape")


def _size_and_time(path: str) -> tuple[int, int]:
    from stance.containers import member_of

    member = member_of(path)
    try:
        stat = Path(path if member is None else member[0]).stat()
    except (OSError, ValueError):
        return 0, 0
    if member is not None:  # the member's own size would cost a look into the folder
        return SHARD_BYTES // SHARD_ITEMS, stat.st_mtime_ns
    return stat.st_size, stat.st_mtime_ns


def archive_size(paths: Iterable[str], report: Callable[[str, int], None]) -> None:
    """Report each file of an archive and its size in bytes, in order."""
    from stance.decoding import STANDARD_INPUT
    from stance.documents import expand_paths

    for given in paths:
        for path in expand_paths(given, on_error=lambda _: None):
            if path != STANDARD_INPUT:
                report(path, _size_and_time(path)[0])
