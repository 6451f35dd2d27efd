"""Fine-tuning in miniature; only where the extra ``[encoder]`` is installed."""

from __future__ import annotations

import numpy as np
import pytest

from stance import tagger_training
from stance.errors import CorpusError
from stance.quote_training import parse
from stance.quotes.annotations import AnnotatedArticle, AnnotatedQuote
from stance.quotes.tagger import Tagger
from stance.records import Offsets

TEXT = "The envoy said that talks must wait."


def at(piece):
    start = TEXT.index(piece)
    return (Offsets(start, start + len(piece)),)


@pytest.fixture
def articles(nlp):
    quote = AnnotatedQuote(at("that talks must wait"), at("said"), at("The envoy"))
    return parse([AnnotatedArticle("one", TEXT, (quote,))], nlp)


@pytest.mark.usefixtures("weights")
def test_learns_one_sentence_by_heart(articles, nlp, tmp_path, monkeypatch):
    monkeypatch.setattr(tagger_training, "EPOCHS", 12)
    settings = tagger_training.fine_tune_tagger(articles, tmp_path)
    assert settings["windows"] == 1
    doc = nlp(TEXT)
    tagged = Tagger(tmp_path).read(doc)
    assert np.nanargmax(tagged.cue) == 2
    content = tagged.content(2)
    assert content[4:7].min() > content[:2].max()
    assert np.nanargmax(tagged.source(2)) == 1


@pytest.mark.usefixtures("weights")
def test_nothing_marked_is_an_error(nlp, tmp_path):
    articles = parse([AnnotatedArticle("one", TEXT, ())], nlp)
    with pytest.raises(CorpusError, match="no attribution with a cue"):
        tagger_training.fine_tune_tagger(articles, tmp_path)
