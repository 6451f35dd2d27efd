"""A progress bar for archives: how far, how fast, how long still; silent in pipes."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Self

from stance.progress import is_watched, start_bar

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import Progress

    from stance.bulk.plan import Shard

__all__ = ["ArchiveProgress"]


class ArchiveProgress:
    """Counts bytes of files; a thread finds out how many there are in all.

    Parameters
    ----------
    paths : list of str
        The archive.
    silent : bool, default=False
        Show nothing; so it is wherever standard error is no terminal.
    """

    def __init__(self, paths: list[str], *, silent: bool = False) -> None:
        self._paths = paths
        self._bar: Progress | None = None
        self._silent = silent or not is_watched()
        self._words = 0
        self._begun = time.monotonic()
        self._starts: dict[str, int] = {}
        self._total = 0
        self._ended = False

    def __enter__(self) -> Self:
        if not self._silent:
            counter = "{task.percentage:>3.0f} %"
            self._bar = start_bar("starting", counter=counter, remaining=True)
            threading.Thread(target=self._measure, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ended = True
        if self._bar is not None:
            self._bar.stop()

    def words(self, count: int) -> None:
        """Count words that were analysed."""
        self._words += count

    def shard(self, shard: Shard) -> None:
        """Say that a shard is done."""
        if self._bar is None:
            return
        path, offset = shard.at
        rate = self._words / max(time.monotonic() - self._begun, 1e-9)
        task = self._bar.tasks[0]
        self._bar.update(
            task.id,
            description=f"{self._words:,} words, {rate:,.0f} a second",
            completed=max(task.completed, self._starts.get(path, 0) + offset),
        )

    def _measure(self) -> None:
        """Sum up the files' sizes; where each begins is kept for the first hundred thousand."""
        from stance.bulk.plan import archive_size

        def add(path: str, size: int) -> None:
            if len(self._starts) < 100_000:
                self._starts[path] = self._total
            self._total += size

        archive_size(self._paths, add)
        if not self._ended and self._bar is not None:
            self._bar.update(self._bar.tasks[0].id, total=self._total)
