"""Progress on standard error, shown only for work of more than two seconds on a terminal."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import Progress as RichProgress

__all__ = ["Progress"]

PATIENCE: Final = 2.0
"""Seconds before anything is shown."""


class Progress:
    """A progress line that appears late, goes away at the end, and is silent in pipes.

    A timer shows it, so that it appears in the middle of a long step too.

    Parameters
    ----------
    total : int, optional
        Steps, where known.
    silent : bool, default=False
        Show nothing, as in pipes.
    """

    def __init__(self, total: int | None = None, *, silent: bool = False) -> None:
        self._total = total
        self._silent = silent
        self._done = 0
        self._bar: RichProgress | None = None
        self._what = "starting"
        self._ended = False
        self._lock = threading.Lock()
        self._timer = threading.Timer(PATIENCE, self._show)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        if not self._silent and sys.stderr is not None and sys.stderr.isatty():
            self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._ended = True
            if self._bar is not None:
                self._bar.stop()
                self._bar = None

    def step(self, what: str) -> None:
        """Say what is being done now."""
        with self._lock:
            self._what = what
            self._update()
            self._done += 1

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        with self._lock:
            if not self._ended:
                self._bar = Progress(
                    SpinnerColumn(),
                    TextColumn("{task.description}", markup=False),
                    BarColumn(),
                    TextColumn("{task.completed}/{task.total}" if self._total else ""),
                    TimeElapsedColumn(),
                    console=Console(stderr=True),
                    transient=True,
                )
                self._bar.add_task(self._what, total=self._total)
                self._bar.start()

    def _update(self) -> None:
        if self._bar is not None:
            task = self._bar.task_ids[0]
            self._bar.update(task, description=self._what, completed=self._done)
