from __future__ import annotations

import json
from importlib.metadata import entry_points

import pytest
import spacy
from spacy.tokens import Doc, DocBin

from stance.component import make_stance
from stance.records import About, Speaker

TEXT = "“Lift the sanctions,” said Anna Lindqvist. Jan Kowal said that the embargo must stay."


def records(doc):
    """Return the records as JSON has them: storing turns lists into tuples."""
    return [json.loads(json.dumps(span._.quote)) for span in doc.spans["quotes"]]


@pytest.fixture(scope="module")
def annotating():
    from stance.language import DEFAULT_PIPELINE

    nlp = spacy.load(DEFAULT_PIPELINE)
    nlp.add_pipe("stance", config={"min_probability": 0.5})
    return nlp


def test_factory_is_found_by_its_entry_point():
    (entry,) = entry_points(group="spacy_factories", name="stance")
    assert entry.load() is make_stance


def test_annotates_spans(annotating):
    doc = annotating(TEXT)
    first, second = doc.spans["quotes"]
    assert first.text == "Lift the sanctions,"
    assert isinstance(first._.speaker, Speaker)
    assert second._.speaker.name == "Jan Kowal"
    assert first._.about == About(None, "sanctions", None)
    assert second._.about.lever == "sanctions"
    assert first._.stance in {"engage/concede", "maintain pressure"}
    assert 0.5 <= first._.stance_probability <= 1
    assert first._.decided is True
    assert first._.quote["text"] == "Lift the sanctions,"


def test_pipe_equals_call(annotating):
    piped = [span._.quote for doc in annotating.pipe([TEXT] * 3) for span in doc.spans["quotes"]]
    doc = annotating(TEXT)
    assert piped == [span._.quote for span in doc.spans["quotes"]] * 3


def test_survives_docbin_and_bytes(annotating):
    doc = annotating(TEXT)
    stored = DocBin(docs=[doc], store_user_data=True).to_bytes()
    copies = [
        next(iter(DocBin().from_bytes(stored).get_docs(annotating.vocab))),
        Doc(annotating.vocab).from_bytes(doc.to_bytes()),
    ]
    for copy in copies:
        assert records(copy) == records(doc)
        assert copy.spans["quotes"][0]._.speaker.name == "Anna Lindqvist"


def test_other_spans_have_no_stance(annotating):
    doc = annotating(TEXT)
    assert doc[:2]._.stance is None
    assert doc[:2]._.speaker is None


def test_declares_what_it_needs(annotating):
    assert annotating.analyze_pipes()["problems"]["stance"] == []
