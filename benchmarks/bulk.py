"""Archives: speed against bare spaCy, memory, workers, Dask, the filters.

    python benchmarks/bulk.py [speed] [memory] [scaling] [filters] [topic] [attributes]
                              [--data ../shared]
                              [--articles 40] [--rounds 5] [--sizes 1000 10000 100000]

Without names it does all. `speed` reads PolNeAR where it is (real news), else made-up
articles; the other parts read made-up articles (tests/synthetic.py). All in one thread each.
Compare ratios, not times: they were taken in turns, in one process, and the median counts.
"""

from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.synthetic import archive

from stance.bulk import Settings, batches, prepare, run, score
from stance.bulk.batches import pipeline_for
from stance.bulk.engine import Processes
from stance.bulk.prefilter import Prefilter
from stance.documents import Document

LIGHT = Settings(model="light", quotes="rules")
MODES = {
    "stance, default": Settings(),
    "stance --fast": Settings(fast=True),
    "stance --fast --model light": Settings(fast=True, model="light"),
    "stance --quotes rules --model light": LIGHT,
}


def cpu(work):
    begun = time.process_time()
    work()
    return time.process_time() - begun


def bare_spacy():
    import spacy

    from stance.language import DEFAULT_PIPELINE

    return spacy.load(DEFAULT_PIPELINE, exclude=["senter"])


def news(options):
    folder = options.data / "data/polnear/dev/text"
    if folder.is_dir():
        files = sorted(folder.glob("*.txt"))[: options.articles]
        texts = [file.read_text(encoding="utf-8") for file in files]
        return "PolNeAR dev", [text.replace("\r\n", "\n") for text in texts]
    return "made-up articles", [
        row["text"] for row in archive(options.articles, every=2, sentences=40)
    ]


def road(documents, settings):
    return score(prepare(documents, settings), settings)


def forget():
    """Empty the cache of embeddings: every round does the same work."""
    from stance import encoder

    encoder._KNOWN.clear()  # noqa: SLF001


def speed(options):
    name, texts = news(options)
    words = sum(len(text.split()) for text in texts)
    documents = [Document(str(number), text) for number, text in enumerate(texts)]
    nlp = bare_spacy()
    gave_up: set[str] = set()
    roads = {"spaCy alone": lambda: list(nlp.pipe(texts, batch_size=32))}
    for mode, settings in MODES.items():
        pipeline_for.cache_clear()
        pipeline = pipeline_for(settings)

        def whole(settings=settings, pipeline=pipeline):
            with_pipeline(settings, pipeline)
            forget()
            road(documents, settings)

        roads[mode] = whole
    try:
        from textacy.extract import direct_quotations

        def peer():
            for doc in nlp.pipe(texts, batch_size=32):
                try:
                    list(direct_quotations(doc))
                except ValueError:  # it gives up a text with an odd number of marks
                    gave_up.add(doc.text)

        roads["spaCy + textacy (direct quotations only)"] = peer
    except ImportError:
        print("textacy is not installed: no peer")
    times = {name: [] for name in roads}
    for turn in range(options.rounds + 1):
        for mode, work in roads.items():
            taken = cpu(work)
            if turn:  # the first round warms up
                times[mode].append(taken)
    print(f"\n{len(texts)} articles of {name}, {words:,} words; {options.rounds} rounds in turns\n")
    print("| | words a second | CPU time / spaCy alone: median (least, most) |\n|---|---|---|")
    for mode, taken in times.items():
        ratios = sorted(a / b for a, b in zip(taken, times["spaCy alone"], strict=True))
        print(
            f"| {mode} | {words / statistics.median(taken):,.0f} | "
            f"{statistics.median(ratios):.2f} ({ratios[0]:.2f}, {ratios[-1]:.2f}) |",
            flush=True,
        )
    loading()
    if gave_up:
        print(f"\ntextacy gave up {len(gave_up)} of the {len(texts)} articles")


def with_pipeline(settings, pipeline):
    """Have `score` use a pipeline that is loaded already."""

    def kept(wanted):
        assert wanted == settings
        return pipeline

    batches.pipeline_for = kept
    batches.prefilter_for.cache_clear()


