"""Progress on standard error, shown only for work of more than two seconds on a terminal."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import Progress as RichProgress

__all__ = ["Progress", "is_watched", "start_bar"]

PATIENCE: Final = 2.0
"""Seconds before anything is shown."""


def is_watched() -> bool:
    """Whether standard error is a terminal."""
    return sys.stderr is not None and sys.stderr.isatty()


def start_bar(
    what: str, *, total: int | None = None, counter: str = "", remaining: bool = False
) -> RichProgress:
    """Show a bar with one task on standard error; it goes away when stopped.

    Parameters
    ----------
    what : str
        The task's description to begin with.
    total : int, optional
        Where known.
    counter : str
        What is written after the bar: a format of `rich.progress.TextColumn`.
    remaining : bool, default=False
        Whether the time still to go is shown, rather than the time gone by.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn(counter),
        TimeRemainingColumn() if remaining else TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    bar.add_task(what, total=total)
    bar.start()
    return bar


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
        if not self._silent and is_watched():
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
        with self._lock:
            if not self._ended:
                counter = "{task.completed}/{task.total}" if self._total else ""
                self._bar = start_bar(self._what, total=self._total, counter=counter)

    def _update(self) -> None:
        if self._bar is not None:
            task = self._bar.task_ids[0]
            self._bar.update(task, description=self._what, completed=self._done)
