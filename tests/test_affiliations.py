from __future__ import annotations

from dataclasses import replace

import pytest

from stance.affiliations import affiliations
from stance.records import Entity
from tests.making import article


@pytest.mark.parametrize(
    ("name", "role", "kind", "organisation", "country"),
    [
        ("Ann Lee", "Latvia’s foreign minister", "person", None, "Latvia"),
        ("Ann Lee", "North Korean envoy", "person", None, "North Korea"),
        ("Ann Lee", "US senator", "person", None, "United States"),
        ("Ann Lee", "who told us all", "person", None, None),
        ("Ann Lee", "ambassador to Minsk", "person", None, None),
        ("Ann Lee", "head of the Reed Council", "person", "Reed Council", None),
        ("Reed Council", None, "organisation", "Reed Council", None),
        ("Polish interior ministry", None, "organisation", "Polish interior ministry", "Poland"),
        ("Tehran", None, "organisation", None, "Iran"),
        ("appeal", None, "organisation", None, None),
    ],
)
def test_roles_and_names_show_where_speakers_belong(name, role, kind, organisation, country):
    found = article(("Talk", (name, role, kind), "engage"))
    found = replace(found, entities=(Entity("Reed Council", "ORG", 0, 1, "Reed Council"),))
    assert affiliations([found]) == {name: (organisation, country)}


def test_what_is_said_first_holds_and_gaps_are_filled_later():
    one = article(("Talk", ("Ann Lee", None, "person"), "engage"))
    two = article(("Talk", ("Ann Lee", "Estonian deputy", "person"), "engage"))
    three = article(("Talk", ("Ann Lee", "Finnish deputy", "person"), "engage"))
    assert affiliations([one, two, three])["Ann Lee"].country == "Estonia"


def test_pronouns_belong_nowhere():
    assert affiliations([article(("Talk", "she", "engage"))]) == {}
