"""Options and arguments that several commands have."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = [
    "FastOption", "MinProbability", "ModelOption", "NamesOption", "QuotesOption", "SpacyOption",
]  # fmt: skip


ModelOption = Annotated[
    str | None,
    typer.Option("--model", metavar="PATH", help="Model folder, or name of a shipped model."),
]


SpacyOption = Annotated[
    str | None,
    typer.Option(
        "--spacy-model",
        metavar="NAME",
        help="Installed spaCy pipeline with parser and NER, such as en_core_web_trf.",
    ),
]


QuotesOption = Annotated[
    str | None,
    typer.Option(
        "--quotes",
        metavar="PATH",
        help="Folder of a quote model, or `rules` for rules alone; default: the shipped one.",
    ),
]


FastOption = Annotated[
    bool,
    typer.Option("--fast", help="Find quotes without the encoder: quicker, a little less right."),
]


NamesOption = Annotated[
    str | None,
    typer.Option(
        "--names",
        metavar="FILE",
        help="People and bodies to know beside the shipped ones (.csv .tsv .jsonl).",
    ),
]


MinProbability = Annotated[
    float | None,
    typer.Option(
        min=0.5, max=1.0, help="Decide only from this probability on; default: the model's own."
    ),
]
