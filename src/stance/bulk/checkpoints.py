"""What a run has done so far, in a folder beside its output.

``NAME.parts/``
    ``run.json``: what the results depend on; ``000000.jsonl``...: the outcomes of one shard,
    a header line with the shard's fingerprint first; ``duplicates.sqlite``; ``lock``.

A shard is written aside, flushed to the disk and renamed: it is there in full or not at all.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict
from typing import IO, TYPE_CHECKING, Any, Final

from stance.bulk.batches import Outcome
from stance.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from stance.bulk.plan import Shard

__all__ = ["Checkpoints"]

SUFFIX: Final = ".parts"


class Checkpoints:
    """The checkpoint folder of one output file.

    Parameters
    ----------
    output : Path
        The result file.
    """

    def __init__(self, output: Path) -> None:
        self.output = output
        self.folder = output.with_name(output.name + SUFFIX)
        self._lock: IO[bytes] | None = None

    def open(self, facts: Mapping[str, Any], *, fresh: bool = False) -> bool:
        """Take hold of the folder; return whether there is something to go on with.

        Parameters
        ----------
        facts : Mapping
            What the results depend on, as JSON types.
        fresh : bool, default=False
            Throw away what is there.

        Raises
        ------
        OutputError
            If another process works in it, or it belongs to a run with other facts.
        """
        try:
            self.folder.mkdir(exist_ok=True)
            self._take_lock()
            if fresh:
                self._empty()
            known = self._facts()
            if known is None:
                self._empty()
                text = json.dumps(facts, indent=1, ensure_ascii=False, sort_keys=True)
                self._write("run.json", [text])
                return False
        except OSError as error:
            raise self._unwritable(error) from error
        if known != facts:
            other = sorted(key for key in {*known, *facts} if known.get(key) != facts.get(key))
            raise OutputError(
                f"{self.folder}: holds the checkpoints of a run with another "
                f"{', '.join(other)}. Give --fresh to start anew, or the arguments of that run "
                "to go on with it"
            )
        return any(self.folder.glob("[0-9]*.jsonl"))

    def has(self, shard: Shard) -> bool:
        """Whether a shard is done.

        Raises
        ------
        OutputError
            If it is, but the archive has changed since.
        """
        try:
            with self._path(shard.number).open(encoding="utf-8") as lines:
                header = json.loads(lines.readline())
        except FileNotFoundError:
            return False
        if header["fingerprint"] != shard.fingerprint:
            raise OutputError(
                f"{self.folder}: the archive has changed since this run began (shard "
                f"{shard.number}). Give --fresh to start anew"
            )
        return True

    def write(self, shard: Shard, outcomes: Sequence[Outcome]) -> None:
        """Keep the outcomes of a shard."""
        header = {"fingerprint": shard.fingerprint, "articles": len(outcomes)}
        lines = [header, *map(asdict, outcomes)]
        try:
            self._write(
                self._path(shard.number).name,
                (json.dumps(line, ensure_ascii=False, default=str) for line in lines),
            )
        except OSError as error:
            raise self._unwritable(error) from error

    def outcomes(self, number: int) -> Iterator[Outcome]:
        """Yield the outcomes of a shard that is done."""
        with self._path(number).open(encoding="utf-8") as lines:
            next(lines)
            for line in lines:
                yield Outcome(**json.loads(line))

    def remove(self) -> None:
        """Remove the folder: the output is complete."""
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def close(self) -> None:
        """Let go of the folder."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06}.jsonl"

    def _facts(self) -> dict[str, Any] | None:
        try:
            return dict(json.loads((self.folder / "run.json").read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError):
            return None

    def _empty(self) -> None:
        for path in self.folder.iterdir():
            if path.name != "lock":
                path.unlink()

    def _write(self, name: str, lines: Any) -> None:
        aside = self.folder / f".{name}.new"
        try:
            with aside.open("w", encoding="utf-8", errors="replace", newline="") as file:
                file.writelines(f"{line}\n" for line in lines)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(self.folder / name)
        except OSError:
            aside.unlink(missing_ok=True)
            raise

    def _take_lock(self) -> None:
        """Keep two processes from working on one output; the lock dies with the process."""
        self._lock = (self.folder / "lock").open("ab")
        try:
            import fcntl
        except ImportError:  # Windows
            return
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self.close()
            raise OutputError(
                f"{self.output}: another stance is writing this file; wait for it, or stop it"
            ) from error

    def _unwritable(self, error: OSError) -> OutputError:
        reason = (error.strerror or str(error)).lower()
        return OutputError(
            f"{self.folder}: cannot be written: {reason}. What is done is kept: run the same "
            "command again to go on"
        )
