"""Options that several commands have."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

__all__ = [
    "FastOption",
    "JsonOption",
    "LimitOption",
    "MinProbabilityOption",
    "ModelOption",
    "NamesOption",
    "OutputOption",
    "QuotesOption",
    "SpacyOption",
    "format_of",
]

Form = TypeVar("Form", bound=StrEnum)

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


MinProbabilityOption = Annotated[
    float | None,
    typer.Option(
        min=0.5, max=1.0, help="Decide only from this probability on; default: the model's own."
    ),
]
OutputOption = Annotated[
    str, typer.Option("--output", "-o", metavar="FILE", help="Where to; `-` is standard output.")
]
LimitOption = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Read the first N articles only.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, not tables.")]


def format_of(output: str, given: Form | None, forms: type[Form]) -> Form:
    """Return the format of an output: as given, else as its suffix says, else a table."""
    suffix = Path(output).suffix.lower().removeprefix(".")
    known = {form.value for form in forms}
    return given or forms(suffix if suffix in known else "table")
