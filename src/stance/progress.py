"""Progress on standard error, shown only for work of more than two seconds on a terminal."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import Progress as RichProgress

__all__ = ["Progress"]

PATIENCE: Final = 2.0
"""Seconds before anything is shown."""


class Progress:
    """A progress line that appears late, goes away at the end, and is silent in pipes.

    Parameters
    ----------
    total : int, optional
        Steps, where known.
    """

    def __init__(self, total: int | None = None) -> None:
        self._total = total
        self._begun = time.monotonic()
        self._done = 0
        self._bar: RichProgress | None = None
        self._what = ""
        self._visible = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def step(self, what: str) -> None:
        """Say what is being done now."""
        self._what = what
        self._show()
        self._done += 1

    def _show(self) -> None:
        if not self._visible:
            return
        if self._bar is None:
            if time.monotonic() - self._begun < PATIENCE:
                return
            from rich.console import Console
            from rich.progress import (
                BarColumn,
                Progress,
                SpinnerColumn,
                TextColumn,
                TimeElapsedColumn,
            )

            self._bar = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TextColumn("{task.completed}/{task.total}" if self._total else "{task.completed}"),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.add_task(self._what, total=self._total)
            self._bar.start()
        self._bar.update(self._bar.task_ids[0], description=self._what, completed=self._done)
