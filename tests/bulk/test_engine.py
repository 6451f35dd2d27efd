from __future__ import annotations

from concurrent.futures.process import BrokenProcessPool

from stance.bulk import Settings
from stance.bulk.engine import Here, run_shards
from stance.bulk.plan import Shard
from stance.documents import Document
from tests.synthetic import article

SETTINGS = Settings(model="light", quotes="rules", duplicates=False)


class Mortal(Here):
    """A pool whose worker dies of one article."""

    workers = 2

    def __init__(self, poison):
        self.poison, self.deaths = poison, 0

    def submit(self, function, *arguments):
        future = super().submit(function, *arguments)
        if function.__name__ == self.poison[0] and any(
            getattr(part, "doc", None) == self.poison[1] and not getattr(part, "reason", "")
            for part in arguments[0]
        ):
            future.__init__()
            future.set_exception(BrokenProcessPool("gone"))
        return future

    def revive(self):
        self.deaths += 1


def shards(count):
    return [
        Shard(n, tuple(Document(f"s{n}d{i}", article(n + i, on_topic=True)) for i in range(3)), "")
        for n in range(count)
    ]


def check(stage):
    done = {}
    pool = Mortal((stage, "s1d1"))
    run_shards(iter(shards(4)), SETTINGS, pool, done=lambda s, o: done.setdefault(s.number, o))
    assert sorted(done) == [0, 1, 2, 3]
    statuses = {o.doc: o.status for outcomes in done.values() for o in outcomes}
    assert len(statuses) == 12
    assert [doc for doc, status in statuses.items() if status != "read"] == ["s1d1"]
    (bad,) = (o for o in done[1] if o.doc == "s1d1")
    assert bad.reason == "s1d1: the process that read it died (out of memory?)"
    assert pool.deaths == 4  # all at once, the shard twice, the article


def test_an_article_that_kills_its_worker_is_found_and_reported():
    check("score")


def test_so_is_one_that_kills_the_reader():
    check("prepare")


def test_marks_are_asked_for_in_order():
    asked = []

    def mark(number, _):
        asked.append(number)
        return {0: "first"} if number else {}

    done = {}
    run_shards(
        iter(shards(3)),
        SETTINGS,
        Here(),
        mark=mark,
        done=lambda s, o: done.setdefault(s.number, [x.status for x in o]),
    )
    assert asked == [0, 1, 2]
    assert done[0][0] == "read"
    assert done[2] == ["duplicate", "read", "read"]
