from __future__ import annotations

import pytest

TEXTS = [
    "",
    "\n\n",
    "“Lift the sanctions,” said Anna Lindqvist.\n\nThere's nothin' we gonna do; y'all ain't.",
    "It's gotta let's c'm on.  She'd've said that something was, there were those who'd that.",
    "NOTHIN' IS  SAID\tBUT 3 of the 4th's ... #1 $5 -- (to) which whom whose?",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_remembering_ruler_sets_what_the_ruler_sets(nlp, text):
    ours = nlp.get_pipe("attribute_ruler")

    def parsed(ruler):
        doc = nlp.make_doc(text)
        for name, component in nlp.pipeline:
            doc = ruler(doc) if name == "attribute_ruler" else component(doc)
        return [
            (token.text, token.tag_, token.pos_, str(token.morph), token.lemma_, token.dep_)
            for token in doc
        ]

    assert ours.ruler is not None
    for _ in range(2):  # the second time everything is known
        assert parsed(ours) == parsed(ours.ruler)
