"""Drives shards through `prepare` and `score` on any pool of workers.

A pool is anything with ``submit(function, *arguments) -> Future``: the processes of this
machine (`Processes`), this process itself (`Here`), or a Dask cluster (`stance.bulk.dask`).
Shards are prepared in order, near-duplicates marked in order, and scored in any order. A worker
that dies loses nothing: its shards are done again, and what kills workers again and again is
narrowed down to one article, which is then reported.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from stance.bulk.batches import Article, Outcome, Settings, prepare, score

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from stance.bulk.plan import Shard

__all__ = ["Here", "Pool", "Processes", "WorkerDiedError", "run_shards"]

MAX_DEATHS: Final = 2
"""Of workers over one shard, before it is done article by article."""


class WorkerDiedError(Exception):
    """The process that did a piece of work is gone."""


class Pool(Protocol):
    """Workers."""

    @property
    def workers(self) -> int:
        """How many there are; twice as many shards and one are under way."""

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Have a function called; the future's `result` raises `WorkerDiedError` at a death."""

    def revive(self) -> None:
        """Make the pool work again after a death."""

    def close(self) -> None:
        """Let the workers go."""


class Here:
    """A pool of none: the work is done at once, in this process."""

    workers = 1

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Call the function."""
        future: Future[Any] = Future()
        try:
            future.set_result(function(*arguments))
        except Exception as error:  # noqa: BLE001  # raised where the result is asked for
            future.set_exception(error)
        return future

    def revive(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class Processes:
    """Processes of this machine.

    Parameters
    ----------
    workers : int
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool = self._start()

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Have a function called in one of the processes."""
        try:
            return self._pool.submit(function, *arguments)
        except BrokenProcessPool as error:
            future: Future[Any] = Future()
            future.set_exception(error)
            return future

    def revive(self) -> None:
        """Start new processes in place of those that died, and of their fellows."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = self._start()

    def close(self) -> None:
        """End the processes."""
        for process in list((self._pool._processes or {}).values()):  # noqa: SLF001
            process.terminate()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _start(self) -> ProcessPoolExecutor:
        from multiprocessing import get_context

        return ProcessPoolExecutor(
            self.workers,
            mp_context=get_context("spawn"),
            initializer=start_worker,
            initargs=(os.getpid(),),
        )


def start_worker(parent: int) -> None:
    """Set a worker process up: one thread, silent, and gone soon after its parent is."""
    import logging
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told, and ends us
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"
    logging.getLogger("stance").addHandler(logging.NullHandler())

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@dataclass(slots=True)
class _Work:
    """A shard under way."""

    shard: Shard
    future: Any = None
    articles: list[Article] | None = None
    deaths: int = 0


def run_shards(
    shards: Iterator[Shard],
    settings: Settings,
    pool: Pool,
    *,
    mark: Callable[[int, Sequence[Article]], dict[int, str]] | None = None,
    done: Callable[[Shard, list[Outcome]], None],
) -> None:
    """Do shards.

    Parameters
    ----------
    shards : iterator of Shard
        Taken as workers become free.
    settings : Settings
    pool : Pool
    mark : callable, optional
        Given a shard's number and articles, in the order of the archive, returns which of them
        are duplicates and of what; see `stance.bulk.duplicates`.
    done : callable
        Given each shard with its outcomes, in any order.
    """
    _Run(shards, settings, pool, mark, done).drive()


class _Run:
    def __init__(
        self,
        shards: Iterator[Shard],
        settings: Settings,
        pool: Pool,
        mark: Callable[[int, Sequence[Article]], dict[int, str]] | None,
        done: Callable[[Shard, list[Outcome]], None],
    ) -> None:
        self.shards, self.settings, self.pool = shards, settings, pool
        self.mark, self.done = mark, done
        self.preparing: deque[_Work] = deque()
        self.scoring: list[_Work] = []

    def drive(self) -> None:
        """Keep the pool busy until all is done."""
        window = 2 * self.pool.workers + 1
        while True:
            while len(self.preparing) + len(self.scoring) < window:
                shard = next(self.shards, None)
                if shard is None:
                    break
                self._prepare(_Work(shard))
            futures = [work.future for work in (*list(self.preparing)[:1], *self.scoring)]
            if not futures:
                return
            wait(futures, return_when=FIRST_COMPLETED)
            try:
                self._collect()
            except (WorkerDiedError, BrokenProcessPool):
                self._again()

    def _prepare(self, work: _Work) -> None:
        self.preparing.append(work)
        work.future = self.pool.submit(prepare, work.shard.items, self.settings)

    def _score(self, work: _Work, articles: list[Article]) -> None:
        work.articles = articles
        self.scoring.append(work)
        work.future = self.pool.submit(score, articles, self.settings)

    def _collect(self) -> None:
        """Take what is finished one stage on."""
        for work in [work for work in self.scoring if work.future.done()]:
            outcomes = work.future.result()
            self.scoring.remove(work)
            self.done(work.shard, outcomes)
        while self.preparing and self.preparing[0].future.done():
            articles = self.preparing[0].future.result()
            work = self.preparing.popleft()
            self._score(work, self._marked(work.shard, articles))

    def _marked(self, shard: Shard, articles: list[Article]) -> list[Article]:
        marks = {} if self.mark is None else self.mark(shard.number, articles)
        return [
            replace(article, duplicate_of=marks.get(place), digest=b"")
            for place, article in enumerate(articles)
        ]

    def _again(self) -> None:
        """After a death: do what was under way again, one shard at a time."""
        self.pool.revive()
        scoring, preparing = self.scoring, list(self.preparing)
        self.scoring, self.preparing = [], deque()
        for work in scoring:
            if work.articles is not None:
                outcomes = self._alone(work, score, work.articles)
                self.done(work.shard, outcomes)
        for work in preparing:
            articles = self._alone(work, prepare, list(work.shard.items))
            self._score(work, self._marked(work.shard, articles))

    def _alone(self, work: _Work, function: Any, parts: list[Any]) -> Any:
        """Do a shard by itself, and piece by piece if that kills the worker again."""
        while work.deaths < MAX_DEATHS:
            try:
                return self.pool.submit(function, parts, self.settings).result()
            except (WorkerDiedError, BrokenProcessPool):
                work.deaths += 1
                self.pool.revive()
        results: list[Any] = []
        for part in parts:
            try:
                results += self.pool.submit(function, [part], self.settings).result()
            except (WorkerDiedError, BrokenProcessPool):
                self.pool.revive()
                results += _given_up(part, function, self.settings)
        return results


def _given_up(part: Any, function: Any, settings: Settings) -> list[Any]:
    """Return what stands for an article that kills whoever touches it."""
    reason = "the process that read it died (out of memory?)"
    if isinstance(part, Article):
        return score([replace(part, reason=f"{part.doc}: {reason}")], settings)
    name = part if isinstance(part, str) else getattr(part, "doc", str(part))
    article = Article(name, reason=f"{name}: {reason}")
    return [article] if function is prepare else score([article], settings)
