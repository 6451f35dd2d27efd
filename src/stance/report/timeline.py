"""Shares of the stances over time, with all that is not known about them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["MIN_DECIDED", "MIN_PERIODS", "Period", "Timeline", "timeline", "wilson"]

MIN_DECIDED: Final = 5
"""Decided quotes below which a period's share is not drawn."""
MIN_PERIODS: Final = 3
"""Periods with a share below which nothing is drawn."""
WEEKS: Final = 26
"""The longest span, in weeks, that is counted by week."""
MONTHS: Final = 120
"""The longest span, in months, that is counted by month; longer ones are counted by year."""

STEPS: Final = {"week": 7, "month": 31, "year": 366}
"""Days that lead from a period's first day into the next period."""


@dataclass(frozen=True, slots=True)
class Period:
    """A week, a month or a year.

    Attributes
    ----------
    start : date
        Its first day.
    engage, pressure, undecided : int
        Quotes.
    """

    start: date
    engage: int
    pressure: int
    undecided: int

    @property
    def decided(self) -> int:
        """Quotes that take a side."""
        return self.engage + self.pressure

    @property
    def drawn(self) -> bool:
        """Whether there is enough to draw a share from."""
        return self.decided >= MIN_DECIDED

    @property
    def share(self) -> float:
        """Share of *maintain pressure* among decided quotes."""
        return self.pressure / self.decided if self.decided else 0.5

    @property
    def sampling(self) -> tuple[float, float]:
        """95 % interval of `share`, as if the quotes were a random draw."""
        return wilson(self.pressure, self.decided)

    @property
    def bounds(self) -> tuple[float, float]:
        """What `share` could be if every undecided quote were on one side or the other.

        These are Manski's worst-case bounds: 1 - 2 x coverage wide at least, and no guess
        about the abstentions enters them.
        """
        quotes = self.decided + self.undecided
        if not quotes:
            return 0.0, 1.0
        return self.pressure / quotes, (self.pressure + self.undecided) / quotes


@dataclass(frozen=True, slots=True)
class Timeline:
    """Periods in order, gaps included; `reason` says why there is nothing to draw."""

    unit: str
    periods: tuple[Period, ...]
    dated: int
    undated: int
    reason: str = ""


def timeline(quotes: Iterable[tuple[date | None, str]]) -> Timeline:
    """Count sides (``engage``, ``pressure``, ``undecided``) by week, month or year.

    Parameters
    ----------
    quotes : iterable of (date or None, str)
        The day and side of each quote.
    """
    pairs = list(quotes)
    days = [day for day, _ in pairs if day is not None]
    undated = len(pairs) - len(days)
    if not days:
        return Timeline("month", (), 0, undated, "No article has a date.")
    span = (max(days) - min(days)).days
    unit = "week" if span <= 7 * WEEKS else "month" if span <= 30.5 * MONTHS else "year"
    counts: dict[date, Counter[str]] = {}
    for day, side in pairs:
        if day is not None:
            counts.setdefault(_start(day, unit), Counter())[side] += 1
    periods = []
    start = min(counts)
    last = max(counts)
    while start <= last:
        sides = counts.get(start, Counter())
        periods.append(Period(start, sides["engage"], sides["pressure"], sides["undecided"]))
        start = _start(start + timedelta(days=STEPS[unit]), unit)
    enough = sum(period.drawn for period in periods)
    reason = ""
    if enough < MIN_PERIODS:
        have = f"{enough or 'no'} {unit}{'s have' if enough > 1 else ' has'}"
        reason = (
            f"A curve needs {MIN_PERIODS} {unit}s with {MIN_DECIDED} or more decided quotes; "
            f"{have} that many."
        )
    return Timeline(unit, tuple(periods), len(days), undated, reason)


def wilson(successes: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """Return Wilson's score interval of a share (Wilson, 1927); (0, 1) where `total` is 0."""
    if not total:
        return 0.0, 1.0
    share, spread = successes / total, z * z / total
    centre = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    # The share lies within it: rounding would end the one of 6 in 6 just below 1.
    return min(share, max(0.0, centre - half)), max(share, min(1.0, centre + half))


def _start(day: date, unit: str) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)
