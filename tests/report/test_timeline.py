from __future__ import annotations

from datetime import date

import pytest

from stance.report.timeline import Period, timeline, wilson


def quotes(day, engage=0, pressure=0, undecided=0):
    return (
        [(day, "engage")] * engage
        + [(day, "pressure")] * pressure
        + [(day, "undecided")] * undecided
    )


def test_weeks_for_months_and_months_for_years():
    short = timeline(quotes(date(2025, 1, 1), 1) + quotes(date(2025, 3, 1), 1))
    long = timeline(quotes(date(2024, 1, 31), 1) + quotes(date(2025, 3, 1), 1))
    ages = timeline(quotes(date(1990, 1, 1), 1) + quotes(date(2025, 3, 1), 1))
    assert [short.unit, long.unit, ages.unit] == ["week", "month", "year"]
    assert short.periods[0].start == date(2024, 12, 30)
    assert [p.start for p in long.periods][:3] == [
        date(2024, 1, 1),
        date(2024, 2, 1),
        date(2024, 3, 1),
    ]
    assert len(long.periods) == 15
    assert len(ages.periods) == 36


def test_gaps_are_kept_and_drawn_as_gaps():
    found = timeline(quotes(date(2025, 1, 1), 5) + quotes(date(2025, 1, 20), 5))
    assert [p.drawn for p in found.periods] == [True, False, False, True]


@pytest.mark.parametrize(
    ("pairs", "reason"),
    [
        ([], "No article has a date."),
        ([(None, "engage")], "No article has a date."),
        (quotes(date(2025, 1, 1), 9), "1 week has that many"),
        (quotes(date(2025, 1, 1), 1, 0, 50), "no week has that many"),
    ],
)
def test_nothing_is_drawn_from_too_little(pairs, reason):
    assert reason in timeline(pairs).reason


def test_enough_is_drawn():
    days = [date(2025, 1, 1), date(2025, 1, 8), date(2025, 1, 15)]
    found = timeline([pair for day in days for pair in quotes(day, 2, 3, 5)])
    assert found.reason == ""
    assert found.dated == 30


def test_bounds_hold_whatever_the_abstentions_hide():
    period = Period(date(2025, 1, 1), engage=2, pressure=3, undecided=5)
    assert period.share == pytest.approx(0.6)
    assert period.bounds == pytest.approx((0.3, 0.8))
    assert period.bounds[0] <= period.share <= period.bounds[1]


def test_wilson_as_published():
    # Newcombe (1998), table I: 81/263 and 0/20.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)
    for total in range(1, 60):
        assert wilson(total, total)[1] == 1
        assert wilson(0, total)[0] == 0
    assert wilson(0, 0) == (0.0, 1.0)
