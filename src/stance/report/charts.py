"""Where the marks of the report's charts stand: numbers in, coordinates out, no markup."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from stance.records import STANCES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stance.report.summary import Summary, Tally
    from stance.report.timeline import Period, Timeline

__all__ = ["Bar", "NetworkChart", "TimeChart", "balance", "diverging", "network", "time_chart"]

HALF: Final = 100
"""Width of each side of a diverging bar."""
LEFT, RIGHT, TOP, BOTTOM = 56, 890, 16, 196
"""The plotting area of the time chart."""
COUNTS_BOTTOM: Final = 252
ROW: Final = 26


@dataclass(frozen=True, slots=True)
class Bar:
    """A horizontal bar."""

    side: str
    x: float
    width: float
    count: int


def balance(tally: Tally, width: float = 1000) -> list[Bar]:
    """Return the parts of one stacked bar: engage, undecided, pressure."""
    bars, x = [], 0.0
    for side in ("engage", "undecided", "pressure"):
        count = getattr(tally, side)
        part = width * count / max(tally.quotes, 1)
        if count:
            bars.append(Bar(side, round(x, 1), round(part, 1), count))
        x += part
    return bars


def diverging(tally: Tally, largest: int) -> list[Bar]:
    """Return a bar to the left for engage and to the right for pressure, on one scale.

    Parameters
    ----------
    tally : Tally
        Of one group.
    largest : int
        The count that fills one side.
    """
    scale = HALF / max(largest, 1)
    left, right = round(tally.engage * scale, 1), round(tally.pressure * scale, 1)
    bars = [
        Bar("engage", round(HALF - left, 1), left, tally.engage),
        Bar("pressure", HALF, right, tally.pressure),
    ]
    return [bar for bar in bars if bar.count]


@dataclass(frozen=True, slots=True)
class Mark:
    """One period of the time chart; heights are y coordinates, high shares at the top."""

    x: float
    width: float
    period: Period
    label: str
    share: float
    sampling: tuple[float, float]
    bounds: tuple[float, float]
    decided: float
    quotes: float


@dataclass(frozen=True, slots=True)
class TimeChart:
    """Range bars, one a period, a line through neighbours, counts below."""

    marks: tuple[Mark, ...]
    lines: tuple[str, ...]
    most: int


def time_chart(line: Timeline) -> TimeChart:
    """Place the periods of a timeline."""
    step = (RIGHT - LEFT) / max(len(line.periods), 1)
    most = max((p.decided + p.undecided for p in line.periods), default=1)
    every = -(-len(line.periods) // 12)  # labels on at most a dozen
    marks = []
    for index, period in enumerate(line.periods):
        marks.append(
            Mark(
                x=round(LEFT + (index + 0.5) * step, 1),
                width=round(min(0.7 * step, 44), 1),
                period=period,
                label=_label(period, line.unit) if index % every == 0 else "",
                share=_y(period.share),
                sampling=(_y(period.sampling[1]), _y(period.sampling[0])),
                bounds=(_y(period.bounds[1]), _y(period.bounds[0])),
                decided=round(36 * period.decided / most, 1),
                quotes=round(36 * (period.decided + period.undecided) / most, 1),
            )
        )
    lines: list[list[str]] = [[]]
    for mark in marks:
        if mark.period.drawn:
            lines[-1].append(f"{mark.x},{mark.share}")
        elif lines[-1]:
            lines.append([])
    return TimeChart(tuple(marks), tuple(" ".join(run) for run in lines if len(run) > 1), most)


def _y(share: float) -> float:
    return round(BOTTOM - share * (BOTTOM - TOP), 1)


def _label(period: Period, unit: str) -> str:
    forms = {"week": "%d %b %y", "month": "%b %Y", "year": "%Y"}
    return period.start.strftime(forms[unit])


@dataclass(frozen=True, slots=True)
class Node:
    """A labelled point of the network."""

    name: str
    y: float


@dataclass(frozen=True, slots=True)
class Tie:
    """A line between two nodes."""

    source: Node
    target: Node
    side: str
    count: int
    width: float


@dataclass(frozen=True, slots=True)
class NetworkChart:
    """Speakers in a column on the left, targets on the right, ties between."""

    speakers: tuple[Node, ...]
    targets: tuple[Node, ...]
    ties: tuple[Tie, ...]
    height: int


def network(summary: Summary) -> NetworkChart:
    """Place speakers and what they speak for: those who pull one way stand together."""
    edges = summary.network
    names = dict.fromkeys(edge.source for edge in edges)
    lean = {name: sum(e.positive - e.negative for e in edges if e.source == name) for name in names}
    order = sorted(names, key=lambda name: lean[name])
    targets: Sequence[str] = sorted({edge.target for edge in edges})
    if not summary.levers:
        targets = [stance for stance in STANCES if stance in targets]
    height = ROW * max(len(order), len(targets), 2) + 8
    left = {name: Node(name, y) for name, y in zip(order, _spread(len(order), height), strict=True)}
    right = {
        name: Node(name, y) for name, y in zip(targets, _spread(len(targets), height), strict=True)
    }
    ties = []
    for edge in edges:
        for side, count in (("engage", edge.negative), ("pressure", edge.positive)):
            if count:
                width = min(1.5 + count, 9)
                ties.append(Tie(left[edge.source], right[edge.target], side, count, width))
    return NetworkChart(tuple(left.values()), tuple(right.values()), tuple(ties), height)


def _spread(count: int, height: int) -> list[float]:
    return [round(height * (index + 0.5) / count, 1) for index in range(count)]
