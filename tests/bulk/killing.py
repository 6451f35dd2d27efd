"""Runs that are killed, and what they leave; benchmarks/kill.py has them too."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from tests.synthetic import archive

if TYPE_CHECKING:
    from pathlib import Path

FAST = ["--quotes", "rules", "--model", "light", "--shard-size", "8"]


def write_archive(path: Path, count: int) -> Path:
    """Write a table with everything in it: a broken line, a duplicate, another language."""
    rows = [json.dumps(row, ensure_ascii=False) for row in archive(count, every=3)]
    rows[5] = "{broken"
    rows[9] = json.dumps({"id": "again", "text": json.loads(rows[1])["text"] + " Once more."})
    rows[14] = json.dumps({"id": "leer", "text": ""})
    rows[21] = json.dumps(
        {"id": "de", "text": "Der Minister sagte, dass man die Sanktionen nicht aufheben werde, "
         "solange die Gefangenen nicht frei seien und das Volk nicht wählen dürfe, wann es will."},
        ensure_ascii=False,
    )  # fmt: skip
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def start(table: Path, output: Path, *options: str, **settings) -> subprocess.Popen[str]:
    """Start a run in the background."""
    command = [sys.executable, "-m", "stance", "predict", str(table), "-o", str(output)]
    return subprocess.Popen(
        [*command, *FAST, *options],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **settings,
    )


def shards_done(output: Path) -> int:
    return len(list(output.with_name(output.name + ".parts").glob("[0-9]*.jsonl")))


def kill_at(process: subprocess.Popen[str], output: Path, *, shards: int, delay: float) -> bool:
    """Kill a run's process, not its workers, once so many shards are done; False if too late."""
    while shards_done(output) < shards:
        if process.poll() is not None:
            return False
        time.sleep(0.01)
    time.sleep(delay)
    if process.poll() is not None:
        return False
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    return True


def files_of(output: Path) -> dict[str, bytes]:
    """Return all that a run left beside its output, by name."""
    return {path.name: path.read_bytes() for path in output.parent.iterdir() if path.is_file()}
