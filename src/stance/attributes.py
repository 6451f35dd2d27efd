"""spaCy's attribute ruler, remembered: the same attributes in a tenth of the time.

The ruler of the English pipelines derives part of speech and morphology from the tag, and has
exceptions for some two hundred words. It runs 179 token patterns over every token, a sixth of
the whole parse. Which of the patterns of one token match follows from a few attributes of that
token, so the answer is kept for each combination; patterns of several tokens run as they did.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from spacy.tokens import Doc

__all__ = ["RememberingRuler", "remember_attributes"]

NAME: Final = "attribute_ruler"
FACTORY: Final = "stance_attribute_ruler"
READ: Final = frozenset(["TAG", "LOWER", "DEP", "IS_SPACE"])
"""Attributes that a pattern of one token may ask for; `LOWER` by word, not by shape."""
WRITTEN: Final = ("TAG", "DEP", "POS", "MORPH", "LEMMA")
"""Attributes that a rule may set."""


def remember_attributes(nlp: Language) -> None:
    """Put a `RememberingRuler` in place of a pipeline's attribute ruler, where one fits."""
    if NAME not in nlp.pipe_names:
        return
    ruler = nlp.get_pipe(NAME)
    if not isinstance(ruler, AttributeRuler) or not is_simple(ruler):
        return
    Language.factory(FACTORY, func=_make)
    remembering = nlp.replace_pipe(NAME, FACTORY)
    remembering.ruler = ruler  # type: ignore[attr-defined]


def is_simple(ruler: AttributeRuler) -> bool:
    """Whether all that a ruler's patterns ask for and set is known here."""
    rules: Any = ruler.patterns
    return all(
        rule["attrs"].keys() <= set(WRITTEN)
        and all(is_slow(pattern) or pattern[0].keys() <= READ for pattern in rule["patterns"])
        for rule in rules
    )


def is_slow(pattern: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a pattern must be matched anew in each text: of several tokens, or open words."""
    if len(pattern) > 1:
        return True
    word = pattern[0].get("LOWER", "")
    return not (isinstance(word, str) or word.keys() <= {"IN", "NOT_IN"})


def _make(nlp: Language, name: str) -> RememberingRuler:  # noqa: ARG001
    return RememberingRuler()


class RememberingRuler:
    """A pipeline component that does what `ruler` does."""

    def __init__(self) -> None:
        self.ruler: Any = None
        self._known: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._words: frozenset[int] = frozenset()
        self._slow: set[int] = set()
        self._matcher: Any = None
        self._values: list[list[tuple[int, int]]] = []

    def __call__(self, doc: Doc) -> Doc:
        """Set the attributes of a document's tokens."""
        if len(doc) == 0:
            return doc
        if self._matcher is None:
            self._prepare(doc)
        seen: Any = doc.to_array(["TAG", "DEP", "IS_SPACE", "LOWER"])
        written: Any = doc.to_array(list(WRITTEN))
        slow = self._slow_matches(doc)
        rows, columns, values = [], [], []
        for index, (tag, dep, space, lower) in enumerate(seen.tolist()):
            key = (tag, dep, space, lower if lower in self._words else 0)
            rules = self._known.get(key)
            if rules is None:
                matches = self.ruler.match(doc[index : index + 1])
                rules = tuple(rule for rule, *_ in matches if rule not in self._slow)
                self._known[key] = rules
            if index in slow:
                rules = tuple(sorted((*rules, *slow[index])))
            for rule in rules:
                for column, value in self._values[rule]:
                    rows.append(index)
                    columns.append(column)
                    values.append(value)
        written[rows, columns] = values  # of several for one cell, the last one counts
        doc.from_array(list(WRITTEN), written)
        return doc

    def to_bytes(self, **options: Any) -> bytes:
        """Serialise the ruler."""
        return bytes(self.ruler.to_bytes(**options))

    def to_disk(self, path: Path, **options: Any) -> None:
        """Write the ruler."""
        self.ruler.to_disk(path, **options)

    def _prepare(self, doc: Doc) -> None:
        """Note what the rules ask for and write."""
        self._matcher = Matcher(doc.vocab, validate=False)
        words: set[str] = set()
        for number, rule in enumerate(self.ruler.patterns):
            if any(map(is_slow, rule["patterns"])):
                self._slow.add(number)
                self._matcher.add(str(number), rule["patterns"])
            else:
                for (token,) in rule["patterns"]:
                    asked = token.get("LOWER", "")
                    words.update([asked] if isinstance(asked, str) else chain(*asked.values()))
            self._values.append(
                [
                    (WRITTEN.index(doc.vocab.strings[attribute]), value)
                    for attribute, value in self.ruler.attrs[number].items()
                ]
            )
        self._words = frozenset(doc.vocab.strings.add(word) for word in words)

    def _slow_matches(self, doc: Doc) -> dict[int, list[int]]:
        """Return which rules with slow patterns touch which token."""
        found: dict[int, list[int]] = {}
        for key, start, end in self._matcher(doc, allow_missing=True):
            rule = int(doc.vocab.strings[key])
            found.setdefault(range(start, end)[self.ruler.indices[rule]], []).append(rule)
        return found
