"""The shipped examples against records that were checked by hand, quotes found by rules.

The learnt modes find the same and more, not all of it right; `tests/quotes/test_forms.py` and
`test_learnt.py` say what must hold in them, and a test here how much of the checked they keep.
What the stance model and spaCy's entity recogniser say changes with them and is left out.
After a wanted change: ``pytest tests/test_examples.py --golden``, then read the difference.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import stance
from stance.documents import read_documents

GOLDEN = Path(__file__).parent / "golden"
EXAMPLES = sorted((Path(__file__).parents[1] / "corpus" / "examples").glob("*.txt"))
CHECKED = ("quote", "text", "start", "end", "spans", "kind", "cue", "speaker")


@pytest.fixture(scope="module")
def by_rules():
    return stance.load(quotes="rules")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_records_are_the_checked_ones(by_rules, path, request):
    (analysis,) = by_rules.analyse(read_documents([str(path)]))
    records = [quote.to_dict() for quote in analysis.quotes]
    lines = [json.dumps({k: r[k] for k in CHECKED}, ensure_ascii=False) for r in records]
    golden = GOLDEN / f"{path.stem}.jsonl"
    if request.config.getoption("--golden"):
        golden.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == golden.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_accurate_mode_keeps_nearly_all_of_the_checked(pipeline, path):
    (analysis,) = pipeline.analyse(read_documents([str(path)]))
    found = {(quote.text, quote.speaker and quote.speaker.name) for quote in analysis.quotes}
    lines = (GOLDEN / f"{path.stem}.jsonl").read_text(encoding="utf-8").splitlines()
    checked = {
        (record["text"], record["speaker"] and record["speaker"]["name"])
        for record in map(json.loads, lines)
    }
    assert len(found & checked) >= 0.85 * len(checked)


def test_there_are_enough_examples():
    assert len(EXAMPLES) >= 4
    assert sum(path.stem.startswith("minsk") for path in EXAMPLES) >= 2
