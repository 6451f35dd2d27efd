"""Trains what names entities: spaCy's recogniser further, and the model that labels whole names.

The recogniser of the small English pipeline is a transition-based parser over a convolutional
encoder of its own (Honnibal and Montani 2017), so that it can be trained further without a
change to anything else in the pipeline, and costs nothing more to run. Three things keep it
general:

Substitution
    In most passes the people, bodies and towns of an article are given other names, whole
    documents consistently (compare Dai and Adel 2020, *An Analysis of Simple Data Augmentation
    for Named Entity Recognition*, "mention replacement"), so that the shape of names and the
    words around them are learnt, not the names.
Rehearsal
    Beside each article it sees plain sentences with the marks that it gave them before, as far
    as these are sure, so that it does not forget (spaCy's *pseudo-rehearsal*).
Interpolation
    The weights kept lie between the old and the new ones (Wortsman et al. 2022, *Robust
    fine-tuning of zero-shot models*): on news of other kinds the old ones know more.
Other labels
    Dates, numbers and the like are what the untrained recogniser says they are.

The linear model of `stance.tagging` learns from what recognisers found that had not seen the
article: one for each fold of the training articles.
"""

from __future__ import annotations

import csv
import random
import re
import warnings
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from stance.entity_corpus import (
    LABELS,
    Article,
    EntityScores,
    Mark,
    read_entity_corpus,
    score_entities,
)
from stance.entity_models import parameters, save_entity_model
from stance.errors import CorpusError
from stance.lexicons import lexicon
from stance.models import check_writable
from stance.quotes.linear import LinearModel
from stance.tagging import CLASSES, NO_NAME, NameTagger, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.training import Example

__all__ = [
    "NameStock",
    "TrainedEntities",
    "fine_tune_entities",
    "read_name_stock",
    "scores_of",
    "substituted",
    "train_entities",
]

EPOCHS: Final = 40
BATCH: Final = 24
"""Paragraphs and sentences in one step."""
LEARNING_RATE: Final = 1e-3
NEW_SHARE: Final = 0.7
"""Of the new weights in the mean of old and new ones."""
FOLDS: Final = 3
"""Of the articles, for the model of whole names."""
REGULARISATION: Final = 0.3
"""Of that model: `C` of the logistic regression."""
DROPOUT: Final = 0.35
SUBSTITUTED: Final = 0.85
"""Share of the passes in which an article's names are exchanged."""
REHEARSED: Final = 400
"""Sentences a pass that are rehearsed, of at most `TRIED` that are looked at."""
TRIED: Final = 4000
KEPT: Final = frozenset(
    ["DATE", "TIME", "CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY", "LAW", "LANGUAGE"]
)
"""Labels that the untrained recogniser goes on to give."""
PARAGRAPH: Final = re.compile(r"\n\s*\n")

EXCHANGED: Final = ("PERSON", "ORG", "GPE")
"""Labels of the names that others are put in place of."""

NameStock = dict[str, dict[str, list[str]]]
"""Names by label and country."""


@dataclass(frozen=True, slots=True)
class TrainedEntities:
    """A trained entity model: where it is, its manifest, and scores before and after."""

    path: Path
    manifest: Mapping[str, Any]
    scores: Mapping[str, Mapping[str, EntityScores]]


