"""What commands read: documents, names, models; and analyses, as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from stance.cli.console import complain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stance.documents import Document
    from stance.errors import StanceError
    from stance.pipeline import StancePipeline
    from stance.progress import Progress
    from stance.records import Analysis

__all__ = ["analyses", "check_names", "load_pipeline", "open_documents"]


def open_documents(
    paths: list[str], limit: int | None, failures: list[StanceError]
) -> Iterator[Document]:
    """Return documents of which the first is read; if there is none, exit before more is loaded.

    Errors are printed when they come, and added to `failures`.
    """
    from itertools import chain, islice

    from stance.documents import read_documents

    def on_error(error: StanceError) -> None:
        failures.append(error)
        complain(error)

    documents = islice(read_documents(paths, on_error=on_error), limit)
    first = next(documents, None)
    if first is None:
        raise typer.Exit(1)
    return chain([first], documents)


def analyses(
    pipeline: StancePipeline, documents: Iterator[Document], progress: Progress
) -> Iterator[Analysis]:
    """Yield the analyses of documents and say which was read."""
    for analysis in pipeline.analyse(documents, batch_size=8):
        progress.step(f"read {analysis.doc}")
        yield analysis


def check_names(names: str | None) -> None:
    """Read a user's own file of names before anything that takes long, or say what is wrong."""
    if names is not None:
        from stance.names import load_names

        load_names(names)


def load_pipeline(
    model: str | None,
    spacy_model: str | None,
    min_probability: float | None,
    *,
    quotes: str | None,
    fast: bool,
    explain: bool,
    names: str | None = None,
) -> StancePipeline:
    """Load spaCy and the models as quickly as they come."""
    import gc

    gc.disable()  # what is loaded stays: looking through it for garbage takes a twentieth more
    try:
        from stance.language import DEFAULT_PIPELINE
        from stance.models import import_skops_quickly
        from stance.pipeline import load

        import_skops_quickly()
        pipeline = load(
            model,
            spacy_model=spacy_model or DEFAULT_PIPELINE,
            min_probability=min_probability,
            quotes=quotes,
            fast=fast,
            names=names,
        )
    finally:
        gc.freeze()
        gc.enable()
    pipeline.explain = explain
    return pipeline
