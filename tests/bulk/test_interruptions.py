from __future__ import annotations

import errno
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from stance.bulk import Settings, run
from stance.bulk.engine import Here
from stance.errors import OutputError
from tests.bulk.killing import files_of, kill_at, shards_done, start, write_archive

SETTINGS = Settings(model="light", quotes="rules")
"""As `killing.FAST` has it."""


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return write_archive(tmp_path_factory.mktemp("archive") / "news.jsonl", 56)


@pytest.fixture(scope="module")
def undisturbed(table, tmp_path_factory):
    output = tmp_path_factory.mktemp("undisturbed") / "results.jsonl"
    summary = run([str(table)], output, SETTINGS, shard_size=8, pool=Here)
    assert (summary.articles, summary.errors) == (56, 2)
    files = files_of(output)
    assert set(files) == {"results.jsonl", "results.articles.jsonl", "errors.jsonl"}
    return files


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux")
def test_killed_runs_and_dying_workers_leave_the_same_files(table, undisturbed, tmp_path):
    """Three moments; `benchmarks/kill.py` does twenty."""
    output = tmp_path / "results.jsonl"
    killed = []
    for shards, delay in ((0, 1.0), (1, 0.0), (3, 0.1)):
        process = start(table, output, "--workers", "2")
        killed.append(kill_at(process, output, shards=shards, delay=delay))
    assert killed[:2] == [True, True]
    process = start(table, output, "--workers", "2")
    kill_a_worker(process)
    _, err = process.communicate()
    assert process.returncode == 1, err  # two rows are broken
    assert "going on with" in err
    assert files_of(output) == undisturbed
    assert not output.with_name("results.jsonl.parts").exists()


def kill_a_worker(process):
    """Kill a worker that has begun to work, if there is one in time."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while process.poll() is None:
        pids = children.read_text(encoding="ascii").split()
        if len(pids) > 2:  # two workers and Python's resource tracker
            time.sleep(1.5)
            os.kill(int(pids[-1]), signal.SIGKILL)
            return


def test_a_full_disk_is_told_and_gone_on_from(table, undisturbed, tmp_path, monkeypatch):
    output = tmp_path / "results.jsonl"
    flush = os.fsync
    calls = []

    def full(handle):
        calls.append(handle)
        if len(calls) > 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        flush(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="no space left on device.*run the same command again"):
        run([str(table)], output, SETTINGS, shard_size=8, pool=Here)
    monkeypatch.undo()
    assert not output.exists()
    assert shards_done(output) == 3
    resumed = []
    run(
        [str(table)], output, SETTINGS, shard_size=8, pool=Here, on_resume=lambda: resumed.append(1)
    )
    assert resumed == [1]
    assert files_of(output) == undisturbed


def test_checkpoints_of_another_run_are_not_mixed_in(table, tmp_path):
    output = tmp_path / "results.jsonl"
    output.with_name("results.jsonl.parts").mkdir()
    (tmp_path / "results.jsonl.parts/run.json").write_text('{"limit": 3}', encoding="utf-8")
    with pytest.raises(OutputError, match="checkpoints of a run with another archive.*--fresh"):
        run([str(table)], output, SETTINGS, limit=1, pool=Here)
    run([str(table)], output, SETTINGS, limit=1, pool=Here, fresh=True)
    assert output.exists()


def test_two_runs_do_not_write_one_file(table, tmp_path):
    from stance.bulk.checkpoints import Checkpoints

    if sys.platform == "win32":
        pytest.skip("no locks")
    output = tmp_path / "results.jsonl"
    first = Checkpoints(output)
    first.open({})
    with pytest.raises(OutputError, match="another stance is writing"):
        run([str(table)], output, SETTINGS, pool=Here)
    first.close()
