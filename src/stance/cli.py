"""The command line: parse, call, print. What is imported at the top must be quick to import."""

from __future__ import annotations

import logging
import os
import sys
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

import stance
from stance.errors import CorpusError, DocumentError, StanceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stance.documents import Document
    from stance.pipeline import StancePipeline
    from stance.progress import Progress
    from stance.records import Analysis

__all__ = ["app", "main"]

app = typer.Typer(
    name="stance",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="Who says *engage and concede*, who says *maintain the pressure*: quotes in news about "
    "repressive regimes, with speakers, entities and stances.",
    epilog="Results go to standard output, messages to standard error. Exit code 0: done, "
    "1: something failed, 2: bad usage.",
)


class Format(StrEnum):
    """How results are written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    HTML = "html"
    XLSX = "xlsx"


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


class Export(StrEnum):
    """Where results go."""

    GEXF = "gexf"
    GRAPHML = "graphml"
    DNA = "dna"
    LABELSTUDIO = "labelstudio"
    BRAT = "brat"


class Plot(StrEnum):
    """What is drawn."""

    SPEAKERS = "speakers"
    TIME = "time"
    NETWORK = "network"
    CALIBRATION = "calibration"


class Trainable(StrEnum):
    """What can be trained."""

    STANCE = "stance"
    QUOTES = "quotes"
    ENTITIES = "entities"


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


ARCHIVES = "Archives (with --output FILE.parquet, .jsonl or .csv)"


def version_callback(value: bool) -> None:
    """Print the version and leave."""
    if value:
        print(f"stance {stance.__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[  # noqa: ARG001
        bool,
        typer.Option(
            "--version", callback=version_callback, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Set up what all commands share."""
    logger = logging.getLogger("stance")
    logger.handlers = [StandardError()]


@app.command()
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
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="Where to; `-` is standard output."),
    ] = "-",
    model: ModelOption = None,
    min_probability: MinProbability = None,
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
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Read the first N articles only.")
    ] = None,
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
        list_archive(paths, limit)
    from stance.bulk.command import table_format

    if excel and output_format is not Format.CSV:
        raise typer.BadParameter("--excel goes with --format csv")
    form = table_format(output, output_format and output_format.value)
    if form is not None and not excel:
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
                form=form,
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
    if workers or dask or errors or on_topic or keep_duplicates or output_format is Format.PARQUET:
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
        documents = opened(paths, limit, failures)
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
            name = (output_format or Format.TABLE).value
            write = partial(write_csv, mark=True) if excel else FORMATS[name]
            write(analysed(pipeline, documents, progress), stream)
    if failures:
        raise typer.Exit(1)


def opened(paths: list[str], limit: int | None, failures: list[StanceError]) -> Iterator[Document]:
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


def analysed(
    pipeline: StancePipeline, documents: Iterator[Document], progress: Progress
) -> Iterator[Analysis]:
    """Yield the analyses of documents and say which was read."""
    for analysis in pipeline.analyse(documents, batch_size=8):
        progress.step(f"read {analysis.doc}")
        yield analysis


@app.command("names")
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
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="Where to; `-` is standard output."),
    ] = "-",
    kind: Annotated[
        NameType, typer.Option("--type", help="People, organisations, or both.")
    ] = NameType.ALL,
    names: NamesOption = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say why each spelling is taken for the same one's.")
    ] = False,
    spacy_model: SpacyOption = None,
    fast: FastOption = False,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Read the first N articles only.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress; errors only.")] = False,
) -> None:
    """List the people and organisations that articles name, each once, however spelt.

    Spellings are united over all articles where their romanisation or the knowledge base says
    that they are one's; ambiguous names stay apart.
    """
    suffixes = {form.value for form in NamesFormat}
    suffix = Path(output).suffix.lower().removeprefix(".")
    form = output_format or NamesFormat(suffix if suffix in suffixes else "table")
    if form is NamesFormat.PARQUET and output == "-":
        raise typer.BadParameter("--format parquet goes with --output FILE.parquet")
    from stance.output import check_output, open_output
    from stance.progress import Progress

    failures: list[StanceError] = []
    with guarded(), Progress(silent=quiet) as progress:
        from stance.names import load_names

        check_output(output)
        base = load_names(names)
        documents = opened(paths, limit, failures)
        progress.step("loading models")
        pipeline = load_pipeline(
            None, spacy_model, None, quotes=None, fast=fast, explain=False, names=names
        )
        pipeline.renames = False  # names as written, to count and to explain

        from stance.linking import identities_of
        from stance.names.listing import WRITERS, write_parquet

        found = [
            identity
            for identity in identities_of(analysed(pipeline, documents, progress), base)
            if kind is NameType.ALL or identity.person is (kind is NameType.PERSON)
        ]
        with open_output(output) as stream:
            if form is NamesFormat.PARQUET:
                write_parquet(found, stream.buffer, explain=explain)  # type: ignore[attr-defined]
            else:
                WRITERS[form.value](found, stream, explain=explain)
    if failures:
        raise typer.Exit(1)


ResultsArgument = Annotated[
    str,
    typer.Argument(metavar="RESULTS", help="What `stance predict --format json` wrote."),
]


@app.command()
def report(
    results: ResultsArgument,
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="Where to; `-` is standard output."),
    ] = "-",
    title: Annotated[str, typer.Option(help="Title of the report.")] = "",
) -> None:
    """Write results as one HTML page that can be read offline and mailed."""
    with guarded():
        from stance.output import check_output, open_output
        from stance.report import render_report
        from stance.results import read_results

        check_output(output)
        page = render_report(read_results(results), title=title)
        with open_output(output) as stream:
            stream.write(page)


