"""Records to tables and files: for people, JSON, JSON lines, CSV, DataFrame."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, cast

from stance.errors import OutputError
from stance.records import PRESSURE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pandas as pd
    from rich.console import Console, RenderableType

    from stance.records import Analysis, Quote

__all__ = [
    "COLUMNS",
    "FORMATS",
    "STDOUT",
    "check_output",
    "open_output",
    "quote_row",
    "quotes_frame",
    "table_of",
    "write_csv",
    "write_html",
    "write_json",
    "write_jsonl",
    "write_table",
    "write_xlsx",
]

STDOUT: Final = "-"

COLUMNS: Final = (
    "doc",
    "quote",
    "text",
    "start",
    "end",
    "spans",
    "kind",
    "cue",
    "speaker",
    "mention",
    "mention_start",
    "mention_end",
    "role",
    "speaker_type",
    "entities",
    "actor",
    "lever",
    "target",
    "stance",
    "probability",
    "decided",
)
NAMED: Final = frozenset(["PERSON", "ORG", "GPE", "NORP", "LOC", "FAC", "EVENT", "LAW", "PRODUCT"])
"""Entity labels worth a reader's glance; dates and numbers are in the records."""


CONTROLS: Final = dict.fromkeys([*range(9), *range(11, 32), 127, *range(128, 160)])
"""What a terminal would obey; left out of tables."""

# ----------------------------------------------------------------------------- rows


def quote_row(quote: Quote) -> dict[str, Any]:
    """Return a quote as one flat row, keys as in `COLUMNS`.

    ``spans`` is a list of [start, end] and ``entities`` a list of dictionaries; ``cue``,
    ``speaker`` (the canonical name) and the fields of ``about`` are strings or None.
    """
    cue, speaker, about = quote.cue, quote.speaker, quote.about
    record = quote.to_dict()
    return {
        "doc": quote.doc,
        "quote": quote.quote,
        "text": quote.text,
        "start": quote.start,
        "end": quote.end,
        "spans": record["spans"],
        "kind": quote.kind,
        "cue": cue and cue.text,
        "speaker": speaker and speaker.name,
        "mention": speaker and speaker.mention,
        "mention_start": speaker and speaker.start,
        "mention_end": speaker and speaker.end,
        "role": speaker and speaker.role,
        "speaker_type": speaker and speaker.type,
        "entities": record["entities"],
        "actor": about and about.actor,
        "lever": about and about.lever,
        "target": about and about.target,
        "stance": quote.stance,
        "probability": quote.probability,
        "decided": quote.decided,
    }


def quotes_frame(quotes: Iterable[Quote]) -> pd.DataFrame:
    """Return quotes as a DataFrame, one row a quote, columns as in `COLUMNS`."""
    import pandas as pd

    return pd.DataFrame([quote_row(quote) for quote in quotes], columns=list(COLUMNS))


# -------------------------------------------------------------------------- writers


def write_jsonl(analyses: Iterable[Analysis], stream: IO[str]) -> None:
    """Write one quote record a line."""
    _be_utf8(stream)
    for analysis in analyses:
        for quote in analysis.quotes:
            stream.write(json.dumps(quote.to_dict(), ensure_ascii=False) + "\n")


def write_json(analyses: Iterable[Analysis], stream: IO[str]) -> None:
    """Write an array with one object a document."""
    _be_utf8(stream)
    stream.write("[")
    for index, analysis in enumerate(analyses):
        stream.write(",\n" if index else "\n")
        stream.write(json.dumps(analysis.to_dict(), ensure_ascii=False, indent=1, default=str))
    stream.write("\n]\n")


def write_csv(analyses: Iterable[Analysis], stream: IO[str], *, mark: bool = False) -> None:
    """Write one row a quote; spans as ``12:30 41:60``, entities as ``Minsk (GPE); ...``.

    No cell can become a formula (see `stance.spreadsheet.safe_cell`). With `mark` the file
    begins with a byte-order mark: Excel then reads it as the UTF-8 that it is.
    """
    from stance.spreadsheet import safe_cell

    _be_utf8(stream)
    if mark:
        stream.write("\ufeff")
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in _flat_rows(analyses):
        writer.writerow({name: safe_cell(value) for name, value in row.items()})


def write_xlsx(analyses: Iterable[Analysis], stream: IO[str]) -> None:
    """Write an Excel workbook, columns and cells as in CSV."""
    from stance.spreadsheet import write_workbook

    if stream is sys.stdout and stream.isatty():
        raise OutputError("-: a workbook is not for the terminal; give --output FILE")
    write_workbook(_flat_rows(analyses), COLUMNS, cast("Any", stream).buffer)


def _flat_rows(analyses: Iterable[Analysis]) -> Iterator[dict[str, Any]]:
    for analysis in analyses:
        for quote in analysis.quotes:
            row = quote_row(quote)
            row["spans"] = " ".join(f"{start}:{end}" for start, end in quote.spans)
            row["entities"] = "; ".join(f"{e.name} ({e.label})" for e in quote.entities)
            yield row


