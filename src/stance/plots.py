"""Static pictures for papers: speakers, time, network, calibration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stance.errors import CorpusError, MissingExtraError, OutputError
from stance.records import ENGAGE, NO_POSITION, PRESSURE, STANCES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from stance.report.summary import Summary

__all__ = ["PLOTS", "SUFFIXES", "Rated", "plot_calibration", "read_rated", "save_figure"]

SUFFIXES: Final = (".svg", ".png", ".pdf")
BLUE, ORANGE, GREY, INK = "#0060a8", "#b34700", "#9aa3b1", "#16181d"
SPEAKERS: Final = 20
"""Speakers drawn: those with most decided quotes."""
BINS: Final = 10

Rated = tuple[str, str, float]
"""Label, predicted stance, probability."""


def plot_speakers(summary: Summary) -> Figure:
    """Draw decided quotes by speaker: engage to the left, pressure to the right."""
    groups = [group for group in summary.speakers if group.tally.decided][:SPEAKERS]
    if not groups:
        raise OutputError("nothing to draw: no decided quote has a named speaker")
    figure, axes = _figure(7, 0.9 + 0.3 * len(groups))
    names = [group.name for group in groups]
    places = range(len(groups))
    axes.barh(
        places, [-g.tally.engage for g in groups], color="white", edgecolor=BLUE, hatch="////",
        label=ENGAGE,
    )  # fmt: skip
    axes.barh(
        places, [g.tally.pressure for g in groups], color=ORANGE, edgecolor=ORANGE, label=PRESSURE
    )
    axes.set_yticks(places, names)
    axes.invert_yaxis()
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.xaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    axes.locator_params(axis="x", integer=True)
    axes.set_xlabel(
        f"decided quotes ({summary.tally.undecided} of {summary.tally.quotes} not decided)"
    )
    axes.legend(frameon=False, loc="best")
    return figure


def plot_time(summary: Summary) -> Figure:
    """Draw the share of *maintain pressure* by period with all that is not known about it."""
    line = summary.timeline
    if line.reason:
        raise OutputError(f"nothing to draw: {line.reason[0].lower()}{line.reason[1:]}")
    figure, axes = _figure(7, 3.4)
    drawn = [period for period in line.periods if period.drawn]
    # By position, not by day: periods stand side by side, gaps keep their place.
    places = [i for i, period in enumerate(line.periods) if period.drawn]
    for attribute, colour, width, label in (
        ("bounds", "#d9dce2", 0.7, "if all undecided were on one side"),
        ("sampling", "#e8b48c", 0.3, "95 % interval of sampling"),
    ):
        spans = [getattr(period, attribute) for period in drawn]
        axes.bar(
            places, [high - low for low, high in spans], width, [low for low, _ in spans],
            color=colour, label=label,
        )  # fmt: skip
    shares = [p.share if p.drawn else float("nan") for p in line.periods]
    axes.plot(range(len(shares)), shares, "o-", color=INK, markersize=4, label="decided quotes")
    every = -(-len(line.periods) // 8)
    form = {"week": "%d %b %y", "month": "%b %y", "year": "%Y"}[line.unit]
    ticks = range(0, len(line.periods), every)
    axes.set_xticks(ticks, [line.periods[i].start.strftime(form) for i in ticks])
    axes.set_ylim(0, 1)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.set_ylabel(f"share of {PRESSURE}")
    axes.set_xlabel(line.unit)
    axes.legend(frameon=False, fontsize=8, loc="lower center", bbox_to_anchor=(0.5, 1), ncol=3)
    return figure


def plot_network(summary: Summary) -> Figure:
    """Draw speakers on the left, what they speak for on the right, signed ties between."""
    from stance.report.charts import network

    if not summary.network:
        raise OutputError("nothing to draw: no decided quote has a named speaker")
    chart = network(summary)
    figure, axes = _figure(7, max(2.2, chart.height / 85))
    for tie in chart.ties:
        solid = tie.side == "pressure"
        axes.plot(
            [0, 1], [-tie.source.y, -tie.target.y], linestyle="-" if solid else "--",
            color=ORANGE if solid else BLUE, linewidth=tie.width * 0.6, alpha=0.8,
        )  # fmt: skip
    for nodes, x, align in ((chart.speakers, 0, "right"), (chart.targets, 1, "left")):
        for node in nodes:
            axes.plot(x, -node.y, "o", color=INK, markersize=4)
            axes.text(
                x + (0.03 if x else -0.03), -node.y, node.name, ha=align, va="center",
                parse_math=False,
            )  # fmt: skip
    axes.set_xlim(-0.9, 1.6)
    axes.set_axis_off()
    axes.set_title(f"solid: {PRESSURE}; dashed: {ENGAGE}", fontsize=9)
    return figure


def plot_calibration(rated: Sequence[Rated]) -> Figure:
    """Draw how often stances are right against how sure the model was of them.

    Quotes that take no position are left out, as the probability does not speak of them.
    Bins hold equally many quotes; bars are Wilson's 95 % intervals.
    """
    from stance.report.timeline import wilson

    taken = sorted(
        (probability, label == predicted)
        for label, predicted, probability in rated
        if label != NO_POSITION
    )
    if not taken:
        raise CorpusError("nothing to draw: no row is labelled with a stance")
    figure, axes = _figure(4.2, 4.2)
    axes.plot([0.5, 1], [0.5, 1], ":", color=GREY, label="perfect calibration")
    bins = min(BINS, max(1, len(taken) // 10))
    xs, ys, lows, highs = [], [], [], []
    for index in range(bins):
        part = taken[index * len(taken) // bins : (index + 1) * len(taken) // bins]
        right = sum(correct for _, correct in part)
        low, high = wilson(right, len(part))
        xs.append(sum(probability for probability, _ in part) / len(part))
        ys.append(right / len(part))
        lows.append(ys[-1] - low)
        highs.append(high - ys[-1])
    axes.errorbar(xs, ys, (lows, highs), fmt="o-", color=INK, capsize=2, markersize=4)
    axes.set_xlim(0.5, 1)
    axes.set_ylim(0, 1)
    axes.set_xlabel("probability of the predicted stance")
    axes.set_ylabel(f"share right, of {len(taken)} quotes with a stance")
    axes.legend(frameon=False, loc="lower right")
    return figure


def read_rated(path: Path, model: str | None = None) -> list[Rated]:
    """Return label, predicted stance and probability of each row of a labelled file.

    Rows with ``stance`` and ``probability`` (what ``predict --format csv`` wrote, a column
    ``label`` added) keep them; the text of others is classified.

    Raises
    ------
    CorpusError
        If a row has no known label, or nothing to rate it by.
    """
    from stance.documents import read_table

    if path.suffix.lower() not in {".csv", ".jsonl"} or not path.is_file():
        raise CorpusError(f"{path}: not a .csv or .jsonl file of labelled quotes")
    rated: list[Rated] = []
    waiting: list[tuple[str, str]] = []
    for number, row in read_table(str(path)):
        if not isinstance(row, dict):
            raise CorpusError(str(row))
        label = row.get("label")
        if label not in (*STANCES, NO_POSITION):
            raise CorpusError(
                f"{path}, line {number}: 'label' is {label!r}; it should be one of "
                f"{', '.join((*STANCES, NO_POSITION))}"
            )
        if row.get("stance") in STANCES and row.get("probability") not in (None, ""):
            try:
                rated.append((str(label), str(row["stance"]), float(row["probability"])))
            except ValueError as error:
                raise CorpusError(f"{path}, line {number}: bad 'probability': {error}") from error
        elif isinstance(row.get("text"), str):
            waiting.append((str(label), row["text"]))
        else:
            raise CorpusError(f"{path}, line {number}: neither 'text' nor stance and probability")
    return rated + (_classified(waiting, model) if waiting else [])


def _classified(rows: list[tuple[str, str]], model: str | None) -> list[Rated]:
    from stance.models import load_model

    classifier = load_model(model).classifier
    probability = classifier.predict_proba([text for _, text in rows])
    return [
        (label, str(classifier.classes_[row.argmax()]), float(row.max()))
        for (label, _), row in zip(rows, probability, strict=True)
    ]


PLOTS: Final[dict[str, Callable[[Any], Any]]] = {
    "speakers": plot_speakers,
    "time": plot_time,
    "network": plot_network,
}


def _figure(width: float, height: float) -> tuple[Figure, Axes]:
    """Return a figure that belongs to no window system."""
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError("A picture", package="matplotlib", extra="report") from error
    with rc_context({"text.parse_math": False}):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def save_figure(figure: Figure, path: str) -> None:
    """Write a figure as its file name's ending says; the file appears when complete."""
    import io

    import matplotlib as mpl

    target = Path(path)
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "stance", "pdf.fonttype": 42}):
        stream = io.BytesIO()
        kind = target.suffix.lower().removeprefix(".")
        metadata: dict[str, None] = {
            "svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {},
        }[kind]  # fmt: skip
        figure.savefig(stream, format=kind, dpi=200, metadata=metadata)
    aside = target.with_name(f".{target.name}-aside")
    try:
        aside.write_bytes(stream.getvalue())
        aside.replace(target)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise OutputError(f"{path}: writing failed: {(error.strerror or '').lower()}") from error
