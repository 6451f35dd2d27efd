from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stance.names import Entry, KnowledgeBase, Mention, identify


def groups(names, *, person=True, base=None):
    found = identify((Mention(name, person, doc=f"{i}") for i, name in enumerate(names)), base)
    return {frozenset(identity.variants) for identity in found}


def test_spellings_over_documents_are_one_person():
    [found] = identify(
        [
            Mention("Siarhei Kavalchuk", True, "a", 2),
            Mention("Sergei Kovalchuk", True, "b", 1, country="Belarus"),
            Mention("Сергей Ковальчук", True, "b", 3),
        ]
    )
    assert found.name == "Siarhei Kavalchuk"
    assert (found.mentions, found.documents, found.country) == (6, ("a", "b"), "Belarus")
    assert "romanised in two ways" in found.reasons["Sergei Kovalchuk"]
    assert set(found.reasons) == set(found.variants) - {found.name}


def test_initial_goes_to_the_only_name_it_fits():
    assert groups(["A. Lind", "Anna Lind"]) == {frozenset(["A. Lind", "Anna Lind"])}
    assert len(groups(["A. Lind", "Anna Lind", "Arne Lind"])) == 3


def test_chains_do_not_glue_two_people():
    father, son = "Ivan Petrovich Lisov", "Ivan Ivanovich Lisov"
    assert len(groups([father, son, "Ivan Lisov"])) == 3
    assert len(groups([father, "Ivan Lisov"])) == 1


def test_initials_follow_what_was_united():
    names = ["María Corina Ochoa", "María Ochoa", "M. Ochoa"]
    assert groups(names) == {frozenset(names)}


def test_abbreviation_goes_to_the_only_long_form():
    long, short = "Union of Free Miners", "UFM"
    assert groups([long, short], person=False) == {frozenset([long, short])}
    assert len(groups([long, short, "Union of Free Masons"], person=False)) == 3


def test_knowledge_base_goes_before_spelling():
    base = KnowledgeBase(
        [
            Entry("a", "Anna Lind", "person", ("Anne Lind",), country="Norway"),
            Entry("b", "Ana Lind", "person", ()),
        ]
    )
    found = identify([Mention(n, True) for n in ("Anne Lind", "Anna Lind", "Ana Lind")], base)
    assert {frozenset(i.variants) for i in found} == {
        frozenset(["Anne Lind", "Anna Lind"]),
        frozenset(["Ana Lind"]),
    }
    assert found[0].name == "Anna Lind"
    assert found[0].country == "Norway"
    assert "knowledge base: a" in found[0].reasons["Anne Lind"]


@given(
    st.lists(
        st.sampled_from(
            ["Ivan Lisov", "I. Lisov", "Ivan Petrovich Lisov", "Иван Лисов", "Ivanna Lisova", "Lis"]
        )
    ),
    st.randoms(),
)
def test_groups_do_not_depend_on_the_order(names, random):
    shuffled = names[:]
    random.shuffle(shuffled)
    assert groups(names) == groups(shuffled)
    assert set().union(*groups(names)) == set(names)
