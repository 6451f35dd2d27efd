"""Who is named in documents: rows of identities, for people, JSON, CSV and Parquet."""

from __future__ import annotations

import csv
import json
import os
from typing import IO, TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from stance.names.identities import Identity

__all__ = ["COLUMNS", "WRITERS", "identity_row", "write_parquet"]

COLUMNS: Final = (
    "name", "type", "mentions", "documents", "variants", "country", "affiliation", "id",
    "wikidata", "docs", "reasons",
)  # fmt: skip


def identity_row(identity: Identity, *, explain: bool = False) -> dict[str, Any]:
    """Return an identity as a row, keys as in `COLUMNS`; ``reasons`` only if asked for.

    ``variants`` counts each name as written, ``docs`` lists the documents, ``reasons`` says why
    each variant belongs here.
    """
    entry = identity.entry
    row: dict[str, Any] = {
        "name": identity.name,
        "type": "person" if identity.person else "organisation",
        "mentions": identity.mentions,
        "documents": len(identity.documents),
        "variants": identity.variants,
        "country": identity.country or None,
        "affiliation": identity.affiliation or None,
        "id": entry.id if entry else None,
        "wikidata": (entry.wikidata if entry else "") or None,
        "docs": list(identity.documents),
    }
    if explain:
        row["reasons"] = identity.reasons
    return row


def write_json(identities: Iterable[Identity], stream: IO[str], *, explain: bool = False) -> None:
    """Write an array of rows."""
    rows = [identity_row(identity, explain=explain) for identity in identities]
    stream.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")


def write_jsonl(identities: Iterable[Identity], stream: IO[str], *, explain: bool = False) -> None:
    """Write one row a line."""
    for identity in identities:
        row = identity_row(identity, explain=explain)
        stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_csv(identities: Iterable[Identity], stream: IO[str], *, explain: bool = False) -> None:
    """Write one row an identity; variants as ``Name (3); Name (1)``."""
    from stance.spreadsheet import safe_cell

    columns = COLUMNS if explain else COLUMNS[:-1]
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    for identity in identities:
        row = _flat(identity, explain=explain)
        writer.writerow({key: safe_cell(value) for key, value in row.items()})


def write_parquet(
    identities: Iterable[Identity], stream: IO[bytes], *, explain: bool = False
) -> None:
    """Write a Parquet table, cells as in CSV but for the lists.

    Raises
    ------
    MissingExtraError
        If pyarrow is not installed.
    """
    from stance.errors import MissingExtraError

    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise MissingExtraError("Parquet", package="pyarrow", extra="documents") from error
    text, count = pa.string(), pa.int64()
    counted = pa.list_(pa.struct([("name", text), ("count", count)]))
    fields = [
        ("name", text), ("type", text), ("mentions", count), ("documents", count),
        ("variants", counted), ("country", text), ("affiliation", text), ("id", text),
        ("wikidata", text), ("docs", pa.list_(text)),
    ]  # fmt: skip
    if explain:
        fields.append(("reasons", pa.list_(pa.struct([("name", text), ("reason", text)]))))
    rows = []
    for identity in identities:
        row = identity_row(identity, explain=explain)
        row["variants"] = [{"name": n, "count": c} for n, c in identity.variants.items()]
        if explain:
            row["reasons"] = [{"name": n, "reason": r} for n, r in identity.reasons.items()]
        rows.append(row)
    pq.write_table(pa.Table.from_pylist(rows, schema=pa.schema(fields)), stream)


def write_table(identities: Iterable[Identity], stream: IO[str], *, explain: bool = False) -> None:
    """Write a table for people."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from stance.output import CONTROLS

    console = Console(file=stream, highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console = Console(file=stream, highlight=False, width=110)
    plain_box = not console.encoding.lower().startswith("utf")
    table = Table(box=box.ASCII if plain_box else box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("name", ratio=6, overflow="fold")
    table.add_column("times", justify="right", no_wrap=True)
    table.add_column("docs", justify="right", no_wrap=True)
    table.add_column("written", ratio=8, overflow="fold")
    table.add_column("country, affiliation", ratio=5, overflow="fold")
    count = 0
    for identity in identities:
        count += 1
        name = Text(identity.name.translate(CONTROLS), style="bold")
        if identity.entry is not None:
            name.append(f"\n{identity.entry.id}", style="not bold dim")
        written = Text()
        others = {v: n for v, n in identity.variants.items() if v != identity.name or explain}
        for variant, number in others.items():
            written.append(f"{variant.translate(CONTROLS)} ({number})")
            if explain and variant in identity.reasons:
                written.append(f"\n  {identity.reasons[variant].translate(CONTROLS)}", style="dim")
            written.append("\n")
        written.rstrip()
        place = ", ".join(filter(None, [identity.country, identity.affiliation]))
        table.add_row(
            name,
            str(identity.mentions),
            str(len(identity.documents)),
            written,
            Text(place.translate(CONTROLS), "dim"),
        )
    if count:
        console.print(table)
    console.print(Text(f"{count} name{'s' * (count != 1)}" if count else "no names", style="dim"))


WRITERS: Final[dict[str, Callable[..., None]]] = {
    "table": write_table,
    "json": write_json,
    "jsonl": write_jsonl,
    "csv": write_csv,
}


def _flat(identity: Identity, *, explain: bool) -> dict[str, Any]:
    row = identity_row(identity, explain=explain)
    row["variants"] = "; ".join(f"{name} ({count})" for name, count in identity.variants.items())
    row["docs"] = "; ".join(identity.documents)
    if explain:
        row["reasons"] = "; ".join(f"{n}: {r}" for n, r in identity.reasons.items())
    return row
