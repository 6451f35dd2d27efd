"""What ``stance predict --output FILE`` does with an archive: progress, messages, exit code."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stance.bulk.plan import SHARD_ITEMS
from stance.bulk.results import TABLE_FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

    from stance.bulk.batches import Outcome, Settings
    from stance.bulk.engine import Pool

__all__ = ["list_archive", "predict_archive", "table_format"]

FEW: Final = 100
"""Articles that are no archive yet."""
MAX_TOLD: Final = 20
"""Errors that are told on standard error; all are in the file."""


def table_format(output: str, given: str | None) -> str | None:
    """Return the format of a table that an archive is streamed to; None for other outputs."""
    path = Path(output)
    if output == "-" or (path.exists() and not path.is_file()):
        return None
    form = given or path.suffix.lower().removeprefix(".")
    return form if form in TABLE_FORMATS else None


def predict_archive(
    paths: list[str],
    output: str,
    settings: Settings,
    *,
    form: str,
    workers: int | None,
    dask: str | None,
    errors: str | None,
    limit: int | None,
    shard_size: int | None,
    fresh: bool,
    quiet: bool,
    complain: Callable[[str], None],
) -> int:
    """Score an archive into a table; return the exit code."""
    from stance.bulk.progress import ArchiveProgress
    from stance.bulk.run import run

    pool: Callable[[], Pool] | None = None
    if dask is not None:
        from stance.bulk.dask import connect

        pool = connect(dask)
    told = 0

    def on_outcome(outcome: Outcome) -> None:
        nonlocal told
        progress.words(outcome.words)
        if outcome.status == "failed":
            told += 1
            if told <= MAX_TOLD:
                complain(outcome.reason)
            elif told == MAX_TOLD + 1:
                complain("further errors are in the file of errors")

    with ArchiveProgress(paths, silent=quiet) as progress:
        summary = run(
            paths,
            output,
            settings,
            form=form,
            workers=workers,
            pool=pool,
            errors=errors,
            limit=limit,
            shard_size=shard_size or SHARD_ITEMS,
            fresh=fresh,
            on_outcome=on_outcome,
            on_shard=progress.shard,
            on_resume=None if quiet else lambda: complain(f"going on with {output}.parts"),
        )
    if not quiet:
        complain(str(summary))
        if summary.articles > FEW:
            _tell_of_extras(settings, complain)
    return 1 if summary.errors or not summary.articles else 0


def _tell_of_extras(settings: Settings, complain: Callable[[str], None]) -> None:
    """Say what was not looked for because it is not installed."""
    from stance.bulk import duplicates, languages

    missing = []
    if not languages.is_available():
        missing.append("other languages")
    if settings.duplicates and not duplicates.is_available():
        missing.append("near-duplicates")
    if missing:
        complain(
            f"{' and '.join(missing)} were not looked for: pip install 'quote-stance[archive]'"
        )


def list_archive(paths: list[str], *, limit: int | None) -> dict[str, Any]:
    """Print the path of every file that would be read; return what there is by kind."""
    from itertools import islice

    from stance.containers import kind_of
    from stance.documents import expand_paths

    kinds: dict[str, int] = {}
    problems: list[str] = []
    files = (
        path
        for given in paths
        for path in expand_paths(given, on_error=lambda error: problems.append(str(error)))
    )
    for path in islice(files, limit):
        sys.stdout.write(f"{path}\n")
        kinds[kind_of(path) or "other"] = kinds.get(kind_of(path) or "other", 0) + 1
    return {"kinds": kinds, "problems": problems}
