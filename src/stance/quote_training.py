"""Trains the models of quotes on annotated articles: linear ones, and on request the tagger."""

from __future__ import annotations

import tempfile
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stance.errors import CorpusError
from stance.minilm import need_extra
from stance.model_card import quote_model_card
from stance.models import check_writable
from stance.quote_models import find_quote_model, read_quote_manifest, save_quote_model
from stance.quotes import find_quotes, quoted_tokens
from stance.quotes.annotations import digest, read_annotated
from stance.quotes.evaluation import QuoteScores, score_quotes
from stance.quotes.features import cue_features, is_candidate, unit_features
from stance.quotes.indirect import reports
from stance.quotes.learnt import CONTENT, NEITHER, SOURCE, QuoteModel
from stance.quotes.linear import LinearModel
from stance.quotes.neighbourhood import Layout, units
from stance.quotes.tagger import Tagger
from stance.runtime import is_available
from stance.speakers import attach_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from spacy.language import Language
    from spacy.tokens import Doc

    from stance.quotes.annotations import AnnotatedArticle
    from stance.records import Attribution, Offsets

__all__ = [
    "HELD_OUT",
    "MarkedCue",
    "ParsedArticle",
    "QuoteTraining",
    "cross_validate",
    "fit",
    "parse",
    "scores",
    "train_quotes",
]

HELD_OUT: Final = 10
"""One article in so many is kept from the tagger, to choose and to measure by."""


@dataclass(frozen=True, slots=True)
class MarkedCue:
    """An attribution in tokens: the cue's head, and sets for content and source."""

    cue: int
    content: frozenset[int]
    source: frozenset[int]


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """An annotated article, parsed and brought to tokens."""

    article: AnnotatedArticle
    doc: Doc
    marked: tuple[MarkedCue, ...]


@dataclass(frozen=True, slots=True)
class QuoteTraining:
    """What `train_quotes` did; scores by mode."""

    model: QuoteModel
    scores: dict[str, QuoteScores]
    manifest: dict[str, Any]
    path: Path


@dataclass(slots=True)
class _Samples:
    """Features and labels for the two linear models."""

    cue_features: list[list[str]] = field(default_factory=list)
    cue_labels: list[int] = field(default_factory=list)
    unit_features: list[list[str]] = field(default_factory=list)
    unit_labels: list[int] = field(default_factory=list)

    def extend(self, other: _Samples) -> None:
        self.cue_features += other.cue_features
        self.cue_labels += other.cue_labels
        self.unit_features += other.unit_features
        self.unit_labels += other.unit_labels


def parse(
    articles: Iterable[AnnotatedArticle],
    nlp: Language,
    *,
    progress: Callable[[str], None] = lambda _: None,
) -> list[ParsedArticle]:
    """Parse annotated articles and bring their marks to tokens."""
    parsed = []
    for article in articles:
        progress(f"parsing {article.name}")
        doc = nlp(article.text)
        parsed.append(ParsedArticle(article, doc, tuple(_marked(article, doc))))
    return parsed


def train_quotes(
    data: Path,
    output: Path | None,
    *,
    models: Path,
    nlp: Language,
    tagger: bool = True,
    fine_tune: bool = False,
    folds: int = 5,
    seed: int = 0,
    note: str = "",
    progress: Callable[[str], None] = lambda _: None,
) -> QuoteTraining:
    """Train on annotated articles, measure, and write a folder of a quote model.

    The fast mode is cross-validated by article. The accurate mode is measured on one article in
    `HELD_OUT`, which neither its tagger nor, for the measurement, its linear models have seen.

    Parameters
    ----------
    data : Path
        As for `read_annotated`.
    output : Path, optional
        The folder; by default ``<models>/quotes-<date>``.
    models : Path
        Where dated folders are kept.
    nlp : Language
        Parses the articles.
    tagger : bool, default=True
        Whether the model gets a tagger: that of the newest shipped model, or a new one.
    fine_tune : bool, default=False
        Whether to fine-tune a tagger on the articles first.
    folds : int, default=5
        Of the cross-validation.
    seed : int, default=0
        Of the fine-tuning.
    note : str
        What the data is, for the model card.
    progress : callable, optional
        Told what is being done.

    Raises
    ------
    CorpusError
        If the data cannot be read or holds too little.
    ModelError, MissingExtraError, OutputError
        If a tagger is wanted and cannot be had; if the folder cannot be written.
    """
    path = output or models / f"quotes-{datetime.now(tz=UTC).date().isoformat()}"
    check_writable(path)
    if fine_tune:  # said before the long work, not after it
        need_extra("fine-tuning")
    annotated = read_annotated(data)
    articles = parse(annotated, nlp, progress=progress)
    held_out = articles[::HELD_OUT]
    rest = [article for index, article in enumerate(articles) if index % HELD_OUT]
    with tempfile.TemporaryDirectory() as aside:
        source: Path | None = None
        settings: dict[str, Any] | None = None
        if fine_tune:
            from stance.tagger_training import fine_tune_tagger

            source = Path(aside)
            settings = fine_tune_tagger(rest, source, seed=seed, progress=progress)
        elif tagger:
            source, settings = _shipped_tagger()
        measured: dict[str, QuoteScores] = {
            "rules": scores(articles, None),
            "fast": cross_validate(articles, folds=folds, progress=progress),
        }
        opened = None
        if source is not None:
            progress("measuring on the articles held out")
            opened = Tagger(source)
            fitted = fit(rest)
            measured["fast, held out"] = scores(held_out, fitted)
            measured["accurate, held out"] = scores(held_out, replace(fitted, tagger=opened))
        progress("fitting on all articles")
        model = fit(articles, opened)
        manifest = {
            "data": {
                "name": data.name,
                "articles": len(articles),
                "attributions": sum(len(article.marked) for article in articles),
                "sha256": digest(annotated),
                "note": note,
            },
            "folds": folds,
            "tagger": settings,
            "metrics": {name: asdict(result) for name, result in measured.items()},
        }
        card = quote_model_card(path.name, manifest)
        saved = save_quote_model(model, path, tagger=source, manifest=manifest, card=card)
    return QuoteTraining(model, measured, saved, path)


