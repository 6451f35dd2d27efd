"""Part of names.py: named entities on our own articles, people in the sources of real news.

    python benchmarks/names.py tagging [--articles dev] [--show 20] [--data ../shared]

Prints precision, recall and F1 of PERSON, ORG, GPE and NORP for the bare spaCy pipeline and for
stance's on the same articles; on PolNeAR dev, how the people found inside the marked sources
agree with bare spaCy's; and the CPU time of stance's part against the bare pipeline's, medians of
five, in one process, one thread. ``--articles test`` is scored once a release (count it in
docs/quality.md).
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import statistics
import time
from pathlib import Path

import spacy

from stance.entity_corpus import SCORED, read_entity_corpus
from stance.entity_training import scores_of
from stance.language import DEFAULT_PIPELINE, load_language
from stance.quotes.annotations import read_annotated

ROOT = Path(__file__).parents[1]


def tagging(split, data, show):
    pipelines = {
        "bare spaCy": spacy.load(DEFAULT_PIPELINE, exclude=["senter"]),
        "stance": load_language(),
    }
    articles = read_entity_corpus(ROOT / "corpus/entities", split=split)
    print(f"{split}: {len(articles)} articles; precision, recall, F1 of span and label")
    for name, nlp in pipelines.items():
        scores = scores_of(nlp, articles)
        for label in ("all", *SCORED):
            p, r, f, support = scores[label]
            print(f"{name:<12}{label:<8}{p:.3f}  {r:.3f}  {f:.3f}  ({support})")
    texts = [article.text for article in articles]
    seconds = {name: [] for name in pipelines}
    for _ in range(5):
        for name, nlp in pipelines.items():
            begun = time.process_time()
            list(nlp.pipe(texts))
            seconds[name].append(time.process_time() - begun)
    bare, ours = (statistics.median(seconds[name]) for name in pipelines)
    print(f"CPU of the whole stance pipeline against bare spaCy: {ours / bare:.2f}")
    folder = data / "data/polnear/dev"
    if folder.is_dir():
        people_in_sources(pipelines, folder, show)


def people_in_sources(pipelines, folder, show):
    """Compare the people found inside the marked sources of real news with bare spaCy's.

    A person of one counts as found by the other if it overlaps with one of the other's.
    """
    found = {name: [] for name in pipelines}
    articles = read_annotated(folder)
    texts = [article.text for article in articles]
    for name, nlp in pipelines.items():
        for article, doc in zip(articles, nlp.pipe(texts, batch_size=8), strict=True):
            sources = [span for quote in article.quotes for span in quote.source]
            found[name].append(
                {
                    (ent.start_char, ent.end_char)
                    for ent in doc.ents
                    if ent.label_ == "PERSON"
                    and any(s <= ent.start_char and ent.end_char <= e for s, e in sources)
                }
            )
    bare, ours = found.values()
    recall, precision = agreement(bare, ours), agreement(ours, bare)
    print(
        f"people in the sources of {len(texts)} PolNeAR articles: bare spaCy {total(bare)}, "
        f"stance {total(ours)}; of spaCy's found {recall:.3f}, of ours spaCy's too {precision:.3f}"
    )
    for text, theirs, mine in zip(texts, bare, ours, strict=True):
        for name, these, those in (("spaCy only", theirs, mine), ("stance only", mine, theirs)):
            for start, end in sorted(these):
                if show > 0 and not any(s < end and start < e for s, e in those):
                    context = text[max(0, start - 40) : end + 30].replace("\n", " ")
                    print(f"{name:<12}{text[start:end]!r:<30}{context}")
                    show -= 1


def agreement(wanted, given):
    """Return the share of spans that overlap with one of the others."""
    hits = sum(
        any(s < end and start < e for s, e in others)
        for spans, others in zip(wanted, given, strict=True)
        for start, end in spans
    )
    return hits / max(1, total(wanted))


def total(spans):
    return sum(map(len, spans))
