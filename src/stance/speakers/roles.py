"""What the text says a person is: *foreign minister*, *a former diplomat*, *head of X*."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stance.lexicons import lexicon
from stance.quotes.turns import TIMESTAMP
from stance.speakers.sources import noun_phrase

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

__all__ = ["gender_of", "person_noun", "role_of", "without_lead"]

ARTICLES: Final = frozenset(
    "a an the its his her their our my this that these those some".split()  # noqa: SIM905
)
DASHES: Final = frozenset("-–—") | {"--"}


def role_of(mention: Span) -> str | None:
    """Return the role that a mention's own words or apposition give, without its article."""
    head = mention.root
    if head.dep_ == "compound" and mention[-1].ent_type_ == "PERSON":
        head = mention[-1]  # the mention is only the front of what the parser took together
    nouns = [token for token in head.children if person_noun(token) is not None]
    for token in nouns:
        if token.dep_ == "appos":
            return _without_article(noun_phrase(token))
    for token in nouns:
        if token.dep_ == "compound" and head.pos_ == "PROPN":
            return _prefix(mention, head, token)
    if (
        head.dep_ == "nsubj"
        and head.head.lemma_ == "be"
        and (what := _complement(head.head)) is not None
    ):
        return _without_article(noun_phrase(what))
    if head.dep_ == "appos" and head.ent_type_ == "PERSON" and person_noun(head.head) is not None:
        return _without_article(noun_phrase(head.head))
    if head.pos_ == "PROPN":
        return _prefix(mention, head, None)
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


def without_lead(mention: Span) -> Span:
    """Return a mention without the time or place line that the parse put before it.

    *14:32 Opposition MP Nino Kvariani*; *GENEVA - UN investigators*. A date at the end goes too.
    """
    doc, start, end, root = mention.doc, mention.start, mention.end, mention.root.i
    if (stamp := TIMESTAMP.match(mention.text)) is not None:
        time_end = mention.start_char + stamp.end()
        while start + 1 < end and doc[start].idx < time_end:
            start += 1
    for index in range(root - 1, start, -1):
        if doc[index].text in DASHES and doc[index - 1].whitespace_ and doc[index].whitespace_:
            start = index + 1
            break
    if mention.text.isupper() and end + 1 < len(doc) and doc[end].text in DASHES:
        # *MINSK – The envoy called on...*: the parse took the place for the subject.
        after = next(
            (t for t in doc[end + 1 : end + 12] if not t.is_title and not t.is_upper), None
        )
        stop = end + 2 if after is None or doc[end + 1].is_lower else after.i
        return doc[end + 1 : max(stop, end + 2)]
    if end - 2 > root and doc[end - 2].dep_ == "prep" and doc[end - 1].ent_type_ == "DATE":
        end -= 2
    return doc[start:end]


def _complement(verb: Token) -> Token | None:
    """Return what the subject of *is* is said to be, if a calling: *X is a lawyer*."""
    if any(child.dep_ == "neg" for child in verb.children):
        return None
    for child in verb.children:
        if child.dep_ == "attr" and (noun := person_noun(child)) is not None:
            return None if lexicon("person_nouns")[noun] else child
    return None


def _prefix(mention: Span, head: Token, noun: Token | None) -> str | None:
    """Return the words before a name that say what its bearer is: *EU envoy* Jens Holm."""
    doc, name_start = mention.doc, head.i
    while (
        name_start > 0
        and (doc[name_start - 1].ent_type_ == "PERSON" or doc[name_start].ent_iob_ == "I")
        and person_noun(doc[name_start - 1]) is None
    ):
        name_start -= 1
    start = mention.start
    if noun is None:
        noun = next((t for t in doc[start:name_start] if person_noun(t) is not None), None)
    if noun is not None and any(t.dep_ == "cc" or t.text == "," for t in doc[noun.i : name_start]):
        noun = None  # somebody else's
    if noun is None and name_start > 0 and person_noun(doc[name_start - 1]) is not None:
        noun = doc[name_start - 1]
        start = _premodified(noun)
    if noun is None or noun.i >= name_start:
        return None
    if start < noun.i:
        start = without_lead(doc[start : noun.i + 1]).start
    words = [t for t in doc[start : noun.i + 1] if t.lower_ not in ARTICLES and not t.is_punct]
    role = " ".join(t.text for t in words)
    return role or None


def _premodified(noun: Token) -> int:
    """Return where a role in front of a name begins, whatever the name was parsed as."""
    doc, start = noun.doc, noun.i
    while (
        start > 0
        and doc[start - 1].dep_ in {"amod", "compound", "nmod", "poss", "case"}
        and not doc[start - 1].is_punct
        and not doc[start].is_sent_start
    ):
        start -= 1
    return start


def _without_article(phrase: Span) -> str | None:
    phrase = without_lead(phrase)
    doc, start, end = phrase.doc, phrase.start, phrase.end
    while start < end and doc[start].lower_ in ARTICLES:
        start += 1
    if start < end < len(doc) and doc[end].lower_ == "of" and doc[end].head.i == end - 1:
        place = next((c for c in doc[end].children if c.dep_ == "pobj"), None)
        end = end if place is None else noun_phrase(place).end  # *at the University* of Minsk
    return doc[start:end].text.replace("\n", " ") or None
