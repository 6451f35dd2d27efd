"""Quotes and their sources on PolNeAR (real US political news, human annotation).

    python benchmarks/quotes.py [--split dev] [--data ../shared] [--limit N]

Prints precision, recall and F1 (contents matched at word IoU >= 0.5; end to end: content and
speaker mention both right) by the shared scorer, and the CPU time of the whole extraction
against the bare spaCy pipeline on the same text, in one process, one thread. Without the data
it says so and does nothing.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import importlib.util
import sys
import time
from pathlib import Path

from stance.language import load_language
from stance.quotes import find_quotes
from stance.speakers import attach_sources

SCOPES = {"DIRECT": "direct + mixed", "INDIRECT": "indirect", "ALL": "all"}
METRICS = {"content": "content", "end_to_end": "end to end"}


def load_scorer(shared):
    spec = importlib.util.spec_from_file_location("score_quotes", shared / "bench/score_quotes.py")
    scorer = importlib.util.module_from_spec(spec)
    sys.modules["score_quotes"] = scorer
    spec.loader.exec_module(scorer)
    return scorer


def prediction(attribution):
    source = attribution.source
    speaker = None
    if source is not None:
        speaker = {"start": source.start_char, "end": source.end_char, "text": source.text}
    spans = [list(piece) for piece in attribution.pieces]
    return {"spans": spans, "type": attribution.kind, "speaker": speaker, "cue": None}


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--split", default="dev")
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--limit", type=int)
    options = parser.parse_args()
    gold = options.data / "data/polnear" / options.split
    if not gold.is_dir():
        print(f"{gold}: no PolNeAR here, nothing measured")
        return
    scorer = load_scorer(options.data)
    files = sorted((gold / "text").glob("*.txt"))[: options.limit]
    nlp = load_language()
    spacy_seconds = our_seconds = 0.0
    words = 0
    predicted = {}
    for file in files:
        text = file.read_bytes().decode("utf-8")
        words += len(text.split())
        begun = time.process_time()
        doc = nlp(text)
        parsed = time.process_time()
        attributions = attach_sources(doc, find_quotes(doc))
        our_seconds += time.process_time() - parsed
        spacy_seconds += parsed - begun
        predicted[file.stem] = [prediction(attribution) for attribution in attributions]
    articles = scorer.load(gold, predicted)
    if options.limit:
        articles = articles[: options.limit]
    result = scorer.score(map(scorer.tally, articles))
    print(f"{len(files)} articles, {words:,} words, PolNeAR {options.split}\n")
    print(f"| {'':<28} |     P |     R |    F1 |\n|---|---:|---:|---:|")
    for scope, scope_name in SCOPES.items():
        for metric, metric_name in METRICS.items():
            values = result[scope][metric]
            cells = [f"{100 * values[key]:5.1f}" for key in ("precision", "recall", "f1")]
            print(f"| {scope_name + ', ' + metric_name:<28} | {' | '.join(cells)} |")
    ratio = (spacy_seconds + our_seconds) / spacy_seconds
    print(
        f"\nCPU: spaCy {spacy_seconds:.1f} s, with ours {spacy_seconds + our_seconds:.1f} s; ",
        end="",
    )
    print(f"ratio {ratio:.2f}, {words / (spacy_seconds + our_seconds):,.0f} words a second")


if __name__ == "__main__":
    main()
