"""What the linear models of cues and units look at, as strings to be hashed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stance.lexicons import lexicon
from stance.quotes.columns import parts_of_speech, strings
from stance.quotes.neighbourhood import can_speak

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from stance.quotes.neighbourhood import Layout, Unit

__all__ = ["candidates", "cue_features", "is_candidate", "unit_features"]

CANDIDATES: Final = frozenset(["VERB", "AUX", "NOUN", "ADJ"])
CANDIDATE_WORDS: Final = frozenset(["according", "per", ":"])
SLIGHT: Final = frozenset(["punct", "det", "advmod", "amod", "cc"])
"""Dependents that say nothing of whether a word reports."""
FRAME: Final = frozenset(
    "ccomp xcomp dobj nsubj nsubjpass agent prep acl".split()  # noqa: SIM905
)
WORDED: Final = frozenset(
    "mark aux auxpass neg prep agent prt".split()  # noqa: SIM905
)
SUBJECTS: Final = frozenset(["nsubj", "nsubjpass"])
MAX_COMMAS: Final = 3


def is_candidate(token: Token) -> bool:
    """Whether a token may be a cue."""
    return token.pos_ in CANDIDATES or token.lower_ in CANDIDATE_WORDS


def candidates(doc: Doc) -> list[Token]:
    """Return the tokens that may be cues."""
    pairs = zip(parts_of_speech(doc), strings(doc, "LOWER"), strict=True)
    return [
        doc[index]
        for index, (part, word) in enumerate(pairs)
        if part in CANDIDATES or word in CANDIDATE_WORDS
    ]


def cue_features(token: Token, layout: Layout, rule: frozenset[int] | None) -> list[str]:
    """Return what speaks for or against a token being a cue.

    Parameters
    ----------
    token : Token
        A candidate.
    layout : Layout
        Of its document.
    rule : frozenset of int or None
        The content that the rules read here, as token indices, if they read any.
    """
    lemma, head = token.lemma_.lower(), token.head
    tag, relation, part = token.tag_, token.dep_, token.pos_
    children = list(token.children)
    frame = " ".join(sorted({child.dep_ for child in children} - SLIGHT))
    known = _lexical_class(token, lemma)
    by_rule = "rule" if rule is not None else "no"
    features = [
        f"lemma={lemma}",
        f"word={token.lower_}",
        f"tag={tag}",
        f"lemma,tag={lemma} {tag}",
        f"dep={relation}",
        f"lemma,dep={lemma} {relation}",
        f"head={head.lemma_.lower()}",
        f"lemma,head={lemma} {head.lemma_.lower()}",
        f"head tag,dep={head.tag_} {relation}",
        f"frame={frame}",
        f"lemma,frame={lemma} {frame}",
        f"quoted,pos={layout.quoted[token.i]} {part}",
        f"quoted,lemma={layout.quoted[token.i]} {lemma}",
        f"class={known}",
        f"class,frame={known} {frame}",
        f"class,dep,tag={known} {relation} {tag}",
        f"rule={by_rule}",
        f"rule,lemma={by_rule} {lemma}",
        f"rule,class={by_rule} {known}",
    ]
    subject = complement = dependent = None
    for child in children:
        dep = child.dep_
        features.append(f"child={dep} {child.lower_ if dep in WORDED else child.tag_}")
        features.append(
            f"lemma,child={lemma} {dep} {child.lower_ if dep in {'prep', 'prt', 'neg'} else ''}"
        )
        if dep in SUBJECTS:
            subject = subject or child
        elif dep in {"ccomp", "xcomp"}:
            complement = complement or child
        elif dep in {"dobj", "attr"}:
            dependent = dependent or child
    if subject is None:
        features.append(f"no subject={tag} {frame}")
    else:
        speaks = can_speak(subject)
        features += [
            f"subject tag={speaks} {subject.tag_}",
            f"subject={subject.lemma_.lower()}",
            f"subject,lemma={speaks} {lemma}",
            f"subject,class,frame={speaks} {known} {frame}",
            f"subject entity={subject.ent_type_}",
        ]
    if complement is not None:
        dep = complement.dep_
        opening = next(
            (c.lower_ for c in complement.children if c.dep_ in {"mark", "aux", "advmod"}), ""
        )
        features += [
            f"complement={dep} {opening}",
            f"complement,lemma={dep} {opening} {lemma}",
            f"complement word={complement.lemma_.lower()}",
            f"complement tag={complement.tag_} {dep}",
            f"complement side={complement.i > token.i} {dep}",
        ]
    if dependent is not None:
        features += [
            f"object={dependent.lemma_.lower()}",
            f"object,lemma={dependent.lemma_.lower()} {lemma}",
            f"object tag={dependent.tag_} {part}",
        ]
    for distance in (-2, -1, 1, 2):
        other = token.i + distance
        inside = 0 <= other < len(layout.words)
        word, its_tag = (layout.words[other], layout.tags[other]) if inside else ("", "")
        features.append(f"{distance:+}={word}")
        if abs(distance) == 1:
            features += [f"{distance:+},lemma={word} {lemma}", f"{distance:+} tag={its_tag} {part}"]
    return features


def unit_features(cue: Token, unit: Unit, layout: Layout, rule: frozenset[int] | None) -> list[str]:
    """Return what tells content, source and neither apart for a unit around a cue."""
    head, path = unit.head, unit.path
    lemma, part = cue.lemma_.lower(), cue.pos_
    side = "before" if head.i < cue.i else "after"
    near, far = sorted((head.i, cue.i))
    first = layout.words[unit.tokens[0]]
    before = layout.words[unit.tokens[0] - 1] if unit.tokens[0] else ""
    speaks = head.pos_ in {"NOUN", "PROPN", "PRON"} and can_speak(head)
    size = _size(len(unit.tokens))
    frame = " ".join(sorted({child.dep_ for child in cue.children} & FRAME))
    marked = layout.turns[far] > layout.turns[near]
    commas = min(layout.commas[far] - layout.commas[near], MAX_COMMAS)
    same_paragraph = layout.paragraphs[far] == layout.paragraphs[near]
    top = path.partition(">")[0]
    held = "no rule" if rule is None else "held" if head.i in rule else "left"
    return [
        f"path={path} {side}",
        f"path,lemma={path} {lemma}",
        f"path,tag={path} {side} {head.tag_}",
        f"path,frame={path} {side} {part} {frame}",
        f"path,first={path} {first} {part}",
        f"path,speaks={path} {side} {speaks}",
        f"path,entity={path} {head.ent_type_}",
        f"first={first}",
        f"head,path={head.lemma_.lower()} {path[-12:]}",
        f"lemma,tag={lemma} {head.tag_} {side}",
        f"lemma,first={lemma} {first} {side}",
        f"quoted={layout.quoted[head.i]} {layout.quoted[cue.i]} {side} {path}",
        f"marked={marked} {side} {path[:20]}",
        f"commas={commas} {side} {path}",
        f"paragraph={same_paragraph}",
        f"size={size} {side} {path}",
        f"size,frame={top} {size} {part} {frame}",
        f"speaks,tag={speaks} {side} {head.tag_}",
        f"before={before} {path}",
        f"frame,tag={frame} {path} {head.tag_}",
        f"rule={held}",
        f"rule,path={held} {path} {side}",
        f"rule,tag={held} {head.tag_} {side} {speaks}",
    ]


def _lexical_class(token: Token, lemma: str) -> str:
    """Return what the lexicons know of a word as a cue."""
    if token.pos_ in {"VERB", "AUX"}:
        return lexicon("reporting_verbs").get(lemma, "")
    return "noun" if lemma in lexicon("reporting_nouns") else ""


def _size(words: int) -> str:
    return "1" if words == 1 else "2-3" if words < 4 else "4-8" if words < 9 else "9+"
