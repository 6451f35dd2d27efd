"""The whole road: text, spaCy Doc, quotations, speakers and entities, stances, records."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

from spacy.tokens import Doc

from stance.about import find_abouts
from stance.documents import Document, without_surrogates
from stance.entities import document_entities, entities_within
from stance.language import DEFAULT_PIPELINE, load_language
from stance.names.records import known_entity, known_speaker
from stance.quotes import find_quotes
from stance.quotes.columns import text_of
from stance.quotes.cues import is_plain
from stance.records import About, Analysis, Attribution, Cue, Entity, Quote, Speaker
from stance.speakers import NameIndex, attach_sources, resolve_speakers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import pandas as pd
    from spacy.language import Language

    from stance.classifier import StanceClassifier
    from stance.names import KnowledgeBase
    from stance.quotes.learnt import QuoteModel

__all__ = ["Analysis", "StancePipeline", "load"]

MAX_PART: Final = 100_000
"""Characters given to spaCy at once; longer texts are cut, parsed and put together again."""
MAX_GROUP: Final = 40_000
"""Characters of short texts parsed together: more gains no time and costs memory."""
MAX_LEMMAS: Final = 200_000
"""Word forms whose lemmas are kept."""
BATCH: Final = 32
"""Documents whose quotes are classified together."""
JOINT: Final = re.compile(r"\n\s*\n|\n|(?<=[.!?])\s+|\s+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of a document before its quotes are classified."""

    text: str
    attributions: list[Attribution]
    speakers: list[Speaker | None]
    entities: list[Entity]
    abouts: list[About | None]


def load(
    model: str | Path | None = None,
    *,
    spacy_model: str = DEFAULT_PIPELINE,
    min_probability: float | None = None,
    quotes: str | Path | None = None,
    fast: bool = False,
    names: str | Path | None = None,
) -> StancePipeline:
    """Load spaCy, the extractors and a stance model.

    Parameters
    ----------
    model : str or Path, optional
        A model folder or the name of a shipped model; by default the shipped one.
    spacy_model : str
        An installed spaCy pipeline with a parser and an entity recogniser.
    min_probability : float, optional
        The abstention threshold, 0.5 to 1, in place of the model's own.
    quotes : str or Path, optional
        A folder of a quote model, or ``"rules"`` for rules alone; by default the shipped one.
    fast : bool, default=False
        Find quotes without the encoder: quicker, a little less right.
    names : str or Path, optional
        A file of people and bodies to know by name beside the shipped ones; see docs/names.md.

    Raises
    ------
    ModelError, LanguageModelError, NamesError
        If one of them cannot be loaded.
    """
    from stance.models import load_model
    from stance.names import load_names
    from stance.quote_models import load_quote_model

    base = load_names(None if names is None else str(names))
    return StancePipeline(
        load_language(spacy_model),
        load_model(model).classifier,
        min_probability=min_probability,
        quote_model=load_quote_model(quotes, fast=fast),
        names=base,
    )


