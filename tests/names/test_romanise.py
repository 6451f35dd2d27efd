from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.names.romanise import consonants, latin, plain, skeletons


@pytest.mark.parametrize(
    "spellings",
    [
        "Шчакаціхіна Ščakacichina Shchakatsikhina Szczakacichina",
        "Жылуновіч Zhylunovich Žyłunovič Żyłunowicz Schylunowitsch",
        "Чарнушэвіч Charnushevich Čarnuševič Tcharnouchevitch",
        "Хвясько Khvyasko Chviaśko Hviasko",
        "Кавалёў Kavalyow Kavaliou Kavaloŭ Kovalev Kovalyov",
        "Цвірка Tsvirka Cvirka",
        "Щеглов Shcheglov Schtscheglow Szczegłow Ščeglov",
        "Їжакевич Yizhakevych Izhakevych",
        "Гайворонський Haivoronskyi Gaivoronsky Hayvorons'kyy",
        "გველესიანი Gvelesiani Gwelesiani",
    ],
)
def test_romanisations_of_a_name_meet(spellings):
    for one, other in combinations(spellings.split(), 2):
        assert skeletons(one) & skeletons(other), (one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zaretski", "Zaretskaya"),
        ("Karpenkov", "Karpenkova"),
        ("Mario", "Maria"),
        ("Oleg", "Olga"),
        ("Hossein", "Hassan"),
        ("Petrov", "Petrovich"),
    ],
)
def test_names_of_two_people_do_not_meet(one, other):
    assert not skeletons(one) & skeletons(other)


def test_marks_and_case_are_folded():
    assert plain("  ŁATUŠKA  Pavieł ") == "latuska paviel"
    assert latin("Ціханоўская") == "tsikhanoŭskaya"


@given(st.text(max_size=30))
def test_any_text_has_a_skeleton(text):
    assert skeletons(text)
    assert consonants(text)
    assert skeletons(text) == skeletons(text)
