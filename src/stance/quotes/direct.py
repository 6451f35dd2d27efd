"""Decides which marked passages are speech, and which pieces and cue belong together."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from stance.lexicons import lexicon
from stance.quotes.columns import offsets, text_of
from stance.quotes.cues import is_according_to, is_reporting_verb, verb_classes
from stance.quotes.exclusions import is_asserted, is_negated
from stance.quotes.marks import Marked
from stance.records import Offsets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Token

__all__ = ["Spoken", "TokenAt", "is_heading", "narrative_cue", "split_passages"]

WINDOW: Final = 40
"""Tokens searched for a cue on either side of a passage."""
SHORT_GAP: Final = 12
STOPS: Final = frozenset([".", "!", "?"])
OPEN_ENDS: Final = frozenset(",?!—–-…")
LEFT_CONTEXT: Final = frozenset('.?!:,;—–-([”»"’*•>')
INNER_MARKS: Final = "\"'”’“‘»«›‹"
MIN_UNCUED_WORDS: Final = 4
SAYING: Final = frozenset(["say", "tell", "claim", "write"])
"""Verbs that, denied, deny the quotation: *never said: “...”*; not *did not agree: “...”*."""
MIN_NARRATIVE_WORDS: Final = 4
NARRATIVES: Final = frozenset(
    "narrative slogan motto mantra message refrain argument claim line view idea chant".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A direct quotation: its marked passages in text order and its cue token, if any."""

    passages: tuple[Marked, ...]
    cue: Token | None


