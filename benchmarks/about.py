"""Who is meant in a quote: actor, lever and target against gold by hand.

    python benchmarks/about.py [--data benchmarks/about.jsonl] [--errors]
                               [--corpus SPLIT] [--time [FOLDER]]

Each row of the data is a text with one quote (`text`, `kind`, `actor`, `lever`, `target`). The
quote scored is the longest that is found in it; where none is, all its fields are missed. A
field is right where it is the gold string, capitals apart. `--errors` lists what is wrong;
`--corpus` scores the lever alone on the quotes of the corpus, whose writers set down what each is
about, named in it or not (3,000 drawn at random; `sport-culture` and `other` are no levers here);
`--time` prints the CPU time of the stage against spaCy's on the same texts, in one process.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import json
import random
import time
from collections import Counter
from pathlib import Path

from stance.about import find_abouts
from stance.language import load_language
from stance.pipeline import content_text, read
from stance.quote_models import load_quote_model
from stance.quotes import find_quotes
from stance.records import About, Attribution, Offsets
from stance.speakers import NameIndex, attach_sources, resolve_speakers

FIELDS = ("actor", "lever", "target")
REPEATS = 5


def longest(reading):
    """Return the kind and `about` of the longest quote found."""
    pairs = zip(reading.attributions, reading.abouts, strict=True)
    found = max(pairs, key=lambda pair: len(content_text(reading.text, pair[0])), default=None)
    return (None, None) if found is None else (found[0].kind, found[1])


def score(rows, nlp, model, *, errors):
    counts = {field: Counter() for field in FIELDS}
    seen = Counter()
    for row, doc in zip(rows, nlp.pipe(row["text"] for row in rows), strict=True):
        kind, about = longest(read(doc, model))
        seen["kind"] += kind == row["kind"]
        seen["no quote"] += kind is None
        about = about or About(None, None, None)
        wrong = []
        for field in FIELDS:
            gold, got = row[field], getattr(about, field)
            same = gold is not None and got is not None and gold.casefold() == got.casefold()
            counts[field]["tp"] += same
            counts[field]["fp"] += got is not None and not same
            counts[field]["fn"] += gold is not None and not same
            if not same and (gold, got) != (None, None):
                wrong.append(f"{field}: {gold} -> {got}")
        seen["all right"] += not wrong
        if errors and wrong:
            print(f"{row['text']}\n    {kind}; {'; '.join(wrong)}")
    print("| field | gold | found | precision | recall | F1 |\n|---|---|---|---|---|---|")
    for field, c in counts.items():
        found, gold = c["tp"] + c["fp"], c["tp"] + c["fn"]
        p, r = c["tp"] / max(found, 1), c["tp"] / max(gold, 1)
        f1 = 2 * p * r / (p + r) if p + r else 0.0
        print(f"| {field} | {gold} | {found} | {p:.2f} | {r:.2f} | {f1:.3f} |")
    n = len(rows)
    print(f"{n} texts, {seen['all right']} with all three right; kind right in {seen['kind']}; "
          f"no quote found in {seen['no quote']}")  # fmt: skip


def corpus_levers(split, nlp):
    """Print precision, recall and F1 of the lever on rows of the corpus."""
    files = sorted(Path("corpus").glob("batch-*.jsonl"))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in map(json.loads, lines) if row["split"] == split]
    rows = random.Random(5).sample(rows, min(len(rows), 3000))  # noqa: S311
    c = Counter()
    for row, doc in zip(rows, nlp.pipe(row["text"] for row in rows), strict=True):
        whole = Attribution((Offsets(0, len(row["text"])),), "direct")
        (about,) = find_abouts(doc, [whole], [None], NameIndex(doc))
        gold = row["lever"].replace("-", " ")
        gold = None if gold in {"", "other", "sport culture"} else gold
        got = about and about.lever
        c["tp"] += gold is not None and got == gold
        c["fp"] += got is not None and got != gold
        c["fn"] += gold is not None and got != gold
    p, r = c["tp"] / (c["tp"] + c["fp"]), c["tp"] / (c["tp"] + c["fn"])
    print(f"{len(rows)} rows of {split}, lever: precision {p:.2f}, recall {r:.2f}, "
          f"F1 {2 * p * r / (p + r):.3f}")  # fmt: skip


def timed(texts, nlp, model):
    """Print the CPU time of the stage as a share of spaCy's."""
    list(nlp.pipe(texts))  # warm
    spent = Counter()
    for _ in range(REPEATS):
        for text in texts:
            start = time.process_time()
            doc = nlp(text)
            spent["spaCy"] += time.process_time() - start
            names = NameIndex(doc)
            found = attach_sources(doc, find_quotes(doc, model))
            speakers = resolve_speakers(doc, found, names)
            start = time.process_time()
            find_abouts(doc, found, speakers, names)
            spent["about"] += time.process_time() - start
            spent["quotes"] += len(found)
    share = spent["about"] / spent["spaCy"]
    print(
        f"{len(texts)} texts, {spent['quotes'] // REPEATS} quotes: {share:.2%} of spaCy's CPU time"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=Path(__file__).with_suffix(".jsonl"))
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--corpus", metavar="SPLIT", help="score the lever on the corpus")
    parser.add_argument("--time", type=Path, nargs="?", const=Path("corpus/examples"))
    options = parser.parse_args()
    nlp, model = load_language(), load_quote_model(None)
    if options.corpus:
        corpus_levers(options.corpus, nlp)
        return
    if options.time:
        files = sorted(options.time.rglob("*.txt"))
        timed([file.read_text(encoding="utf-8") for file in files], nlp, model)
        return
    lines = options.data.read_text(encoding="utf-8").splitlines()
    score([json.loads(line) for line in lines], nlp, model, errors=options.errors)


if __name__ == "__main__":
    main()