class StancePipeline:
    """Reads articles: who says what, and with which stance.

    Parameters
    ----------
    nlp : Language
        With a tagger, a parser and an entity recogniser.
    classifier : StanceClassifier
        Fitted.
    min_probability : float, optional
        The abstention threshold in place of the classifier's own.
    quote_model : QuoteModel, optional
        Reads reports; by default the rules do.
    explain : bool, default=False
        Whether each quote carries the features that weighed most.
    names : KnowledgeBase, optional
        Gives the people and bodies it knows their canonical names.
    """

    def __init__(
        self,
        nlp: Language,
        classifier: StanceClassifier,
        *,
        min_probability: float | None = None,
        quote_model: QuoteModel | None = None,
        explain: bool = False,
        names: KnowledgeBase | None = None,
    ) -> None:
        if min_probability is not None and not 0.5 <= min_probability <= 1:
            raise ValueError(f"min_probability must lie between 0.5 and 1; got {min_probability}.")
        self.nlp = nlp
        self.classifier = classifier
        self.min_probability = (
            classifier.min_probability_ if min_probability is None else min_probability
        )
        self.quote_model = quote_model
        self.explain = explain
        self.names = names
        self.renames = True
        """Whether records have the knowledge base's names rather than the documents' own."""

    def __call__(self, text: str) -> list[Quote]:
        """Return the quotes of one text, in text order."""
        return next(self.pipe([text]))

    def pipe(self, texts: Iterable[str], *, batch_size: int = BATCH) -> Iterator[list[Quote]]:
        """Yield the quotes of each text, lazily and in order."""
        documents = (Document(doc=str(i), text=text) for i, text in enumerate(texts))
        for analysis in self.analyse(documents, batch_size=batch_size):
            yield list(analysis.quotes)

    def frame(self, texts: Iterable[str]) -> pd.DataFrame:
        """Return a table of the quotes of all texts, one row a quote.

        Column ``doc`` is the text's position; see `stance.output.quote_row` for the others.
        """
        from stance.output import quotes_frame

        return quotes_frame(chain.from_iterable(self.pipe(texts)))

    def analyse(
        self, documents: Iterable[Document], *, batch_size: int = BATCH
    ) -> Iterator[Analysis]:
        """Yield an analysis for each document, lazily and in order.

        Parameters
        ----------
        documents : iterable of Document
            Read as needed.
        batch_size : int, default=32
            Documents whose quotes are classified together.
        """
        stream = iter(documents)
        while batch := list(islice(stream, batch_size)):
            yield from self._analysed(batch)

    def analyse_batch(self, documents: Sequence[Document]) -> list[Analysis]:
        """Analyse some documents together and keep nothing of them in memory.

        As `analyse`, for processes that run for days: what spaCy learns of new words is
        forgotten afterwards (`spacy.Language.memory_zone`).
        """
        with self.nlp.memory_zone():
            analyses = self._analysed(documents)
        for _, component in self.nlp.pipeline:
            known = getattr(component, "cache", None)  # the lemmatizer's, which only grows
            if isinstance(known, dict) and len(known) > MAX_LEMMAS:
                known.clear()
        return analyses

    def _analysed(self, batch: Sequence[Document]) -> list[Analysis]:
        parsed = self._parse([document.text for document in batch])
        readings = [read(doc, self.quote_model, self.names, renames=self.renames) for doc in parsed]
        contents = [
            stance_text(reading.text, attribution)
            for reading in readings
            for attribution in reading.attributions
        ]
        verdicts = self.verdicts(contents)
        return [
            Analysis(
                doc=document.doc,
                text=document.text,
                metadata=document.metadata,
                entities=tuple(reading.entities),
                quotes=tuple(quotes_of(document.doc, reading, verdicts)),
            )
            for document, reading in zip(batch, readings, strict=True)
        ]

    def verdicts(self, contents: list[str]) -> Iterator[dict[str, Any]]:
        """Yield the stance fields of a `Quote` for each content."""
        if not contents:
            return
        probability = self.classifier.predict_proba(contents)
        explanations: list[list[tuple[str, float]]] = (
            self.classifier.explain(contents) if self.explain else [[] for _ in contents]
        )
        for row, explanation in zip(probability, explanations, strict=True):
            best = int(row.argmax())
            yield {
                "stance": str(self.classifier.classes_[best]),
                "probability": round(float(row[best]), 4),
                "decided": bool(row[best] >= self.min_probability),
                "explanation": tuple(explanation),
            }

    def _parse(self, texts: Sequence[str]) -> Iterator[Doc]:
        """Parse texts of any length: long ones in parts, several parts together."""
        parts = [list(_parts(without_surrogates(text))) for text in texts]
        groups = _groups(chain.from_iterable(parts))
        parsed = chain.from_iterable(
            self.nlp.pipe(group, batch_size=len(group)) for group in groups
        )
        for mine in parts:
            docs = list(islice(parsed, len(mine)))
            if len(docs) == 1:
                yield docs[0]
            else:
                whole = Doc.from_docs(docs, ensure_whitespace=False)
                assert whole is not None
                yield whole


