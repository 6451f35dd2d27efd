"""The model card that training writes: what a model is, how good, and what it is not for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stance.evaluation import Scores

__all__ = ["model_card", "scores_table"]

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
calibration temperature fitted on held-out groups. The abstention threshold is
{threshold:.2f}: chosen on held-out groups so that {target:.0%} of what is decided is right,
where such a threshold exists; a decided quote without a position counts as wrong.

## Scores

{folds}-fold cross-validation on {predicted:,} rows, split by group (contrast family or speaker),
seed {seed}{unseen}:

{table}

Rows are the labels given by people, columns what the model says:

{confusion}

## Limits

It reads words more than it reads arguments. Most contrast families, where a small edit turns
the position round, have a member that it gets wrong; irony is mostly lost on it. It knows a
quote only by its own words (and the cue of a reported position): what "it" stands for is lost.
Leaving many quotes undecided is the honest answer to that.
"""


LIGHT = "Word and character n-grams (hashed, TF-IDF)"
ENCODER = (
    "Word and character n-grams (hashed, TF-IDF), averaged with embeddings of the fine-tuned\n"
    "encoder `{name}` (all-MiniLM-L6-v2, Apache-2.0; 23 MB, which on the frozen test of 0.1.0\n"
    "buys macro-F1 0.750 against the light model's 0.668, AUROC 0.881 against 0.727),"
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