class TokenAt:
    """Finds tokens by character offset in logarithmic time."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.text = text_of(doc)
        self.starts = offsets(doc)

    def first_from(self, offset: int) -> int:
        """Index of the first token that starts at `offset` or later."""
        return bisect_left(self.starts, offset)


def split_passages(at: TokenAt, passages: Sequence[Marked]) -> tuple[list[Spoken], list[Marked]]:
    """Split marked passages into direct quotations and fragments.

    Fragments are what stands in marks within somebody else's sentence: the quoted words of a
    mixed quotation, scare quotes, titles, names.

    Parameters
    ----------
    at : TokenAt
        Of a parsed document.
    passages : sequence of Marked
        Its outermost marked passages, in text order.

    Returns
    -------
    spoken : list of Spoken
        In text order. An interrupted quotation (*“A,” she said. “B.”*) is one item.
    fragments : list of Marked
        In text order.
    """
    passages = [passage if passage.closed else _cut_at_cue(at, passage) for passage in passages]
    spoken: list[Spoken] = []
    fragments: list[Marked] = []
    index = 0
    while index < len(passages):
        passage = passages[index]
        following = passages[index + 1] if index + 1 < len(passages) else None
        before = passages[index - 1].end if index else 0
        left = _cue_before(at, passage, before)
        right = _cue_after(at, passage, following)
        if left is not None and left.text == ":":
            right = None  # *one question: “Why?” He said...* is answered already
        cue = right if right is not None else left
        disowned = cue is None and _is_disowned(at, passage, following)
        if disowned or not _is_speech(at, passage, following, left, right):
            fragments.append(passage)
            index += 1
            continue
        group = [passage]
        if right is not None:
            while following is not None and _resumes(at, right, group[-1], following):
                beyond = passages[index + 2] if index + 2 < len(passages) else None
                own = _cue_after(at, following, beyond)
                if own is not None and at.text[group[-1].end : following.start].rstrip()[-1] == ".":
                    break  # “A,” he said. “B,” said somebody else.
                group.append(following)
                index += 1
                following = beyond
                if own is not None:
                    break
        spoken.append(Spoken(tuple(group), cue))
        index += 1
    return spoken, fragments


def _cut_at_cue(at: TokenAt, passage: Marked) -> Marked:
    """Return a passage without closing mark up to the cue it swallowed (*“We stay, he said.*)."""
    *whole, last = passage.pieces
    for verb in at.doc[at.first_from(last.start) : at.first_from(last.end)]:
        if "speech" not in verb_classes(verb) or not is_asserted(verb, speech=True):
            continue
        for clause in verb.lefts:
            mark = at.doc[clause.right_edge.i + 1]
            if clause.dep_ == "ccomp" and clause.left_edge.idx >= last.start and mark.text in ",?!":
                end = mark.idx + 1
                return Marked(passage.start, end, (*whole, Offsets(last.start, end)))
    return passage


def _is_speech(
    at: TokenAt, passage: Marked, following: Marked | None, left: Token | None, right: Token | None
) -> bool:
    text = at.text
    content = text[passage.pieces[0].start : passage.pieces[-1].end]
    words = len(content.split())
    if is_heading(content):
        return False
    first = next((char for char in content if char.isalnum()), "")
    upper = not first.islower()
    ends = _last(content) in ".?!,…—–" or not passage.closed
    before = text[max(0, passage.start - 40) : passage.start].rstrip(" \t")
    at_start = not before or before[-1] in "\n(["
    left_ok = at_start or before[-1] in LEFT_CONTEXT
    if right is not None:
        ends |= left_ok and _is_all_said(at, passage, following, right)
        if not left_ok:
            return upper and ends
        return (upper or at_start) and (ends or words >= MIN_UNCUED_WORDS)
    if left is not None:
        after_mark = left_ok and before.rstrip()[-1:] in ",:—–-"
        if after_mark:
            return upper or words >= MIN_UNCUED_WORDS
        return (
            upper
            and words >= MIN_UNCUED_WORDS
            and _adjacent(at, left, passage)
            and not _is_title(at, passage)
        )
    if not upper or not left_ok or words < MIN_UNCUED_WORDS:
        return False
    if _is_title(at, passage):
        return False
    return ends or (text[passage.end : passage.end + 1] in {"", "\n", ":"} and at_start)


def _last(content: str) -> str:
    """Return the last character of a content, the closing marks of inner quotations left out."""
    return (content.rstrip(INNER_MARKS + " ") or content)[-1]


def is_heading(content: str) -> bool:
    """Whether a passage is capitalised like the title of a book, not like a sentence."""
    words = [word for word in content.split() if word[0].isalpha()]
    return (
        len(words) > 1
        and content[-1] not in ".?!"
        and all(word[0].isupper() for word in words if len(word) > 3)
        and words[-1][0].isupper()
        and sum(word[0].isupper() for word in words) > len(words) / 2
    )


def _is_all_said(at: TokenAt, passage: Marked, following: Marked | None, cue: Token) -> bool:
    """Whether *“No”, she said* is all, unlike *“No”, she said, is...* and *“No”, a film, said*."""
    first = at.first_from(passage.end) + 1
    begins = cue.i == first or any(
        child.dep_ == "nsubj" and child.left_edge.i == first for child in cue.children
    )
    if not at.text.startswith(",", passage.end) or not begins:
        return False
    contents = [child for child in cue.rights if child.dep_ == "ccomp" and child.pos_ != "NOUN"]
    if cue.dep_ == "parataxis":
        contents.append(cue.head)
    resumed = (0, 0) if following is None else (following.start, following.end)
    return all(
        token.i < first
        or resumed[0] < token.idx < resumed[1]
        or "\n" in at.text[cue.idx : token.idx]  # the parser does not see paragraphs
        for token in contents
    )


def _adjacent(at: TokenAt, cue: Token, passage: Marked) -> bool:
    """Whether only a short object (*told reporters*) stands between cue and passage."""
    return at.first_from(passage.start) - cue.i <= 3


def _is_title(at: TokenAt, passage: Marked) -> bool:
    """Whether a passage is the title of a work, or what somebody or something is called."""
    position = at.first_from(passage.start)
    triggers = lexicon("title_triggers")
    return any(
        token.lower_ in triggers or token.lemma_.lower() in triggers
        for token in at.doc[max(0, position - 2) : position]
    )


def _cue_after(at: TokenAt, passage: Marked, following: Marked | None) -> Token | None:
    """Return the reporting verb of the clause that follows a passage."""
    doc, text = at.doc, at.text
    last = _last(text[slice(*passage.pieces[-1])])
    outside = text[passage.end : passage.end + 2].lstrip()[:1]
    position = at.first_from(passage.end)
    stop = min(len(doc), position + WINDOW)
    if following is not None:
        stop = min(stop, at.first_from(following.start))
    if position >= stop or not passage.closed:
        return None
    fallback: Token | None = None
    for token in doc[position:stop]:
        if token.is_space and "\n" in token.text:
            break
        if token.text in STOPS or token.text in {";", ":"}:
            break
        if (
            last == "."
            and token.i == position
            and not (token.is_lower and is_reporting_verb(token))
        ):
            return None
        # Where the sentence goes on (“no deal” is what he said), only a clause right here counts.
        goes_on = last not in OPEN_ENDS and last != "." and outside not in {",", "—", "–"}
        if (
            goes_on
            and token.i == position
            and not (is_reporting_verb(token) or token.tag_ in {"PRP", "NNP"})
        ):
            return None
        if last in "?!" and token.i - position > SHORT_GAP:
            break
        if is_reporting_verb(token) and token.tag_ != "VBG":
            if token.dep_ not in {"relcl", "acl"} and is_asserted(token, speech=True):
                return token
            fallback = fallback or (token if token.dep_ != "acl" else None)
        elif is_according_to(token):
            return token
    return fallback if fallback is not None and is_asserted(fallback, speech=True) else None


def _is_disowned(at: TokenAt, passage: Marked, following: Marked | None) -> bool:
    """Whether the text says that a passage was not said.

    *“...,” she did not say* or *she never said: “...”*, but not *she did not say why: “...”*.
    """
    position = at.first_from(passage.start)
    words = [token for token in at.doc[max(0, position - 4) : position] if not token.is_punct]
    told = words[-2:-1] if [word.lemma_ for word in words[-2:-1]] == ["tell"] else words[-1:]
    if any(word.lemma_ in SAYING and is_negated(word) for word in told):
        return True
    if _last(at.text[slice(*passage.pieces[-1])]) not in ",?!":
        return False
    start = at.first_from(passage.end)
    stop = at.first_from(following.start) if following is not None else start + SHORT_GAP
    for token in at.doc[start : min(stop, start + SHORT_GAP)]:
        if token.text in STOPS or "\n" in token.text:
            return False
        if is_reporting_verb(token) and is_negated(token):
            return True
    return False


def _cue_before(at: TokenAt, passage: Marked, start: int) -> Token | None:
    """Return the reporting verb, or the colon, that introduces a passage."""
    doc = at.doc
    position = at.first_from(passage.start)
    stop = max(at.first_from(start), position - WINDOW)
    mark = position - 1
    while mark > stop and doc[mark].is_space:
        mark -= 1
    colon = doc[mark] if mark >= stop and doc[mark].text == ":" else None
    for token in reversed(doc[stop : mark if colon is not None else position]):
        if "\n" in token.text or token.text in STOPS or token.text == ";":
            break
        if colon is not None and token.dep_ == "acl" and token.tag_ == "VBN":
            continue  # *said in a speech recorded in May: “...”*
        if is_reporting_verb(token) and (
            "speech" in verb_classes(token) or position - token.i <= 4
        ):
            if not is_asserted(token, speech="speech" in verb_classes(token)):
                return None
            return token
        if is_according_to(token):
            return token
    return colon if mark == position - 1 else None


def _resumes(at: TokenAt, cue: Token, passage: Marked, following: Marked) -> bool:
    """Whether a quotation, interrupted by its cue, goes on in the next passage."""
    doc = at.doc
    gap = at.text[passage.end : following.start]
    body = gap.strip()
    if "\n" in gap or not body or len(body.split()) > WINDOW:
        return False
    first, last = at.first_from(passage.end), at.first_from(following.start)
    if not first <= cue.i < last:
        return False
    inner = [token for token in doc[first:last] if not token.is_space]
    stops = [token for token in inner[:-1] if token.text in STOPS]
    if stops or inner[-1].text not in {",", ".", ":", "—", "–", "-", ";"}:
        return False
    # “A,” he said, adding: “B” is two; so is “A,” he said, and she replied, “B”.
    later = [token for token in inner if token.i > cue.i and is_reporting_verb(token)]
    return not later or inner[-1].text == "."


def narrative_cue(at: TokenAt, passage: Marked) -> Token | None:
    """Return the noun of *the narrative “we must...”*, a quotation without a source."""
    position = at.first_from(passage.start)
    content = at.doc[position : at.first_from(passage.end)]
    words = sum(token.is_alpha for token in content)
    if words < MIN_NARRATIVE_WORDS or not any(token.pos_ in {"VERB", "AUX"} for token in content):
        return None
    for index in range(position - 1, max(-1, position - 3), -1):
        token = at.doc[index]
        if token.pos_ == "NOUN" and token.lemma_.lower() in NARRATIVES:
            return token
        if not token.is_punct and token.lower_ != "that":
            return None
    return None
