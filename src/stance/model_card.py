"""The model card that training writes: what a model is, how good, and what it is not for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stance.evaluation import Scores

__all__ = ["model_card", "quote_model_card", "scores_table"]

CARD = """\
# Model card: {name}

A stance classifier for quotes about how the outside world should deal with a repressive
regime. It tells `engage/concede` from `maintain pressure` and abstains where it is not sure.

## What a label means

A label describes the policy position in the quoted words: whether they ask outsiders to give
the regime something (contact, recognition, relief, a deal) or to hold firm. It says nothing of
the speaker's loyalty, decency or motive. A mother who begs for talks and a minister of the
regime who demands them get the same label.

## Intended use

Reading many articles and counting positions, by speaker, body and time, with a person looking
at the rows. Quotes marked *not decided* are leans and must not be counted as positions.

## Not for

- Judging, listing, screening or prosecuting people. A predicted label is no evidence of what
  anybody believes; using it to mark individuals as loyal or disloyal would be misuse.
- Languages other than English, and debates other than outside policy toward a regime.
- Automatic decisions of any kind, above all on visas, asylum, employment or sanctions lists.

## Training data

{rows} quotes of the project's own writing ({labels}); all speakers are invented or plain
roles. SHA-256 of the rows: `{sha256}`. See `corpus/README.md` and the label guide.

## Method

{features} and multinomial logistic regression over the two stances and *no position*; one
calibration temperature and the abstention threshold, {threshold:.2f}, set on held-out groups (the
dev split, where the corpus has one): {target:.0%} of what is decided is to be right, where such a
threshold exists; a decided quote without a position counts as wrong.

## Scores

{folds}-fold cross-validation on {predicted:,} rows, split by group (contrast family or speaker),
seed {seed}{unseen}:

{table}

Rows are the labels given by people, columns what the model says:

{confusion}

## Limits

Composition is where it fails: which measure is judged, whether the judgement is good or bad, and
what a negation or a comparison turns round. Of contrast families, where a small edit turns the
position round, about half have a member that it gets wrong, and now and then a plain sentence of
that kind too. Irony, anecdotes whose point is left to the reader, and what "it" stands for are
often lost: it knows a quote only by its own words (and the cue of a reported position). On short
arguments that people wrote about one real blockade it is far less right than here
(`docs/quality.md`). Leaving quotes undecided is the honest answer to that.
"""


QUOTE_CARD = """\
# Model card: {name}

Finds quotations in English news, direct, indirect and mixed, with their cue and the words that
point to their source.

## Method

Quotation marks are read by rule. For what is reported, two logistic regressions over hashed
features of spaCy's parse (scikit-learn) say which word is a cue, and which parts of its sentence
are content and source; what the rules would read is one of the features.{tagger}
Negated and hypothetical reports (*did not say that...*) are left out by rule.

## Data

`{data}`: {articles:,} annotated articles, {attributions:,} attributions with a cue; SHA-256 of
texts and marks `{sha256}`.
{note}
No word of the articles is in the files: features are hashed to numbers{pieces}.

## Scores

F1 over words: content right at an intersection over union of at least one half; with source: the
source mention right besides.

{table}

*fast* is {folds}-fold cross-validated by article; *rules* were not learnt from these
articles.{held}

## Without these weights

`stance predict --quotes rules` uses rules alone. `stance train quotes --data DIR` trains anew on
your own annotated articles: brat standoff, or corrected output of `stance predict --format json`.

## Limits

