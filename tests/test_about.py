"""Who is asked to act, with which lever, towards whom."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from stance.about.levers import lever_mentions
from stance.lexicons import lexicon
from stance.pipeline import content_text, read
from stance.records import About

LEVERS = {
    "sanctions", "recognition", "negotiation", "prisoner exchange", "prosecution", "visas", "aid",
    "trade", "flights", "isolation", "arms", "finance",
}  # fmt: skip


@pytest.fixture(scope="module")
def about(nlp):
    """Return what the longest quote of a text, found by rules, is about."""

    def call(text):
        reading = read(nlp(text))
        pairs = zip(reading.attributions, reading.abouts, strict=True)
        return max(pairs, key=lambda pair: len(content_text(text, pair[0])))[1]

    return call


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“The EU must not lift sanctions on Minsk,” said Aksana Tratsiak, a teacher.",
            ("EU", "sanctions", "Minsk"),
        ),
        (
            "“Don't lift the sanctions on Caracas,” said the exiled writer.",
            (None, "sanctions", "Caracas"),
        ),
        (
            "The activist urged the EU to keep sanctions on Minsk.",
            ("EU", "sanctions", "Minsk"),
        ),
        (
            "The adviser told Brussels that it must suspend visas for Georgian officials.",
            ("Brussels", "visas", "Georgia"),
        ),
        (
            "The farmers’ union opposes any embargo on Naypyidaw.",
            (None, "sanctions", "Naypyidaw"),
        ),
        (
            "“Sanctions on Minsk must be lifted by the EU,” said a fertiliser trader.",
            ("EU", "sanctions", "Minsk"),
        ),
        (
            "“Europe, do not buy Azerbaijani gas,” said Rena Aliyeva, a student.",
            ("Europe", "trade", "Azerbaijan"),
        ),
        (
            "“The junta lives off gas. Stop buying it from them,” said Ko Zin, a blogger.",
            (None, "trade", "junta"),
        ),
        (
            "“Recognition of the Taliban by Islamabad would be a betrayal,” said Palwasha Noor.",
            ("Islamabad", "recognition", "Taliban"),
        ),
    ],
)
def test_actor_lever_and_target(about, text, expected):
    assert about(text) == About(*expected)


@pytest.mark.parametrize(
    "text",
    [
        "“It rained all day,” said Anna Lindqvist.",
        "Officials said that the list was closed.",
    ],
)
def test_nothing_is_guessed(about, text):
    assert about(text) is None


@pytest.mark.parametrize(
    ("speaker", "actor"),
    [
        ("Danish foreign minister Asger Bruun", "Denmark"),
        ("Asger Bruun, a Danish lawmaker", "Denmark"),
        ("the European Commission", "European Commission"),
        ("Asger Bruun, a Danish teacher", None),
        ("Choi, a baker", None),
    ],
)
def test_we_is_a_country_for_those_who_speak_for_it(about, speaker, actor):
    found = about(f"“We should end the sanctions on Harare,” said {speaker}.")
    assert found == About(actor, "sanctions", "Harare")


@pytest.mark.parametrize(
    ("words", "target"),
    [
        ("Belarusian banks", "Belarus"),
        ("the regime in Minsk", "Minsk"),
        ("the junta", "junta"),
        ("the sons of the generals", "generals"),
        ("the Belarusian opposition", "Belarusian opposition"),
        ("Minsk", "Minsk"),
    ],
)
def test_a_target_is_a_country_a_body_or_a_plain_phrase(about, words, target):
    found = about(f"“London must impose sanctions on {words},” said Anna Lindqvist.")
    assert found == About("London", "sanctions", target)


@pytest.mark.parametrize(
    ("words", "lever"),
    [
        ("buy weapons from Minsk", "arms"),
        ("buy potash from Minsk", "trade"),
        ("suspend talks with Minsk", "negotiation"),
        ("swap prisoners with Minsk", "prisoner exchange"),
        ("trade prisoners with Minsk", "prisoner exchange"),
        ("impose a visa ban on Minsk", "visas"),
        ("freeze the assets of Minsk", "finance"),
        ("prosecute Minsk", "prosecution"),
        ("allow flights to Minsk", "flights"),
    ],
)
def test_the_more_telling_words_name_the_lever(about, words, lever):
    found = about(f"“Berlin must not {words},” said Anna Lindqvist.")
    assert found == About("Berlin", lever, "Minsk")


def test_what_is_asked_for_comes_before_what_is_told_of(about):
    text = "“The sanctions failed, so Berlin must resume talks with Minsk,” said Anna Lindqvist."
    assert about(text) == About("Berlin", "negotiation", "Minsk")


@pytest.mark.parametrize("words", ["Lift and ", "Lift the ban on Minsk, ", "of the EU of ", "to "])
def test_runs_of_words_are_no_trouble(about, words):
    found = about(f"“{words * 700}sanctions on Minsk,” said Anna Lindqvist.")
    assert found is None or found.lever in LEVERS | {None}


def test_levers_are_the_documented_ones():
    assert {value.removesuffix(" weak") for value in lexicon("levers").values()} == LEVERS


def test_classes_of_verbs_and_nouns_are_known():
    classes = {c for value in lexicon("demand_verbs").values() for c in value.split()}
    assert classes == {"control", "judge", "commit", "receive"}
    assert set(lexicon("regime_nouns").values()) == {"regime", "other"}


def test_the_longest_pattern_of_a_phrase_counts(nlp):
    doc = nlp("They want an arms embargo and a prisoner swap.")
    assert [(m.token.text, m.lever) for m in lever_mentions(doc)] == [
        ("embargo", "arms"),
        ("swap", "prisoner exchange"),
    ]


def test_tuning_set(nlp, root):
    """The sentences that the rules were written with; the measured ones are in benchmarks/."""
    lines = (root / "benchmarks/about-tuning.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    right: Counter[str] = Counter()
    for row, doc in zip(rows, nlp.pipe(row["text"] for row in rows), strict=True):
        reading = read(doc)
        pairs = list(zip(reading.attributions, reading.abouts, strict=True))
        found = max(pairs, key=lambda p: len(content_text(reading.text, p[0])), default=(None,) * 2)
        about = found[1] or About(None, None, None)
        right.update(field for field in ("actor", "lever", "target") if
                     getattr(about, field) == row[field])  # fmt: skip
    assert all(count >= 0.9 * len(rows) for count in right.values())
    assert len(right) == 3
