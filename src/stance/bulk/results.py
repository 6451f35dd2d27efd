"""From checkpoints to files: the table of quotes, the list of articles, the list of errors.

Everything is read and written in a stream, written aside and renamed.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from itertools import chain
from typing import IO, TYPE_CHECKING, Any, Final

from stance.output import COLUMNS, FORMATS, open_output, quote_row
from stance.records import Quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from stance.bulk.batches import Outcome

__all__ = [
    "METADATA",
    "TABLE_FORMATS",
    "parquet_schema",
    "quote_table",
    "write_articles",
    "write_errors",
    "write_quotes",
]

TABLE_FORMATS: Final = ("jsonl", "csv", "parquet")
METADATA: Final = ("title", "author", "date", "source", "url")
"""What a Parquet table says of the article of each quote."""
PACK: Final = 500
"""Rows that are turned to columns together."""
GROUP: Final = 20
"""Packs in a row group of Parquet."""


def write_quotes(outcomes: Iterable[Outcome], path: Path, form: str) -> None:
    """Write the quotes of outcomes as one table.

    Parameters
    ----------
    outcomes : iterable of Outcome
        Read once.
    path : Path
    form : {"jsonl", "csv", "parquet"}
    """
    if form == "parquet":
        _write_parquet(outcomes, path)
        return
    with open_output(str(path)) as stream:
        FORMATS[form](_analyses(outcomes), stream)


def _analyses(outcomes: Iterable[Outcome]) -> Iterator[Any]:
    from stance.records import Analysis

    for outcome in outcomes:
        if outcome.quotes:
            quotes = tuple(Quote.from_dict(record) for record in outcome.quotes)
            yield Analysis(outcome.doc, "", metadata=outcome.metadata, quotes=quotes)


def write_articles(outcomes: Iterable[Outcome], path: Path) -> None:
    """Write a line for each article: what it is, and what came of it."""

    def line(outcome: Outcome) -> dict[str, Any]:
        return {
            "doc": outcome.doc,
            "status": outcome.status,
            "language": outcome.language,
            "duplicate_of": outcome.duplicate_of,
            "words": outcome.words,
            "quotes": len(outcome.quotes),
            "decided": sum(quote["decided"] for quote in outcome.quotes),
            "metadata": outcome.metadata,
        }

    _write_lines(map(line, outcomes), path)


def write_errors(outcomes: Iterable[Outcome], path: Path) -> None:
    """Write a line for each article that failed; no file, and none left, if there is none."""
    failed = (
        {"doc": outcome.doc, "reason": outcome.reason}
        for outcome in outcomes
        if outcome.status == "failed"
    )
    first = next(failed, None)
    if first is None:
        path.unlink(missing_ok=True)
    else:
        _write_lines(chain([first], failed), path)


def _write_lines(lines: Iterable[dict[str, Any]], path: Path) -> None:
    with open_output(str(path)) as stream:
        for line in lines:
            stream.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")


def _write_parquet(outcomes: Iterable[Outcome], path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = parquet_schema()
    rows: list[dict[str, Any]] = []
    group: list[Any] = []
    with (
        _aside(path) as file,
        pq.ParquetWriter(file, schema, compression="zstd", use_dictionary=True) as writer,
    ):

        def pack(*, last: bool = False) -> None:
            """Turn rows to columns, which take less memory, and write what makes a group."""
            while len(rows) >= PACK or (last and rows):
                group.append(pa.Table.from_pylist(rows[:PACK], schema))
                del rows[:PACK]
            if len(group) >= GROUP or (last and group):
                writer.write_table(pa.concat_tables(group))
                group.clear()

        for outcome in outcomes:
            rows += _rows(outcome)
            pack()
        pack(last=True)


def quote_table(outcomes: Iterable[Outcome]) -> Any:
    """Return the quotes of outcomes as an Arrow table, a row each; see `parquet_schema`."""
    import pyarrow as pa

    rows = [row for outcome in outcomes for row in _rows(outcome)]
    return pa.Table.from_pylist(rows, parquet_schema())


def _rows(outcome: Outcome) -> Iterator[dict[str, Any]]:
    told = {key: _string(outcome.metadata.get(key)) for key in METADATA}
    for record in outcome.quotes:
        row = quote_row(Quote.from_dict(record))
        yield row | {"explanation": _explanation(record)} | told


@contextmanager
def _aside(path: Path) -> Iterator[IO[bytes]]:
    """Open a binary file that appears under its name only when it is complete."""
    with open_output(str(path)) as stream:
        yield stream.buffer  # type: ignore[attr-defined]


def _explanation(record: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"feature": name, "weight": weight} for name, weight in record.get("explanation", ())]


def _string(value: object) -> str | None:
    return None if value in (None, "") else str(value)


def parquet_schema() -> Any:
    """Return the schema of a table of quotes: `COLUMNS`, then the article's metadata."""
    import pyarrow as pa

    text, number = pa.string(), pa.int64()
    entity = pa.struct(
        [("text", text), ("label", text), ("start", number), ("end", number), ("name", text)]
    )
    types: dict[str, Any] = dict.fromkeys(
        ["quote", "start", "end", "mention_start", "mention_end"], number
    )
    types |= {
        "spans": pa.list_(pa.list_(number)),
        "entities": pa.list_(entity),
        "probability": pa.float64(),
        "decided": pa.bool_(),
        "explanation": pa.list_(pa.struct([("feature", text), ("weight", pa.float64())])),
    }
    return pa.schema(
        [(name, types.get(name, text)) for name in (*COLUMNS, "explanation", *METADATA)]
    )
