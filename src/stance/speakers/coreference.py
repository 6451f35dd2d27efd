"""Pronouns and roles resolved to the person last meant, on evidence only.

Gender comes from titles, kinship and role nouns and from pronouns resolved before, never from
first names. Where nothing fits, nothing is guessed.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate, islice, takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

from stance.lexicons import lexicon
from stance.quotes import Claimed
from stance.quotes.columns import sentence_starts, strings
from stance.speakers.names import body_words, capitalised_name, introduced_name, whole_name
from stance.speakers.roles import gender_of, person_noun, role_of
from stance.speakers.sources import noun_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc, Span, Token

    from stance.records import Offsets
    from stance.speakers.names import NameIndex

__all__ = ["Referent", "Referents", "describe", "is_body", "learn_role", "plain", "role_referent"]

GENDER: Final = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f"}
NO_MARKS: Final = dict.fromkeys(map(ord, '"“”„«»'))
NAMING: Final = frozenset(["NN", "NNP", "NNPS"])
"""Tags of words that may name somebody."""
REACH: Final = 6
"""Sentences back that a pronoun may reach."""
HORIZON: Final = 300
"""Mentions back that *the minister* may reach."""
LITTLE_WORDS: Final = frozenset("a an the this that his her its their our my".split())  # noqa: SIM905
PREPOSITIONS: Final = frozenset("of for at from in on to with by who".split())  # noqa: SIM905
PLURAL_PEOPLES: Final = ("sh", "ch", "ese", "ss")
"""Endings of words that name a people rather than one of it: *the Dutch*, *the Swiss*."""


@dataclass(slots=True)
class Referent:
    """Somebody or something that mentions point to."""

    name: str
    type: str
    gender: str | None = None
    role: str | None = None
    descriptions: list[Description] = field(default_factory=list)


class Description(NamedTuple):
    """A noun that a referent goes by, with the words around it."""

    noun: str
    words: frozenset[str]


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
        self._last_source: Referent | None = None
        speech = Claimed(quoted)
        for ent in doc.ents:
            if ent.label_ not in {"PERSON", "ORG", "GPE"}:
                continue
            person = names.person(whole_name(ent))
            is_person = person is not None or (ent.label_ == "PERSON" and not any(body_words(ent)))
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
                referent.type = "person"
                phrase = noun_phrase(ent.root)
                referent.gender = referent.gender or gender_of(ent)
                learn_role(referent, role_of(phrase))
                self._people.append(mention)
            else:
                if ent.label_ == "ORG":
                    describe(referent, referent.name)
                for noun in body_words(ent):
                    describe(
                        referent, plain(noun_phrase(noun)) if noun.dep_ == "appos" else noun.text
                    )
                self._bodies.append(mention)
        nouns: list[Token] = []
        for index, tag in enumerate(strings(doc, "TAG")):
            if tag not in NAMING:
                continue
            token = doc[index]
            if (full := _unlabelled_name(token, names)) is not None:
                name = names.person(full) or full
                referent = self.by_name.get(name) or Referent(name, "person")
                phrase = noun_phrase(token)
                learn_role(referent, role_of(phrase))
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
                nouns.append(token)
        self._people.sort(key=_position)
        for token in nouns:
            phrase = noun_phrase(token)
            insort(
                self._people,
                _Mention(
                    self.role(phrase) or role_referent(plain(phrase), gender_of(phrase)),
                    token.i,
                    self._sentence[token.i],
                    subject=True,
                    quoted=speech.holds(token.idx),
                ),
                key=_position,
            )

    def note(self, token: int, referent: Referent) -> None:
        """Record that a source mention at `token` points to a referent, as a subject."""
        mention = _Mention(referent, token, self._sentence[token], subject=True, quoted=False)
        target = self._people if referent.type in {"person", "role"} else self._bodies
        insort(target, mention, key=_position)
        self._last_source = referent

    def pronoun(self, pronoun: Span) -> Referent | None:
        """Resolve *he, she, it, they* to the referent last meant, or None."""
        lower = pronoun[0].lower_
        if lower in GENDER:
            other = self._last_source if _hits_back(pronoun[0]) else None
            return self._person(pronoun[0].i, GENDER[lower], other)
        if lower in {"it", "its"}:
            return self._last(self._bodies, pronoun[0].i, {"organisation"})
        if lower in {"they", "their"}:
            return self._last(self._bodies, pronoun[0].i, {"group", "organisation"})
        return None

    def role(self, phrase: Span) -> Referent | None:
        """Resolve *the foreign minister* to whoever was last said to be that, or None.

        All words of the phrase must be known of the person: *the minister* may be a foreign
        minister, but *the foreign minister* no minister of finance.
        """
        found = self._described(self._people, phrase)
        if found is None and (found := self._variation(phrase)) is not None:
            learn_role(found, role_of(phrase) if found.role is None else None)
        return found

    def body(self, phrase: Span) -> Referent | None:
        """Resolve *the company*, *the commission* to the body last said to be one, or None."""
        root = phrase.root
        if root.text != root.lower_ or root.i == phrase.start or phrase[0].lower_ != "the":
            return None
        return self._described(self._bodies, phrase)

    def interviewee(self, position: int) -> Referent | None:
        """Return the person whom the narration before an answer is about first, or None."""
        before = islice(
            self._people, min(HORIZON, bisect_left(self._people, position, key=_position))
        )
        told = [m for m in before if m.sure and not m.quoted and m.referent.type == "person"]
        subject = next((m.referent for m in told if m.subject), None)
        only = told[0].referent if len({m.referent.name for m in told}) == 1 else None
        return subject or only

    def _described(self, mentions: list[_Mention], phrase: Span) -> Referent | None:
        wanted = _description(plain(phrase))
        position = phrase.root.i
        kind: Referent | None = None
        for mention in islice(_backwards(mentions, position), HORIZON):
            if mention.quoted:
                continue
            for noun, words in mention.referent.descriptions:
                rest = wanted.words - {wanted.noun}
                if not rest <= words:
                    continue
                if noun == wanted.noun:
                    return mention.referent
                if kind is None and wanted.noun in lexicon("noun_kinds").get(noun, "").split():
                    kind = mention.referent
        return kind

    def _variation(self, phrase: Span) -> Referent | None:
        """Resolve another way to call the person just named: *the Austrian*, *the 41-year-old*.

        Only words that need somebody to point to are taken, and only the subject of this or
        the last two sentences, unless more specific a role is known that speaks against it.
        """
        root = phrase.root
        if phrase[0].lower_ != "the" or root.tag_ in {"NNS", "NNPS"}:
            return None
        words = phrase.text.lower()
        aged = "year-old" in words
        people = root.text[0].isupper() and root.ent_type_ == "NORP"
        if people and (root.lower_.endswith(PLURAL_PEOPLES) or len(phrase) != 2):
            return None
        if not (aged or people or root.lemma_.lower() in _kinds()):
            return None
        here = self._sentence[root.i]
        for mention in islice(_backwards(self._people, root.i), HORIZON):
            if here - mention.sentence > 2:
                break
            if not mention.subject or mention.quoted or mention.referent.type != "person":
                continue
            if aged or people:
                return mention.referent
            known = [d.noun for d in mention.referent.descriptions]
            if not any(lexicon("noun_kinds").get(other) for other in known):
                return mention.referent
            break
        return None

    def _person(self, position: int, gender: str, other: Referent | None = None) -> Referent | None:
        here = self._sentence[position]
        best: _Mention | None = None
        best_score = 0.0
        for mention in _backwards(self._people, position):
            distance = here - mention.sentence
            if distance > REACH:
                break
            if mention.quoted or mention.referent.gender not in {None, gender}:
                continue  # who is only talked about inside a quotation is not who speaks
            if mention.referent is other:
                continue
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


def learn_role(referent: Referent, role: str | None) -> None:
    """Record what somebody is, so that *the minister* can point to them later."""
    if role:
        describe(referent, role)
        if referent.role is None or len(role) > len(referent.role):
            referent.role = role


def role_referent(name: str, gender: str | None = None) -> Referent:
    """Return somebody known by a role alone."""
    referent = Referent(name, "role", gender, name)
    describe(referent, name)
    return referent


def describe(referent: Referent, words: str) -> None:
    """Record a noun phrase, or several joined by *and*, as what a referent can be called."""
    for part in words.split(" and "):
        description = _description(part)
        if description.noun and description not in referent.descriptions:
            referent.descriptions.append(description)


def _description(phrase: str) -> Description:
    """Take a phrase apart: its noun stands before the first preposition."""
    words = [word for word in phrase.lower().split() if word not in LITTLE_WORDS]
    nouns = list(takewhile(lambda word: word not in PREPOSITIONS, words))
    return Description(nouns[-1] if nouns else "", frozenset(words))


@cache
def _kinds() -> frozenset[str]:
    """Return the nouns that are less specific names for others: *diplomat*, *lawmaker*."""
    return frozenset(kind for row in lexicon("noun_kinds").values() for kind in row.split())


def _hits_back(pronoun: Token) -> bool:
    """Whether a pronoun's verb answers somebody else: *she shot back*."""
    verb = pronoun.head
    return verb.lemma_.lower() in {"retort", "counter"} or any(
        child.lower_ == "back" for child in verb.children
    )


def _sentence_numbers(doc: Doc) -> list[int]:
    first, *starts = sentence_starts(doc) or [True]
    del first  # whatever the parser says of it
    return [0, *accumulate(starts)][: len(doc)]


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