def read(
    doc: Doc,
    quote_model: QuoteModel | None = None,
    base: KnowledgeBase | None = None,
    *,
    renames: bool = True,
) -> Reading:
    """Find a parsed document's quotations, speakers and entities, and who is asked what.

    Whom the knowledge base knows, if one is given, has the canonical name from there, unless
    `renames` is false.
    """
    names = NameIndex(doc, base)
    attributions = attach_sources(doc, find_quotes(doc, quote_model))
    speakers = resolve_speakers(doc, attributions, names)
    entities = document_entities(doc, names)
    abouts = find_abouts(doc, attributions, speakers, names)
    if base is not None and renames:
        known = [known_entity(entity, base) for entity in entities]
        new = {old.name: entity.name for old, entity in zip(entities, known, strict=True)}
        speakers = [speaker and known_speaker(speaker, base) for speaker in speakers]
        abouts = [about and about.renamed(new) for about in abouts]
        entities = known
    return Reading(
        text=text_of(doc),
        attributions=attributions,
        speakers=speakers,
        entities=entities,
        abouts=abouts,
    )


def quotes_of(name: str, reading: Reading, verdicts: Iterator[dict[str, Any]]) -> Iterator[Quote]:
    """Join a reading and the next verdicts to quote records."""
    found = zip(reading.attributions, reading.speakers, reading.abouts, strict=True)
    for index, (attribution, speaker, about) in enumerate(found):
        cue = attribution.cue
        yield Quote(
            doc=name,
            quote=index,
            text=content_text(reading.text, attribution),
            start=attribution.start,
            end=attribution.end,
            spans=attribution.pieces,
            kind=attribution.kind,
            cue=None if cue is None else Cue(cue.text, cue.start_char, cue.end_char),
            speaker=speaker,
            entities=entities_within(reading.entities, attribution.pieces),
            about=about,
            **next(verdicts),
        )


def content_text(text: str, attribution: Attribution) -> str:
    """Return what is quoted: its pieces, joined by one space."""
    return " ".join(text[start:end] for start, end in attribution.pieces)


def stance_text(text: str, attribution: Attribution) -> str:
    """Return what the classifier reads of a quotation.

    A reported position has its direction in the cue (*rejected* the lifting of sanctions), so
    the cue goes with it; a plain *said* does not. Cues that only the learnt models know are of
    the first kind: they have a thing for content, not a clause.
    """
    content = " ".join(content_text(text, attribution).split())
    cue = attribution.cue
    if attribution.kind == "direct" or cue is None or is_plain(cue[0]):
        return content
    return f"{cue.text} {content}"


def _parts(text: str) -> Iterator[str]:
    """Cut a text into parts of at most `MAX_PART` characters that make it up again.

    Cuts fall after a paragraph, or else a line, a sentence, a word, or where they must.
    """
    start = 0
    while len(text) - start > MAX_PART:
        window = text[start : start + MAX_PART]
        cut = _last_joint(window)
        yield window[:cut]
        start += cut
    yield text[start:]


def _groups(parts: Iterable[str]) -> Iterator[list[str]]:
    """Group parts that are parsed together: at most `MAX_GROUP` characters, or one part."""
    group: list[str] = []
    size = 0
    for part in parts:
        if group and size + len(part) > MAX_GROUP:
            yield group
            group, size = [], 0
        group.append(part)
        size += len(part)
    if group:
        yield group


def _last_joint(window: str) -> int:
    """Return the best place to cut a window, searched in its second half."""
    best, rank = len(window), 5
    for match in JOINT.finditer(window, len(window) // 2):
        gap = match.group()
        before = window[match.start() - 1]
        this = 0 if gap.count("\n") > 1 else 1 if "\n" in gap else 2 if before in ".!?" else 3
        if this <= rank:
            best, rank = match.end(), this
    return best
