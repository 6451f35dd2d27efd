"""A quotation: its words that may matter, and who its subjects and pronouns are."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Final

from stance.about.actions import Action, demands
from stance.about.levers import LeverMention, lever_mentions
from stance.about.phrases import actor_phrase, nominal
from stance.affiliations import affiliation, is_pronoun
from stance.lexicons import lexicon
from stance.quotes.neighbourhood import can_speak
from stance.speakers.roles import person_noun
from stance.speakers.sources import entities_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from stance.about.words import Words
    from stance.records import Attribution, Speaker
    from stance.speakers.names import NameIndex

__all__ = ["Quotation"]

WE: Final = frozenset(["we", "us", "ourselves"])
THEY: Final = frozenset(["it", "they", "them", "he", "him", "she", "her"])
PERSONS: Final = frozenset(["he", "him", "she", "her"])
NOBODY: Final = frozenset({
    "all", "anybody", "anyone", "everybody", "everyone", "i", "many", "me", "no-one", "nobody",
    "none", "nothing", "one", "others", "people", "some", "somebody", "someone", "that", "there",
    "these", "this", "those", "what", "who", "whoever",
})  # fmt: skip
OWN: Final = frozenset(["my", "our", "her", "his", "their", "its"])


class Quotation:
    """A quotation within its document.

    Parameters
    ----------
    words : Words
        Of the document.
    attribution : Attribution
        With its source.
    speaker : Speaker or None
        Who says it.
    names : NameIndex
        Of the document.
    """

    def __init__(
        self,
        words: Words,
        attribution: Attribution,
        speaker: Speaker | None,
        names: NameIndex,
    ) -> None:
        self._words = words
        self._ranges = words.inside(attribution.pieces)
        self.inside = frozenset(chain.from_iterable(self._ranges))
        self.attribution = attribution
        self.speaker = speaker
        self.names = names

    @cached_property
    def named(self) -> list[Token]:
        """The words of its names, and its nouns for regimes."""
        return self._words.names(self._ranges)

    def levers(self) -> list[LeverMention]:
        """Return the levers that it names."""
        return lever_mentions(self._words.levers(self._ranges))

    def demands(self) -> Iterator[Action]:
        """Yield what it asks for, lever or not."""
        return demands(self._words.verbs(self._ranges), self.inside)

    def who(self, head: Token, action: Action) -> str | None:
        """Return what an actor is called, None for somebody unknown."""
        lower = head.lower_
        own = next((c.lower_ for c in head.lefts if c.dep_ == "poss"), None)
        if lower in WE or (own in OWN and lower in {"country", "nation"}):
            return self._own_side()
        if lower in THEY:
            return self._they(head, action)
        if lower == "you":
            return self.addressee(action)
        if lower in NOBODY or not nominal(head):
            return None
        phrase = actor_phrase(head, self.names)
        if not (phrase.sure or can_speak(head) or _can_act(head, action)):
            return None
        return phrase.name

    def addressee(self, action: Action) -> str | None:
        """Return whom a demand without a subject is made to: *Germany, stop buying gas*."""
        head = self._vocative(action) or self._cue_object()
        return None if head is None else actor_phrase(head, self.names).name

    def _own_side(self) -> str | None:
        speaker = self.speaker
        if speaker is None:
            return None
        if speaker.type == "organisation" and not self._is_person():
            return speaker.name
        words = f"{speaker.role or ''} {speaker.mention} {speaker.name}".lower().split()
        if not any(word.strip(",.") in lexicon("officials") for word in words):
            return None  # *we* of a Kenyan teacher is not Kenya
        source = self.attribution.source
        bodies = () if source is None else entities_in(source.sent, {"ORG"})
        named = {body.text: self.names.canonical(body.text, "ORG") for body in bodies}
        place = affiliation(speaker, named)
        return place.organisation or place.country

    def _is_person(self) -> bool:
        """Whether the words around a source call it a person: *fisherman* Yoon; Choi, a *baker*."""
        source = self.attribution.source
        if source is None:
            return False
        beside = [*source, *(c for c in source.root.children if c.dep_ == "appos")]
        return any(person_noun(token) is not None for token in beside)

    def _they(self, pronoun: Token, action: Action) -> str | None:
        """Resolve a pronoun: to whom the quotation names before it, or to who reports."""
        for token in reversed(self.named):
            if (
                token.i < pronoun.i
                and token.ent_type_ in {"GPE", "ORG", "PERSON"}
                and (token.ent_type_ == "PERSON") == (pronoun.lower_ in PERSONS)
                and token.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj"}
            ):
                return actor_phrase(token, self.names).name
        if self.attribution.kind == "direct":
            return None
        told = self._cue_object()
        if told is not None and told.pos_ == "PROPN" and pronoun.lower_ not in PERSONS:
            return actor_phrase(told, self.names).name
        speaker = self.speaker
        if speaker is None or is_pronoun(speaker.name):
            return None
        if not (action.wanted or action.announced):
            return None
        person = speaker.type in {"person", "role"}
        if (person and pronoun.lower_ in PERSONS) or (not person and pronoun.lower_ not in PERSONS):
            return speaker.name
        return None

    def _cue_object(self) -> Token | None:
        """Return whom the cue's verb is said to: *told Ottawa that...*."""
        cue = self.attribution.cue
        if cue is None or cue[0].pos_ != "VERB":
            return None
        for child in cue[0].children:
            heads = [child] if child.dep_ in {"dobj", "dative"} else []
            if child.dep_ in {"prep", "dative"} and child.lower_ == "to":
                heads = list(child.children)
            for head in heads:
                if head.i not in self.inside and head.pos_ in {"NOUN", "PROPN"}:
                    return head if can_speak(head) else None
        return None

    def _vocative(self, action: Action) -> Token | None:
        """Return a name set off by commas at the start or end of the demand's sentence."""
        if not action.verbs:
            return None
        sentence = [t for t in action.verbs[-1].sent if t.i in self.inside and not t.is_space]
        while sentence and (sentence[0].is_punct or sentence[0].lower_ == "dear"):
            sentence.pop(0)
        while sentence and sentence[-1].is_punct:
            sentence.pop()
        commas = [index for index, token in enumerate(sentence) if token.text == ","]
        if not commas:
            return None
        for words in (sentence[: commas[0]], sentence[commas[-1] + 1 :]):
            named = [t for t in words if t.lower_ not in {"the", "of"}]
            if 0 < len(named) <= 4 and all(t.pos_ == "PROPN" for t in named):
                return named[-1]
        return None


def _can_act(head: Token, action: Action) -> bool:
    """Whether any noun may be an actor: *brands* should..., ask the *sheikh* to..."""
    return action.wanted and (head.tag_ == "NNS" or head.dep_ in {"dobj", "dative", "pobj"})
