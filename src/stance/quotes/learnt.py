"""Reports read by learnt models: cues, then which units around each are content and source.

Two experts over the same candidates: linear models over features of the parse and, in the
accurate mode, a token tagger fine-tuned from a small encoder. Their log-odds are averaged. What
the rules read is a feature of the linear models; negated and hypothetical reports stay out by
rule (`exclusions`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import isnan, nan
from typing import TYPE_CHECKING, Final

import numpy as np

from stance.quotes.cues import is_according_to, verb_classes
from stance.quotes.exclusions import defeats_speech, is_asserted
from stance.quotes.features import candidates, cue_features, unit_features
from stance.quotes.indirect import Report, reports, trimmed
from stance.quotes.neighbourhood import Layout, units

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from spacy.tokens import Doc, Token

    from stance.quotes.linear import LinearModel
    from stance.quotes.neighbourhood import Unit
    from stance.quotes.tagger import Tagged, Tagger

    Chances = NDArray[np.float64]
    """Of units: shape (n_units, 3), columns neither, content, source."""

__all__ = ["CONTENT", "NEITHER", "SOURCE", "QuoteModel"]

NEITHER, CONTENT, SOURCE = range(3)
"""Classes of a unit."""
MIN_CUE: Final = 0.4
MIN_CUE_BY_RULE: Final = 0.05
MIN_CONTENT: Final = 0.5
MIN_SOURCE: Final = 0.2
"""Probabilities, chosen on articles of PolNeAR's training part that nothing was fitted on."""
HOPELESS: Final = -2.0
"""Log-odds of a cue below which its sentence is not worth the tagger's time."""
NOMINAL: Final = frozenset(["NOUN", "PROPN", "PRON"])


