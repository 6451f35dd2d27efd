from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from stance.bulk import Settings, run
from stance.bulk.engine import Here
from stance.errors import StanceError
from tests.bulk.killing import files_of, shards_done, write_archive

distributed = pytest.importorskip("distributed")
SETTINGS = Settings(model="light", quotes="rules")


def test_a_cluster_gives_the_same_files_and_stands_the_loss_of_a_worker(tmp_path):
    from stance.bulk import dask

    table = write_archive(tmp_path / "news.jsonl", 32)
    here, there = tmp_path / "here/results.jsonl", tmp_path / "there/results.jsonl"
    here.parent.mkdir()
    there.parent.mkdir()
    run([str(table)], here, SETTINGS, shard_size=4, pool=Here)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        pids = list(client.run(os.getpid).values())

        def kill():
            while shards_done(there) < 2:
                time.sleep(0.01)
            os.kill(pids[0], signal.SIGKILL)

        threading.Thread(target=kill, daemon=True).start()
        dask.run([str(table)], there, SETTINGS, client=client, shard_size=4)
        assert pids[0] not in client.run(os.getpid).values()
    assert files_of(here) == files_of(there)


def test_no_scheduler_is_told(tmp_path, monkeypatch):
    from stance.bulk import dask

    monkeypatch.setattr(dask, "TIMEOUT", 0.2)
    table = write_archive(tmp_path / "news.jsonl", 30)
    with pytest.raises(StanceError, match="no Dask scheduler answers at tcp://127.0.0.1:9"):
        run([str(table)], tmp_path / "r.jsonl", SETTINGS, pool=dask.connect("tcp://127.0.0.1:9"))
