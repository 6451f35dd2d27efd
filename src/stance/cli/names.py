"""``stance names``: whom articles name."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli.console import guarded
from stance.cli.loading import analyses, load_pipeline, open_documents
from stance.cli.options import (
    FastOption,
    LimitOption,
    NamesOption,
    OutputOption,
    SpacyOption,
    format_of,
)

if TYPE_CHECKING:
    from stance.errors import StanceError

__all__ = ["list_names"]


class NamesFormat(StrEnum):
    """How lists of names are written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class NameType(StrEnum):
    """Whose names are listed."""

    PERSON = "person"
    ORGANISATION = "organisation"
    ALL = "all"


def list_names(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Articles, as for `stance predict`.")
    ],
    output_format: Annotated[
        NamesFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="How the list is written; default: as the output's suffix says, else a table.",
        ),
    ] = None,
    output: OutputOption = "-",
    kind: Annotated[
        NameType, typer.Option("--type", help="People, organisations, or both.")
    ] = NameType.ALL,
    names: NamesOption = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say why each spelling is taken for the same one's.")
    ] = False,
    spacy_model: SpacyOption = None,
    fast: FastOption = False,
    limit: LimitOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress; errors only.")] = False,
) -> None:
    """List the people and organisations that articles name, each once, however spelt.

    Spellings are united over all articles where their romanisation or the knowledge base says
    that they are one's; ambiguous names stay apart.
    """
    form = format_of(output, output_format, NamesFormat)
    if form is NamesFormat.PARQUET and output == "-":
        raise typer.BadParameter("--format parquet goes with --output FILE.parquet")
    from stance.output import check_output, open_output
    from stance.progress import Progress

    failures: list[StanceError] = []
    with guarded(), Progress(silent=quiet) as progress:
        from stance.names import load_names

        check_output(output)
        base = load_names(names)
        documents = open_documents(paths, limit, failures)
        progress.step("loading models")
        pipeline = load_pipeline(
            None, spacy_model, None, quotes=None, fast=fast, explain=False, names=names
        )
        pipeline.renames = False  # names as written, to count and to explain

        from stance.linking import identities_of
        from stance.names.listing import WRITERS, write_parquet

        found = [
            identity
            for identity in identities_of(analyses(pipeline, documents, progress), base)
            if kind is NameType.ALL or identity.person is (kind is NameType.PERSON)
        ]
        with open_output(output) as stream:
            if form is NamesFormat.PARQUET:
                write_parquet(found, stream.buffer, explain=explain)  # type: ignore[attr-defined]
            else:
                WRITERS[form.value](found, stream, explain=explain)
    if failures:
        raise typer.Exit(1)
