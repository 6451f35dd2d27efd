"""``stance evaluate``: a model's scores on labelled quotes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stance.cli.console import guarded, print_rows
from stance.cli.options import JsonOption, MinProbabilityOption, ModelOption
from stance.errors import CorpusError

__all__ = ["evaluate"]


def evaluate(
    labelled: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV or JSONL with `text` and `label`.")
    ],
    model: ModelOption = None,
    min_probability: MinProbabilityOption = None,
    split: Annotated[
        str | None, typer.Option(help="Only the rows of this `split` (train, dev, test).")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Score a model on a labelled file: F1, confusion, calibration, coverage."""
    with guarded():
        from stance.corpus import read_corpus

        corpus = read_corpus(labelled)
        from stance.evaluation import score
        from stance.model_card import scores_table
        from stance.models import load_model

        if split is not None:
            corpus = corpus.split(split)
        if set(corpus.labels) <= {"none"}:
            raise CorpusError(f"{labelled}: no row takes a stance, so there is nothing to score")
        classifier = load_model(model).classifier
        scores = score(
            gold=corpus.labels,
            probability=classifier.predict_proba(corpus.texts),
            classes=[str(label) for label in classifier.classes_],
            threshold=classifier.min_probability_ if min_probability is None else min_probability,
            groups=corpus.groups,
        )
    if as_json:
        import json

        print(json.dumps(scores.to_dict(), indent=2))
        return
    print_rows(scores_table(scores))
    print("\nconfusion (rows: labelled; columns: predicted)")
    header = ["", *scores.labels, "not decided"]
    rows = [
        [label, *map(str, row)]
        for label, row in zip((*scores.labels, "none"), scores.confusion, strict=True)
    ]
    print_rows([header, *rows])
