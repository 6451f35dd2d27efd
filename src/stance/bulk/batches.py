"""Batches of articles in, batches of outcomes out: the core that every engine runs unchanged.

`prepare` turns paths and table rows into articles with language and digest; `score` turns
articles into outcomes. Both take and return plain data, keep the order, raise for no article
and keep nothing but the loaded pipeline, which is loaded once a process.
"""

from __future__ import annotations

import gc
import os
import threading
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal

from stance.documents import Document, read_file
from stance.errors import StanceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from stance.bulk.prefilter import Prefilter
    from stance.pipeline import StancePipeline
    from stance.records import Analysis

__all__ = ["Article", "Outcome", "Settings", "prepare", "score"]

BATCH_ARTICLES: Final = 64
BATCH_CHARACTERS: Final = 200_000
"""Articles analysed together, whichever is reached first."""

ONE_AT_A_TIME: Final = threading.Lock()
"""What spaCy learns in a batch is forgotten at its end: no other thread may be in the middle."""

Status = Literal["read", "failed", "duplicate", "other language", "off topic"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides the results: every process of a run has the same.

    Attributes
    ----------
    model, spacy_model, min_probability, quotes, fast, names
        As for `stance.load`; None is the default.
    explain : bool
        Whether quotes carry the features that weighed most.
    languages : bool
        Whether articles in other languages than English are told and left alone.
    duplicates : bool
        Whether near-duplicates are told and left alone.
    prefilter : bool
        Whether articles that cannot hold a quotation are left unparsed. Changes no record.
    on_topic : bool
        Whether articles without evidence of the topic are left unparsed.
    """

    model: str | None = None
    spacy_model: str | None = None
    min_probability: float | None = None
    quotes: str | None = None
    fast: bool = False
    explain: bool = False
    languages: bool = True
    duplicates: bool = True
    prefilter: bool = True
    on_topic: bool = False
    names: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """An article that was read, or why it was not.

    Attributes
    ----------
    doc : str
        As in the records.
    text : str
    metadata : Mapping
    reason : str
        Why it could not be read; empty if it was.
    language : str or None
        ISO 639-1 code; None where it was not detected.
    digest : bytes
        Of the near-duplicate search; empty where it is not wanted.
    duplicate_of : str or None
        The first article with nearly the same words.
    """

    doc: str
    text: str = ""
    metadata: Mapping[str, Any] | None = None
    reason: str = ""
    language: str | None = None
    digest: bytes = b""
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an article.

    Attributes
    ----------
    doc : str
    status : {"read", "failed", "duplicate", "other language", "off topic"}
    reason : str
        Why it failed.
    words : int
        Of its text, split at white space.
    language, duplicate_of : str or None
        As in `Article`.
    metadata : Mapping
    quotes : list of dict
        Its records.
    """

    doc: str
    status: Status
    reason: str
    words: int
    language: str | None
    duplicate_of: str | None
    metadata: Mapping[str, Any]
    quotes: list[dict[str, Any]]


def prepare(items: Sequence[str | Document | StanceError], settings: Settings) -> list[Article]:
    """Read items to articles, one each.

    Parameters
    ----------
    items : sequence of str, Document or StanceError
        As `stance.documents.read_items` yields them.
    settings : Settings
    """
    return [_prepared(item, settings) for item in items]


def _prepared(item: str | Document | StanceError, settings: Settings) -> Article:
    if isinstance(item, StanceError):
        message = " ".join(str(item).split())
        return Article(message.partition(": ")[0], reason=message)
    name = item if isinstance(item, str) else item.doc
    try:
        document = next(read_file(item)) if isinstance(item, str) else item
        language, digest = None, b""
        if settings.languages:
            from stance.bulk.languages import language_of

            language = language_of(document.text)
        if settings.duplicates and language in {"en", None}:
            from stance.bulk.duplicates import digest_of

            digest = digest_of(document.text)
    except StanceError as error:
        return Article(name, reason=" ".join(str(error).split()))
    except Exception as error:  # noqa: BLE001  # a reader's bug must not end the run
        return Article(name, reason=f"{name}: {_told(error)}")
    return Article(document.doc, document.text, document.metadata, "", language, digest)


def score(articles: Sequence[Article], settings: Settings) -> list[Outcome]:
    """Analyse articles, one outcome each.

    Parameters
    ----------
    articles : sequence of Article
        As `prepare` returns them, with duplicates marked.
    settings : Settings
    """
    with ONE_AT_A_TIME:
        statuses = [_status(article, settings) for article in articles]
        pairs = list(zip(articles, statuses, strict=True))
        wanted = [article for article, status in pairs if status is None]
        analyses = iter(_analysed(wanted, settings)) if wanted else iter(())
        return [
            _outcome(article, next(analyses)) if status is None else _unread(article, status)
            for article, status in pairs
        ]


def _status(article: Article, settings: Settings) -> Status | None:
    """Return what is known of an article without parsing it; None if it must be parsed."""
    if article.reason:
        return "failed"
    if article.duplicate_of is not None:
        return "duplicate"
    if article.language not in {"en", None}:
        return "other language"
    if settings.on_topic:
        from stance.bulk.topic import is_on_topic

        if not is_on_topic(article.text):
            return "off topic"
    if settings.prefilter and not prefilter_for(settings).may_quote(article.text):
        return "read"
    return None


def _unread(article: Article, status: Status) -> Outcome:
    return Outcome(
        doc=article.doc,
        status=status,
        reason=article.reason,
        words=len(article.text.split()),
        language=article.language,
        duplicate_of=article.duplicate_of,
        metadata=article.metadata or {},
        quotes=[],
    )


def _outcome(article: Article, found: Analysis | str) -> Outcome:
    if isinstance(found, str):
        return _unread(replace(article, reason=found), "failed")
    quotes = [quote.to_dict() for quote in found.quotes]
    return replace(_unread(article, "read"), quotes=quotes)


def _analysed(articles: Sequence[Article], settings: Settings) -> Iterator[Analysis | str]:
    """Yield an analysis for each article, or why there is none."""
    pipeline = pipeline_for(settings)
    for batch in _batches(articles):
        documents = [Document(article.doc, article.text) for article in batch]
        try:
            yield from pipeline.analyse_batch(documents)
        except Exception:  # noqa: BLE001  # one is broken: which, is found one by one
            yield from (_alone(document, pipeline) for document in documents)


def _alone(document: Document, pipeline: StancePipeline) -> Analysis | str:
    """Analyse one article of a batch in which one is broken."""
    try:
        return pipeline.analyse_batch([document])[0]
    except Exception as error:  # noqa: BLE001  # whatever it is, the rest goes on
        return f"{document.doc}: {_told(error)}"


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split()) or 'no message'}"


