"""The stance classifier: shipped models on held-out rows and on words that people wrote.

    python benchmarks/classifier.py [--split dev] [--arguments] [--data ../shared]

Prints scores of the light and the accurate model on a split of the corpus (``test`` is scored
once a release; count it in docs/quality.md; the shipped heads were fitted on ``dev``, so what
`stance train` prints is the honest figure for that), with ``--arguments`` also on the human
arguments in ``shared/data/arguments`` (sparingly), and milliseconds per quote, one thread.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import time
from pathlib import Path

from stance.corpus import read_corpus
from stance.evaluation import score
from stance.model_card import scores_table
from stance.models import load_model

ROOT = Path(__file__).parents[1]


def milliseconds(classifier, texts):
    classifier.predict_proba(texts[:5])
    begun = time.process_time()
    for text in texts[:200]:
        classifier.predict_proba([text + " "])  # not one whose embedding is known
    alone = time.process_time() - begun
    begun = time.process_time()
    classifier.predict_proba([text + "  " for text in texts[:200]])
    batch = time.process_time() - begun
    return 1000 * alone / 200, 1000 * batch / 200


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--split", default="dev")
    parser.add_argument("--arguments", action="store_true")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared")
    options = parser.parse_args()
    sets = {options.split: read_corpus(ROOT / "corpus").split(options.split)}
    arguments = options.data / "data/arguments/blockade.csv"
    if options.arguments and arguments.is_file():
        sets["human arguments"] = read_corpus(arguments)
    for name in ("light", "accurate"):
        begun = time.process_time()
        classifier = load_model(name).classifier
        classifier.predict(["warm"])
        loading = time.process_time() - begun
        for kind, corpus in sets.items():
            print(f"\n## {name} model, {kind}")
            scores = score(
                gold=corpus.labels,
                probability=classifier.predict_proba(corpus.texts),
                classes=[str(label) for label in classifier.classes_],
                threshold=classifier.min_probability_,
                groups=corpus.groups,
            )
            for measure, value in scores_table(scores):
                print(f"{measure:<36}{value}")
        alone, batch = milliseconds(classifier, list(next(iter(sets.values())).texts))
        print(f"{'ms a quote, alone; in batches':<36}{alone:.1f}; {batch:.1f}")
        print(f"{'loading, CPU seconds':<36}{loading:.1f}")


if __name__ == "__main__":
    main()
