"""``stance train``: the stance classifier, the models of quotes, that of entities."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from stance.cli.console import guarded, print_rows
from stance.cli.options import SpacyOption
from stance.errors import CorpusError

__all__ = ["train"]


class Trainable(StrEnum):
    """What can be trained."""

    STANCE = "stance"
    QUOTES = "quotes"
    ENTITIES = "entities"


def train(
    what: Annotated[
        Trainable,
        typer.Argument(help="The stance classifier, the models of quotes, or that of entities."),
    ] = Trainable.STANCE,
    corpus: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="Stance: CSV or JSONL with `text`, `label` and optionally `group`, or a folder "
            "of them; default: corpus.",
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="Quotes: a folder of brat standoff, or documents as `stance predict --format "
            "json` prints them. Entities: a folder of marked articles; default: corpus/entities.",
        ),
    ] = None,
    note: Annotated[str, typer.Option(help="Quotes: what the data is, for the model card.")] = "",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="PATH", help="Model folder; default: models/NAME-DATE."
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Name of the stance model; default: accurate, or light.")
    ] = None,
    light: Annotated[bool, typer.Option("--light", help="No encoder: linear models only.")] = False,
    fine_tune: Annotated[
        bool,
        typer.Option("--encoder", help="Fine-tune the encoder first (needs the extra [encoder])."),
    ] = False,
    spacy_model: SpacyOption = None,
    folds: Annotated[int, typer.Option(min=2, help="Folds of the cross-validation.")] = 5,
    seed: Annotated[int, typer.Option(min=0, help="Seed of folds and fine-tuning.")] = 0,
) -> None:
    """Train a stance model (or `quotes`, or `entities`) and print its scores on held-out rows.

    Stance labels are `engage/concede`, `maintain pressure` and `none` (takes no position). Rows
    of one `group` never straddle a split.
    """
    if what is Trainable.ENTITIES:
        if name is not None or note or light or fine_tune or spacy_model is not None:
            raise typer.BadParameter("train entities takes --data, --corpus, --output and --seed")
        with guarded():
            train_entities(data or Path("corpus/entities"), output, corpus or Path("corpus"), seed)
    elif what is Trainable.QUOTES:
        if data is None or corpus is not None or name is not None:
            raise typer.BadParameter("train quotes takes --data, and neither --corpus nor --name")
        with guarded():
            train_quotes(
                data,
                output,
                tagger=not light,
                fine_tune=fine_tune,
                spacy_model=spacy_model,
                folds=folds,
                seed=seed,
                note=note,
            )
    elif data is not None or note or spacy_model is not None:
        raise typer.BadParameter("--data, --note and --spacy-model go with: stance train quotes")
    else:
        with guarded():
            train_stance(
                corpus or Path("corpus"),
                output,
                name=name,
                light=light,
                fine_tune=fine_tune,
                folds=folds,
                seed=seed,
            )


def train_stance(
    corpus: Path,
    output: Path | None,
    *,
    name: str | None,
    light: bool,
    fine_tune: bool,
    folds: int,
    seed: int,
) -> None:
    """Train a stance model and print its scores."""
    from stance.corpus import read_corpus

    labelled = read_corpus(corpus)
    from stance import training
    from stance.classifier import StanceClassifier
    from stance.model_card import scores_table
    from stance.models import newest_encoder
    from stance.progress import Progress
    from stance.runtime import is_available

    encoder = None if light or not is_available() else newest_encoder()
    with Progress(total=folds + 1) as progress:
        if fine_tune:
            from stance.models import check_writable

            check_writable(output or Path("models") / "accurate")
            training.check_trainable(labelled, folds=folds)
            if training.calibration_rows(labelled) is None:
                raise CorpusError(
                    f"{corpus}: an encoder needs rows it was not fine-tuned on to be calibrated "
                    "with: give the column 'split' the values 'train' and 'dev'"
                )
            from stance.finetuning import fine_tune as fine_tune_encoder

            encoder = fine_tune_encoder(
                labelled, models=Path("models"), seed=seed, progress=progress.step
            )
        done = training.train(
            labelled,
            output,
            models=Path("models"),
            name=name or ("light" if encoder is None else "accurate"),
            classifier=StanceClassifier(encoder=encoder, random_state=seed),
            folds=folds,
            progress=progress.step,
        )
    used = done.manifest["corpus"]
    counts = ", ".join(f"{count} {label}" for label, count in used["labels"].items())
    print(f"{used['rows']} rows: {counts}")
    rows = done.manifest["cross_validated_rows"]
    print(f"{folds}-fold cross-validation on {rows} rows, split by group:")
    print_rows(scores_table(done.scores))
    print(f"model: {done.path}")


def train_quotes(
    data: Path,
    output: Path | None,
    *,
    tagger: bool,
    fine_tune: bool,
    spacy_model: str | None,
    folds: int,
    seed: int,
    note: str,
) -> None:
    """Train a quote model and print its scores."""
    from stance.language import DEFAULT_PIPELINE, load_language
    from stance.progress import Progress
    from stance.quote_training import train_quotes

    with Progress() as progress:
        done = train_quotes(
            data,
            output,
            models=Path("models"),
            nlp=load_language(spacy_model or DEFAULT_PIPELINE),
            tagger=tagger,
            fine_tune=fine_tune,
            folds=folds,
            seed=seed,
            note=note,
            progress=progress.step,
        )
    used = done.manifest["data"]
    print(f"{used['articles']} articles, {used['attributions']} attributions with a cue")
    for mode, scores in done.scores.items():
        print(f"\n{mode}, {scores.articles} articles:")
        print_rows(scores.rows())
    print(f"\nmodel: {done.path}")


def train_entities(data: Path, output: Path | None, corpus: Path, seed: int) -> None:
    """Train an entity model, beside sentences of the corpus, and print its scores."""
    from stance.corpus import read_corpus
    from stance.entity_training import train_entities
    from stance.progress import Progress

    with Progress() as progress:
        done = train_entities(
            data,
            output,
            models=Path("models"),
            rehearsal=read_corpus(corpus).texts,
            seed=seed,
            progress=progress.step,
        )
    print(f"{done.manifest['data']['articles']} articles; strict F1 on the dev split:")
    labels = list(next(iter(done.scores.values())))
    rows = [[kind, *(f"{s[label].f1:.3f}" for label in labels)] for kind, s in done.scores.items()]
    print_rows([["", *labels], *rows])
    print(f"model: {done.path}")
