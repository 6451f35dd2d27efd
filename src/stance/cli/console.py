"""What commands say: results on standard output, one line for an error, exit codes."""

from __future__ import annotations

import logging
import os
import sys
from typing import NoReturn

import typer

from stance.errors import DocumentError, StanceError

__all__ = ["StandardError", "complain", "guarded", "print_rows", "say"]


class guarded:  # noqa: N801
    """Turns errors meant for people into one line and exit code 1."""

    def __enter__(self) -> None:
        """Do nothing."""

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        """Translate the exceptions that people cause."""
        if isinstance(error, StanceError):
            complain(error)
            raise typer.Exit(1) from error
        if isinstance(error, BrokenPipeError):  # the reader, such as `head`, has seen enough
            leave_quietly()


class StandardError(logging.Handler):
    """Prints what the library has to say, wherever standard error leads at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one message."""
        say(record.getMessage())


def say(message: str) -> None:
    """Print a message on standard error."""
    print(f"stance: {message}", file=sys.stderr)


def complain(error: StanceError) -> None:
    """Print an error on standard error, one of a document on one line."""
    message = str(error)
    say(" ".join(message.split()) if isinstance(error, DocumentError) else message)


def leave_quietly() -> NoReturn:
    """Leave after the reader of standard output has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(1)


def print_rows(rows: list[list[str]]) -> None:
    """Print rows with their columns aligned."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )
