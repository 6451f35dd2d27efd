"""Quotes and their sources on PolNeAR (real US political news, human annotation).

    python benchmarks/quotes.py [--split dev] [--data ../shared] [--limit N] [--ablations]
                                [--cross-validate]

Prints precision, recall and F1 (contents matched at word IoU >= 0.5; end to end: content and
speaker mention both right) by the shared scorer, for the rules, the fast and the accurate mode,
and the CPU time of the whole extraction against the bare spaCy pipeline on the same text, in one
process, one thread. `--ablations` adds the modes with parts taken back to the rules;
`--cross-validate` scores the fast mode on train, five folds by article. Without the data it says
so and does nothing.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import importlib.util
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

from stance.language import DEFAULT_PIPELINE, load_language
from stance.quote_models import load_quote_model
from stance.quotes import find_quotes
from stance.quotes.indirect import reports
from stance.speakers import attach_sources

COLUMNS = [
    ("direct + mixed: content", "DIRECT", "content"),
    ("end to end", "DIRECT", "end_to_end"),
    ("indirect: content", "INDIRECT", "content"),
    ("end to end", "INDIRECT", "end_to_end"),
    ("all: content", "ALL", "content"),
    ("end to end", "ALL", "end_to_end"),
]
REACH = {
    "to reach, fast": [78, 73, None, 50, 65, 58, 1.3],
    "to reach, accurate": [84, 80, None, 56, 70, 65, 2.0],
}
FOLDS = 5


@dataclass
class Ablated:
    """A quote model with parts given back to the rules."""

    model: object
    content: bool = True
    sources: bool = True

    def reports(self, doc, quoted):
        by_rule = {report.cue.start: report for report in reports(doc)}
        found = []
        for report in self.model.reports(doc, quoted):
            rule = by_rule.get(report.cue.start)
            if not self.content and rule is not None:
                report = replace(report, content=rule.content)  # noqa: PLW2901
            found.append(report if self.sources else replace(report, source=None))
        return found


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


def extract(doc, model):
    return [prediction(found) for found in attach_sources(doc, find_quotes(doc, model))]


def table_row(scorer, gold, name, predicted, ratio=None):
    articles = scorer.load(gold, predicted)[: len(predicted)]  # sorted by name, as ours are
    result = scorer.score(map(scorer.tally, articles))
    cells = [
        " / ".join(f"{100 * result[scope][metric][k]:.0f}" for k in ("precision", "recall"))
        + f" / {100 * result[scope][metric]['f1']:.1f}"
        for _, scope, metric in COLUMNS
    ]
    print(
        f"| {name} | {' | '.join(cells)} | {'-' if ratio is None else f'{ratio:.2f}'} |", flush=True
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--split", default="dev")
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--quotes", help="folder of a quote model; default: the shipped one")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--ablations", action="store_true")
    parser.add_argument("--cross-validate", action="store_true")
    options = parser.parse_args()
    gold = options.data / "data/polnear" / options.split
    if not gold.is_dir():
        print(f"{gold}: no PolNeAR here, nothing measured")
        return
    if options.cross_validate:
        cross_validated(options.data / "data/polnear/train", options.limit)
        return
    scorer = load_scorer(options.data)
    files = sorted((gold / "text").glob("*.txt"))[: options.limit]
    texts = {file.stem: file.read_bytes().decode("utf-8") for file in files}
    import spacy

    bare, nlp = spacy.load(DEFAULT_PIPELINE, exclude=["senter"]), load_language()
    fast, accurate = (load_quote_model(options.quotes, fast=fast) for fast in (True, False))
    modes = {"rules": None, "fast": fast, "accurate": accurate}
    if options.ablations:
        modes |= {
            "rules + cues (fast)": Ablated(fast, content=False, sources=False),
            "rules + cues, content (fast)": Ablated(fast, sources=False),
            "rules + cues (accurate)": Ablated(accurate, content=False, sources=False),
            "rules + cues, content (accurate)": Ablated(accurate, sources=False),
        }
    for pipeline in (bare, nlp):
        pipeline("Warm up.")
    seconds = dict.fromkeys(["spacy", "parse", *modes], 0.0)
    predicted = {mode: {} for mode in modes}
    for name, text in texts.items():
        for which, parser in (("spacy", bare), ("parse", nlp)):
            begun = time.process_time()
            doc = parser(text)
            seconds[which] += time.process_time() - begun
        for mode, model in modes.items():
            begun = time.process_time()
            predicted[mode][name] = extract(doc, model)
            seconds[mode] += time.process_time() - begun
    words = sum(len(text.split()) for text in texts.values())
    print(f"{len(files)} articles, {words:,} words, PolNeAR {options.split}; P / R / F1\n")
    print(f"| | {' | '.join(name for name, _, _ in COLUMNS)} | CPU / spaCy alone |")
    print("|---" * (len(COLUMNS) + 2) + "|")
    for mode in modes:
        ratio = (seconds["parse"] + seconds[mode]) / seconds["spacy"]
        table_row(scorer, gold, mode, predicted[mode], ratio)
    for name, cells in REACH.items():
        print(f"| {name} | {' | '.join('-' if c is None else str(c) for c in cells)} |")
    print(f"\nspaCy alone: {words / seconds['spacy']:,.0f} words a second")


def cross_validated(folder, limit):
    from stance.quote_training import cross_validate, parse
    from stance.quotes.annotations import read_annotated

    articles = parse(read_annotated(folder)[:limit], load_language())
    scores = cross_validate(articles, folds=FOLDS)
    print(f"{scores.articles} articles of train, fast mode, {FOLDS} folds")
    for row in scores.rows():
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
