"""The command line: parse, call, print. What is imported at the top must be quick to import."""

from __future__ import annotations

import logging
from typing import Annotated

import typer

import stance
from stance.cli import corpus, evaluate, info, names, predict, results, serve, train
from stance.cli.console import StandardError

__all__ = ["app", "main"]

app = typer.Typer(
    name="stance",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="Who says *engage and concede*, who says *maintain the pressure*: quotes in news about "
    "repressive regimes, with speakers, entities and stances.",
    epilog="Results go to standard output, messages to standard error. Exit code 0: done, "
    "1: something failed, 2: bad usage.",
)


def version_callback(value: bool) -> None:
    """Print the version and leave."""
    if value:
        print(f"stance {stance.__version__}")
        raise typer.Exit


@app.callback()
def set_up(
    version: Annotated[  # noqa: ARG001
        bool,
        typer.Option(
            "--version", callback=version_callback, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Set up what all commands share."""
    logger = logging.getLogger("stance")
    logger.handlers = [StandardError()]


app.command()(predict.predict)
app.command("names")(names.list_names)
app.command()(results.report)
app.command()(results.export)
app.command()(results.plot)
app.command()(serve.serve)
app.command()(train.train)
app.command()(evaluate.evaluate)
app.command()(info.info)
app.add_typer(corpus.app)


def main() -> None:
    """Run the command line."""
    app()
