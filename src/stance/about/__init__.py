"""Who is meant in a quotation: who should act, with which lever, towards whom.

Read off the parse alone, and off the words that report: *urged the EU to keep sanctions on
Minsk* asks the EU. It does not matter which way the demand goes; that is the stance. Where
nothing shows an actor, a lever or a target it is None.
"""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Final

from stance.about.actions import Action, action_of, demands
from stance.about.levers import LeverMention, lever_mentions
from stance.about.phrases import Phrase, actor_phrase, nominal
from stance.about.targets import find_target, target_of_demand
from stance.about.words import Words
from stance.affiliations import affiliation
from stance.quotes.neighbourhood import can_speak
from stance.records import About
from stance.speakers.roles import person_noun
from stance.speakers.sources import entities_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc, Token

    from stance.records import Attribution, Speaker
    from stance.speakers.names import NameIndex

__all__ = ["find_abouts"]

WE: Final = frozenset(["we", "us", "ourselves"])
THEY: Final = frozenset(["it", "they", "them", "he", "him", "she", "her"])
PERSONS: Final = frozenset(["he", "him", "she", "her"])
NOBODY: Final = frozenset(
    "nobody everybody anybody somebody someone anyone everyone none one no-one all who whoever "
    "what that this these those there many some others i me people nothing".split()
)  # fmt: skip
AGAINST: Final = frozenset(["isolation", "prosecution", "recognition", "sanctions"])
"""Levers whose verbs have the target for object; what is *bought* or *swapped* is none."""
OWN: Final = frozenset(["my", "our", "her", "his", "their", "its"])
OFFICIAL: Final = frozenset(
    "minister president premier chancellor senator lawmaker mp deputy ambassador envoy spokesman "
    "spokeswoman spokesperson official diplomat government ministry commissioner secretary mep "
    "congressman congresswoman governor king queen prince parliamentarian legislator".split()
)  # fmt: skip
"""Roles in which *we* is one's country or body; a Kenyan teacher's is not."""


def find_abouts(
    doc: Doc,
    attributions: Sequence[Attribution],
    speakers: Sequence[Speaker | None],
    names: NameIndex,
) -> list[About | None]:
    """Return for each quotation who is asked to act, the lever, and the target.

    Parameters
    ----------
    doc : Doc
        Parsed; read, never written.
    attributions : sequence of Attribution
        Its quotations, sources attached.
    speakers : sequence of (Speaker or None)
        Who says each.
    names : NameIndex
        Of the same document.

    Returns
    -------
    list of (About or None)
        One per quotation; None where all three are unknown.
    """
    if not attributions:
        return []
    words = Words(doc)
    return [
        _about(_Quotation(words, attribution, speaker, names))
        for attribution, speaker in zip(attributions, speakers, strict=True)
    ]


class _Quotation:
    """A quotation's tokens, and who its pronouns may point to."""

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
            return self._they(head)
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
        if not OFFICIAL & {word.strip(",.") for word in words}:
            return None
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

    def _they(self, pronoun: Token) -> str | None:
        """Resolve a pronoun: to whom the quotation names before it, or to who reports."""
        for token in reversed(self.named):
            if token.i < pronoun.i and token.ent_type_ in {"GPE", "ORG", "PERSON"}:
                if (token.ent_type_ == "PERSON") == (pronoun.lower_ in PERSONS):
                    if token.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj"}:
                        return actor_phrase(token, self.names).name
        if self.attribution.kind == "direct":
            return None
        if (told := self._cue_object()) is not None:
            return actor_phrase(told, self.names).name
        speaker = self.speaker
        if speaker is None:
            return None
        person = speaker.type in {"person", "role"}
        if (person and pronoun.lower_ in PERSONS) or (
            not person and pronoun.lower_ not in PERSONS
        ):
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


def _about(quotation: _Quotation) -> About | None:
    mentions = quotation.levers()
    if not all(mention.weak for mention in mentions):
        mentions = [mention for mention in mentions if not mention.weak]
    actions = [action_of(mention.token, quotation.inside) for mention in mentions]
    chosen = _chosen(mentions, actions)
    if chosen is not None:
        lever, action = mentions[chosen], actions[chosen]
    elif (demand := next(quotation.demands(), None)) is not None:
        lever, action = None, demand
    else:
        return None
    actor, head = _actor(quotation, action, lever)
    if actor is None and lever is not None:
        for other in quotation.demands():
            if (actor := _actor(quotation, other, None)[0]) is not None:
                head = other.actor
                break

    acting = set() if head is None else {head.i, *(token.i for token in head.conjuncts)}
    levers = {mention.token.i for mention in mentions}

    def allowed(token: Token, phrase: Phrase) -> bool:
        names_lever = token.i in levers and (not phrase.sure or token.pos_ == "PROPN")
        return token.i not in acting and not names_lever and phrase.name != actor

    names, tokens = quotation.names, quotation.named
    if lever is None:
        target = target_of_demand(action, names, tokens=tokens, allowed=allowed)
    else:
        target = find_target(
            lever.token,
            action,
            names,
            tokens=tokens,
            allowed=allowed,
            things=lever.lever in AGAINST and not lever.weak,
        )
    if actor is None and lever is None and target is None:
        return None
    return About(actor, lever and lever.lever, target)


def _chosen(mentions: Sequence[LeverMention], actions: Sequence[Action]) -> int | None:
    """Return which lever counts: one that is asked for before one told of, then the first."""
    ranks = [
        (_acts(mention.token), not action.wanted, index)
        for index, (mention, action) in enumerate(zip(mentions, actions, strict=True))
    ]
    return min(ranks)[-1] if ranks else None


def _acts(token: Token) -> bool:
    """Whether words for a lever are rather somebody who acts: the *court* must..."""
    return token.dep_ == "nsubj" and can_speak(token)


def _actor(
    quotation: _Quotation, action: Action, lever: LeverMention | None
) -> tuple[str | None, Token | None]:
    """Return who acts and the head of the words that say so."""
    if action.actor is not None:
        return quotation.who(action.actor, action), action.actor
    if action.imperative:
        return quotation.addressee(action), None
    if lever is not None and lever.token.pos_ in {"NOUN", "PROPN"}:
        token = lever.token
        while token.pos_ in {"NOUN", "PROPN", "ADP"}:
            owner = next((c for c in token.lefts if c.dep_ in {"poss", "compound"}), None)
            if owner is not None and owner.ent_type_ in {"GPE", "ORG"} and _has_target(token):
                return quotation.who(owner, action), owner
            if token.head.i not in action.path or token.head == token:
                break
            token = token.head
    return None, None


def _has_target(noun: Token) -> bool:
    """Whether a noun says by a preposition whom it is turned on, so that its owner is another."""
    return any(
        c.dep_ == "prep" and c.lower_ in {"on", "upon", "against", "with", "to", "from"}
        for c in noun.children
    )


def _can_act(head: Token, action: Action) -> bool:
    """Whether any noun may be an actor: *brands* should..., ask the *sheikh* to..."""
    return action.wanted and (head.tag_ == "NNS" or head.dep_ in {"dobj", "dative", "pobj"})
