"""Statements and annotations for the tools that people correct and count them with."""

from __future__ import annotations

import csv
import json
import re
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import stance
from stance.errors import OutputError
from stance.records import ENGAGE, PRESSURE
from stance.spreadsheet import safe_cell
from stance.statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from stance.records import Analysis, Quote

__all__ = [
    "LABEL_STUDIO",
    "STATEMENT_COLUMNS",
    "write_brat",
    "write_labelstudio",
    "write_statements",
]

STATEMENT_COLUMNS: Final = (
    "statement ID", "time", "document ID", "document title", "author", "source", "section",
    "type", "text", "person", "organization", "concept", "agreement", "country", "probability",
)  # fmt: skip
"""Discourse Network Analyzer's event list, its four usual variables, and two of ours."""

LABEL_STUDIO: Final = """\
<View>
  <Labels name="label" toName="text">
    <Label value="engage/concede" background="#0060a8"/>
    <Label value="maintain pressure" background="#b34700"/>
    <Label value="not decided" background="#6b7280"/>
    <Label value="cue" background="#7a5195"/>
    <Label value="speaker" background="#2f7d4f"/>
  </Labels>
  <Relations>
    <Relation value="cue"/>
    <Relation value="speaker"/>
    <Relation value="continues"/>
  </Relations>
  <Text name="text" value="$text"/>
</View>
"""
"""The labelling interface for the tasks that `write_labelstudio` writes."""

BRAT: Final = """\
[entities]
Cue
Source
[relations]
[events]
Content\tCue?:Cue, Source?:Source
[attributes]
Stance\tArg:Content, Value:engage|pressure|undecided
"""
"""brat's annotation.conf."""

NO_FILE_NAME: Final = re.compile(r"[^\w.-]+")


