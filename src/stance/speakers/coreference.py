"""Pronouns and roles resolved to the person last meant, on evidence only.

Gender comes from titles, kinship and role nouns and from pronouns resolved before, never from
first names. Where nothing fits, nothing is guessed.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from stance.lexicons import lexicon
from stance.quotes import Claimed
from stance.speakers.names import capitalised_name, introduced_name, whole_name
from stance.speakers.roles import gender_of, person_noun, role_of
from stance.speakers.sources import noun_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc, Span, Token

    from stance.records import Offsets
    from stance.speakers.names import NameIndex

__all__ = ["Referent", "Referents", "is_body", "plain"]

GENDER: Final = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f"}
NO_MARKS: Final = dict.fromkeys(map(ord, '"“”„«»'))
REACH: Final = 6
"""Sentences back that a pronoun may reach."""


@dataclass(slots=True)
class Referent:
    """Somebody or something that mentions point to."""

    name: str
    type: str
    gender: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class _Mention:
    """One naming of a referent; `sure` unless only its capitals say that it is a person."""

    referent: Referent
    token: int
    sentence: int
    subject: bool
    quoted: bool
    sure: bool = True


class Referents:
    """The people and bodies that a document has named so far, by position.

    Parameters
    ----------
    doc : Doc
        With entities and a parse; read, never written.
    names : NameIndex
        Of the same document.
    quoted : sequence of Offsets
        Stretches of direct speech; who is named there is no antecedent.
    """

    def __init__(self, doc: Doc, names: NameIndex, quoted: Sequence[Offsets]) -> None:
        self._doc = doc
        self._sentence = _sentence_numbers(doc)
        self.by_name: dict[str, Referent] = {}
        self._people: list[_Mention] = []
        self._bodies: list[_Mention] = []
        self._roles: dict[str, Referent] = {}
        speech = Claimed(quoted)
        for ent in doc.ents:
            if ent.label_ not in {"PERSON", "ORG", "GPE"}:
                continue
            person = names.person(whole_name(ent))
            is_person = ent.label_ == "PERSON" or person is not None
            name = person if is_person and person else names.canonical(ent.text, ent.label_)
            referent = self.by_name.setdefault(
                name, Referent(name, "person" if is_person else "organisation")
            )
            mention = _Mention(
                referent,
                ent.root.i,
                self._sentence[ent.start],
                _is_subject(ent.root),
                speech.holds(ent.start_char),
            )
            if is_person:
                referent.gender = referent.gender or gender_of(ent)
                self.learn_role(referent, role_of(ent))
                self._people.append(mention)
            else:
                self._bodies.append(mention)
        for token in doc:
            if (full := _unlabelled_name(token, names)) is not None:
                name = names.person(full) or full
                referent = self.by_name.get(name) or Referent(name, "person")
                phrase = noun_phrase(token)
                self.learn_role(referent, role_of(phrase))
                referent.gender = referent.gender or gender_of(phrase)
                self._people.append(
                    _Mention(
                        referent,
                        token.i,
                        self._sentence[token.i],
                        subject=True,
                        quoted=speech.holds(token.idx),
                        sure=False,
                    )
                )
            if (
                token.dep_ in {"nsubj", "nsubjpass"}
                and token.tag_ == "NN"
                and person_noun(token) is not None
                and not token.ent_type_
            ):
                phrase = noun_phrase(token)
                name = plain(phrase)
                self._people.append(
                    _Mention(
                        self.role(name) or Referent(name, "role", gender_of(phrase), name),
                        token.i,
                        self._sentence[token.i],
                        subject=True,
                        quoted=speech.holds(token.idx),
                    )
                )

        self._people.sort(key=_position)

    def learn_role(self, referent: Referent, role: str | None) -> None:
        """Record what somebody is, so that *the minister* can point to them later."""
        if role and (referent.role is None or len(role) > len(referent.role)):
            referent.role = role
            self._roles.setdefault(_role_key(role), referent)

    def note(self, token: int, referent: Referent) -> None:
        """Record that a source mention at `token` points to a referent, as a subject."""
        mention = _Mention(referent, token, self._sentence[token], subject=True, quoted=False)
        target = self._people if referent.type in {"person", "role"} else self._bodies
        insort(target, mention, key=_position)

    def pronoun(self, pronoun: Span) -> Referent | None:
        """Resolve *he, she, it, they* to the referent last meant, or None."""
        lower = pronoun[0].lower_
        if lower in GENDER:
            return self._person(pronoun[0].i, GENDER[lower])
        if lower in {"it", "its"}:
            return self._last(self._bodies, pronoun[0].i, {"organisation"})
        if lower in {"they", "their"}:
            return self._last(self._bodies, pronoun[0].i, {"group", "organisation"})
        return None

    def role(self, phrase: str) -> Referent | None:
        """Resolve *the foreign minister* to the person introduced with that role, or None."""
        return self._roles.get(_role_key(phrase))

    def _person(self, position: int, gender: str) -> Referent | None:
        here = self._sentence[position]
        best: _Mention | None = None
        best_score = 0.0
        for mention in _backwards(self._people, position):
            distance = here - mention.sentence
            if distance > REACH:
                break
            if mention.quoted or mention.referent.gender not in {None, gender}:
                continue  # who is only talked about inside a quotation is not who speaks
            score = 10.0 - 2 * distance + 1.5 * mention.subject
            score -= 0 if mention.sure else 1.5
            score += 1.0 * (mention.referent.gender == gender) + mention.token / len(self._doc)
            if best is None or score > best_score:
                best, best_score = mention, score
        if best is None:
            return None
        best.referent.gender = gender
        return best.referent

    def _last(self, mentions: list[_Mention], position: int, types: set[str]) -> Referent | None:
        here = self._sentence[position]
        for mention in _backwards(mentions, position):
            if here - mention.sentence > 2:
                break
            if mention.referent.type in types and mention.subject:
                return mention.referent
        return None


def _position(mention: _Mention) -> int:
    return mention.token


def _backwards(mentions: list[_Mention], position: int) -> Iterator[_Mention]:
    """Yield the mentions before a token, the nearest first."""
    for index in range(bisect_left(mentions, position, key=_position) - 1, -1, -1):
        yield mentions[index]


def _unlabelled_name(token: Token, names: NameIndex) -> str | None:
    """Return the name of a subject, or of somebody introduced, that spaCy took for no person.

    Unusual names are often labelled as bodies or not at all; as the antecedent of *she* they
    are still better than somebody farther away.
    """
    if token.ent_type_ == "PERSON" or token.tag_ not in {"NNP", "NNPS"}:
        return None
    if token.dep_ in {"nsubj", "nsubjpass"}:
        place = token.ent_type_ in {"GPE", "NORP", "LOC", "DATE"}
        return names.person(token.text) or (None if place else capitalised_name(token))
    return introduced_name(token)


def _is_subject(head: Token) -> bool:
    """Whether a name is a sentence's subject or stands in apposition to it."""
    if head.dep_ == "appos":
        head = head.head
    return head.dep_ in {"nsubj", "nsubjpass"}


def _role_key(role: str) -> str:
    """Reduce a role to its noun with what stands before it: *foreign minister*."""
    words = role.lower().split()
    for index, word in enumerate(words):
        if word in {"of", "for", "at", "from", "in"}:
            words = words[:index]
            break
    return " ".join(words[-2:]) if len(words) > 1 else " ".join(words)


def _sentence_numbers(doc: Doc) -> list[int]:
    numbers = [0] * len(doc)
    current = -1
    for token in doc:
        if token.is_sent_start or current < 0:
            current += 1
        numbers[token.i] = current
    return numbers


def plain(phrase: Span) -> str:
    """Return a phrase without its article, white space single."""
    words = phrase.text.translate(NO_MARKS).split()
    if len(words) > 1 and words[0].lower() in {"a", "an", "the"}:
        words = words[1:]
    return " ".join(words)


def is_body(span: Span) -> bool:
    """Whether a mention names a body: a ministry, a party, a newspaper, a country."""
    head = span.root
    return head.ent_type_ in {"ORG", "GPE", "LOC", "FAC"} or (
        head.lemma_.lower() in lexicon("body_nouns") and person_noun(head) is None
    )
