"""The stance classifier, measured: shipped models, feature sets, learning curve, other debates.

    python benchmarks/classifier.py [--split dev] [--arguments] [--features] [--curve] [--semeval]

By default the shipped models on a split of the corpus (``test`` is scored once a release; count
it in docs/quality.md), with milliseconds per quote, loading time and size. ``--arguments`` adds
the human arguments in ``shared/data/arguments`` (sparingly). ``--features`` fits one feature set
after the other on train and scores it on dev, ``--context`` what the speaker's type adds to
them, ``--curve`` the light model on parts of train,
``--semeval`` the same estimator on SemEval-2016 task 6 A, one model per target. Single thread.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import csv
import json
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from stance.classifier import StanceClassifier
from stance.corpus import read_corpus
from stance.corpus_batches import LEVERS
from stance.encoder import SentenceEncoder
from stance.errors import StanceError
from stance.evaluation import score
from stance.features import light_features
from stance.model_card import scores_table
from stance.models import find_encoder, load_model, newest_encoder
from stance.records import NO_POSITION, STANCES

ROOT = Path(__file__).parents[1]
TARGETS = ("favor", "against")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--split", default="dev")
    parser.add_argument("--arguments", action="store_true")
    parser.add_argument("--features", action="store_true")
    parser.add_argument("--context", action="store_true")
    parser.add_argument("--curve", action="store_true")
    parser.add_argument("--semeval", action="store_true")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared")
    options = parser.parse_args()
    if options.features:
        compare_features()
    elif options.context:
        compare_context()
    elif options.curve:
        learning_curve()
    elif options.semeval:
        semeval(options.data / "data/semeval2016")
    else:
        shipped_models(options)


def shipped_models(options):
    sets = {options.split: read_corpus(ROOT / "corpus").split(options.split)}
    arguments = options.data / "data/arguments/blockade.csv"
    if options.arguments and arguments.is_file():
        sets["human arguments"] = read_corpus(arguments)
    for name in ("light", "accurate"):
        begun = time.process_time()
        model = load_model(name)
        classifier = model.classifier
        classifier.predict(["warm"])
        loading = time.process_time() - begun
        for kind, corpus in sets.items():
            print(f"\n## {name} model, {kind}")
            for measure, value in scores_table(scored(classifier, corpus)):
                print(f"{measure:<36}{value}")
        alone, batch = milliseconds(classifier, list(next(iter(sets.values())).texts))
        folders = [model.path]
        if classifier.encoder is not None:
            folders.append(find_encoder(classifier.encoder))
        size = sum(file.stat().st_size for folder in folders for file in folder.iterdir())
        print(f"{'ms a quote, alone; in batches':<36}{alone:.1f}; {batch:.1f}")
        print(f"{'loading, CPU seconds':<36}{loading:.1f}")
        print(f"{'files, MB':<36}{size / 1e6:.1f}")


def scored(classifier, corpus):
    return score(
        gold=corpus.labels,
        probability=classifier.predict_proba(corpus.texts),
        classes=[str(label) for label in classifier.classes_],
        threshold=classifier.min_probability_,
        groups=corpus.groups,
    )


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


def compare_features():
    """Print every feature set's scores on dev, each with logistic regression, fitted on train."""
    corpus = read_corpus(ROOT / "corpus")
    train, dev = corpus.split("train"), corpus.split("dev")
    light = light_features()
    words, characters = (part for _, part in light.transformer_list)
    single = {
        "words": make_pipeline(words, logistic(5.0)),
        "characters": make_pipeline(characters, logistic(5.0)),
        "words, characters (light)": make_pipeline(light, logistic(5.0)),
        "dependency triples": make_pipeline(triple_features(), logistic(5.0)),
        "encoder, fine-tuned": embedding_features(newest_encoder()),
    }
    with tempfile.TemporaryDirectory() as folder:
        untuned = untuned_encoder(Path(folder))
        if untuned is not None:
            single["encoder as it came"] = embedding_features(untuned, C=0.01)
        logs = {}
        for name, pipeline in single.items():
            pipeline.fit(train.texts, train.labels)
            logs[name] = np.log(np.clip(pipeline.predict_proba(dev.texts), 1e-9, 1))
    averages = [[name] for name in logs]
    averages += [
        ["words, characters (light)", "dependency triples"],
        ["words, characters (light)", "encoder, fine-tuned"],
        ["words, characters (light)", "dependency triples", "encoder, fine-tuned"],
    ]
    print_averages(averages, logs, dev)


