"""``stance corpus``: looks after the labelled quotes in a corpus folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stance.cli.console import guarded, say

__all__ = ["app"]


app = typer.Typer(
    name="corpus", no_args_is_help=True, help="Look after the labelled quotes in a corpus folder."
)


CorpusFolder = Annotated[Path, typer.Option("--corpus", metavar="PATH", help="The corpus folder.")]


@app.command("stats")
def corpus_stats(corpus: CorpusFolder = Path("corpus")) -> None:
    """Print a corpus's grid and diversity as Markdown; exit 1 where it breaks its plan."""
    with guarded():
        from stance.corpus_stats import corpus_stats

        stats = corpus_stats(corpus)
    print(stats.to_markdown())
    for problem in stats.problems:
        say(f"{corpus}: {problem}")
    if stats.problems:
        raise typer.Exit(1)


@app.command("add")
def corpus_add(
    drafts: Annotated[
        list[Path],
        typer.Argument(
            metavar="DRAFT...", help="`NAME.tsv`, or a folder NAME of such files: batch NAME."
        ),
    ],
    corpus: CorpusFolder = Path("corpus"),
    split: Annotated[str, typer.Option(help="Where the rows go: train or dev.")] = "train",
) -> None:
    """Add drafted batches: checked, rid of near-copies, grouped.

    A draft has eight tab-separated fields a line and no header: label (E, M, N), family, country,
    lever, speaker, genre, form, text.
    """
    if split not in {"train", "dev"}:
        raise typer.BadParameter("rows go to train or dev: the test split is frozen")
    with guarded():
        from stance.corpus_batches import add_batches

        added = add_batches(drafts, corpus, split=split)
    for batch, count in added.rows.items():
        print(f"batch {batch}: {count} rows")
    for reason, count in added.dropped.items():
        print(f"left out, {reason}: {count}")