Learnt from what the annotators took for an attribution; political news of one country and year
may mark beliefs and plans more freely than other texts do. A quote says that the text ascribes
these words or this position to somebody, not that they said it.
"""
QUOTE_TAGGER = """
A token tagger fine-tuned from all-MiniLM-L6-v2 (Apache-2.0; int8, {windows:,} windows of whole
sentences, {epochs} epochs, seed {seed}) gives the same three answers, and the log-odds of both are
averaged (accurate mode); `--fast` leaves it out."""


LIGHT = "Word and character n-grams (hashed, TF-IDF)"
ENCODER = (
    "Word and character n-grams (hashed, TF-IDF), averaged with embeddings of the fine-tuned\n"
    "encoder `{name}` (all-MiniLM-L6-v2, Apache-2.0; 23 MB; `docs/quality.md` says what it buys),"
)


def model_card(manifest: Mapping[str, Any], scores: Scores) -> str:
    """Return the card of a model as Markdown.

    Parameters
    ----------
    manifest : mapping
        With ``name``, ``corpus``, ``seed``, ``folds``, ``parameters``, ``cross_validated_rows`` and
        ``min_probability``.
    scores : Scores
        Of its cross-validation.
    """
    corpus = manifest["corpus"]
    encoder = manifest["parameters"]["encoder"]
    labels = ", ".join(f"{count} {label}" for label, count in corpus["labels"].items())
    return CARD.format(
        name=manifest["name"],
        rows=f"{corpus['rows']:,}",
        labels=labels,
        sha256=corpus["sha256"],
        threshold=manifest["min_probability"],
        target=manifest["parameters"]["target_accuracy"],
        folds=manifest["folds"],
        features=LIGHT if encoder is None else ENCODER.format(name=Path(encoder).name),
        unseen="" if encoder is None else ", none of which the encoder was fine-tuned on",
        predicted=manifest["cross_validated_rows"],
        seed=manifest["seed"],
        table=_markdown(["measure", "value"], scores_table(scores)),
        confusion=_markdown(
            ["", *scores.labels, "not decided"],
            [
                [label, *map(str, row)]
                for label, row in zip((*scores.labels, "none"), scores.confusion, strict=True)
            ],
        ),
    )


def quote_model_card(name: str, manifest: Mapping[str, Any]) -> str:
    """Return the card of a quote model as Markdown.

    Parameters
    ----------
    name : str
        Of its folder.
    manifest : mapping
        With ``data``, ``folds``, ``tagger`` and ``metrics``.
    """
    data, tagger = manifest["data"], manifest["tagger"]
    scopes = ("direct", "indirect", "all")
    header = ["mode", "articles"]
    for scope in scopes:
        header += [f"{scope}: content", f"{scope}: with source"]
    rows = []
    for mode, measured in manifest["metrics"].items():
        row = [mode, str(measured["articles"])]
        for scope in scopes:
            row += [f"{measured[key][scope]:.3f}" for key in ("content", "end_to_end")]
        rows.append(row)
    return QUOTE_CARD.format(
        name=name,
        data=data["name"],
        articles=data["articles"],
        attributions=data["attributions"],
        sha256=data["sha256"],
        note=data["note"],
        tagger="" if tagger is None else QUOTE_TAGGER.format(**tagger),
        pieces=""
        if tagger is None
        else ",\nand the tagger has the vocabulary of the encoder that it was made from",
        folds=manifest["folds"],
        held=""
        if tagger is None
        else " *held out*: one article in\nten, which neither tagger nor linear models had seen.",
        table=_markdown(header, rows),
    )


def scores_table(scores: Scores) -> list[list[str]]:
    """Return the scores as rows of (measure, value), for people."""
    rows = [
        ["rows (with a stance)", f"{scores.rows} ({scores.positions})"],
        ["macro-F1 over the two stances", f"{scores.macro_f1:.3f}"],
        ["accuracy, nothing left undecided", f"{scores.accuracy:.3f}"],
        ["AUROC, position against none", _optional(scores.auroc_position)],
        ["expected calibration error", f"{scores.calibration_error:.3f}"],
        ["contrast families all right", _optional(scores.families_right)],
        ["coverage at the threshold", f"{scores.coverage:.3f} (at {scores.threshold:.2f})"],
        ["accuracy of what is decided", _optional(scores.accuracy_decided)],
    ]
    rows += [
        [f"accuracy on the surest {share:.0%}", f"{accuracy:.3f}"]
        for share, accuracy in scores.accuracy_at_coverage
    ]
    return rows


def _optional(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _markdown(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
