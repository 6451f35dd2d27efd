"""Hypothesis strategies, in one place."""

from __future__ import annotations

from hypothesis import strategies as st

MARKS = "\"'“”‘’„‟«»‹›`"

arbitrary_text = st.text(max_size=300)

marky_text = st.text(
    alphabet=st.one_of(
        st.sampled_from(MARKS), st.sampled_from("aB .,?!:;\n—-s"), st.characters(codec="utf-8")
    ),
    max_size=200,
)
"""Text with far more quotation marks than anybody writes."""

_words = st.sampled_from(
    "The minister said that talks are dead She He Lindqvist Žana according to EU sanctions we "
    "must keep pay nobody asked never deny claim want 12 May".split()
)
_joints = st.sampled_from([" ", " ", " ", " “", "” ", ", ", ". ", "\n\n", ' "', '" ', ": ", "’s "])


@st.composite
def newsy_text(draw):
    """Nonsense from the words and marks of news, to bring out rare paths."""
    count = draw(st.integers(0, 40))
    return "".join(draw(_words) + draw(_joints) for _ in range(count))
