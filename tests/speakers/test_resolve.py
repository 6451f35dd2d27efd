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
        (
            "Anna Zubr’s lawyer, Ihar Lis, said that the list was closed.",
            [("Ihar Lis", "Anna Zubr’s lawyer", "person")],
        ),
        (
            "Anna Zubr’s lawyer said that the list was closed.",
            [("Anna Zubr’s lawyer", "Anna Zubr’s lawyer", "role")],
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


def last(speakers, text):
    return speakers(text)[-1][:3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "Eritrea's ambassador in Geneva, Tesfamariam Okbai, rejected the findings. "
                "“This is a fiction,” the ambassador said."
            ),
            ("Tesfamariam Okbai", "Eritrea's ambassador in Geneva", "person"),
        ),
        (
            "A senior official in Brussels met the press. “Half want to list,” the official said.",
            ("senior official in Brussels", "senior official in Brussels", "role"),
        ),
        (
            "British MP Fiona Laidlaw wants more sanctions. The lawmaker said London was slow.",
            ("Fiona Laidlaw", "British MP", "person"),
        ),
        (
            "Lukas Oberhofer arrived late. But the Austrian warned that the deal would fail.",
            ("Lukas Oberhofer", None, "person"),
        ),
        (
            "Sipho Ndebvu pours himself a soda. “I am not on it,” says the 34-year-old mechanic.",
            ("Sipho Ndebvu", "34-year-old mechanic", "person"),
        ),
        (
            "Canadian hotel group Boreal Stays runs six resorts. “It works,” the company said.",
            ("Boreal Stays", None, "organisation"),
        ),
        (
            "Reacting to this, a student called Saba said: “He is afraid.”",
            ("Saba", "student", "person"),
        ),
        (
            "Her colleague, the lawyer Anders Fjeld, thinks that only the banks matter.",
            ("Anders Fjeld", "lawyer", "person"),
        ),
        (
            (
                "They met Bolivian forensic expert Teresa Quispe Mamani in May. "
                "Quispe Mamani said that nobody had been paid."
            ),
            ("Teresa Quispe Mamani", "Bolivian forensic expert", "person"),
        ),
        (
            "The Truth Commission met in May. The commission's report says that firms should pay.",
            ("Truth Commission", None, "organisation"),
        ),
        (
            "Talk to Managua\n\nBy Gabriela Tünnermann\n\nI think that embassies should stay open.",
            ("Gabriela Tünnermann", None, "person"),
        ),
        (
            (
                "Reza Daneshfar replied to Leila Montazam: “No bank will touch it.”\n\n"
                "“You blame Ottawa for everything,” she shot back."
            ),
            ("Leila Montazam", None, "person"),
        ),
    ],
)
def test_other_words_for_somebody_named_before(speakers, text, expected):
    assert last(speakers, text) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "The foreign minister, Ana Ruiz, left. The finance minister said that talks were over.",
            "finance minister",
        ),
        ("Ana Ruiz, a diplomat, left. The president said that talks were over.", "president"),
        ("Ana Ruiz left for Paris. The Dutch said that talks were over.", "Dutch"),
    ],
)
def test_other_roles_are_other_people(speakers, text, name):
    assert last(speakers, text)[0] == name


def test_answers_are_given_by_whom_the_interview_introduces(speakers):
    text = (
        "Marisela Urdaneta is a paediatrician in Maracaibo. She spoke to us in May.\n\n"
        "Q: Should sanctions go?\n\nA: Yes, and at once.\n\nQ: Why?\n\nA: My patients cannot wait."
    )
    urdaneta = ("Marisela Urdaneta", "paediatrician in Maracaibo", "person", True)
    assert speakers(text) == [None, urdaneta, None, urdaneta]


def test_answers_by_nobody_known_have_no_speaker(speakers):
    text = "Q: Should they go?\n\nA: Yes, at once.\n\nQ: Why?\n\nA: Because they must."
    assert speakers(text) == [None] * 4


def test_transcript_labels_in_capitals(speakers):
    text = (
        "MODERATOR: Welcome. Dr Thiri Aung Myat, you first.\n\n"
        "THIRI AUNG MYAT: We need an embargo.\n\n"
        "JOHAN BREDESEN, former Norwegian envoy: I have met these generals.\n\n"
        "MODERATOR: Mr Bredesen, and then?\n\nBREDESEN: It opened two corridors.\n\n"
        "THIRI AUNG MYAT: And bought them years.\n\nDEWI KUSUMA: We prefer quiet diplomacy.\n\n"
        "QUESTION FROM THE AUDIENCE: Why not recognise them?"
    )
    assert [s and (s[0], s[2]) for s in speakers(text)] == [
        ("MODERATOR", "role"),
        ("Thiri Aung Myat", "person"),
        ("JOHAN BREDESEN", "person"),
        ("MODERATOR", "role"),
        ("JOHAN BREDESEN", "person"),
        ("Thiri Aung Myat", "person"),
        ("DEWI KUSUMA", "person"),
        None,
    ]


def test_times_of_a_live_blog_are_no_part_of_the_speaker(speakers):
    text = (
        "14:32 Opposition MP Nino Kvariani tells us by phone: “Freeze the accounts tonight.”\n\n"
        "14:40 Kvariani adds that visa bans should follow.\n\n"
        "14:55 EU foreign policy chief Henrika Vos: We will widen the list."
    )
    assert speakers(text) == [
        ("Nino Kvariani", "Opposition MP", "person", True),
        ("Nino Kvariani", "Opposition MP", "person", True),
        ("Henrika Vos", "EU foreign policy chief", "person", True),
    ]


def test_posts_belong_to_whom_the_handle_stands_for(speakers):
    text = (
        "Canada's foreign minister, Claire Desrosiers (@CDesrosiers): “No business as usual.”\n\n"
        "@shirin_azadvar: Now list the prosecutors too.\n\n"
        "@CDesrosiers: We stand with the women of Iran."
    )
    minister = ("Claire Desrosiers", "Canada's foreign minister", "person", True)
    assert speakers(text) == [minister, ("@shirin_azadvar", None, "person", True), minister]
