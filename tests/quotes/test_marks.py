from __future__ import annotations

import pytest
from hypothesis import given

from stance.quotes.marks import marked_passages, paragraphs
from tests.strategies import arbitrary_text, marky_text


def contents(text):
    return [[text[start:end] for start, end in p.pieces] for p in marked_passages(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said, "No deal."', ["No deal."]),
        ("She said “we stay”.", ["we stay"]),
        ("„Nie ma zgody”, „Keine“, »Ja« and « oui »", ["Nie ma zgody", "Keine", "Ja", "oui"]),
        ("''It is over,'' he said", ["It is over,"]),
        ("``It is over,'' he said", ["It is over,"]),
        ("‘Go,’ she said. 'Stay,' he said.", ["Go,", "Stay,"]),
        ("‹Non›, dit-il", ["Non"]),
        ('She said:"no space." And "yes".', ["no space.", "yes"]),
        ("(“in brackets”) and [«in others»]", ["in brackets", "in others"]),
    ],
)
def test_finds_every_style(text, expected):
    assert contents(text) == [[item] for item in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“We fight the slogan “no deal” every day,” he said.",
            "We fight the slogan “no deal” every day,",
        ),
        ('"We will "never" go," she said.', 'We will "never" go,'),
        ("«Да «внутри» да».", "Да «внутри» да"),
        ("“He told me ‘leave now’ and I left,” she said.", "He told me ‘leave now’ and I left,"),
    ],
)
def test_nested_marks_belong_to_the_outer_passage(text, expected):
    assert contents(text) == [[expected]]


@pytest.mark.parametrize(
    "text",
    [
        "The workers' union and the dogs’ tails.",
        "It's rock 'n' roll in the '90s, isn’t it?",
        "’Tis the season, he’d say.",
        "O'Brien's book",
    ],
)
def test_apostrophes_are_no_marks(text):
    assert contents(text) == []


def test_possessive_inside_single_quotes_does_not_close_them():
    text = "He called for ‘the workers’ rights to be kept,’ and left."
    assert contents(text) == [["the workers’ rights to be kept,"]]


def test_possessive_is_the_end_when_another_quotation_follows():
    text = "‘the nonsense of fools’ and left. ‘I am going,’ he said."
    assert contents(text) == [["the nonsense of fools"], ["I am going,"]]


def test_repeated_opening_marks_continue_over_paragraphs():
    text = "“First.\n\n“Second.\n\n“Third,” she said.\n\nOther."
    assert contents(text) == [["First.", "Second.", "Third,"]]
    assert all(passage.closed for passage in marked_passages(text))


def test_missing_closing_mark_ends_with_the_paragraph():
    text = "“We stay, he said.\n\nNobody “heard” it."
    first, second = marked_passages(text)
    assert not first.closed
    assert text[slice(*first.pieces[0])] == "We stay, he said."
    assert second.closed


def test_stray_opening_mark_does_not_swallow_later_quotations():
    assert contents("The 12“ pipe and “stray words, then “more.”") == [["more."]]


@given(marky_text)
def test_passages_are_ordered_disjoint_and_inside_the_text(text):
    end = 0
    for passage in marked_passages(text):
        assert end <= passage.start <= passage.pieces[0].start
        for piece in passage.pieces:
            assert end <= piece.start < piece.end <= len(text)
            assert text[piece.start : piece.end].strip() == text[piece.start : piece.end]
            end = piece.end
        assert passage.end >= end
        end = passage.end


@given(arbitrary_text)
def test_paragraphs_hold_all_that_is_not_space(text):
    kept = "".join(text[start:end] for start, end in paragraphs(text))
    assert "".join(kept.split()) == "".join(text.split())
