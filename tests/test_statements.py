from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from stance.records import About
from stance.statements import Edge, document_date, one_mode, statements, two_mode
from tests.making import article, collection


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2025-03-04", date(2025, 3, 4)),
        ("2025-03-04T10:00:00Z", date(2025, 3, 4)),
        ("20250304", date(2025, 3, 4)),
        ("4 March 2025", date(2025, 3, 4)),
        ("Tue, 04 Mar 2025 10:00:00 GMT", date(2025, 3, 4)),
        (datetime(2025, 3, 4, 10, tzinfo=UTC), date(2025, 3, 4)),
        ("March 2025", None),
        ("3/4/2025", None),
        ("2025-13-01", None),
        ("soon", None),
        ("", None),
        (None, None),
        (5, None),
    ],
)  # fmt: skip
def test_dates_are_read_or_left_alone(value, day):
    assert document_date({"date": value}) == day


def test_statements_are_decided_and_have_a_named_speaker():
    found = list(statements(collection()))
    assert [(s.speaker.name, s.agreement) for s in found] == [
        ("Anna Lindqvist", False),
        ("Łucja Šarec", True),
        ("Anna Lindqvist", False),
        ("Prisoners’ Fund", True),
        ("Łucja Šarec", True),
    ]
    assert {s.concept for s in found} == {"maintain pressure"}
    assert found[0].date == date(2025, 1, 8)


def test_two_mode_ties_count_both_signs():
    found = statements([*collection(), article(("Lift it", "Łucja Šarec", "engage"))])
    assert two_mode(found)[1] == Edge("Łucja Šarec", "maintain pressure", 2, 1)
    assert Edge("a", "b", 2, 1).sign == 1
    assert Edge("a", "b", 1, 1).sign == 0


def test_one_mode_ties_agree_or_clash():
    assert one_mode(statements(collection())) == [
        Edge("Anna Lindqvist", "Prisoners’ Fund", 0, 1),
        Edge("Anna Lindqvist", "Łucja Šarec", 0, 1),
        Edge("Prisoners’ Fund", "Łucja Šarec", 1, 0),
    ]


def test_who_is_divided_ties_to_nobody():
    both = article(("Lift it", "A. B.", "engage"), ("Keep it", "A. B.", "pressure"))
    assert one_mode(statements([both, article(("Keep it", "C. D.", "pressure"))])) == []


def test_a_lever_is_part_of_the_concept():
    found = collection()[0]
    quote = replace(found.quotes[0], about=About("EU", "sanctions", None))
    (statement,) = statements([replace(found, quotes=(quote,))])
    assert statement.concept == "maintain pressure: sanctions"
