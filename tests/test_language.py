from __future__ import annotations

import pytest
import spacy

from stance.errors import LanguageModelError
from stance.language import DEFAULT_PIPELINE, PINNED, load_language, verify_weights


def test_default_pipeline_has_parser_and_ner(nlp):
    assert {"parser", "ner"} <= set(nlp.pipe_names)


def test_sentences_begin_with_paragraphs(nlp):
    doc = nlp(
        "Marchers demand a ban as talks fail\n\nThe envoy said that ten were\nfreed on Friday."
    )
    assert [sentence.text.split()[0] for sentence in doc.sents] == ["Marchers", "The"]


def test_changed_weights_are_refused(tmp_path):
    (tmp_path / "model").write_bytes(b"tampered")
    with pytest.raises(LanguageModelError, match="not the one stance was tested with"):
        verify_weights(tmp_path, {"model": "0" * 64})


def test_missing_weights_are_refused(tmp_path):
    with pytest.raises(LanguageModelError, match="missing or unreadable"):
        verify_weights(tmp_path, {"model": "0" * 64})


def test_weights_of_every_component_are_pinned():
    pinned = " ".join(PINNED[DEFAULT_PIPELINE])
    for component in ("tok2vec", "tagger", "parser", "ner", "lemmatizer"):
        assert f"/{component}/" in pinned


def test_pipeline_that_is_not_installed():
    with pytest.raises(LanguageModelError, match="'no_such_pipeline' cannot be loaded"):
        load_language("no_such_pipeline")


def test_pipeline_without_parser(tmp_path):
    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(LanguageModelError, match="no 'parser' component"):
        load_language(str(tmp_path / "blank"))