def write_statements(analyses: Iterable[Analysis], stream: IO[str]) -> None:
    """Write the table of statements that users of Discourse Network Analyzer work with.

    One row a decided quote with a named speaker, laid out as that program's event list is:
    semicolons between the columns, none within. ``agreement`` is 1 for *maintain pressure* and
    0 for *engage/concede*; ``concept`` says over which lever, where one is known.
    """
    writer = csv.writer(stream, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(STATEMENT_COLUMNS)
    documents: dict[int, int] = {}
    for number, statement in enumerate(statements(analyses), start=1):
        analysis, quote, speaker = statement.analysis, statement.quote, statement.speaker
        metadata, place = analysis.metadata, statement.affiliation
        row = (
            number,
            f"{statement.date.isoformat()} 00:00:00" if statement.date else "",
            documents.setdefault(id(analysis), len(documents) + 1),
            str(metadata.get("title") or analysis.doc),
            str(metadata.get("author") or ""),
            str(metadata.get("source") or ""),
            "",
            "",
            quote.text,
            "" if speaker.type == "organisation" else speaker.name,
            place.organisation or "",
            statement.concept,
            int(statement.agreement),
            place.country or "",
            quote.probability,
        )
        writer.writerow([_statement_cell(value) for value in row])


def _statement_cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    return safe_cell(" ".join(value.replace(";", ",").replace('"', "'").split()))


# ---------------------------------------------------------------------- Label Studio


def write_labelstudio(analyses: Iterable[Analysis], stream: IO[str]) -> None:
    """Write tasks with predictions for Label Studio, an array of one a document.

    `LABEL_STUDIO` is the labelling interface they are for. Offsets count code points, as that
    program's do since its version 1.4.
    """
    stream.write("[")
    for index, analysis in enumerate(_with_text(analyses)):
        task = {
            "data": {"text": analysis.text, "doc": analysis.doc, **_plain(analysis.metadata)},
            "predictions": [
                {
                    "model_version": f"stance {stance.__version__}",
                    "result": [part for quote in analysis.quotes for part in _regions(quote)],
                }
            ],
        }
        stream.write(",\n" if index else "\n")
        stream.write(json.dumps(task, ensure_ascii=False))
    stream.write("\n]\n")


def _plain(metadata: Mapping[str, Any]) -> dict[str, str]:
    taken = {"text", "doc"}
    return {
        str(key): str(value)
        for key, value in metadata.items()
        if value is not None and key not in taken
    }


def _regions(quote: Quote) -> Iterator[dict[str, Any]]:
    own = f"q{quote.quote}"
    label = quote.stance if quote.decided else "not decided"
    for piece, (start, end) in enumerate(quote.spans):
        key = own if piece == 0 else f"{own}-{piece}"
        yield {**_region(key, start, end, label), "score": quote.probability}
        if piece:
            yield _relation(own, key, "continues")
    for name, part in (("cue", quote.cue), ("speaker", quote.speaker)):
        if part is not None:
            yield _region(f"{own}-{name}", part.start, part.end, name)
            yield _relation(own, f"{own}-{name}", name)


def _region(key: str, start: int, end: int, label: str) -> dict[str, Any]:
    return {
        "id": key,
        "from_name": "label",
        "to_name": "text",
        "type": "labels",
        "value": {"start": start, "end": end, "labels": [label]},
    }


def _relation(source: str, target: str, label: str) -> dict[str, Any]:
    return {
        "type": "relation",
        "from_id": source,
        "to_id": target,
        "direction": "right",
        "labels": [label],
    }


# ------------------------------------------------------------------------------ brat


def write_brat(analyses: Iterable[Analysis], path: str) -> None:
    """Write a folder for brat: NAME.txt and NAME.ann of each document, annotation.conf.

    ``stance train quotes --data`` reads such a folder, corrected. It appears when complete.

    Raises
    ------
    OutputError
        If the folder is there already or cannot be written.
    """
    target = Path(path)
    if target.exists():
        raise OutputError(f"{path}: exists already; give the name of a new folder")
    try:
        with tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=".stance-") as aside:
            folder = Path(aside) / "brat"
            folder.mkdir()
            _write_text(folder / "annotation.conf", BRAT)
            taken: set[str] = set()
            for analysis in _with_text(analyses):
                name = _file_name(analysis.doc, taken)
                _write_text(folder / f"{name}.txt", analysis.text)
                _write_text(folder / f"{name}.ann", "".join(_standoff(analysis)))
            folder.rename(target)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{path}: cannot be written: {reason}") from error


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _file_name(doc: str, taken: set[str]) -> str:
    """Return a name for a document's files that no other document has."""
    stem = NO_FILE_NAME.sub("_", Path(doc).with_suffix("").as_posix()).strip("._")[-80:]
    name, number = stem or "document", 1
    while name.lower() in taken:
        number += 1
        name = f"{stem or 'document'}-{number}"
    taken.add(name.lower())
    return name


def _standoff(analysis: Analysis) -> Iterator[str]:
    """Yield the lines of a document's .ann file."""
    text, bounds = analysis.text, 0
    for number, quote in enumerate(analysis.quotes, start=1):
        arguments = []
        parts: list[tuple[str, tuple[tuple[int, int], ...]]] = [("Content", quote.spans)]
        if quote.cue is not None:
            parts.append(("Cue", ((quote.cue.start, quote.cue.end),)))
        if quote.speaker is not None:
            parts.append(("Source", ((quote.speaker.start, quote.speaker.end),)))
        for kind, pieces in parts:
            fragments = [line for piece in pieces for line in _lines(text, *piece)]
            bounds += 1
            where = ";".join(f"{start} {end}" for start, end in fragments)
            words = " ".join(text[start:end] for start, end in fragments)
            yield f"T{bounds}\t{kind} {where}\t{words}\n"
            arguments.append(f"{kind}:T{bounds}")
        yield f"E{number}\t{' '.join(arguments)}\n"
        side = {ENGAGE: "engage", PRESSURE: "pressure"}[quote.stance]
        yield f"A{number}\tStance E{number} {side if quote.decided else 'undecided'}\n"


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return a stretch as stretches that hold no line feed, which brat does not allow."""
    found = [
        (start + match.start(), start + match.end())
        for match in re.finditer(r"[^\n]+", text[start:end])
    ]
    return found or [(start, end)]


def _with_text(analyses: Iterable[Analysis]) -> Iterator[Analysis]:
    for analysis in analyses:
        if not analysis.text and analysis.quotes:
            raise OutputError(
                f"{analysis.doc}: these results hold no article text, and annotations need it; "
                "write them with `stance predict --format json`"
            )
        yield analysis