def write_html(analyses: Iterable[Analysis], stream: IO[str]) -> None:
    """Write a report: one self-contained page."""
    from stance.report import render_report

    _be_utf8(stream)
    stream.write(render_report(analyses))


def _be_utf8(stream: IO[str]) -> None:
    """Write records to standard output as UTF-8, whatever the locale."""
    if stream is sys.stdout and isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", newline="\n")


def write_table(analyses: Iterable[Analysis], stream: IO[str]) -> None:
    """Write a table for people: who says what, with which stance, how sure, about whom."""
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console = Console(file=stream, highlight=False, width=110)
    for analysis in analyses:
        console.print(Text(analysis.doc, style="bold"))
        if analysis.quotes:
            console.print(table_of(analysis.quotes, console))
        console.print(Text(_summary(analysis.quotes), style="dim"))
        console.print()


FORMATS: Final[dict[str, Callable[[Iterable[Analysis], IO[str]], None]]] = {
    "table": write_table,
    "json": write_json,
    "jsonl": write_jsonl,
    "csv": write_csv,
    "html": write_html,
    "xlsx": write_xlsx,
}


def table_of(quotes: Iterable[Quote], console: Console) -> RenderableType:
    """Return the table of quotes that `write_table` prints for one document."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    ascii_only = not console.encoding.lower().startswith("utf")
    table = Table(
        box=box.ASCII if ascii_only else box.SIMPLE_HEAD, show_lines=False, pad_edge=False
    )
    table.add_column("who", ratio=3, overflow="fold")
    table.add_column("stance", ratio=3, overflow="fold")
    table.add_column("sure", justify="right", no_wrap=True)
    table.add_column("says", ratio=9, overflow="fold")
    table.add_column("entities", ratio=3, overflow="fold")
    for quote in quotes:
        who = Text("(no source)", style="dim")
        if quote.speaker is not None:
            who = Text(quote.speaker.name, style="bold")
            if quote.speaker.role and quote.speaker.role != quote.speaker.name:
                who.append(f"\n{quote.speaker.role}", style="not bold dim")
        says = Text(
            quote.text.translate(CONTROLS)
            if quote.kind != "direct"
            else f"“{quote.text.translate(CONTROLS)}”"
        )
        for name, weight in quote.explanation:
            says.append(f"\n{weight:+.2f} {name}", style="dim")
        names = dict.fromkeys(e.name for e in quote.entities if e.label in NAMED)
        table.add_row(
            who, _stance(quote), f"{quote.probability:.0%}", says, Text(", ".join(names), "dim")
        )
    return table


def _stance(quote: Quote) -> Any:
    """Return a stance that is told apart by sign and word, colour only helping."""
    from rich.text import Text

    if not quote.decided:
        return Text(f"· not decided\n  (leans {quote.stance.partition('/')[0].split()[0]})", "dim")
    if quote.stance == PRESSURE:
        return Text(f"■ {quote.stance}", style="dark_orange3")
    return Text(f"○ {quote.stance}", style="deep_sky_blue3")


def _summary(quotes: Iterable[Quote]) -> str:
    found = list(quotes)
    if not found:
        return "no quotes"
    decided = [quote for quote in found if quote.decided]
    pressure = sum(quote.stance == PRESSURE for quote in decided)
    return (
        f"{len(found)} quote{'s' * (len(found) != 1)}: {len(decided) - pressure} engage/concede, "
        f"{pressure} maintain pressure, {len(found) - len(decided)} not decided"
    )


# ---------------------------------------------------------------------------- files


def check_output(path: str) -> None:
    """Raise `OutputError` unless a file can be written at `path`."""
    if path == STDOUT:
        return
    target = Path(path)
    if target.is_dir():
        raise OutputError(f"{path}: is a folder; give a file name")
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".stance-"):
            pass
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{path}: cannot be written: {reason}") from error


@contextmanager
def open_output(path: str) -> Iterator[IO[str]]:
    """Open a UTF-8 file that appears under its name only when it is complete.

    ``-`` is standard output. An exception leaves what was there before.
    """
    if path == STDOUT:
        if sys.stdout is None:
            raise OutputError("-: there is no standard output")
        if isinstance(sys.stdout, io.TextIOWrapper):
            # Records are UTF-8 whatever the locale; a table does what the terminal can.
            sys.stdout.reconfigure(errors="replace")
        yield sys.stdout
        sys.stdout.flush()
        return
    check_output(path)
    target = Path(path).resolve()
    if target.exists() and not target.is_file():  # a device or pipe can't be renamed onto
        with target.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        return
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    aside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            yield stream
        mask = os.umask(0)
        os.umask(mask)
        aside.chmod(0o666 & ~mask)
        aside.replace(target)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise OutputError(f"{path}: writing failed: {(error.strerror or '').lower()}") from error
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
