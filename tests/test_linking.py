from __future__ import annotations

from stance.linking import identities_of, united
from stance.names import Entry, KnowledgeBase
from stance.records import Analysis, Entity, Quote, Speaker
from stance.report import summarise

BASE = KnowledgeBase([Entry("zana", "Žana Šarec", "person", (), "Latvia", "Boreal Foundation")])


def article(doc, name, label="PERSON", kind="person"):
    quote = Quote(
        doc=doc, quote=0, text="Talk.", start=0, end=5, spans=((0, 5),), kind="direct", cue=None,
        speaker=Speaker(name=name, mention=name, start=6, end=6 + len(name), role=None, type=kind),
        entities=(), about=None, stance="engage/concede", probability=0.9, decided=True,
    )  # fmt: skip
    entity = Entity(text=name, label=label, start=6, end=6 + len(name), name=name)
    return Analysis(doc, f"Talk. {name}", entities=(entity,), quotes=(quote,))


def test_four_spellings_are_one_speaker():
    names = ["Siarhei Kavalchuk", "Sergei Kovalchuk", "Siarhiej Kavalčuk", "Сергей Ковальчук"]
    summary = summarise([article(f"{i}", name) for i, name in enumerate(names)])
    [group] = summary.speakers
    assert group.tally.quotes == 4


def test_known_people_have_their_name_and_whereabouts():
    found = united([article("a", "Zhana Sharets"), article("b", "Žana Šarec")], BASE)
    assert {a.quotes[0].speaker.name for a in found} == {"Žana Šarec"}
    assert {a.entities[0].name for a in found} == {"Žana Šarec"}
    assert [a.quotes[0].speaker.mention for a in found] == ["Zhana Sharets", "Žana Šarec"]


def test_what_the_base_knows_as_a_person_is_one():
    [found] = identities_of([article("a", "Zhana Sharets", "ORG", "organisation")], BASE)
    assert found.person
    assert (found.country, found.affiliation) == ("Latvia", "Boreal Foundation")


def test_namesakes_of_a_surname_stay_apart():
    found = united([article("a", "Kavalchuk"), article("b", "Siarhei Kavalchuk")], BASE)
    assert [a.quotes[0].speaker.name for a in found] == ["Kavalchuk", "Siarhei Kavalchuk"]
