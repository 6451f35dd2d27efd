from __future__ import annotations

import json
import re
import shutil
import sys

import pytest

from stance.bulk import Settings, prepare, score
from stance.documents import Document
from tests.synthetic import archive

SETTINGS = Settings(model="light", quotes="rules", duplicates=False)


def test_the_recipe_gives_the_records_of_a_local_run(root, monkeypatch):
    pytest.importorskip("pyspark")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    from pyspark.sql import SparkSession

    for name in ("PYSPARK_PYTHON", "PYSPARK_DRIVER_PYTHON"):
        monkeypatch.setenv(name, sys.executable)
    text = (root / "docs/spark.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    recipe = {"__name__": "recipe"}
    exec(code, recipe)  # noqa: S102
    recipe["SETTINGS"] = SETTINGS
    rows = list(archive(40, every=2))
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    spark = builder.getOrCreate()
    try:
        frame = spark.createDataFrame(rows).repartition(2)
        found = [row.asDict(recursive=True) for row in recipe["quotes"](frame).collect()]
    finally:
        spark.stop()
    local = score(prepare([Document(r["id"], r["text"]) for r in rows], SETTINGS), SETTINGS)
    expected = [(q["doc"], q["quote"], q["text"], q["stance"]) for o in local for q in o.quotes]
    assert sorted((r["doc"], r["quote"], r["text"], r["stance"]) for r in found) == sorted(expected)
    assert json.dumps(found[0]["date"]).startswith('"2024')
