"""``stance serve`` and ``info``: the page, and what stands behind it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

import stance
from stance.cli.console import guarded, print_rows
from stance.cli.loading import load_pipeline
from stance.cli.options import (
    FastOption,
    MinProbability,
    ModelOption,
    QuotesOption,
    SpacyOption,
)

__all__ = ["info", "serve"]


def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; the default is reached from here only.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port; 0 takes a free one.")] = 8000,
    model: ModelOption = None,
    min_probability: MinProbability = None,
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


def info(
    model: ModelOption = None,
    spacy_model: SpacyOption = None,
    quotes: QuotesOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print versions, the models and the spaCy pipeline in use."""
    with guarded():
        from stance.language import DEFAULT_PIPELINE, load_language
        from stance.models import find_model

        find_model(model)
        facts = facts_of(model, load_language(spacy_model or DEFAULT_PIPELINE), quotes)
    if as_json:
        import json

        print(json.dumps(facts, indent=2))
        return
    print_rows([[key, str(value)] for key, value in facts.items()])


def facts_of(model: str | None, nlp: Any, quotes: str | None) -> dict[str, Any]:
    """Return versions and what is known of the models in use."""
    from importlib.metadata import version

    from stance.models import find_model, read_manifest
    from stance.quote_models import find_quote_model

    folder = find_model(model)
    manifest = read_manifest(folder)
    quote_folder = find_quote_model(quotes)
    return {
        "stance": stance.__version__,
        "python": sys.version.split()[0],
        "spacy": version("spacy"),
        "spacy pipeline": f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}",
        "scikit-learn": version("scikit-learn"),
        "model": manifest["name"],
        "model folder": str(folder),
        "model format": manifest["format"],
        "trained": manifest.get("created"),
        "corpus rows": manifest.get("corpus", {}).get("rows"),
        "macro-F1 (cross-validated)": round(manifest["metrics"]["macro_f1"], 3),
        "abstains below": round(manifest.get("min_probability", 0.5), 3),
        "quote model": "rules" if quote_folder is None else str(quote_folder),
    }
