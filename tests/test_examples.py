"""The shipped examples against records that were checked by hand.

What the stance model and spaCy's entity recogniser say changes with them and is left out.
After a wanted change: ``pytest tests/test_examples.py --golden``, then read the difference.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stance.documents import read_documents

GOLDEN = Path(__file__).parent / "golden"
EXAMPLES = sorted((Path(__file__).parents[1] / "corpus" / "examples").glob("*.txt"))
CHECKED = ("quote", "text", "start", "end", "spans", "kind", "cue", "speaker")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_records_are_the_checked_ones(pipeline, path, request):
    (analysis,) = pipeline.analyse(read_documents([str(path)]))
    records = [quote.to_dict() for quote in analysis.quotes]
    lines = [json.dumps({k: r[k] for k in CHECKED}, ensure_ascii=False) for r in records]
    golden = GOLDEN / f"{path.stem}.jsonl"
    if request.config.getoption("--golden"):
        golden.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == golden.read_text(encoding="utf-8").splitlines()


def test_there_are_enough_examples():
    assert len(EXAMPLES) >= 4
    assert sum(path.stem.startswith("minsk") for path in EXAMPLES) >= 2
