from __future__ import annotations

import pytest

from tests.making import ARTICLE, collection


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return str(path)


@pytest.fixture
def results(tmp_path):
    from stance.output import write_json

    path = tmp_path / "results.json"
    with path.open("w", encoding="utf-8") as stream:
        write_json(collection(), stream)
    return str(path)
