from __future__ import annotations

from hypothesis import given, settings

from stance.quotes.columns import (
    line_numbers,
    offsets,
    parts_of_speech,
    sentence_starts,
    strings,
    text_of,
)
from tests.strategies import arbitrary_text, newsy_text


@settings(deadline=None, max_examples=40)
@given(text=newsy_text() | arbitrary_text)
def test_columns_are_what_the_tokens_have(nlp, text):
    doc = nlp(text)
    assert text_of(doc) == doc.text
    assert offsets(doc) == [token.idx for token in doc]
    assert parts_of_speech(doc) == [token.pos_ for token in doc]
    assert sentence_starts(doc) == [bool(token.is_sent_start) for token in doc]
    assert strings(doc, "LOWER") == [token.lower_ for token in doc]
    assert line_numbers(doc)[-1] == sum("\n" in token.text for token in doc)
