from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.records import About, Analysis, Entity, Offsets
from stance.report.summary import Tally, segments, summarise
from tests.making import article, collection


def test_counts_and_coverage():
    summary = summarise(collection())
    assert summary.tally == Tally(engage=2, pressure=3, undecided=3)
    assert (summary.tally.decided, summary.tally.quotes) == (5, 8)
    assert len(summary.articles) == 4
    assert summary.articles[3].tally == Tally()


def test_speakers_most_decided_first_and_no_bare_pronouns():
    summary = summarise(collection())
    assert [(g.name, g.tally) for g in summary.speakers] == [
        ("Łucja Šarec", Tally(0, 2, 1)),
        ("Anna Lindqvist", Tally(2, 0, 0)),
        ("Prisoners’ Fund", Tally(0, 1, 0)),
    ]
    assert summary.nameless == 2
    assert summary.speakers[1].detail == "Sweden’s trade envoy"


def test_organisations_and_countries_as_far_as_the_text_shows_them():
    summary = summarise(collection())
    assert [g.name for g in summary.organisations] == ["Prisoners’ Fund"]
    assert [(g.name, g.tally.engage) for g in summary.countries] == [("Sweden", 2)]


def test_top_speakers_per_side_leave_out_undecided_and_unnamed_ones():
    official = ("official", "official", "role")
    summary = summarise([*collection(), article(("Lift it", official, "engage"))])
    assert summary.top == {
        "engage": (("Anna Lindqvist", 2),),
        "pressure": (("Łucja Šarec", 2), ("Prisoners’ Fund", 1)),
    }


def test_network_leads_to_stances_and_to_levers_once_they_are_known():
    summary = summarise(collection())
    assert not summary.levers
    assert {(e.source, e.target, e.sign) for e in summary.network} == {
        ("Anna Lindqvist", "engage/concede", -1),
        ("Łucja Šarec", "maintain pressure", 1),
        ("Prisoners’ Fund", "maintain pressure", 1),
    }
    found = collection()
    quote = replace(found[0].quotes[0], about=About(None, "sanctions", "Belarus"))
    found[0] = replace(found[0], quotes=(quote, *found[0].quotes[1:]))
    summary = summarise(found)
    assert summary.levers
    assert [(e.target, e.sign) for e in summary.network] == [("sanctions", -1)]


def test_who_is_asked_with_which_lever():
    found = collection()
    assert summarise(found).asked == ()
    abouts = [About("EU", "sanctions", "Belarus"), About("EU", None, None)]
    quotes = [replace(q, about=a) for q, a in zip(found[0].quotes, abouts, strict=False)]
    found[0] = replace(found[0], quotes=(*quotes, *found[0].quotes[len(quotes) :]))
    (ask,) = summarise([*found, found[0]]).asked
    assert (ask.actor, ask.lever, ask.tally.quotes) == ("EU", "sanctions", 2)


def test_an_article_is_named_by_its_headline_or_its_file():
    assert summarise([article(("a", None, "engage"))]).articles[0].title == "A headline"
    bare = Analysis("x.txt", "He said that it is late. And so on, at length.\nMore.")
    assert summarise([bare]).articles[0].title == "x.txt"


def test_only_web_addresses_become_links():
    for url, kept in (("https://a.b/c", True), ("javascript:alert(1)", False), (None, False)):
        made = summarise([article(("a", None, "engage"), url=url)]).articles[0]
        assert bool(made.url) is kept


def test_segments_carry_quote_entity_and_speaker():
    found = list(segments(collection()[0], first=10))
    assert [(s.text, s.quote, s.mark) for s in found if s.quote == 10] == [
        ("Talk to ", 10, ""),
        ("Minsk", 10, "entity"),
        (" now", 10, ""),
    ]
    assert [s.text for s in found if s.mark == "speaker"] == ["Anna Lindqvist", "Łucja Šarec"]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4),
)
def test_segments_make_up_the_text_whatever_the_offsets(text, spans, marks):
    template = article(("x", None, "engage")).quotes[0]
    quote = replace(
        template,
        spans=tuple(Offsets(*span) for span in spans),
        entities=tuple(Entity("e", "ORG", start, end, "e") for start, end in marks),
    )
    found = list(segments(Analysis("d", text, quotes=(quote,))))
    assert "".join(segment.text for segment in found) == text
    assert all(segment.text for segment in found)