def _shipped_tagger() -> tuple[Path, dict[str, Any]] | tuple[None, None]:
    """Return the newest shipped tagger's folder and settings, if there is one that can run."""
    folder = find_quote_model() if is_available() else None
    settings = None if folder is None else read_quote_manifest(folder).get("tagger")
    return (None, None) if folder is None or settings is None else (folder, settings)


def fit(articles: Sequence[ParsedArticle], tagger: Tagger | None = None) -> QuoteModel:
    """Fit the linear models.

    Raises
    ------
    CorpusError
        If the articles hold too little to learn from.
    """
    return _fitted(map(_samples, articles), tagger)


def cross_validate(
    articles: Sequence[ParsedArticle],
    *,
    folds: int,
    progress: Callable[[str], None] = lambda _: None,
) -> QuoteScores:
    """Score the fast mode on articles that it was not fitted on, each once.

    Raises
    ------
    CorpusError
        If the articles are fewer than folds, or hold too little to learn from.
    """
    if len(articles) < folds:
        raise CorpusError(
            f"{len(articles)} annotated articles are fewer than {folds} folds; lower --folds"
        )
    progress("reading features")
    samples = [_samples(article) for article in articles]
    found = []
    for fold in range(folds):
        progress(f"cross-validation, fold {fold + 1} of {folds}")
        model = _fitted((part for index, part in enumerate(samples) if index % folds != fold), None)
        found += list(_read(articles[fold::folds], model))
    return score_quotes(found)


def scores(articles: Sequence[ParsedArticle], model: QuoteModel | None) -> QuoteScores:
    """Score a model, or the rules, on annotated articles."""
    return score_quotes(_read(articles, model))


def _read(
    articles: Iterable[ParsedArticle], model: QuoteModel | None
) -> Iterator[tuple[AnnotatedArticle, list[Attribution]]]:
    for parsed in articles:
        doc = parsed.doc
        yield parsed.article, attach_sources(doc, find_quotes(doc, model))


def _fitted(samples: Iterable[_Samples], tagger: Tagger | None) -> QuoteModel:
    every = _Samples()
    for part in samples:
        every.extend(part)
    if set(every.cue_labels) != {0, 1} or set(every.unit_labels) != {NEITHER, CONTENT, SOURCE}:
        raise CorpusError(
            "the annotated articles hold no attribution with cue, content and source to learn from"
        )
    return QuoteModel(
        cue=LinearModel.fit(every.cue_features, every.cue_labels),
        unit=LinearModel.fit(every.unit_features, every.unit_labels),
        tagger=tagger,
    )


def _samples(parsed: ParsedArticle) -> _Samples:
    doc = parsed.doc
    layout = Layout(doc, quoted_tokens(doc))
    by_rule = {report.cue.start: frozenset(report.content) for report in reports(doc)}
    marked = {item.cue: item for item in parsed.marked}
    samples = _Samples()
    for token in doc:
        if is_candidate(token):
            samples.cue_features.append(cue_features(token, layout, by_rule.get(token.i)))
            samples.cue_labels.append(int(token.i in marked))
    for index, item in marked.items():
        for unit in units(doc[index]):
            inside = sum(token in item.content for token in unit.tokens)
            label = NEITHER
            if inside * 2 > len(unit.tokens):
                label = CONTENT
            elif unit.head.i in item.source:
                label = SOURCE
            rule = by_rule.get(index)
            samples.unit_features.append(unit_features(doc[index], unit, layout, rule))
            samples.unit_labels.append(label)
    return samples


def _marked(article: AnnotatedArticle, doc: Doc) -> Iterator[MarkedCue]:
    for quote in article.quotes:
        cue = _tokens(doc, quote.cue)
        if cue:
            yield MarkedCue(
                _cue_head(doc, cue), _tokens(doc, quote.content), _tokens(doc, quote.source)
            )


def _cue_head(doc: Doc, cue: frozenset[int]) -> int:
    """Return the word of a marked cue that governs the others; a verb if one does."""
    heads = sorted(index for index in cue if doc[index].head.i not in cue - {index})
    rank = {"VERB": 0, "AUX": 0, "PUNCT": 2}
    return min(heads or sorted(cue), key=lambda index: rank.get(doc[index].pos_, 1))


def _tokens(doc: Doc, pieces: Iterable[Offsets]) -> frozenset[int]:
    found: set[int] = set()
    for start, end in pieces:
        span = doc.char_span(start, end, alignment_mode="expand") if end > start else None
        if span is not None:
            found.update(token.i for token in span if not token.is_space)
    return frozenset(found)
