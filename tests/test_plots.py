from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from stance.errors import CorpusError, OutputError
from stance.plots import PLOTS, plot_calibration, read_rated, save_figure
from stance.records import ENGAGE, PRESSURE
from stance.report import summarise
from tests.making import article, collection

pytest.importorskip("matplotlib")

BEGINS = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}


@pytest.fixture(scope="module")
def summary():
    quotes = [("Keep it", "Łucja Šarec", "pressure")] * 4 + [("Lift it", "$5_{Ann}$ Lee", "engage")]
    dated = [
        article(*quotes, date=str(date(2025, 1, 1) + timedelta(days=7 * week))) for week in range(4)
    ]
    return summarise([*collection(), *dated])


@pytest.mark.parametrize("what", sorted(PLOTS))
def test_pictures_are_drawn(summary, tmp_path, what):
    path = tmp_path / "figure.svg"
    save_figure(PLOTS[what](summary), str(path))
    drawn = path.read_text(encoding="utf-8")
    assert drawn.startswith("<?xml")
    if what != "time":
        assert "Łucja Šarec" in drawn
        assert "$5_{Ann}$ Lee" in drawn  # no formula is made of it


@pytest.mark.parametrize("kind", sorted(BEGINS))
def test_every_format_is_written_and_nothing_left_aside(summary, tmp_path, kind):
    save_figure(PLOTS["speakers"](summary), str(tmp_path / f"f.{kind}"))
    assert (tmp_path / f"f.{kind}").read_bytes().startswith(BEGINS[kind])
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("what", sorted(PLOTS))
def test_nothing_is_drawn_from_nothing(what):
    with pytest.raises(OutputError, match="nothing to draw"):
        PLOTS[what](summarise([article(("A list", None, "undecided"))]))


def test_calibration_counts_what_is_right_and_leaves_out_no_position():
    rated = [(ENGAGE, ENGAGE, 0.9)] * 8 + [(PRESSURE, ENGAGE, 0.9)] * 2 + [("none", ENGAGE, 0.9)]
    axes = plot_calibration(rated).axes[0]
    assert "10 quotes" in axes.get_ylabel()
    (line,) = (
        line for line in axes.lines if len(line.get_xdata()) == 1 and line.get_marker() == "o"
    )
    assert list(line.get_ydata()) == pytest.approx([0.8])
    with pytest.raises(CorpusError, match="no row is labelled with a stance"):
        plot_calibration([("none", ENGAGE, 0.9)])


def test_rated_rows_keep_their_probability_and_others_are_classified(tmp_path):
    path = tmp_path / "l.jsonl"
    rows = [
        {"label": ENGAGE, "stance": PRESSURE, "probability": 0.75, "text": "x"},
        {"label": PRESSURE, "text": "Keep every sanction until all of them are free."},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    first, second = read_rated(path)
    assert first == (ENGAGE, PRESSURE, 0.75)
    assert second[0] == PRESSURE
    assert 0.5 <= second[2] <= 1


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"text": "a"}, "line 1: 'label' is None"),
        ({"text": "a", "label": "pro"}, "'label' is 'pro'; it should be one of"),
        ({"label": ENGAGE}, "neither 'text' nor"),
        ({"label": ENGAGE, "stance": ENGAGE, "probability": "high"}, "bad 'probability'"),
    ],
)
def test_rows_that_cannot_be_rated_are_named(tmp_path, row, message):
    path = tmp_path / "l.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(CorpusError, match=message):
        read_rated(path)
