from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.names.matching import match_people
from stance.names.organisations import abbreviation_of, match_organisations

SAME = [
    ("Siarhei Kavalchuk", "Сергей Ковальчук", "romanised in two ways"),
    ("Volha Zaretskaya", "Olga Zaretskaya", "given name in two languages"),
    ("U. Yanukevich", "Vladimir Yanukevich", "initial fits"),
    ("Uladzimir Yanukevich", "Vladimir Yanukevich", "given name in two languages"),
    ("Yanukevich, Uladzimir", "Uladzimir Yanukevich", ""),
    ("A. Kavalchuk", "Andrei Kavalchuk", "initial fits"),
    ("Y. Dubovik", "Evgeny Dubovik", "initial fits"),
    ("Sergei Żuravliov", "Sergejus Žuravliovas", "Lithuanian or Latvian ending"),
    ("Nagy Erzsébet", "Erzsebet Nagy", "surname first"),
    ("Zhang Wei-ming", "Weiming Zhang", "surname first"),
    ("Pak Chol-min", "Pak Cholmin", "written together or apart"),
    ("Pavel Siarheyevich Masheka", "Pavel Masheka", "patronymic left out"),
    ("Thomas R. Whitcombe", "Thomas Whitcombe", "middle name left out"),
    ("Félix Montealegre Ríos", "Félix Montealegre", "second surname left out"),
    ("Daw Khin Thida Aye", "Khin Thida Aye", ""),
    ("Mohamed El Gamal", "Mohammed al-Gamal", ""),
    ("Ahmed Abdel Halim", "Ahmed Abd al-Halim", ""),
    ("يوسف الحمصي", "Youssef al-Homsi", "without short vowels"),
    ("გოჩა მაისურაძე", "Gocha Maisuradze", "same letters"),
]
APART = [
    ("Siarhei Kavalchuk", "Andrei Kavalchuk"),
    ("Volha Zaretskaya", "Aleh Zaretski"),
    ("Aliaksandr Shyla", "Aliaksandra Shyla"),
    ("A. Zaretski", "A. Zaretskaya"),
    ("Pavel Siarheyevich Masheka", "Pavel Ivanavich Masheka"),
    ("Robert Hartwell", "Robert Hartwell Jr."),
    ("Dmitry Petrov", "Dmitry Petrovich"),
    ("Kavalchuk", "Andrei Kavalchuk"),
    ("Thomas James", "James Thomas"),
    ("Anna Weber", "Anna Weber-Lang"),
    ("Tin Maung", "Tin Maung Lwin"),
    ("Pak Chol-min", "Pak Chol-su"),
    ("Kim Jong Nam", "Kim Yong Nam"),
    ("Omar bin Rashid", "Omar bin Salem"),
    ("Jan Kowal", "Джон Коул"),
]


@pytest.mark.parametrize(("one", "other", "reason"), SAME)
def test_one_persons_names_match_with_a_reason(one, other, reason):
    found = match_people(one, other)
    assert found is not None
    assert reason in found.reason


@pytest.mark.parametrize(("one", "other"), APART)
def test_two_peoples_names_stay_apart(one, other):
    assert match_people(one, other) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the Latvian Ministry of Justice", "Latvia's Justice Ministry"),
        ("Georgian Defence Ministry", "Ministry of Defense of Georgia"),
        ("OOO Severny Les", "Severny Les"),
        ("River Relief Network (RRN)", "River Relief Network"),
        ("Highveld Teachers' Union", "Union of Highveld Teachers"),
        ("Free-Border Initiative", "Free Border Initiative"),
    ],
)
def test_one_bodys_names_match(one, other):
    assert match_organisations(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ministry of Justice of Latvia", "Ministry of Justice of Georgia"),
        ("Ministry of Justice", "Ministry of Justice of Latvia"),
        ("Union of Poles", "Union of Writers"),
        ("Intelligence Directorate (Latvia)", "Intelligence Directorate (Georgia)"),
        ("TASZ", "TASS"),
    ],
)
def test_two_bodies_stay_apart(one, other):
    assert match_organisations(one, other) is None


def test_abbreviations_are_made_of_initials():
    assert abbreviation_of("UFM", "Union of Free Miners")
    assert abbreviation_of("UoFM", "Union of Free Miners")
    assert not abbreviation_of("UF", "Union of Free")
    assert not abbreviation_of("UFP", "Union of Free Miners")


NAMES = st.one_of(
    st.text(max_size=24),
    st.sampled_from([name for row in (*SAME, *APART) for name in row[:2]]),
)


@given(NAMES, NAMES)
def test_matching_is_symmetric(one, other):
    assert (match_people(one, other) is None) == (match_people(other, one) is None)
    assert (match_organisations(one, other) is None) == (match_organisations(other, one) is None)


@given(NAMES)
def test_every_name_is_its_own(name):
    assert match_people(name, name)
