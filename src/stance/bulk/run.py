"""From an archive to one table: shards, checkpoints, workers, files, a summary."""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.bulk.checkpoints import Checkpoints
from stance.bulk.engine import Here, Processes, run_shards
from stance.bulk.plan import SHARD_ITEMS, shards_of
from stance.bulk.results import write_articles, write_errors, write_quotes
from stance.errors import MissingExtraError, OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from stance.bulk.batches import Outcome, Settings
    from stance.bulk.engine import Pool
    from stance.bulk.plan import Shard

__all__ = ["Summary", "run"]


@dataclass(slots=True)
class Summary:
    """What a run came to; `seconds` is this run's, `words_done` the words it analysed itself."""

    articles: int = 0
    quotes: int = 0
    decided: int = 0
    words: int = 0
    words_done: int = 0
    seconds: float = 0.0
    statuses: Counter[str] = field(default_factory=Counter)

    @property
    def errors(self) -> int:
        """Articles that failed."""
        return self.statuses["failed"]

    def add(self, outcome: Outcome) -> None:
        """Count an outcome."""
        self.articles += 1
        self.words += outcome.words
        self.quotes += len(outcome.quotes)
        self.decided += sum(quote["decided"] for quote in outcome.quotes)
        self.statuses[outcome.status] += 1

    def __str__(self) -> str:
        """Return one line for people."""
        left = {
            "duplicate": "near-duplicates",
            "other language": "not in English",
            "off topic": "off topic",
        }
        parts = [
            f"{self.articles:,} article{'s' * (self.articles != 1)}",
            f"{self.quotes:,} quote{'s' * (self.quotes != 1)}",
            f"{self.decided:,} decided",
            f"{self.errors:,} error{'s' * (self.errors != 1)}",
            *(
                f"{count:,} {say.removesuffix('s') if count == 1 else say}"
                for key, say in left.items()
                if (count := self.statuses[key])
            ),
        ]
        rate = self.words_done / self.seconds if self.seconds else 0
        return f"{', '.join(parts)}; {rate:,.0f} words a second"


def run(
    paths: Iterable[str],
    output: str | Path,
    settings: Settings,
    *,
    form: str = "jsonl",
    workers: int | None = None,
    pool: Callable[[], Pool] | None = None,
    errors: str | Path | None = None,
    limit: int | None = None,
    shard_size: int = SHARD_ITEMS,
    fresh: bool = False,
    on_outcome: Callable[[Outcome], None] | None = None,
    on_shard: Callable[[Shard], None] | None = None,
    on_resume: Callable[[], None] | None = None,
) -> Summary:
    """Score an archive into one file; see `stance.bulk`.

    Parameters
    ----------
    paths : iterable of str
        Files, folders and tables, as for `read_documents`.
    output : str or Path
        The table of quotes. Beside it come ``NAME.articles.jsonl`` and, where an article
        failed, ``errors.jsonl``; and while the run lasts the checkpoints, ``NAME.parts/``.
    settings : Settings
    form : {"jsonl", "csv", "parquet"}
    workers : int, optional
        Processes; by default as many as this process may use cores.
    pool : callable, optional
        Makes the pool of workers, in place of processes of this machine.
    errors : str or Path, optional
        In place of ``errors.jsonl`` beside the output.
    limit : int, optional
        Read so many articles only.
    shard_size : int, default=256
        Articles whose outcomes are kept together: what a crash may cost a process.
    fresh : bool, default=False
        Throw away the checkpoints of an earlier run.
    on_outcome : callable, optional
        Given what comes of each article, in no particular order.
    on_shard : callable, optional
        Given each shard that is done, those of an earlier run included.
    on_resume : callable, optional
        Called if there is an earlier run to go on with.

    Raises
    ------
    StanceError
        If nothing can be read or written, or a model is missing.
    """
    paths = list(paths)
    output = Path(output)
    error_file = output.with_name("errors.jsonl") if errors is None else Path(errors)
    _check_files(paths, output, error_file, form)
    facts = {
        "archive": paths,
        "limit": limit,
        "shard size": shard_size,
        "settings": asdict(settings),
        "versions": _versions(settings),
    }
    checkpoints = Checkpoints(output)
    summary = Summary()
    begun = time.monotonic()
    try:
        if checkpoints.open(facts, fresh=fresh) and on_resume is not None:
            on_resume()
        shards = shards_of(paths, limit=limit, size=shard_size)
        count = _score(shards, settings, checkpoints, workers, pool, on_outcome, on_shard, summary)
        outcomes = partial(_all_outcomes, checkpoints, count)
        for outcome in outcomes():
            summary.add(outcome)
        if summary.articles == summary.errors:  # nothing could be read: nothing is written
            write_errors(outcomes(), error_file)
            checkpoints.remove()
            return summary
        write_quotes(outcomes(), output, form)
        write_articles(outcomes(), output.with_name(f"{output.stem}.articles.jsonl"))
        write_errors(outcomes(), error_file)
        checkpoints.remove()
    finally:
        checkpoints.close()
        summary.seconds = time.monotonic() - begun
    return summary


