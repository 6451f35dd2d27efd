"""An existing Dask cluster in place of this machine's processes (extra ``[dask]``).

Tables are read here and go to the workers as batches; article files are opened by the workers,
so they must lie at the same place for all of them. Outcomes come back here, where the
checkpoints are: a run that was begun on a cluster can be ended on a laptop. Workers need
stance installed, and one thread each (``dask worker --nthreads 1``): the pipeline is loaded
once a process and used by one batch at a time.
"""

from __future__ import annotations

import time
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stance.bulk.engine import WorkerDiedError
from stance.errors import MissingExtraError, StanceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from stance.bulk.batches import Settings
    from stance.bulk.run import Summary

__all__ = ["Cluster", "connect", "run"]

TIMEOUT: Final = 30
"""Seconds to wait for the scheduler, and for a first worker."""


class Cluster:
    """A pool of Dask workers.

    Parameters
    ----------
    client : distributed.Client
    close : bool, default=False
        Whether to close the client in the end.
    """

    def __init__(self, client: Any, *, close: bool = False) -> None:
        self._client = client
        self._close = close
        try:
            client.wait_for_workers(1, timeout=TIMEOUT)
        except TimeoutError as error:
            raise StanceError("the Dask cluster has no workers; start some") from error

    @property
    def workers(self) -> int:
        """How many batches the cluster takes at once, now."""
        return max(1, int(sum(self._client.nthreads().values())))

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Have a function called on a worker; Dask calls it again where a worker is lost."""
        future: Future[Any] = Future()
        task = self._client.submit(function, *arguments, pure=False)

        def pass_on(finished: Any) -> None:
            error = finished.exception() if finished.status == "error" else None
            if error is None and finished.status == "finished":
                future.set_result(finished.result())
            elif error is None or type(error).__name__ == "KilledWorker":
                future.set_exception(WorkerDiedError(str(error)))
            else:
                future.set_exception(error)
            finished.release()

        task.add_done_callback(pass_on)
        return future

    def revive(self) -> None:
        """Wait until there are workers again."""
        while not self._client.nthreads():
            time.sleep(1)

    def close(self) -> None:
        """Let go of the cluster, which goes on without us."""
        if self._close:
            self._client.close()


def connect(scheduler: str) -> Callable[[], Cluster]:
    """Return what makes a pool of the workers of a scheduler.

    Parameters
    ----------
    scheduler : str
        Its address (``tcp://10.0.0.1:8786``) or the path of its scheduler file.
    """
    try:
        import distributed
    except ImportError as error:
        raise MissingExtraError("--dask", package="distributed", extra="dask") from error

    def make() -> Cluster:
        where = {"scheduler_file" if Path(scheduler).is_file() else "address": scheduler}
        try:
            client = distributed.Client(timeout=TIMEOUT, **where)
        except (OSError, ValueError) as error:
            raise StanceError(f"no Dask scheduler answers at {scheduler}: {error}") from error
        return Cluster(client, close=True)

    return make


def run(
    paths: Iterable[str],
    output: str | Path,
    settings: Settings,
    *,
    client: Any,
    **options: Any,
) -> Summary:
    """Score an archive on a cluster; results are those of `stance.bulk.run`, whose options it has.

    Parameters
    ----------
    paths, output, settings
        As for `stance.bulk.run`.
    client : distributed.Client
    **options
        ``form``, ``limit``, ``fresh``...
    """
    from stance.bulk.run import run as run_anywhere

    return run_anywhere(paths, output, settings, pool=lambda: Cluster(client), **options)
