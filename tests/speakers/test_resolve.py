"""Who a source is: names, roles, types, pronouns."""

from __future__ import annotations

import pytest

from stance.pipeline import read


@pytest.fixture(scope="module")
def speakers(nlp):
    def call(text):
        return [
            s and (s.name, s.role, s.type, text[s.start : s.end] == s.mention)
            for s in read(nlp(text)).speakers
        ]

    return call


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“No,” said Anna Lindqvist, the foreign minister. “Never,” she added.",
            [("Anna Lindqvist", "foreign minister", "person")] * 2,
        ),
        (
            "“Talks saved lives,” a senior EU diplomat said.",
            [("senior EU diplomat", "senior EU diplomat", "role")],
        ),
        (
            "The interior ministry said that the list was closed.",
            [("interior ministry", None, "organisation")],
        ),
        ("Officials said that the list was closed.", [("Officials", None, "group")]),
        ("“Sanction them all!” the crowd chanted.", [("crowd", None, "group")]),
        ("“We will see,” he said.", [("he", None, "person")]),
        ("“Maduro must step down now,” she said.", [("she", None, "person")]),
    ],
)
def test_name_role_and_type(speakers, text, expected):
    assert speakers(text) == [(*item, True) for item in expected]


def test_pronouns_follow_the_evidence_of_kinship(speakers):
    text = (
        "Jan Kowal was arrested in May. His mother waited at the gate. "
        "“Keep the sanctions on,” she said. “I was cold,” he said."
    )
    assert [name for name, *_ in speakers(text)] == ["His mother", "Jan Kowal"]


def test_father_and_daughter_of_one_surname(speakers):
    text = (
        "Tamta Barkaia, 24, a law graduate, wants more. “Ban the judges,” she said.\n\n"
        "Her father Zurab Barkaia sells wine. “Keep talking to them,” he said."
    )
    assert [name for name, *_ in speakers(text)][-2:] == ["Tamta Barkaia", "Zurab Barkaia"]


def test_role_points_back_to_the_person_introduced_with_it(speakers):
    text = (
        "Anna Lindqvist, the foreign minister, arrived on Monday. "
        "The foreign minister said that talks were useless."
    )
    assert speakers(text)[-1][0] == "Anna Lindqvist"


def test_nobody_is_guessed(speakers):
    assert speakers("“The time has come to stop this madness for good.”") == [None]
