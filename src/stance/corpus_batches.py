"""New batches of labelled quotes: drafts checked, rid of near-copies, grouped and added.

A draft is a tab-separated file without header, one quote a line, as a writer types it::

    label  family  country  lever  speaker  genre  form  text

`label` is ``E``, ``M`` or ``N``; `family` an id that the members of a contrast family share, or
empty. What the other fields may hold stands in ``corpus/label-guide.md``.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from stance.errors import CorpusError
from stance.near_copies import similar_pairs
from stance.records import NO_POSITION, STANCES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["FIELDS", "FORMS", "GENRES", "LEVERS", "Added", "add_batches", "read_rows"]

FIELDS: Final = (
    "text", "label", "group", "country", "lever", "speaker_type", "genre", "form",
    "author_batch", "split",
)  # fmt: skip
LABELS: Final = dict(zip("EMN", (*STANCES, NO_POSITION), strict=True))
LEVERS: Final = (
    "sanctions", "recognition", "negotiation", "prisoner-exchange", "prosecution", "visas", "aid",
    "trade", "flights", "isolation", "arms", "finance", "sport-culture", "other",
)  # fmt: skip
GENRES: Final = (
    "interview", "speech", "statement", "tweet", "op-ed", "court", "sermon", "parliament",
    "street", "testimony", "report",
)  # fmt: skip
FORMS: Final = (
    "demand", "reason", "evaluation", "prediction", "anecdote", "question", "metaphor", "irony",
    "condition", "concession", "rejection", "plea", "fragment", "description",
)  # fmt: skip
ALLOWED: Final = {"lever": ("", *LEVERS), "genre": GENRES, "form": FORMS}

COPY: Final = 0.8
"""From this similarity on a row is a near-copy of one of another family, and is dropped."""
ALIKE: Final = 0.55
"""From this similarity on two rows share a group."""

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Added:
    """What `add_batches` did: rows written per batch, and rows left out per reason."""

    rows: dict[str, int]
    dropped: dict[str, int]


def read_rows(corpus: Path) -> list[Row]:
    """Return the rows of a corpus folder with all their fields, file by file."""
    return [
        json.loads(line)
        for path in sorted(corpus.glob("batch-*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def add_batches(drafts: Sequence[Path], corpus: Path, *, split: str = "train") -> Added:
    """Write ``batch-<name>.jsonl`` for each draft.

    Rows of one family, rows alike (`ALIKE`), and neighbours of one kind of speaker and country,
    whom writers tend to let answer themselves, share a group. Rows already in the corpus never
    change: what would join a group of another split is left out, as are near-copies and
    countries that only the test split has.

    Parameters
    ----------
    drafts : sequence of Path
        A file ``<name>.tsv``, or a folder ``<name>`` of such files.
    corpus : Path
        The folder to add to.
    split : {"train", "dev"}, default="train"
        Where all rows go. Test rows are frozen.

    Raises
    ------
    CorpusError
        With file and line, if a draft breaks the format; nothing is written then.
    """
    old = read_rows(corpus)
    only_test = {row["country"] for row in old if row["split"] == "test"}
    only_test -= {row["country"] for row in old if row["split"] != "test"}
    taken = {row["author_batch"] for row in old}
    new: list[Row] = []
    for draft in drafts:
        if draft.stem in taken:
            raise CorpusError(f"{draft}: the corpus has a batch {draft.stem!r} already")
        new += read_draft(draft)
    dropped: Counter[str] = Counter()
    kept = [row for row in new if row["country"] not in only_test]
    dropped["country of the test split"] = len(new) - len(kept)
    rows = [*old, *kept]
    groups = _Groups(len(rows))
    first_of: dict[str, int] = {}
    for index, row in enumerate(rows):
        if row["group"]:
            groups.join(first_of.setdefault(row["group"], index), index)
    copies = set()
    for pair in similar_pairs([row["text"] for row in rows], least=ALIKE):
        if pair.second < len(old) or pair.first in copies:
            continue
        family = rows[pair.second]["group"]
        if pair.similarity >= COPY and not (family and family == rows[pair.first]["group"]):
            copies.add(pair.second)
        else:
            groups.join(pair.first, pair.second)
    for index in range(len(old) + 1, len(rows)):
        before, row = rows[index - 1], rows[index]
        same = (before["speaker_type"], before["country"]) == (row["speaker_type"], row["country"])
        if same and before["author_batch"] == row["author_batch"]:
            groups.join(index - 1, index)
    splits: dict[int, set[str]] = {}
    names: dict[int, str] = {}
    for index, row in enumerate(old):
        splits.setdefault(groups.of(index), set()).add(row["split"])
        names.setdefault(groups.of(index), row["group"])
    numbers: Counter[str] = Counter()
    written: dict[str, list[Row]] = {draft.stem: [] for draft in drafts}
    for index in range(len(old), len(rows)):
        row, root = rows[index], groups.of(index)
        if index in copies:
            dropped["near-copy"] += 1
        elif splits.get(root, {split}) != {split}:
            dropped["group of another split"] += 1
        else:
            batch = row["author_batch"]
            if root not in names:
                numbers[batch] += 1
                names[root] = f"{batch}-{'f' if row['group'] else 's'}{numbers[batch]}"
            written[batch].append({**row, "group": names[root], "split": split})
    for batch, lines in written.items():
        path = corpus / f"batch-{batch}.jsonl"
        aside = path.with_suffix(".part")
        aside.write_text(
            "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines),
            encoding="utf-8",
        )
        aside.replace(path)
    return Added({batch: len(lines) for batch, lines in written.items()}, dict(+dropped))


def read_draft(path: Path) -> Iterator[Row]:
    """Yield the rows of a draft; `group` holds the family, if any, `split` nothing."""
    files = sorted(path.glob("*.tsv")) if path.is_dir() else [path]
    if not path.exists() or not files:
        raise CorpusError(f"{path}: no such draft: a .tsv file, or a folder of them")
    for file in files:
        lines = file.read_text(encoding="utf-8").split("\n")
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            where = f"{file}, line {number}"
            cells = [cell.strip() for cell in line.split("\t")]
            if len(cells) != 8:
                raise CorpusError(f"{where}: {len(cells)} fields; a draft has 8, tab-separated")
            label, family, country, lever, speaker, genre, form, text = cells
            row = dict(
                zip(
                    FIELDS,
                    (text, LABELS.get(label, ""), "", country, lever, speaker, genre, form),
                    strict=False,
                )
            )
            if not row["label"]:
                raise CorpusError(f"{where}: unknown label {label!r}; use E, M or N")
            if not text:
                raise CorpusError(f"{where}: the text is empty")
            for field, allowed in ALLOWED.items():
                if row[field] not in allowed:
                    raise CorpusError(
                        f"{where}: unknown {field} {row[field]!r}; use one of "
                        f"{', '.join(filter(None, allowed))}"
                    )
            row["group"] = f"{path.stem}-{family}" if family else ""
            yield {**row, "author_batch": path.stem, "split": ""}


class _Groups:
    """Disjoint sets of row numbers (union-find)."""

    def __init__(self, size: int) -> None:
        self._parents = list(range(size))

    def of(self, row: int) -> int:
        while self._parents[row] != row:
            self._parents[row] = self._parents[self._parents[row]]
            row = self._parents[row]
        return row

    def join(self, first: int, second: int) -> None:
        one, other = sorted((self.of(first), self.of(second)))
        self._parents[other] = one
