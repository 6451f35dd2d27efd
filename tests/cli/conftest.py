from __future__ import annotations

import pytest

ARTICLE = "“Lift the sanctions,” said Anna Lindqvist.\n"


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return str(path)


@pytest.fixture
def results(tmp_path):
    from stance.output import write_json
    from tests.making import collection

    path = tmp_path / "results.json"
    with path.open("w", encoding="utf-8") as stream:
        write_json(collection(), stream)
    return str(path)
