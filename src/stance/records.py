"""The records that stages hand on: spans of a spaCy `Doc` first, plain and frozen data last.

`Attribution` points into a `Doc`; `Quote` and its parts stand on their own, compare by value
and survive JSON. All offsets are in characters (Unicode code points) of the document's text,
end exclusive.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spacy.tokens import Span

__all__ = [
    "ENGAGE",
    "NO_POSITION",
    "PRESSURE",
    "STANCES",
    "About",
    "Analysis",
    "Attribution",
    "Cue",
    "Entity",
    "Kind",
    "Offsets",
    "Quote",
    "Speaker",
    "SpeakerType",
]

ENGAGE = "engage/concede"
PRESSURE = "maintain pressure"
STANCES = (ENGAGE, PRESSURE)
NO_POSITION = "none"
"""The label of a corpus row that takes neither stance."""

Kind = Literal["direct", "indirect", "mixed"]
SpeakerType = Literal["person", "organisation", "group", "role"]


class Offsets(NamedTuple):
    """A stretch of text, `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Attribution:
    """An attribution relation in a `Doc`: who (source), by which words (cue), said what.

    Attributes
    ----------
    pieces : tuple of Offsets
        The content, outermost quotation marks left out; more than one piece where the quote
        is interrupted. In text order, never overlapping, never empty.
    kind : {"direct", "indirect", "mixed"}
        All of the content in marks, none of it, or part of it.
    cue : Span, optional
        The reporting expression.
    source : Span, optional
        The words that point to the speaker, maybe a pronoun.
    """

    pieces: tuple[Offsets, ...]
    kind: Kind
    cue: Span | None = None
    source: Span | None = None

    @property
    def start(self) -> int:
        """Offset of the first character of the content."""
        return self.pieces[0].start

    @property
    def end(self) -> int:
        """Offset after the last character of the content."""
        return self.pieces[-1].end


@dataclass(frozen=True, slots=True)
class Cue:
    """The reporting expression of a quote."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Speaker:
    """The source of a quote, resolved.

    Attributes
    ----------
    name : str
        The fullest form in the document; the mention itself where nothing fuller is known.
    mention : str
        The words in the text that point to the source.
    start, end : int
        Offsets of the mention.
    role : str or None
        What the text says the speaker is ("foreign minister").
    type : {"person", "organisation", "group", "role"}
        What kind of speaker it is.
    """

    name: str
    mention: str
    start: int
    end: int
    role: str | None
    type: SpeakerType


@dataclass(frozen=True, slots=True)
class Entity:
    """A named entity; `name` is its canonical form."""

    text: str
    label: str
    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class About:
    """Who should act, with which lever, towards whom; each None where nothing shows it."""

    actor: str | None
    lever: str | None
    target: str | None

    def renamed(self, new: Mapping[str, str]) -> About:
        """Return the same with actor and target under the names that `new` maps theirs to."""
        actor, target = (name and new.get(name, name) for name in (self.actor, self.target))
        return About(actor, self.lever, target)


@dataclass(frozen=True, slots=True)
class Quote:
    """One quote with its speaker and stance: a row of every table.

    Attributes
    ----------
    doc : str
        The document: a path, the row id of a table, or ``-`` for standard input.
    quote : int
        0-based index of the quote within its document.
    text : str
        The content; the pieces of an interrupted quote are joined by one space.
    start, end : int
        From the first piece's start to the last piece's end.
    spans : tuple of Offsets
        The pieces.
    kind : {"direct", "indirect", "mixed"}
        All of the content in quotation marks, none, or part of it.
    cue : Cue or None
        The reporting expression.
    speaker : Speaker or None
        None where the text names no source.
    entities : tuple of Entity
        The named entities inside the content.
    about : About or None
        The addressee, lever and target of the demand.
    stance : str
        The more probable of the two stances, always given.
    probability : float
        Calibrated probability of `stance`, 0.5 to 1.
    decided : bool
        False where the model abstains: `stance` is then a lean only.
    explanation : tuple of (str, float)
        The features that weighed most and their weights (positive speaks for `stance`);
        empty unless asked for.
    """

    doc: str
    quote: int
    text: str
    start: int
    end: int
    spans: tuple[Offsets, ...]
    kind: Kind
    cue: Cue | None
    speaker: Speaker | None
    entities: tuple[Entity, ...]
    about: About | None
    stance: str
    probability: float
    decided: bool
    explanation: tuple[tuple[str, float], ...] = field(default=(), compare=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain JSON types, keys in the documented order."""
        record = asdict(self)
        record["spans"] = [list(span) for span in self.spans]
        record["entities"] = [asdict(entity) for entity in self.entities]
        explanation = record.pop("explanation")
        if explanation:
            record["explanation"] = [list(pair) for pair in explanation]
        return record

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Quote:
        """Build a quote from what `to_dict` returned."""
        values = dict(record)
        cue, speaker, about = values["cue"], values["speaker"], values["about"]
        values["spans"] = tuple(Offsets(*span) for span in values["spans"])
        values["cue"] = None if cue is None else Cue(**cue)
        values["speaker"] = None if speaker is None else Speaker(**speaker)
        values["about"] = None if about is None else About(**about)
        values["entities"] = tuple(Entity(**entity) for entity in values["entities"])
        values["explanation"] = tuple(
            (name, weight) for name, weight in values.get("explanation", ())
        )
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Analysis:
    """One document and all that was found in it."""

    doc: str
    text: str
    metadata: Mapping[str, Any] = field(default_factory=dict)
    entities: tuple[Entity, ...] = ()
    quotes: tuple[Quote, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the analysis as plain JSON types, keys in the documented order."""
        return {
            "doc": self.doc,
            "text": self.text,
            "metadata": dict(self.metadata),
            "entities": [asdict(entity) for entity in self.entities],
            "quotes": [quote.to_dict() for quote in self.quotes],
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Analysis:
        """Build an analysis from what `to_dict` returned."""
        return cls(
            doc=str(record["doc"]),
            text=str(record["text"]),
            metadata=dict(record.get("metadata") or {}),
            entities=tuple(Entity(**entity) for entity in record.get("entities") or ()),
            quotes=tuple(Quote.from_dict(quote) for quote in record["quotes"]),
        )
