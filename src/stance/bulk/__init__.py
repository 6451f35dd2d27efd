"""Archives: millions of articles in, one table out, whatever happens in between.

``stance predict ARCHIVE... --output results.parquet`` runs this; from Python it is `run`, and
on a cluster `stance.bulk.dask.run`. Any other engine can call the core, `prepare` and `score`,
which take and return batches of plain data; docs/performance.md shows it for Spark.
"""

from stance.bulk.batches import Article, Outcome, Settings, prepare, score
from stance.bulk.run import Summary, run

__all__ = ["Article", "Outcome", "Settings", "Summary", "prepare", "run", "score"]
