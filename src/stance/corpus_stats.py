"""What a corpus holds: its grid, its diversity, and whether it keeps to its plan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from stance.corpus_batches import read_rows
from stance.errors import CorpusError
from stance.near_copies import nearest_others
from stance.records import NO_POSITION, STANCES

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

__all__ = ["CorpusStats", "corpus_stats"]

LABELS: Final = [*STANCES, NO_POSITION]
COUNTRIES_SHOWN: Final = 26
MAX_COUNTRY: Final = 0.12
MIN_COUNTRIES: Final = 25
MIN_ROWS: Final = 6000
MIN_FAMILY_ROWS: Final = 1200
MAX_SIMILARITY: Final = 0.8
NO_COUNTRY: Final = "general"


@dataclass(frozen=True, slots=True)
class CorpusStats:
    """Measures of a corpus folder.

    Attributes
    ----------
    measures : dict of str to str
        What was measured, in words, and the figures.
    grids : dict of str to DataFrame
        For lever, form, genre, country and batch: rows in all and per label, largest first.
    problems : list of str
        Where the corpus breaks its plan.
    """

    measures: dict[str, str]
    grids: dict[str, pd.DataFrame]
    problems: list[str]

    def to_markdown(self) -> str:
        """Return all of it as Markdown tables, as they stand in ``corpus/README.md``."""
        lines = ["| | |", "|---|---|"]
        lines += [f"| {what} | {figure} |" for what, figure in self.measures.items()]
        for name, grid in self.grids.items():
            lines += ["", f"| {name} | {' | '.join(grid.columns)} |"]
            lines.append("|---|" + "---:|" * len(grid.columns))
            lines += [
                f"| {key or '(none named)'} | {' | '.join(map(str, row))} |"
                for key, *row in grid.itertuples()
            ]
        return "\n".join(lines)


def corpus_stats(corpus: Path) -> CorpusStats:
    """Measure a corpus folder and hold it against its plan.

    Raises
    ------
    CorpusError
        If the folder holds no batches.
    """
    import pandas as pd

    frame = pd.DataFrame(read_rows(corpus))
    if frame.empty:
        raise CorpusError(f"{corpus}: no batch-*.jsonl in this folder")
    nearest = nearest_others(frame["text"].tolist(), frame["group"].tolist())
    per_group = frame.groupby("group")["label"].nunique()
    family_rows = frame["group"].map(per_group).gt(1)
    words = [re.findall(r"\w+(?:['’]\w+)?", text.lower()) for text in frame["text"]]
    lengths = np.array([len(found) for found in words])
    countries = frame.loc[frame["country"] != NO_COUNTRY, "country"].value_counts()
    short, long = (lengths < 12).mean(), (lengths > 25).mean()
    labels = frame["label"].value_counts()
    percentiles = np.percentile(nearest, [50, 95, 100])
    measures = {
        "rows: " + ", ".join(LABELS): ", ".join(f"{labels.get(label, 0):,}" for label in LABELS),
        "rows: train, dev, test": ", ".join(
            f"{(frame['split'] == split).sum():,}" for split in ("train", "dev", "test")
        ),
        "groups; with more than one label (rows in these)": (
            f"{len(per_group):,}; {per_group.gt(1).sum():,} ({family_rows.sum():,})"
        ),
        "countries; kinds of speaker": (f"{len(countries)}; {frame['speaker_type'].nunique():,}"),
        "words: in all; least, median, most a quote": (
            f"{lengths.sum():,}; {lengths.min()}, {np.median(lengths):.0f}, {lengths.max()}"
        ),
        "share under 12, 12 to 25, over 25 words": (
            f"{short:.0%}, {1 - short - long:.0%}, {long:.0%}"
        ),
        "distinct 1-, 2-, 3-grams of words": ", ".join(
            f"{_distinct(words, n):.0%}" for n in (1, 2, 3)
        ),
        "similarity to the nearest row of another group: median, 95 %, most": ", ".join(
            f"{value:.2f}" for value in percentiles
        ),
    }
    grids = {
        name: _grid(frame, name) for name in ("lever", "form", "genre", "author_batch", "country")
    }
    grids["country"] = grids["country"].head(COUNTRIES_SHOWN)
    splits = frame.groupby("group")["split"].nunique()
    problems = [
        (len(frame) < MIN_ROWS, f"{len(frame)} rows are fewer than {MIN_ROWS}"),
        (len(countries) < MIN_COUNTRIES, f"{len(countries)} countries are too few"),
        (
            countries.max() > MAX_COUNTRY * len(frame),
            f"{countries.idxmax()} has more than {MAX_COUNTRY:.0%} of the rows",
        ),
        (
            family_rows.sum() < MIN_FAMILY_ROWS,
            f"{family_rows.sum()} rows in contrast families are fewer than {MIN_FAMILY_ROWS}",
        ),
        (bool(splits.gt(1).any()), f"groups straddle splits: {list(splits.index[splits > 1])[:5]}"),
        (
            percentiles[-1] >= MAX_SIMILARITY,
            f"near-copy across groups: {frame['text'][int(nearest.argmax())]!r}",
        ),
    ]
    return CorpusStats(measures, grids, [message for broken, message in problems if broken])


def _grid(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    import pandas as pd

    grid = pd.crosstab(frame[column], frame["label"]).reindex(columns=LABELS, fill_value=0)
    grid.insert(0, "rows", grid.sum(axis=1))
    return grid.sort_values("rows", ascending=False, kind="stable")


def _distinct(texts: list[list[str]], n: int) -> float:
    """Return the share of word n-grams that are distinct."""
    grams = [tuple(words[i : i + n]) for words in texts for i in range(len(words) - n + 1)]
    return len(set(grams)) / max(len(grams), 1)
