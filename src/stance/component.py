"""The same road as a spaCy component: ``nlp.add_pipe("stance")``.

Quotes are in ``doc.spans["quotes"]``; each span has ``span._.speaker`` (`Speaker` or None),
``span._.about`` (`About` or None), ``span._.stance``, ``span._.stance_probability``,
``span._.decided`` and ``span._.quote``, the whole record as a dictionary. A span covers the
tokens from the first piece to the last; exact character offsets are in the record. All of it
survives `DocBin(store_user_data=True)` and `Doc.to_bytes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.tokens import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Doc

    from stance.pipeline import StancePipeline
    from stance.records import About, Speaker

__all__ = ["StanceComponent", "make_stance"]

SPANS_KEY = "quotes"


@Language.factory(
    "stance",
    default_config={
        "model": None,
        "min_probability": None,
        "quotes": None,
        "fast": False,
        "names": None,
    },
    requires=["token.dep", "token.lemma", "doc.ents", "doc.sents"],
    assigns=[
        "doc.spans",
        "span._.quote",
        "span._.speaker",
        "span._.about",
        "span._.stance",
        "span._.stance_probability",
        "span._.decided",
    ],
)
def make_stance(
    nlp: Language,
    name: str,
    model: str | None,
    min_probability: float | None,
    quotes: str | None,
    fast: bool,
    names: str | None,
) -> StanceComponent:
    """Make the component for a pipeline with tagger, parser and entity recogniser.

    The settings are those of `stance.load`.
    """
    from stance.models import load_model
    from stance.names import load_names
    from stance.pipeline import StancePipeline
    from stance.quote_models import load_quote_model

    pipeline = StancePipeline(
        nlp,
        load_model(model).classifier,
        min_probability=min_probability,
        quote_model=load_quote_model(quotes, fast=fast),
        names=load_names(names),
    )
    return StanceComponent(pipeline, name=name)


class StanceComponent:
    """Writes the quotes of a `Doc` into its spans.

    Parameters
    ----------
    pipeline : StancePipeline
        Its classifier and quote model are used; the `Doc` comes parsed.
    name : str
        Of the component.
    """

    def __init__(self, pipeline: StancePipeline, *, name: str = "stance") -> None:
        self.name = name
        self._pipeline = pipeline
        _set_extensions()

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 32) -> Iterator[Doc]:
        """Annotate documents in batches, the classifier called once for each."""
        from itertools import islice

        from stance.pipeline import quotes_of, read, stance_text

        documents = iter(stream)
        while batch := list(islice(documents, batch_size)):
            readings = [
                read(doc, self._pipeline.quote_model, self._pipeline.names) for doc in batch
            ]
            verdicts = self._pipeline.verdicts(
                [stance_text(r.text, a) for r in readings for a in r.attributions]
            )
            for doc, reading in zip(batch, readings, strict=True):
                spans = []
                for quote in quotes_of("", reading, verdicts):
                    span = doc.char_span(quote.start, quote.end, alignment_mode="expand")
                    assert span is not None  # offsets come from this very text
                    span._.quote = quote.to_dict()
                    spans.append(span)
                doc.spans[SPANS_KEY] = spans
                yield doc


def _set_extensions() -> None:
    if Span.has_extension("quote"):
        return
    Span.set_extension("quote", default=None)
    Span.set_extension("speaker", getter=_speaker)
    Span.set_extension("about", getter=_about)
    for attribute, key in (
        ("stance", "stance"),
        ("stance_probability", "probability"),
        ("decided", "decided"),
    ):
        Span.set_extension(attribute, getter=_field(key))


def _speaker(span: Span) -> Speaker | None:
    from stance.records import Speaker

    record = span._.quote
    return None if not record or record["speaker"] is None else Speaker(**record["speaker"])


def _about(span: Span) -> About | None:
    from stance.records import About

    record = span._.quote
    return None if not record or record["about"] is None else About(**record["about"])


def _field(key: str) -> Any:
    return lambda span: None if span._.quote is None else span._.quote[key]
