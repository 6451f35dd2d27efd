from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from stance.quote_models import find_quote_model
from stance.quotes.tagger import MAX_PIECES, Tagger, token_pieces, window_input, windows
from tests.strategies import arbitrary_text, newsy_text

TEXT = (
    "The envoy said that the embargo would stay until all prisoners are free. It rained. "
    "Ms Lindqvist, a trader, hopes for talks."
)


@pytest.fixture(scope="module")
def tagger():
    return Tagger(find_quote_model())


def tokenizer(tagger):
    return tagger._tokenizer


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=arbitrary_text | newsy_text())
def test_windows_hold_every_token_once(nlp, tagger, text):
    doc = nlp(text)
    sizes = [len(pieces) for pieces in token_pieces(doc, tokenizer(tagger))]
    covered = [index for start, end in windows(doc, sizes) for index in range(start, end)]
    assert covered == list(range(len(doc)))
    for start, end in windows(doc, sizes):
        assert sum(sizes[start:end]) <= MAX_PIECES or end - start == 1


def test_sentences_that_are_not_needed_are_left_out(nlp):
    doc = nlp(TEXT)
    sizes = [1] * len(doc)
    rained = next(token.i for token in doc if token.text == "rained")
    needed = [token.text in {"said", "hopes"} for token in doc]
    covered = [index for start, end in windows(doc, sizes, needed) for index in range(start, end)]
    assert rained not in covered
    assert len(covered) == len(doc) - 3


def test_a_word_longer_than_a_window_is_cut(nlp, tagger):
    doc = nlp("Znajźdźmy" * 200 + " said so.")
    pieces = token_pieces(doc, tokenizer(tagger))
    for start, end in windows(doc, [len(p) for p in pieces]):
        ids, tokens, places = window_input(pieces, start, end)
        assert len(ids) <= MAX_PIECES + 2
        assert len(tokens) == len(places)
    assert np.isfinite(tagger.read(doc).cue).any()


def test_reads_cue_content_and_source(nlp, tagger):
    doc = nlp(TEXT)
    index = {token.text: token.i for token in doc}
    tagged = tagger.read(doc)
    said, hopes = index["said"], index["hopes"]
    assert tagged.cue[said] > 0 > tagged.cue[index["embargo"]]
    content = tagged.content(said)
    assert content[index["embargo"]] > 0 > content[index["envoy"]]
    assert np.nanargmax(tagged.source(said)) == index["envoy"]
    assert np.nanargmax(tagged.source(hopes)) == index["Lindqvist"]
    assert np.nansum(tagged.source(said)) <= 1.0001


def test_what_is_not_read_is_unknown(nlp, tagger):
    doc = nlp(TEXT)
    tagged = tagger.read(doc, [False] * len(doc))
    assert np.isnan(tagged.cue).all()
    assert np.isnan(tagged.content(2)).all()
    assert np.isnan(tagged.source(2)).all()