def loading():
    """Have `score` load its pipeline again."""
    batches.pipeline_for = pipeline_for
    batches.prefilter_for.cache_clear()


MEASURED = """
import json, resource, sys
from stance.bulk import Settings, run
done = run([sys.argv[1]], sys.argv[2], Settings(model="light", quotes="rules"), form="parquet",
           workers=1, shard_size=int(sys.argv[3]))
own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([own // 1024, worker // 1024, done.words, done.seconds, str(done)]))
"""


def write_table(path, count, **options):
    with path.open("w", encoding="utf-8") as file:
        for row in archive(count, **options):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def memory(options):
    print("\n| articles | MB | peak RSS, main process, MB | peak RSS, worker, MB | minutes |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for size in options.sizes:
            table = write_table(Path(folder) / "news.jsonl", size, sentences=options.sentences)
            command = [sys.executable, "-c", MEASURED, str(table), f"{folder}/r.parquet", "256"]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            own, worker, _, seconds, said = json.loads(done.stdout)
            print(
                f"| {size:,} | {table.stat().st_size / 1e6:.1f} | {own} | {worker} | "
                f"{seconds / 60:.1f} | {said}",
                flush=True,
            )


def cpu_of_workers():
    """Return the CPU time of all processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def scaling(options):
    with tempfile.TemporaryDirectory() as folder:
        table = write_table(Path(folder) / "news.jsonl", options.scaling, every=4, sentences=12)
        outputs, seconds = {}, {}
        spent = cpu_of_workers()

        def timed(name, make):
            output = Path(folder) / f"{name}.jsonl"
            done = run([str(table)], output, Settings(fast=True), shard_size=64, pool=make)
            outputs[name], seconds[name] = output.read_bytes(), done.seconds
            print(
                f"| {name} | {done.seconds:.1f} | {done.words / done.seconds:,.0f} | "
                f"{seconds['one worker'] / done.seconds:.2f} ",
                end="",
            )

        def ended():
            nonlocal spent
            before, spent = spent, cpu_of_workers()
            print(f"| {spent - before:.1f} |", flush=True)

        print(f"\nload average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        print("\n| | seconds | words a second | times one worker | CPU seconds |")
        print("|---|---|---|---|---|")
        for count, name in enumerate(("one worker", "two workers"), start=1):
            timed(name, partial(Processes, count))
            ended()
        try:
            import distributed

            from stance.bulk.dask import Cluster
        except ImportError:
            print("Dask is not installed")
            return
        with (
            distributed.LocalCluster(
                n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
            ) as cluster,
            distributed.Client(cluster) as client,
        ):
            timed("Dask, two workers", lambda: Cluster(client))
        ended()
        same = len(set(outputs.values())) == 1
        print(f"\nfiles {'byte for byte the same' if same else 'DIFFERENT'}")


def filters(options):
    rows = list(archive(300, seed=1))
    documents = [Document(row["id"], row["text"]) for row in rows]
    print("\n300 made-up articles, with and without the pre-filter")
    for name, settings in (
        ("--quotes rules", LIGHT),
        ("--fast", Settings(fast=True, model="light")),
    ):
        without = Settings(
            **{field: getattr(settings, field) for field in ("model", "quotes", "fast")},
            prefilter=False,
        )
        pipeline = pipeline_for(settings)
        seconds, found = {settings: [], without: []}, {}
        for _ in range(options.rounds):
            for which in (without, settings):  # in turns: the first round warms up
                with_pipeline(which, pipeline)
                forget()
                begun = time.process_time()
                found[which] = road(documents, which)
                seconds[which].append(time.process_time() - begun)
        ratios = [a / b for a, b in zip(seconds[settings], seconds[without], strict=True)]
        silent = sum(not Prefilter(pipeline).may_quote(document.text) for document in documents)
        print(
            f"{name}: records {'the same' if found[settings] == found[without] else 'DIFFERENT'}, "
            f"{silent} articles left out, "
            f"CPU time {statistics.median(ratios[1:]):.2f} of that without"
        )
        loading()
    rows = list(archive(options.filtered, seed=2, every=20))
    texts = [row["text"] for row in rows]
    documents = [Document(row["id"], row["text"]) for row in rows]
    words = sum(len(text.split()) for text in texts)
    nlp = bare_spacy()
    list(nlp.pipe(texts[:20]))
    alone = statistics.median(cpu(lambda: list(nlp.pipe(texts, batch_size=32))) for _ in range(3))
    print(f"\narchive with one article in 20 on topic: {len(rows):,} articles, {words:,} words")
    for name, base in (("default", {}), ("--fast", {"fast": True})):
        filtered, whole = Settings(on_topic=True, **base), Settings(**base)
        score(prepare(documents[:40], filtered), filtered)
        taken = []
        for _ in range(3):
            forget()
            taken.append(cpu(partial(road, documents, filtered)))
        begun = statistics.median(taken)
        kept = score(prepare(documents, filtered), filtered)
        everything = score(prepare(documents, whole), whole)
        wanted = sum(len(outcome.quotes) for outcome in everything[::20])
        had = sum(len(outcome.quotes) for outcome in kept[::20])
        print(
            f"--on-topic, {name}: {words / begun:,.0f} words a second, {alone / begun:.1f} times "
            f"spaCy alone; {had} of {wanted} quotes of on-topic articles ({had / wanted:.1%})",
            flush=True,
        )


def topic(options):
    """How much of the corpus, in groups of one country, and of other news passes for on topic."""
    from stance.bulk.topic import is_on_topic

    rows = [
        json.loads(line)
        for file in sorted((ROOT / "corpus").glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    for split in ("train", "dev"):
        texts = {}
        for row in rows:
            if row.get("split") == split and row["label"] != "none":
                texts.setdefault(row["country"], []).append(row["text"])
        for size in (4, 6):
            groups = [
                f"{country.upper()} - {' '.join(mine[start : start + size])}"
                for country, mine in texts.items()
                for start in range(0, len(mine) - size + 1, size)
            ]
            print(f"{split}, {size} quotes: {sum(map(is_on_topic, groups))} of {len(groups)} pass")
    folder = options.data / "data/polnear/train/text"
    files = sorted(folder.glob("*.txt"))[:400]
    passed = sum(is_on_topic(file.read_text(encoding="utf-8")) for file in files)
    print(f"PolNeAR train: {passed} of {len(files)} articles pass")


def attributes(options):
    """The remembering attribute ruler against spaCy's own."""
    from stance.language import load_language

    _, texts = news(options)
    nlp = load_language()
    ours = nlp.get_pipe("attribute_ruler")
    pairs = [[], []]
    for docs in pairs:
        for text in texts:
            doc = nlp.make_doc(text)
            for name, component in nlp.pipeline:
                if name == "attribute_ruler":
                    break
                doc = component(doc)
            docs.append(doc)
    slow = cpu(lambda: [ours.ruler(doc) for doc in pairs[0]])
    quick = cpu(lambda: [ours(doc) for doc in pairs[1]])
    differ = sum(
        (a.tag_, a.pos_, str(a.morph), a.lemma_, a.dep_)
        != (b.tag_, b.pos_, str(b.morph), b.lemma_, b.dep_)
        for one, other in zip(*pairs, strict=True)
        for a, b in zip(one, other, strict=True)
    )
    tokens = sum(map(len, pairs[0]))
    print(f"attribute ruler: {slow:.2f} s, ours {quick:.2f} s; {differ} of {tokens:,} differ")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("parts", nargs="*", help="some of the parts")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--articles", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--sentences", type=int, default=3, help="memory: of an article")
    parser.add_argument("--scaling", type=int, default=600)
    parser.add_argument("--filtered", type=int, default=1_000)
    options = parser.parse_args()
    parts = {
        "speed": speed,
        "memory": memory,
        "scaling": scaling,
        "filters": filters,
        "topic": topic,
        "attributes": attributes,
    }
    for name in options.parts or parts:
        parts[name](options)


if __name__ == "__main__":
    main()