@dataclass(frozen=True, slots=True)
class QuoteModel:
    """Reads reports off a parsed document.

    Attributes
    ----------
    cue : LinearModel
        Of one column: whether a word is a cue.
    unit : LinearModel
        Of three columns: neither, content, source.
    tagger : Tagger, optional
        The second expert; without it the model is the fast one.
    """

    cue: LinearModel
    unit: LinearModel
    tagger: Tagger | None = None

    def reports(self, doc: Doc, quoted: Sequence[bool]) -> list[Report]:
        """Return the reports of a document in the order of their cues.

        Parameters
        ----------
        doc : Doc
            Parsed; read, never written.
        quoted : sequence of bool
            For each token, whether it stands inside quotation marks.
        """
        layout = Layout(doc, quoted)
        by_rule = {report.cue.start: frozenset(report.content) for report in reports(doc)}
        may_be = candidates(doc)
        if not may_be:
            return []
        odds = self.cue.decision_function(
            [cue_features(token, layout, by_rule.get(token.i)) for token in may_be]
        )[:, 0]
        tagged = None
        if self.tagger is not None:
            needed = [False] * len(doc)
            for token, value in zip(may_be, odds, strict=True):
                needed[token.i] = value >= HOPELESS
            tagged = self.tagger.read(doc, needed)
            odds = _mean(odds, tagged.cue[[token.i for token in may_be]])
        cues = [
            token
            for token, value in zip(may_be, odds, strict=True)
            if value >= _logit(MIN_CUE_BY_RULE if token.i in by_rule else MIN_CUE)
            and _is_asserted(token)
        ]
        around = [(cue, unit) for cue in cues for unit in units(cue) if unit.tokens]
        found = []
        for cue, parts, chances in self._judged(around, layout, by_rule, tagged):
            content = _content(cue, parts, chances, layout)
            content = _with_addressee(cue, content, by_rule.get(cue.i, frozenset()))
            source = _source(parts, chances)
            if content:
                end = cue.i + (2 if is_according_to(cue) else 1)
                found.append(Report(doc[cue.i : end], content, source))
        return found

    def _judged(
        self,
        around: Sequence[tuple[Token, Unit]],
        layout: Layout,
        by_rule: Mapping[int, frozenset[int]],
        tagged: Tagged | None,
    ) -> list[tuple[Token, list[Unit], Chances]]:
        """Return each cue with its units and their chances, a row a unit."""
        if not around:
            return []
        odds = self.unit.decision_function(
            [unit_features(cue, unit, layout, by_rule.get(cue.i)) for cue, unit in around]
        )
        chances = np.exp(odds - odds.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        rows: defaultdict[int, list[int]] = defaultdict(list)
        for row, (cue, _) in enumerate(around):
            rows[cue.i].append(row)
        judged = []
        for mine in rows.values():
            cue, parts = around[mine[0]][0], [around[row][1] for row in mine]
            own = chances[mine]
            if tagged is not None:
                _join(own, cue, parts, tagged)
            judged.append((cue, parts, own))
        return judged


def _join(chances: Chances, cue: Token, parts: Sequence[Unit], tagged: Tagged) -> None:
    """Average the chances of units with what the tagger says of them, in place."""
    if np.isnan(tagged.cue[cue.i]):
        return
    content, source = tagged.content(cue.i).tolist(), tagged.source(cue.i)
    of_unit = np.array([_nanmean([content[index] for index in unit.tokens]) for unit in parts])
    linear = np.clip(chances[:, CONTENT], 1e-6, 1 - 1e-6)
    chances[:, CONTENT] = 1 / (1 + np.exp(-_mean(np.log(linear / (1 - linear)), of_unit)))
    of_head = source[[unit.head.i for unit in parts]]
    chances[:, SOURCE] = np.where(
        np.isnan(of_head), chances[:, SOURCE], np.sqrt(chances[:, SOURCE] * of_head)
    )


def _nanmean(values: Sequence[float]) -> float:
    known = [value for value in values if not isnan(value)]
    return sum(known) / len(known) if known else nan


def _mean(linear: NDArray[np.float64], tagged: NDArray[np.floating]) -> NDArray[np.float64]:
    """Average log-odds; where the tagger did not read, the linear ones stand alone."""
    both: NDArray[np.float64] = (linear + tagged) / 2
    return np.where(np.isnan(both), linear, both)


def _logit(chance: float) -> float:
    return float(np.log(chance / (1 - chance)))


def _is_asserted(token: Token) -> bool:
    return token.pos_ not in {"VERB", "AUX"} or (
        is_asserted(token, speech="speech" in verb_classes(token)) and not defeats_speech(token)
    )


def _content(
    cue: Token, parts: Sequence[Unit], chances: Chances, layout: Layout
) -> tuple[int, ...]:
    """Return the tokens of the units that are content, in the cue's own paragraph."""
    tokens = {
        index
        for unit, chance in zip(parts, chances, strict=True)
        if chance[CONTENT] >= MIN_CONTENT
        for index in unit.tokens
        if layout.paragraphs[index] == layout.paragraphs[cue.i]
    }
    content = trimmed(cue.doc, _without_strays(cue.doc, sorted(tokens), layout))
    if content and cue.doc[content[0]].dep_ == "cc":
        content = trimmed(cue.doc, content[1:])
    return tuple(content)


def _with_addressee(cue: Token, content: tuple[int, ...], rule: frozenset[int]) -> tuple[int, ...]:
    """Add what the rules have between a cue and the same content: *urged Paris to wait*."""
    if not 2 * len(rule.intersection(content)) >= len(rule.union(content)) > 0:
        return content
    return (*sorted(index for index in rule if cue.i < index < content[0]), *content)


def _without_strays(doc: Doc, tokens: Sequence[int], layout: Layout) -> list[int]:
    """Drop single words, not quoted, that stand apart from the rest: misreadings of the parse."""
    runs: list[list[int]] = []
    for index in tokens:
        if runs and all(doc[i].is_punct or doc[i].is_space for i in range(runs[-1][-1] + 1, index)):
            runs[-1].append(index)
        else:
            runs.append([index])
    words = [sum(doc[index].is_alpha for index in run) for run in runs]
    return [
        index
        for run, count in zip(runs, words, strict=True)
        if count > 1 or count == max(words) or layout.quoted[run[0]]
        for index in run
    ]


def _source(parts: Sequence[Unit], chances: Chances) -> Token | None:
    """Return the head of the likeliest source."""
    nominal = [row for row, unit in enumerate(parts) if unit.head.pos_ in NOMINAL]
    best = max(nominal, key=lambda row: chances[row, SOURCE], default=None)
    if best is None or chances[best, SOURCE] < MIN_SOURCE:
        return None
    return parts[best].head