def _score(
    shards: Iterator[Shard],
    settings: Settings,
    checkpoints: Checkpoints,
    workers: int | None,
    make_pool: Callable[[], Pool] | None,
    on_outcome: Callable[[Outcome], None] | None,
    on_shard: Callable[[Shard], None] | None,
    summary: Summary,
) -> int:
    """Do the shards that are not done; return how many there are in all."""
    count = 0

    def missing() -> Iterator[Shard]:
        nonlocal count
        for shard in shards:
            count += 1
            if not checkpoints.has(shard):
                yield shard
            elif on_shard is not None:
                on_shard(shard)

    def done(shard: Shard, outcomes: list[Outcome]) -> None:
        checkpoints.write(shard, outcomes)
        for outcome in outcomes:
            summary.words_done += outcome.words
            if on_outcome is not None:
                on_outcome(outcome)
        if on_shard is not None:
            on_shard(shard)

    todo = missing()
    first = list(_take(todo, 2))
    if not first:
        return count
    index = None
    if settings.duplicates:
        from stance.bulk.duplicates import DuplicateIndex

        index = DuplicateIndex(checkpoints.folder / "duplicates.sqlite")
    pool: Pool
    if make_pool is not None:
        pool = make_pool()
    elif len(first) == 1:  # a worker would take longer to start than this takes
        pool = Here()
    else:
        pool = Processes(workers or _cores())
    try:
        run_shards(
            chain(first, todo),
            settings,
            pool,
            mark=None if index is None else index.mark,
            done=done,
        )
    finally:
        pool.close()
        if index is not None:
            index.close()
    return count


def _take(shards: Iterator[Shard], count: int) -> Iterator[Shard]:
    for _ in range(count):
        shard = next(shards, None)
        if shard is None:
            return
        yield shard


def _all_outcomes(checkpoints: Checkpoints, count: int) -> Iterator[Outcome]:
    for number in range(count):
        yield from checkpoints.outcomes(number)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _check_files(paths: list[str], output: Path, errors: Path, form: str) -> None:
    """Refuse what could not be written at the end, before the night's work."""
    from stance.output import check_output

    if form == "parquet":
        from importlib.util import find_spec

        if find_spec("pyarrow") is None:
            raise MissingExtraError("writing Parquet", package="pyarrow", extra="archive")
    for path in (output, errors):
        check_output(str(path))
        if any(Path(given).resolve() == path.resolve() for given in paths if given != "-"):
            raise OutputError(f"{path}: is part of the archive that is read; give another name")


def _versions(settings: Settings) -> dict[str, Any]:
    """Return the versions of what the results depend on."""
    from importlib.metadata import PackageNotFoundError, version

    import stance
    from stance.entity_models import newest_entity_model, read_entity_manifest
    from stance.models import find_model, read_manifest
    from stance.names import load_names
    from stance.quote_models import find_quote_model, read_quote_manifest

    def known(package: str) -> str | None:
        try:
            return version(package)
        except PackageNotFoundError:
            return None

    packages = ["spacy", "scikit-learn", "numpy", "onnxruntime", "datasketch", "py3langid"]
    quotes = find_quote_model(settings.quotes)
    entities = newest_entity_model()
    base = load_names(settings.names)
    return {
        "stance": stance.__version__,
        "model": read_manifest(find_model(settings.model))["files"],
        "quotes": None if quotes is None else read_quote_manifest(quotes)["files"],
        "entities": None if entities is None else read_entity_manifest(entities)["files"],
        "names": base.digest,
        **{name: known(name) for name in packages},
    }
