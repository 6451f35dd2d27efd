"""``stance serve``: a page to paste text into, and a JSON API."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stance.cli.console import guarded
from stance.cli.info import facts_of
from stance.cli.loading import load_pipeline
from stance.cli.options import (
    FastOption,
    MinProbabilityOption,
    ModelOption,
    QuotesOption,
    SpacyOption,
)

__all__ = ["serve"]


def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; the default is reached from here only.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port; 0 takes a free one.")] = 8000,
    model: ModelOption = None,
    min_probability: MinProbabilityOption = None,
    spacy_model: SpacyOption = None,
    quotes: QuotesOption = None,
    fast: FastOption = False,
    max_size: Annotated[
        int, typer.Option(min=1, metavar="BYTES", help="Longest request; more is answered 413.")
    ] = 1_000_000,
    timeout: Annotated[
        float, typer.Option(min=0.1, metavar="SECONDS", help="Longest time for one text.")
    ] = 30.0,
) -> None:
    """Show a page to paste text into, and a JSON API (needs the extra `[web]`).

    No text is kept or logged. Whoever can reach the address can use it: there are no accounts.
    """
    with guarded():
        from stance import server
        from stance.progress import Progress

        listener = server.listen(host, port)
        with Progress() as progress:
            progress.step("loading models")
            pipeline = load_pipeline(
                model, spacy_model, min_probability, quotes=quotes, fast=fast, explain=False
            )
            pipeline("“Talk to them,” said a first, idle reader, to warm up.")
        facts = facts_of(model, pipeline.nlp, quotes)
        facts["quote model"] = Path(facts["quote model"]).name  # no paths for whoever asks
        web = server.create_app(
            pipeline,
            facts={key: value for key, value in facts.items() if key != "model folder"},
            limits=server.Limits(max_bytes=max_size, timeout=timeout),
            hosts=tuple(server.LOOPBACK) if host in server.LOOPBACK else ("*",),
        )
        server.serve(web, listener)
