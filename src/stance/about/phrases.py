"""What a noun phrase of a demand is called: an entity's canonical name, or its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from spacy.tokens import Span

from stance.lexicons import lexicon
from stance.speakers.names import trim_name, whole_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from stance.speakers.names import NameIndex

__all__ = [
    "PLACES",
    "Phrase",
    "actor_phrase",
    "is_regime",
    "nominal",
    "objects_of",
    "regime_words",
    "target_phrase",
]

PLACES: Final = frozenset(["GPE", "NORP", "ORG", "LOC", "PERSON"])
"""Labels of entities that act or are acted on."""
NAMED: Final = frozenset(["PERSON", "ORG", "GPE", "NORP", "LOC", "FAC", "PRODUCT", "EVENT"])
UNNAMED: Final = frozenset(
    "DATE TIME PERCENT MONEY QUANTITY ORDINAL CARDINAL LANGUAGE".split()  # noqa: SIM905
)
NOMINAL: Final = frozenset(["NOUN", "PROPN", "PRON"])
PREMODIFIERS: Final = frozenset(["compound", "amod", "nmod", "nummod", "poss", "advmod"])
BELONGING: Final = frozenset(["of", "in", "from", "at"])
HONORIFICS: Final = frozenset(["dear", "madam", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "sir"])
CAPITALS: Final = frozenset(["brasilia", "niamey", "tunis"])
"""Capitals that begin as their country does; they keep their names, as the others do."""
PEOPLES: Final = frozenset({
    "american", "americans", "british", "briton", "britons", "burmese", "congolese", "dane",
    "danes", "danish", "dutch", "emirati", "filipino", "ivorian", "macedonian", "malagasy",
    "salvadoran", "swazi",
})  # fmt: skip
"""Words for peoples that do not begin as their country does."""
MAX_DEPTH: Final = 4
"""Phrases inside phrases that are gone into: *sons* of *generals* of *Naypyidaw*."""


class Phrase(NamedTuple):
    """A noun phrase; `sure` if it is a name or a word for a regime, not just any noun."""

    name: str
    sure: bool


def nominal(token: Token) -> bool:
    """Whether a token heads a noun phrase that may name somebody."""
    return token.pos_ in NOMINAL and token.ent_type_ not in UNNAMED


def is_regime(token: Token) -> bool:
    """Whether a common noun calls somebody a regime or part of one: *junta*, *colonels*."""
    return (
        token.pos_ in {"NOUN", "PROPN"}
        and lexicon("regime_nouns").get(token.lemma_.lower()) == "regime"
    )


def regime_words() -> frozenset[str]:
    """Return the nouns that call somebody a regime or part of one."""
    return frozenset(n for n, kind in lexicon("regime_nouns").items() if kind == "regime")


def objects_of(preposition: Token) -> Iterator[Token]:
    """Yield the heads of the phrases that a preposition governs."""
    return (child for child in preposition.children if child.dep_ in {"pobj", "pcomp"})


def actor_phrase(head: Token, names: NameIndex) -> Phrase:
    """Return who acts: a name, or the words of the phrase without article and possessive.

    *Of* and *in* stay, since they tell one parliament from another: *banks in Dubai*.
    """
    first = _actor(head, names)
    others = [t for t in head.conjuncts if t.i > head.i and nominal(t) and t.pos_ != "PRON"]
    return _joined([first, *(_actor(other, names) for other in others)])


def target_phrase(head: Token, names: NameIndex) -> Phrase:
    """Return what somebody acts on: the country or body that a phrase is about.

    *Belarusian banks*, *the regime in Minsk*, *sons of the generals*: what they belong to.
    """
    others = [t for t in head.conjuncts if t.i > head.i and t.pos_ == "PROPN" and t.ent_type_]
    first = _target(head, names, 0)
    if not first.sure or head.pos_ != "PROPN":
        return first
    return _joined([first, *(_target(other, names, 0) for other in others)])


def _joined(phrases: list[Phrase]) -> Phrase:
    words = list(dict.fromkeys(phrase.name for phrase in phrases))
    if len(words) > 2:
        words = [", ".join(words[:-1]), words[-1]]
    return Phrase(" and ".join(words), phrases[0].sure)


def _actor(head: Token, names: NameIndex) -> Phrase:
    ent = _entity(head)
    if ent is not None and ent.label_ in NAMED:
        return Phrase(_name(ent, names), sure=True)
    end = head.i + 1
    for child in head.rights:
        if child.dep_ == "prep" and child.i == end and child.lower_ in {"of", "in"}:
            inner = next((t for t in objects_of(child) if t.pos_ in {"NOUN", "PROPN"}), None)
            if inner is not None and (child.lower_ == "of" or inner.ent_type_ in NAMED):
                end = inner.i + 1
    return Phrase(_words(head, end), sure=head.pos_ == "PROPN" or is_regime(head))


def _target(head: Token, names: NameIndex, depth: int) -> Phrase:
    ent = _entity(head)
    if ent is not None and ent.label_ in NAMED:
        return Phrase(_name(ent, names), sure=True)
    if lexicon("regime_nouns").get(head.lemma_.lower()) != "other" and depth < MAX_DEPTH:
        for child in head.children:
            if (
                child.dep_ in {"amod", "compound", "nmod", "poss"}
                and (owner := _place(child, names)) is not None
            ):
                return Phrase(owner, sure=True)
        for child in head.rights:
            if child.dep_ == "prep" and child.lower_ in BELONGING:
                for inner in objects_of(child):
                    if nominal(inner) and (found := _target(inner, names, depth + 1)).sure:
                        return found
    if head.pos_ == "PROPN" and not head.is_sent_start:
        return Phrase(names.canonical(_words(head, head.i + 1), "ORG"), sure=True)
    return Phrase(_words(head, head.i + 1), sure=is_regime(head))


def _place(token: Token, names: NameIndex) -> str | None:
    """Return the country or place that a word before a noun names: *Turkmen* cotton."""
    ent = _entity(token)
    if ent is not None and ent.label_ in {"NORP", "GPE", "LOC"}:
        return _name(ent, names)
    if token.dep_ in {"compound", "poss"} and ent is not None and ent.label_ in {"ORG", "PERSON"}:
        return _name(ent, names)
    return _country(token.text) if token.text[:1].isupper() else None


def _name(ent: Span, names: NameIndex) -> str:
    """Return an entity's canonical name, for a people its country where that is known."""
    words = whole_name(ent) if ent.label_ == "PERSON" else ent.text
    name = names.canonical(words, ent.label_)
    is_place = ent.label_ in {"GPE", "LOC"} and ent.root.tag_ in {"NNP", "NN"}
    return name if is_place else _country(name) or name