@app.command()
def export(
    results: ResultsArgument,
    to: Annotated[
        Export,
        typer.Option(
            help="Signed networks (gexf, graphml), a table of statements (dna), or articles to "
            "correct (labelstudio, brat)."
        ),
    ],
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="Where to; brat: a new folder."),
    ] = "-",
    between_speakers: Annotated[
        bool,
        typer.Option(
            "--between-speakers",
            help="Networks: who agrees and who clashes, instead of who speaks for what.",
        ),
    ] = False,
) -> None:
    """Hand results on to Gephi, networkx, Discourse Network Analyzer, Label Studio or brat."""
    is_network = to in {Export.GEXF, Export.GRAPHML}
    if between_speakers and not is_network:
        raise typer.BadParameter("--between-speakers goes with --to gexf or graphml")
    if to is Export.BRAT and output == "-":
        raise typer.BadParameter("--to brat writes a folder: give its name with --output")
    with guarded():
        from stance import exports, networks
        from stance.output import check_output, open_output
        from stance.results import read_results

        analyses = list(read_results(results))
        if to is Export.BRAT:
            exports.write_brat(analyses, output)
            return
        check_output(output)
        with open_output(output) as stream:
            if to is Export.DNA:
                exports.write_statements(analyses, stream)
            elif to is Export.LABELSTUDIO:
                exports.write_labelstudio(analyses, stream)
            else:
                write = networks.write_gexf if to is Export.GEXF else networks.write_graphml
                write(analyses, stream, between_speakers=between_speakers)


@app.command()
def plot(
    what: Annotated[Plot, typer.Argument(help="What to draw.")],
    results: Annotated[
        Path,
        typer.Argument(
            metavar="RESULTS",
            help="What `stance predict --format json` wrote; calibration: CSV or JSONL with "
            "`label`, and `text` or `stance` and `probability`.",
        ),
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="A file name in .svg, .png or .pdf."),
    ],
    model: ModelOption = None,
) -> None:
    """Draw a picture for a paper (needs the extra `[report]`)."""
    from stance import plots

    if output.suffix.lower() not in plots.SUFFIXES:
        raise typer.BadParameter(f"--output should end in {', '.join(plots.SUFFIXES)}")
    with guarded():
        from stance.output import check_output

        check_output(str(output))
        if what is Plot.CALIBRATION:
            figure = plots.plot_calibration(plots.read_rated(results, model))
        else:
            from stance.report import summarise
            from stance.results import read_results

            figure = plots.PLOTS[what.value](summarise(read_results(str(results))))
        plots.save_figure(figure, str(output))


@app.command()
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


@app.command()
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


@app.command()
def evaluate(
    labelled: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV or JSONL with `text` and `label`.")
    ],
    model: ModelOption = None,
    min_probability: MinProbability = None,
    split: Annotated[
        str | None, typer.Option(help="Only the rows of this `split` (train, dev, test).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, not tables.")] = False,
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


corpus_app = typer.Typer(
    name="corpus", no_args_is_help=True, help="Look after the labelled quotes in a corpus folder."
)
app.add_typer(corpus_app)

CorpusFolder = Annotated[Path, typer.Option("--corpus", metavar="PATH", help="The corpus folder.")]


@corpus_app.command("stats")
def corpus_stats(corpus: CorpusFolder = Path("corpus")) -> None:
    """Print a corpus's grid and diversity as Markdown; exit 1 where it breaks its plan."""
    with guarded():
        from stance.corpus_stats import corpus_stats

        stats = corpus_stats(corpus)
    print(stats.to_markdown())
    for problem in stats.problems:
        print(f"stance: {corpus}: {problem}", file=sys.stderr)
    if stats.problems:
        raise typer.Exit(1)


@corpus_app.command("add")
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


@app.command()
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


def list_archive(paths: list[str], limit: int | None) -> NoReturn:
    """Print the files of an archive, and on standard error how many of each kind."""
    with guarded():
        from stance.bulk.command import list_archive

        found = list_archive(paths, limit=limit)
    for problem in found["problems"]:
        complain(DocumentError(problem))
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(found["kinds"].items()))
    complain(DocumentError(f"would read {kinds or 'nothing'}"))
    raise typer.Exit(1 if found["problems"] or not found["kinds"] else 0)


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
) -> Any:
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


class guarded:  # noqa: N801
    """Turns errors meant for people into one line and exit code 1."""

    def __enter__(self) -> None:
        """Do nothing."""

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        """Translate the exceptions that people cause."""
        if isinstance(error, StanceError):
            complain(error)
            raise typer.Exit(1) from error
        if isinstance(error, BrokenPipeError):  # the reader, such as `head`, has seen enough
            leave_quietly()


class StandardError(logging.Handler):
    """Prints what the library has to say, wherever standard error leads at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one message."""
        print(f"stance: {record.getMessage()}", file=sys.stderr)


def complain(error: StanceError) -> None:
    """Print an error on standard error."""
    message = str(error)
    if isinstance(error, DocumentError):
        message = " ".join(message.split())
    print(f"stance: {message}", file=sys.stderr)


def leave_quietly() -> NoReturn:
    """Leave after the reader of standard output has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(1)


def print_rows(rows: list[list[str]]) -> None:
    """Print rows with their columns aligned."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