def compare_context():
    """Print what the speaker's type adds on dev: beside the text, never in place of it."""
    rows = {"train": [], "dev": []}
    for path in sorted((ROOT / "corpus").glob("batch-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["split"] in rows:
                rows[row["split"]].append(row)
    columns = {
        split: pd.DataFrame(
            {"text": [r["text"] for r in some], "speaker": [r["speaker_type"] for r in some]}
        )
        for split, some in rows.items()
    }
    dev = read_corpus(ROOT / "corpus").split("dev")
    assert list(dev.texts) == columns["dev"]["text"].tolist()
    speaker = ("speaker", HashingVectorizer(ngram_range=(1, 2), n_features=2**14), "speaker")
    text = ("text", light_features(), "text")
    sets = {
        "speaker's type": ([speaker], 5.0),
        "words, characters (light)": ([text], 5.0),
        "words, characters, speaker's type": ([text, speaker], 5.0),
        "encoder": ([("text", embedding_features(newest_encoder())[:-1], "text")], 0.001),
    }
    logs = {}
    for name, (parts, strength) in sets.items():
        pipeline = make_pipeline(ColumnTransformer(parts), logistic(strength))
        pipeline.fit(columns["train"], [r["label"] for r in rows["train"]])
        logs[name] = np.log(np.clip(pipeline.predict_proba(columns["dev"]), 1e-9, 1))
    averages = [[name] for name in logs]
    averages += [[name, "encoder"] for name in list(logs)[:-1]]
    print_averages(averages, logs, dev)


def print_averages(averages, logs, dev):
    """Print the scores on dev of the averages of some log-probabilities."""
    print(f"{'features':<70}  macro-F1  AUROC  families")
    order = sorted((*STANCES, NO_POSITION))
    for names in averages:
        mean = np.exp(np.mean([logs[name] for name in names], axis=0))
        mean /= mean.sum(axis=1, keepdims=True)
        neither = mean[:, order.index(NO_POSITION)] / 2
        found = score(
            gold=dev.labels,
            probability=np.column_stack([mean[:, order.index(s)] + neither for s in STANCES]),
            classes=STANCES,
            threshold=0.9,
            groups=dev.groups,
        )
        print(
            f"{' + '.join(names):<70}{found.macro_f1:.3f}  {found.auroc_position:.3f}  "
            f"{found.families_right:.3f}"
        )


def logistic(C):
    return LogisticRegression(C=C, tol=1e-3, max_iter=1000)


def embedding_features(encoder, C=0.001):
    return make_pipeline(SentenceEncoder(encoder), StandardScaler(), logistic(C))


def triple_features():
    """Return features of spaCy's parse: head, relation and dependant with negation and condition.

    A head that is negated carries *not*, one below *if*, *until*, *unless* that word; a dependant
    that names a lever is replaced by it.
    """
    from stance.language import load_language

    nlp = load_language()
    conditions = {"if", "until", "unless", "once", "when", "because", "though", "although"}

    def triples(text):
        for token in nlp(text):
            children = list(token.children)
            marks = ["not"] if any(child.dep_ == "neg" for child in children) else []
            marks += [c.lower_ for c in children if c.dep_ == "mark" and c.lower_ in conditions]
            head = " ".join([*marks, token.lemma_.lower()])
            yield head
            for child in children:
                if not child.is_punct:
                    lemma = child.lemma_.lower()
                    yield f"{head} {child.dep_} {lemma if lemma not in LEVERS else 'LEVER'}"

    hashed = HashingVectorizer(analyzer=lambda text: list(triples(text)), n_features=2**17)
    return Pipeline([("hash", hashed), ("tfidf", TfidfTransformer())])


def untuned_encoder(folder):
    """Export the encoder that fine-tuning starts from; None without the extra ``[encoder]``."""
    from stance.finetuning import export_encoder
    from stance.minilm import need_extra, start_weights

    try:
        need_extra("this row of the table")
        start = start_weights()
    except StanceError as error:
        print(error)
        return None
    from transformers import AutoModel

    encoder = AutoModel.from_pretrained(start, attn_implementation="eager")
    export_encoder(encoder, start, folder / "encoder-untuned", facts={"start": start.name})
    return str(folder / "encoder-untuned")


def learning_curve():
    """Print scores on dev of the light model, fitted on growing parts of train, by group."""
    corpus = read_corpus(ROOT / "corpus")
    train, dev = corpus.split("train"), corpus.split("dev")
    groups = np.unique(train.groups)
    np.random.default_rng(0).shuffle(groups)
    for share in (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1):
        kept = set(groups[: int(share * len(groups))])
        part = train.take(i for i, group in enumerate(train.groups) if group in kept)
        found = scored(StanceClassifier().fit(part.texts, part.labels, groups=part.groups), dev)
        print(
            f"{len(part):>6} rows  macro-F1 {found.macro_f1:.3f}  AUROC {found.auroc_position:.3f}"
        )


def semeval(folder):
    """Print F_avg over *favor* and *against*, pooled over the targets, as the task scores it."""
    rows = {}
    for part in ("train", "test"):
        rows[part] = defaultdict(lambda: ([], []))
        with (folder / f"{part}.csv").open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                texts, labels = rows[part][row["target"]]
                texts.append(row["text"])
                labels.append(row["label"])
    with tempfile.TemporaryDirectory() as temporary:
        encoders = {"light": None, "shipped encoder": newest_encoder()}
        untuned = untuned_encoder(Path(temporary))
        if untuned is not None:
            encoders["encoder as it came"] = untuned
        for name, encoder in encoders.items():
            gold, predicted = [], []
            for target, (texts, labels) in rows["train"].items():
                grid = {"C": [1.0, 5.0]}
                if encoder is not None:
                    grid["encoder_C"] = [0.001, 0.003, 0.01]
                search = GridSearchCV(
                    StanceClassifier(encoder=encoder), grid, cv=5, scoring=f_average
                ).fit(texts, labels)
                asked, right = rows["test"][target]
                gold += right
                predicted += three_way(search.best_estimator_, asked)
            print(f"{name:<20} F_avg {100 * f_average_of(gold, predicted):.2f}")


def three_way(classifier, texts):
    names = [*map(str, classifier.classes_), classifier.none_label]
    return [names[i] for i in classifier.predict_label_proba(texts).argmax(axis=1)]


def f_average(classifier, texts, labels):
    return f_average_of(labels, three_way(classifier, texts))


def f_average_of(gold, predicted):
    return f1_score(gold, predicted, labels=TARGETS, average="macro", zero_division=0)


if __name__ == "__main__":
    main()