def train_entities(
    data: Path,
    output: Path | None,
    *,
    models: Path,
    rehearsal: Sequence[str],
    seed: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> TrainedEntities:
    """Train on the ``train`` split of marked articles, score on ``dev``, save a model folder.

    Parameters
    ----------
    data : Path
        A folder with marked articles (JSONL) and ``names.tsv``, see `read_name_stock`.
    output : Path, optional
        The model folder; by default ``entities-<date>`` in `models`.
    models : Path
        Where model folders are.
    rehearsal : sequence of str
        Sentences without marks.
    seed : int, default=0
        Of order, substitution and dropout.
    progress : callable, optional
        Told what is being done.

    Raises
    ------
    CorpusError
        If there is nothing to train on.
    OutputError
        If the folder cannot be written.
    """
    import spacy

    from stance.language import DEFAULT_PIPELINE

    folder = output or models / f"entities-{datetime.now(tz=UTC).date().isoformat()}"
    check_writable(folder)
    train = read_entity_corpus(data, split="train")
    dev = read_entity_corpus(data, split="dev")
    stock = read_name_stock(data / "names.tsv")
    nlp = spacy.load(DEFAULT_PIPELINE, exclude=["senter"])
    scores = {"spaCy's recogniser": scores_of(nlp, dev)}
    samples: list[tuple[list[str], int]] = []
    for fold in range(FOLDS):
        rest = [article for i, article in enumerate(train) if i % FOLDS != fold]
        trained = fine_tune_entities(nlp, rest, stock, rehearsal, seed=seed, progress=progress)
        for article in train[fold::FOLDS]:
            samples += _samples(article, _read(article.text, nlp, trained))
    features, classes = zip(*samples, strict=True)
    model = LinearModel.fit(features, classes, regularisation=REGULARISATION)
    trained = fine_tune_entities(nlp, train, stock, rehearsal, seed=seed, progress=progress)
    nlp.get_pipe("ner").model = trained.get_pipe("ner").model  # type: ignore[attr-defined]
    scores["trained further"] = scores_of(nlp, dev)
    scores["and labelled over the document"] = scores_of(nlp, dev, NameTagger(model))
    counts = {
        label: sum(mark.label == label for article in train for mark in article.marks)
        for label in LABELS
    }
    facts = {
        "pipeline": DEFAULT_PIPELINE,
        "data": {"articles": len(train), "entities": counts, "dev_articles": len(dev)},
        "settings": {"epochs": EPOCHS, "learning_rate": LEARNING_RATE, "seed": seed},
        "metrics": {
            name: {label: row._asdict() for label, row in rows.items()}
            for name, rows in scores.items()
        },
    }
    card = _card(folder.name, facts)
    manifest = save_entity_model(nlp, model, folder, manifest=facts, card=card)
    return TrainedEntities(folder, manifest, scores)


def scores_of(
    nlp: Language, articles: Sequence[Article], tagger: NameTagger | None = None
) -> dict[str, EntityScores]:
    """Return how well a pipeline's entities, as they are or labelled anew, fit the marked ones."""
    docs = nlp.pipe(article.text for article in articles)
    found = [_marks(doc if tagger is None else tagger(doc)) for doc in docs]
    return score_entities(zip((a.marks for a in articles), found, strict=True))


def _read(text: str, nlp: Language, recogniser: Language) -> Doc:
    """Return a document with the tags of one pipeline and the entities of another."""
    doc = nlp(text)
    doc.ents = ()
    found: Doc = recogniser.get_pipe("ner")(doc)
    return found


def _samples(article: Article, doc: Doc) -> Iterator[tuple[list[str], int]]:
    """Yield the features of each naming of an article with the class that it was marked as."""
    marked = {(mark.start, mark.end): mark.label for mark in article.marks}
    page = Page(doc)
    groups = page.groups()
    for group, namings in zip(groups.values(), page.features(groups), strict=True):
        for name, features in zip(group, namings, strict=True):
            span = doc[name.start : name.end]
            label = marked.get((span.start_char, span.end_char), NO_NAME)
            yield features, CLASSES.index(label)


def _card(name: str, facts: Mapping[str, Any]) -> str:
    """Write the model card."""
    data = facts["data"]
    rows = "\n".join(
        f"| {kind} | "
        + " | ".join(
            f"{scores[label]['f1']:.3f}" for label in ("all", "PERSON", "ORG", "GPE", "NORP")
        )
        + " |"
        for kind, scores in facts["metrics"].items()
    )
    return f"""# {name}

The entity recogniser of `{facts["pipeline"]}` (en_core_web_sm 3.8.0, Explosion, MIT), trained
further on {data["articles"]} invented articles with {sum(data["entities"].values())} marked names
(`corpus/entities`, our own writing), their names exchanged in most passes, beside sentences of
our own that it had read well before, and drawn back by three tenths to its old weights; and a
linear model that labels each name from all its namings in a document (`stance.tagging`).

Strict F1 (span and label) on the {data["dev_articles"]} articles of the dev split:

| | all | PERSON | ORG | GPE | NORP |
|---|---|---|---|---|---|
{rows}

Meant for news about repressive regimes and those who deal with them, in English. Spans have no
article, title or possessive; capitals that stand for governments are GPE; prisons, squares and
airports are LOC. It names what a text names, no more: it does not tell who a person is, and being
named says nothing about anybody. Trained by `stance train entities`; the scores of the test split
are in `docs/quality.md`.
"""


def read_name_stock(path: Path) -> NameStock:
    """Read invented names that may stand for others: columns ``country``, ``kind``, ``name``.

    Raises
    ------
    CorpusError
        If there is no such file, a row is broken, or people, bodies or places are missing.
    """
    stock: NameStock = defaultdict(lambda: defaultdict(list))
    if not path.is_file():
        raise CorpusError(f"{path}: no such file; it has the names to put in place of others")
    with path.open(encoding="utf-8", newline="") as stream:
        for line, row in enumerate(csv.DictReader(stream, delimiter="\t"), 2):
            if row.get("kind") not in LABELS or not row.get("name"):
                raise CorpusError(f"{path}, line {line}: needs country, kind and name; got {row}")
            stock[row["kind"]][row["country"]].append(row["name"])
    if missing := [kind for kind in EXCHANGED if not stock[kind]]:
        raise CorpusError(f"{path}: no name of kind {', '.join(missing)}")
    return stock


def fine_tune_entities(
    nlp: Language,
    articles: Sequence[Article],
    stock: NameStock,
    rehearsal: Sequence[str],
    *,
    epochs: int = EPOCHS,
    seed: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> Language:
    """Return a pipeline that has only the entity recogniser of `nlp`, trained further.

    Parameters
    ----------
    nlp : Language
        Untrained further; not changed.
    articles : sequence of Article
        With all their entities marked.
    stock : NameStock
        Names to put in place of theirs.
    rehearsal : sequence of str
        Sentences without marks.
    epochs : int
        Passes over the articles.
    seed : int, default=0
        Of order, substitution and dropout.
    progress : callable, optional
        Told what is being done.
    """
    from thinc.api import Adam, fix_random_seed

    fix_random_seed(seed)
    chance = random.Random(seed)  # noqa: S311
    trained, before = _copy(nlp), _copy(nlp)
    sure = list(_sure(before, chance.sample(rehearsal, min(TRIED, len(rehearsal)))))
    trained.resume_training()
    optimizer = Adam(
        LEARNING_RATE, grad_clip=1.0, L2=0.01, L2_is_weight_decay=True, use_averages=True
    )
    for epoch in range(epochs):
        progress(f"fine-tuning the entity recogniser, pass {epoch + 1} of {epochs}")
        optimizer.learn_rate = LEARNING_RATE * (1 - epoch / epochs)
        seen = [
            substituted(a, stock, chance) if chance.random() < SUBSTITUTED else a for a in articles
        ]
        examples = _examples(before, trained, seen)
        examples += chance.sample(sure, min(REHEARSED, len(sure)))
        chance.shuffle(examples)
        for start in range(0, len(examples), BATCH):
            trained.update(examples[start : start + BATCH], sgd=optimizer, drop=DROPOUT)
    model: Any = trained.get_pipe("ner").model  # type: ignore[attr-defined]
    with model.use_params(optimizer.averages):
        new = [node.get_param(name).copy() for node, name in parameters(trained)]
    for (node, name), (old, _), weights in zip(
        parameters(trained), parameters(before), new, strict=True
    ):
        node.set_param(name, (1 - NEW_SHARE) * old.get_param(name) + NEW_SHARE * weights)
    return trained


def _copy(nlp: Language) -> Language:
    """Return a pipeline with a recogniser of its own; `source=` would share the weights."""
    import spacy

    copy = spacy.blank("en")
    recogniser: Any = copy.add_pipe("ner", config={"model": nlp.get_pipe_config("ner")["model"]})
    recogniser.from_bytes(nlp.get_pipe("ner").to_bytes())  # type: ignore[attr-defined]
    return copy


def substituted(article: Article, stock: NameStock, chance: random.Random) -> Article:
    """Return an article with its people, bodies and some of its places under other names.

    A full name, its surname and its first name stay one person's.
    """
    country = article.country
    names = {
        kind: list(
            dict.fromkeys(article.text[m.start : m.end] for m in article.marks if m.label == kind)
        )
        for kind in EXCHANGED
    }
    new: dict[tuple[str, str], str] = {}
    for full in sorted(names["PERSON"], key=lambda name: -len(name.split())):
        if ("PERSON", full) in new:
            continue
        given = _person(stock["PERSON"], country, chance)
        new["PERSON", full] = given if " " in full else given.split()[-1]
        for index in (0, -1):
            new.setdefault(("PERSON", full.split()[index]), given.split()[index])
    for name in names["ORG"]:
        if name.isupper() and len(name) < 7 and " " not in name:
            letters = "ABCDEFGHIKLMNOPRSTUVZ"
            new["ORG", name] = "".join(chance.choice(letters) for _ in name)
        elif chance.random() < 0.8:
            new["ORG", name] = _any(stock["ORG"], country, chance)
    for name in names["GPE"]:
        if chance.random() < 0.6:
            new["GPE", name] = _any(stock["GPE"], country, chance)
    pieces: list[str] = []
    marks: list[Mark] = []
    position = length = 0
    for mark in article.marks:
        before = article.text[position : mark.start]
        old = article.text[mark.start : mark.end]
        name = new.get((mark.label, old), old)
        pieces += [before, name]
        length += len(before)
        marks.append(Mark(length, length + len(name), mark.label))
        length += len(name)
        position = mark.end
    pieces.append(article.text[position:])
    return replace(article, text="".join(pieces), marks=tuple(marks))


def _person(stock: dict[str, list[str]], country: str, chance: random.Random) -> str:
    """Return a full name, at times the first name of one and the surname of another."""
    names = _names(stock, country, chance)
    name = chance.choice(names)
    first, _, rest = name.partition(" ")
    if rest and chance.random() < 0.5:
        other = chance.choice(names)
        return f"{first} {other.partition(' ')[2] or other}"
    return name


def _any(stock: dict[str, list[str]], country: str, chance: random.Random) -> str:
    return chance.choice(_names(stock, country, chance))


def _names(stock: dict[str, list[str]], country: str, chance: random.Random) -> list[str]:
    """Return the names of a country: mostly the article's, at times any other."""
    if country in stock and chance.random() < 0.5:
        return stock[country]
    return stock[chance.choice(sorted(stock))]


def _examples(before: Language, trained: Language, articles: Iterable[Article]) -> list[Example]:
    """Cut articles into paragraphs, with the other labels as they were given before."""
    from spacy.training import Example

    paragraphs = [piece for article in articles for piece in _paragraphs(article)]
    found: list[Example] = []
    docs = before.pipe(text for text, _ in paragraphs)
    with warnings.catch_warnings():
        # A name whose end is no end of a word (*EU*ropean) counts as unknown; spaCy says so.
        warnings.filterwarnings("ignore", message=r"\[W030\]")
        for (text, marks), guess in zip(paragraphs, docs, strict=True):
            spans = [*marks, *(m for m in _marks(guess) if m.label in KEPT and _free(m, marks))]
            found.append(Example.from_dict(trained.make_doc(text), {"entities": sorted(spans)}))
    return found


def _paragraphs(article: Article) -> Iterable[tuple[str, list[Mark]]]:
    start = 0
    for gap in [*PARAGRAPH.finditer(article.text), None]:
        end = len(article.text) if gap is None else gap.start()
        marks = [
            Mark(m.start - start, m.end - start, m.label)
            for m in article.marks
            if start <= m.start < m.end <= end
        ]
        yield article.text[start:end], marks
        start = end if gap is None else gap.end()


def _sure(before: Language, texts: Iterable[str]) -> Iterable[Example]:
    """Yield sentences whose marks cannot be doubted: known countries and peoples, dates."""
    from spacy.training import Example

    countries = lexicon("country_words")
    known = {name.lower() for name in countries.values()}
    for doc in before.pipe(texts):
        marks = _marks(doc)
        core = [m for m in marks if m.label not in KEPT]
        words = [(doc.text[m.start : m.end].lower().removeprefix("the "), m.label) for m in core]
        if all(
            word in countries and (label == "GPE") == (word in known) and label in {"GPE", "NORP"}
            for word, label in words
        ):
            yield Example.from_dict(
                before.make_doc(doc.text),
                {
                    "entities": [
                        m._replace(start=m.start + 4)
                        if doc.text[m.start : m.end].lower().startswith("the ")
                        and m.label in LABELS
                        else m
                        for m in marks
                    ]
                },
            )


def _marks(doc: Doc) -> list[Mark]:
    return [Mark(e.start_char, e.end_char, e.label_) for e in doc.ents]


def _free(mark: Mark, others: Iterable[Mark]) -> bool:
    return all(mark.end <= other.start or other.end <= mark.start for other in others)