def _batches(articles: Sequence[Article]) -> Iterator[list[Article]]:
    batch: list[Article] = []
    size = 0
    for article in articles:
        if batch and (len(batch) == BATCH_ARTICLES or size + len(article.text) > BATCH_CHARACTERS):
            yield batch
            batch, size = [], 0
        batch.append(article)
        size += len(article.text)
    if batch:
        yield batch


@lru_cache(maxsize=1)
def prefilter_for(settings: Settings) -> Prefilter:
    """Make the filter once a process."""
    from stance.bulk.prefilter import Prefilter

    return Prefilter(pipeline_for(settings))


@lru_cache(maxsize=1)
def pipeline_for(settings: Settings) -> StancePipeline:
    """Load the pipeline once a process."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):  # processes share the cores
        os.environ.setdefault(name, "1")
    from stance.language import DEFAULT_PIPELINE
    from stance.pipeline import load

    pipeline = load(
        settings.model,
        spacy_model=settings.spacy_model or DEFAULT_PIPELINE,
        min_probability=settings.min_probability,
        quotes=settings.quotes,
        fast=settings.fast,
        names=settings.names,
    )
    pipeline.explain = settings.explain
    # What is loaded stays: the collector need not go through it again and again.
    gc.collect()
    gc.freeze()
    return pipeline
