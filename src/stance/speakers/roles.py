"""What the text says a person is: *foreign minister*, *a former diplomat*, *head of X*."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stance.lexicons import lexicon
from stance.speakers.sources import noun_phrase

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

__all__ = ["gender_of", "person_noun", "role_of"]

ARTICLES: Final = frozenset(
    "a an the its his her their our my this that these those some".split()  # noqa: SIM905
)


def role_of(mention: Span) -> str | None:
    """Return the role that a mention's own words or apposition give, without its article."""
    head = mention.root
    for token in (head, *head.children):
        if token.dep_ == "appos" and person_noun(token) is not None and token.i != head.i:
            return _without_article(noun_phrase(token))
        if token.dep_ == "compound" and person_noun(token) is not None and head.pos_ == "PROPN":
            return _prefix(mention, token)
    if head.dep_ == "appos" and head.ent_type_ == "PERSON" and person_noun(head.head) is not None:
        return _without_article(noun_phrase(head.head))
    if head.pos_ == "PROPN":
        return _prefix(mention, None)
    if person_noun(head) is not None:
        return _without_article(mention)
    return None


def person_noun(token: Token) -> str | None:
    """Return the lemma of a noun that names a kind of person, or None."""
    lemma = token.lemma_.lower()
    return lemma if token.pos_ in {"NOUN", "PROPN"} and lemma in lexicon("person_nouns") else None


def gender_of(mention: Span) -> str | None:
    """Return ``m`` or ``f`` where a title, kinship or role noun says so, else None.

    First names are no evidence.
    """
    titles, nouns = lexicon("titles"), lexicon("person_nouns")
    head = mention.root
    words = [*mention, *(child for child in head.children if child.dep_ in {"appos", "compound"})]
    if mention.start and mention.doc[mention.start - 1].lower_.rstrip(".") in titles:
        words.append(mention.doc[mention.start - 1])
    if head.dep_ == "appos":
        words.append(head.head)
    for word in words:
        lower = word.lower_.rstrip(".")
        gender = titles.get(lower) or nouns.get(word.lemma_.lower())
        if gender:
            return gender
    return None


def _prefix(mention: Span, noun: Token | None) -> str | None:
    """Return the words before a name that say what its bearer is: *EU envoy* Jens Holm."""
    doc, head = mention.doc, mention.root
    name_start = head.i
    while name_start > 0 and doc[name_start - 1].ent_type_ == "PERSON":
        name_start -= 1
    start = mention.start
    if noun is None:
        noun = next((t for t in doc[start:name_start] if person_noun(t) is not None), None)
    if noun is None or noun.i >= name_start:
        return None
    words = [t for t in doc[start : noun.i + 1] if t.lower_ not in ARTICLES and not t.is_punct]
    role = " ".join(t.text for t in words)
    return role or None


def _without_article(phrase: Span) -> str | None:
    doc, start = phrase.doc, phrase.start
    while start < phrase.end and doc[start].lower_ in ARTICLES:
        start += 1
    return doc[start : phrase.end].text.replace("\n", " ") or None
