from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from stance.quotes import quoted_tokens
from stance.quotes.neighbourhood import MAX_UNITS, Layout, units
from tests.strategies import newsy_text


def around(nlp, text, cue):
    doc = nlp(text)
    token = next(token for token in doc if token.text == cue)
    return {unit.path: " ".join(doc[i].text for i in unit.tokens) for unit in units(token)}


def test_units_of_a_verb(nlp):
    found = around(nlp, "The envoy said on Monday that the embargo would stay.", "said")
    assert found[">nsubj"] == "The envoy"
    assert found[">ccomp."] == "stay"
    assert found[">ccomp>nsubj"] == "the embargo"


def test_units_above_a_cue(nlp):
    found = around(nlp, "The lawyer, who hopes for talks, waited.", "hopes")
    assert found["<relcl."] == "lawyer"
    assert found["<relcl>det"] == "The"


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=newsy_text())
def test_units_are_sorted_words_and_bounded(nlp, text):
    doc = nlp(text)
    for token in doc:
        found = units(token)
        assert len(found) <= MAX_UNITS + 1
        for unit in found:
            assert list(unit.tokens) == sorted(set(unit.tokens))
            assert not any(doc[i].is_space for i in unit.tokens)
            assert token.i not in unit.tokens or unit.path.startswith("<")


def test_layout_counts(nlp):
    doc = nlp("He said, “no, never,” and left.\nShe stayed.")
    layout = Layout(doc, quoted_tokens(doc))
    index = {token.text: token.i for token in doc}
    assert layout.quoted[index["never"]]
    assert not layout.quoted[index["left"]]
    assert layout.commas[index["never"]] == 2
    assert layout.turns[index["left"]] - layout.turns[index["He"]] == 2
    assert layout.paragraphs[index["She"]] == 1
