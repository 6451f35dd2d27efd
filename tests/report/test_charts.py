from __future__ import annotations

from datetime import date

from stance.report import charts
from stance.report.summary import Tally, summarise
from stance.report.timeline import timeline
from tests.making import collection


def test_the_balance_fills_its_width():
    bars = charts.balance(Tally(1, 2, 5), width=800)
    assert [(b.side, b.x, b.width) for b in bars] == [
        ("engage", 0, 100),
        ("undecided", 100, 500),
        ("pressure", 600, 200),
    ]


def test_diverging_bars_share_one_scale():
    bars = charts.diverging(Tally(2, 4, 9), largest=8)
    assert [(b.side, b.x, b.width) for b in bars] == [("engage", 75, 25), ("pressure", 100, 50)]
    assert charts.diverging(Tally(0, 0, 3), largest=0) == []


def test_the_time_chart_breaks_its_line_at_gaps():
    days = [date(2025, 1, 1), date(2025, 1, 8), date(2025, 1, 22), date(2025, 1, 29)]
    chart = charts.time_chart(timeline([(d, "pressure") for d in days for _ in range(5)]))
    assert len(chart.marks) == 5
    assert len(chart.lines) == 2
    for mark in chart.marks:
        assert charts.TOP <= mark.bounds[0] <= mark.bounds[1] <= charts.BOTTOM
        assert charts.LEFT < mark.x < charts.RIGHT


def test_the_network_puts_sides_apart():
    chart = charts.network(summarise(collection()))
    assert chart.speakers[0].name == "Anna Lindqvist"
    assert [node.name for node in chart.targets] == ["engage/concede", "maintain pressure"]
    assert {(tie.source.name, tie.side) for tie in chart.ties} == {
        ("Anna Lindqvist", "engage"),
        ("Łucja Šarec", "pressure"),
        ("Prisoners’ Fund", "pressure"),
    }