def _country(word: str) -> str | None:
    """Return the country of a people or of an adjective, None for a capital or other words."""
    country = lexicon("country_words").get(word.lower())
    folded = word.lower()
    if country and folded not in CAPITALS and (word[:2] == country[:2] or folded in PEOPLES):
        return country
    return None


def _entity(token: Token) -> Span | None:
    """Return the entity that a token belongs to; `Doc.ents` would be gone through for each."""
    if not token.ent_type_ or token.ent_type_ in UNNAMED:
        return None
    doc, start, end = token.doc, token.i, token.i + 1
    while start > 0 and doc[start].ent_iob_ == "I":
        start -= 1
    while end < len(doc) and doc[end].ent_iob_ == "I":
        end += 1
    if start < token.i and doc[start].is_sent_start and doc[start].lower_.endswith("ing"):
        start += 1  # *Isolating* Hanoi
    return Span(doc, start, end, label=token.ent_type_)


def _words(head: Token, end: int) -> str:
    """Return a phrase from its first premodifier on, without article, possessive and marks."""
    doc, start = head.doc, head.i
    for child in sorted(head.lefts, key=lambda t: -t.i):
        if child.dep_ not in PREMODIFIERS or child.tag_ in {"PRP$", "WP$", "RB"}:
            break
        if head.pos_ == "PROPN" and child.text.islower() and child.tag_ == "VBG":
            break  # *rewarding* Minsk
        start = child.left_edge.i
    while start < head.i and (
        doc[start].pos_ in {"DET", "PUNCT", "PRON"}
        or doc[start].is_space
        or doc[start].lower_ in HONORIFICS
    ):
        start += 1
    while head.pos_ == "PROPN" and start < end - 1 and doc[end - 1].text.islower():
        end -= 1  # *the sanctions on [Minsk pointless]*
    words = doc[start:end].text
    return " ".join(trim_name(words, titles=False).split()) or head.text
