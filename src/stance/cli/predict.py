"""``stance predict``: articles to records of their quotes."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from stance.cli.console import complain, guarded, say
from stance.cli.loading import analyses, check_names, load_pipeline, open_documents
from stance.cli.options import (
    FastOption,
    LimitOption,
    MinProbabilityOption,
    ModelOption,
    NamesOption,
    OutputOption,
    QuotesOption,
    SpacyOption,
    format_of,
)
from stance.errors import DocumentError

if TYPE_CHECKING:
    from stance.errors import StanceError

__all__ = ["predict"]


class Format(StrEnum):
    """How results are written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    HTML = "html"
    XLSX = "xlsx"


ARCHIVES = "Archives (with --output FILE.parquet, .jsonl or .csv)"


def predict(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="Articles (.txt .html .pdf .docx), tables of articles with a `text` column "
            "(.jsonl .csv .parquet, also .gz .zst), folders and .zip of them; `-` is standard "
            "input.",
        ),
    ],
    output_format: Annotated[
        Format | None,
        typer.Option(
            "--format",
            "-f",
            help="How results are written; default: as the output's suffix says, else a table.",
        ),
    ] = None,
    output: OutputOption = "-",
    model: ModelOption = None,
    min_probability: MinProbabilityOption = None,
    excel: Annotated[
        bool,
        typer.Option("--excel", help="CSV: begin with a byte-order mark, for Excel to read UTF-8."),
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Add the words that weighed most in each quote.")
    ] = False,
    spacy_model: SpacyOption = None,
    quotes: QuotesOption = None,
    fast: FastOption = False,
    names: NamesOption = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processes; default: one a core.", rich_help_panel=ARCHIVES),
    ] = None,
    on_topic: Annotated[
        bool,
        typer.Option(
            "--on-topic",
            help="Skip articles without a word on the topic.",
            rich_help_panel=ARCHIVES,
        ),
    ] = False,
    keep_duplicates: Annotated[
        bool,
        typer.Option(
            "--keep-duplicates", help="Score near-duplicates too.", rich_help_panel=ARCHIVES
        ),
    ] = False,
    prefilter: Annotated[
        bool,
        typer.Option(
            "--prefilter/--no-prefilter",
            help="Parse no article that cannot hold a quote.",
            rich_help_panel=ARCHIVES,
        ),
    ] = True,
    errors: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="What failed and why; default: errors.jsonl beside the output.",
            rich_help_panel=ARCHIVES,
        ),
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(
            metavar="SCHEDULER",
            help="Run on a Dask cluster: address or scheduler file.",
            rich_help_panel=ARCHIVES,
        ),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume/--fresh",
            help="Go on with the checkpoints of an interrupted run, or start anew.",
            rich_help_panel=ARCHIVES,
        ),
    ] = True,
    shard_size: Annotated[
        int | None,
        typer.Option(
            min=1, help="Articles between two checkpoints; default: 256.", rich_help_panel=ARCHIVES
        ),
    ] = None,
    limit: LimitOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List the files that would be read.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress and no summary; errors only.")
    ] = False,
) -> None:
    """Extract the quotes of articles and say who takes which stance.

    A stance marked *not decided* is a lean only. One record per quote with `--format jsonl`,
    one object per article with `--format json`.

    With `--output` FILE`.parquet`, `.jsonl` or `.csv`, archives of any size are read in a
    stream, by several processes; run the same command again to go on after an interruption.
    """
    if dry_run:
        print_archive(paths, limit)
    from stance.bulk.command import table_format

    if excel and output_format is not Format.CSV:
        raise typer.BadParameter("--excel goes with --format csv")
    table = table_format(output, output_format and output_format.value)
    if table is not None and not excel:
        from stance.bulk.batches import Settings

        settings = Settings(
            model=model,
            spacy_model=spacy_model,
            min_probability=min_probability,
            quotes=quotes,
            fast=fast,
            names=names,
            explain=explain,
            duplicates=not keep_duplicates,
            prefilter=prefilter,
            on_topic=on_topic,
        )
        with guarded():
            from stance.bulk.command import predict_archive

            check_names(names)
            code = predict_archive(
                paths,
                output,
                settings,
                form=table,
                workers=workers,
                dask=dask,
                errors=errors,
                limit=limit,
                shard_size=shard_size,
                fresh=not resume,
                quiet=quiet,
                complain=lambda message: complain(DocumentError(message)),
            )
        raise typer.Exit(code)
    form = format_of(output, output_format, Format)
    if workers or dask or errors or on_topic or keep_duplicates or form is Format.PARQUET:
        raise typer.BadParameter(
            "--workers, --dask, --errors, --on-topic, --keep-duplicates and --format parquet go "
            "with --output FILE.parquet, .jsonl or .csv"
        )
    from stance.output import FORMATS, check_output, open_output, write_csv
    from stance.progress import Progress

    failures: list[StanceError] = []
    with guarded(), Progress(silent=quiet) as progress:
        check_output(output)
        check_names(names)
        documents = open_documents(paths, limit, failures)
        progress.step("loading models")
        pipeline = load_pipeline(
            model,
            spacy_model,
            min_probability,
            quotes=quotes,
            fast=fast,
            explain=explain,
            names=names,
        )
        with open_output(output) as stream:
            write = partial(write_csv, mark=True) if excel else FORMATS[form.value]
            write(analyses(pipeline, documents, progress), stream)
    if failures:
        raise typer.Exit(1)


def print_archive(paths: list[str], limit: int | None) -> NoReturn:
    """Print the files of an archive, and on standard error how many of each kind."""
    with guarded():
        from stance.bulk import command

        found = command.list_archive(paths, limit=limit)
    for problem in found["problems"]:
        complain(DocumentError(problem))
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(found["kinds"].items()))
    say(f"would read {kinds or 'nothing'}")
    raise typer.Exit(1 if found["problems"] or not found["kinds"] else 0)
