"""Labels the names of a document as a whole, on the ground of what spaCy's recogniser found.

The recogniser sees a few words at a time and so calls one name a person here and a body there.
Here all namings of a name are taken together, those that it missed too, and one linear model
decides from their neighbourhoods what the name is (*lawyer* Keo Sreymom, the party *Hibret*,
*Sreymom* beside *Keo Sreymom*), or that it is none. Labels that a document's namings agree on
are an old idea (Chieu and Ng 2002, *Named entity recognition: a maximum entropy approach using
global information*). Names lose articles, titles and possessives.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from stance.lexicons import lexicon
from stance.quotes.columns import keys, strings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.language import Language
    from spacy.tokens import Doc

    from stance.quotes.linear import LinearModel

__all__ = ["CLASSES", "FACTORY", "NameTagger", "Page", "make_tagger"]

FACTORY: Final = "stance_names"
NO_NAME: Final = ""
CLASSES: Final = ("PERSON", "ORG", "GPE", "NORP", "LOC", "EVENT", NO_NAME)
"""What the model tells apart."""
JUDGED: Final = frozenset([*CLASSES, "FAC", "PRODUCT", "WORK_OF_ART"])
"""The recogniser's labels of names, which may be wrong; others (dates, sums) are left alone."""
ARTICLES: Final = frozenset(["the", "a", "an"])
EDGES: Final = frozenset("\"'“”‘’«»,;:()[]-–—.…") | {"'s", "’s", "--", "``", "''"}
ACRONYM: Final = re.compile(r"[A-Z][A-Z&-]{1,6}")
NO_ACRONYMS: Final = frozenset(
    "AI AIDS AM CCTV CEO COVID CV DNA EUR FAQ GDP GMT HIV ID IT MEP MP NB NGO OK PM PR PS Q&A SIM "  # noqa: SIM905
    "SMS SUV TV USD UTC VIP VPN".split()
)
BODY_WORDS: Final = frozenset(
    "airlines airways chronicle courier daily front gazette herald holding holdings inc industries "  # noqa: SIM905
    "institute ltd llc logistics media monitor news office partners post press radio review "
    "shipping telecom telegraph telegram times tribune trust tv watch weekly".split()
)
"""Words in the names of bodies that are not what a body is called."""
PHRASE_ENDS: Final = frozenset(
    ["IN", "TO", ",", ".", ":", "WDT", "WP", "WP$", "WRB", "VBD", "VBZ", "VBP", "MD", "HYPH"]
)
PROPER: Final = frozenset(["NNP", "NNPS"])
REACH: Final = 7
"""Words in which the noun of an apposition is looked for."""


ByFirstWord = dict[str, list[tuple[str, ...]]]


class Name(NamedTuple):
    """A naming, by tokens: ``doc[start:end]``; `label` is the recogniser's, empty if none."""

    start: int
    end: int
    label: str


class NameTagger:
    """A spaCy component that labels names anew.

    Parameters
    ----------
    model : LinearModel, optional
        Over `CLASSES`, fitted on namings as `Page.features` has them. Without one, the
        recogniser's commonest label of a name holds for all its namings.
    """

    def __init__(self, model: LinearModel | None = None) -> None:
        self.model = model

    def __call__(self, doc: Doc) -> Doc:
        """Set a document's entities; its tokens and their tags are only read."""
        from spacy.tokens import Span
        from spacy.util import filter_spans

        page = Page(doc)
        groups = page.groups()
        labels = self._labels(page, groups)
        names = [
            name._replace(label=label)
            for group, label in zip(groups.values(), labels, strict=True)
            for name in group
            if label != NO_NAME
        ]
        names += page.parts_of_people(names)
        spans = [Span(doc, *name) for name in (*names, *page.others)]
        doc.ents = filter_spans(spans)
        return doc

    def _labels(self, page: Page, groups: dict[str, list[Name]]) -> list[str]:
        if self.model is None:
            return [page.known(key) or _commonest(group) for key, group in groups.items()]
        if not groups:
            return []
        namings = [naming for name in page.features(groups) for naming in name]
        odds = self.model.decision_function(namings)
        odds -= np.logaddexp.reduce(odds, axis=1, keepdims=True)
        # The namings of a name have a say each, as the logarithm of a probability.
        sizes = [len(group) for group in groups.values()]
        starts = np.cumsum([0, *sizes[:-1]])
        return [CLASSES[best] for best in np.add.reduceat(odds, starts).argmax(axis=1)]


def make_tagger(nlp: Language, name: str) -> NameTagger:
    """Make the component; its model is set by who adds it."""
    del nlp, name
    return NameTagger()


class Page:
    """A document's words, as what names are judged by.

    Parameters
    ----------
    doc : Doc
        With tags and the recogniser's entities.
    """

    def __init__(self, doc: Doc) -> None:
        self.words = strings(doc, "ORTH")
        self.lower = strings(doc, "LOWER")
        self.tags = strings(doc, "TAG")
        self.spaces = keys(doc, "SPACY")
        self._plain = set(self.words) & set(self.lower)  # words that stand in small letters
        found = [Name(e.start, e.end, e.label_) for e in doc.ents]
        self.others = [name for name in found if name.label not in JUDGED]
        self._names = [t for name in found if name.label in JUDGED and (t := self._trimmed(name))]

    def groups(self) -> dict[str, list[Name]]:
        """Return the namings that may be names, those of one name together, by its words."""
        names = self._with_first_names(self._names)
        names = self._with_longer(names, _known_by_word(), shouted=True)
        names += self._capitalised(names)
        longer = {tuple(self.words[n.start : n.end]) for n in names if n.end - n.start > 1}
        names = self._with_longer(names, _by_first_word(longer))
        names += self._found({tuple(self.words[n.start : n.end]): "" for n in names}, names)
        groups: dict[str, list[Name]] = defaultdict(list)
        for name in sorted(names):
            groups[self._key(name)].append(name)
        return groups

    def features(self, groups: dict[str, list[Name]]) -> Iterator[list[list[str]]]:
        """Yield for each name what speaks for and against it in each naming, to be hashed."""
        parts: dict[str, set[str]] = defaultdict(set)
        for key, group in groups.items():
            words = key.split(" ")
            if len(words) > 1:
                label = _commonest(group)
                parts[words[-1]].add(f"ends {label}")
                parts[words[0]].add(f"begins {label}")
                for word in words[1:-1]:
                    parts[word].add(f"inside {label}")
        for key, group in groups.items():
            words = key.split(" ")
            whole = [f"part {part}" for part in sorted(parts.get(key, ()))]
            if len(words) > 1:
                whole += ["surname alone"] * (words[-1] in groups)
                whole += ["first name alone"] * (words[0] in groups)
            labelled = Counter(name.label for name in group if name.label)
            for label, count in labelled.most_common(1):
                share = min(4, 5 * count // len(group))
                whole += [
                    f"mostly {label}",
                    f"mostly {label} {share}",
                    f"mostly {label} of {min(len(group), 4)}",
                ]
            if not labelled:
                whole.append("never labelled")
            yield [whole + self._neighbourhood(name) for name in group]

    def parts_of_people(self, names: Sequence[Name]) -> list[Name]:
        """Return namings of people by a part of their names that were missed."""
        people = [name for name in names if name.label == "PERSON"]
        parts = {part: "PERSON" for name in people for part in self._parts(name)}
        return list(self._found(parts, names))

    def _key(self, name: Name) -> str:
        return "".join(
            self.words[i] + " " * (self.spaces[i] and i + 1 < name.end)
            for i in range(name.start, name.end)
        )

    def _trimmed(self, name: Name) -> Name | None:
        """Return a naming without article, title, possessive and marks; None if none is left."""
        start, end, label = name
        titles = lexicon("titles")
        while end > start and self.words[end - 1] in EDGES:
            end -= 1
        while start < end and (
            self.words[start] in EDGES
            or self.words[start].isspace()
            or (
                self.lower[start] in ARTICLES
                and " ".join(self.words[start:end]) not in lexicon("known_names")  # The Hague
            )
            or (label == "PERSON" and end - start > 1 and self.lower[start].rstrip(".") in titles)
            or self._is_before_known(start, end)
        ):
            start += 1
        if start >= end or not any(word[0].isupper() for word in self.words[start:end]):
            return None
        return Name(start, end, label)

    def _is_before_known(self, start: int, end: int) -> bool:
        """Whether a word is none of the well-known name behind it: *Should Washington*."""
        if self._until(start + 1, _known_by_word(), shouted=True) != end:
            return False
        people = self.known(" ".join(self.words[start + 1 : end])) == "NORP"  # *Exiled Belarusian*
        return people or self.tags[start] not in PROPER

    def _with_first_names(self, names: Sequence[Name]) -> list[Name]:
        """Return the names, people's with a first name that the recogniser left outside."""
        taken = _tokens_of(names)
        return [
            name._replace(start=before)
            if name.label == "PERSON"
            and self.known(self._key(name)) in {None, "PERSON"}
            and (before := name.start - 1) >= 0
            and before not in taken
            and self.tags[before] in PROPER
            and self.words[before].istitle()
            and self.lower[before].rstrip(".") not in lexicon("titles")
            and self.known(self.words[before]) is None
            else name
            for name in names
        ]

    def _with_longer(
        self, names: list[Name], longer: ByFirstWord, *, shouted: bool = False
    ) -> list[Name]:
        """Return the names and some longer ones that were missed, which replace their parts."""
        added: list[Name] = []
        index = 0
        taken = {i: name for name in names for i in range(name.start, name.end)}
        while index < len(self.words):
            end = self._until(index, longer, shouted=shouted)
            inside = {taken[i] for i in range(index, end) if i in taken}
            if end > index and all(n.start >= index and n.end <= end for n in inside):
                whole = Name(index, end, "")
                added.append(next((n for n in inside if n.end - n.start == end - index), whole))
                index = end
            else:
                index += 1
        covered = _tokens_of(added)
        return [n for n in names if n.start not in covered] + added

    def _capitalised(self, names: Sequence[Name]) -> Iterator[Name]:
        """Yield what is in capitals or tagged as a name and is none yet."""
        taken = _tokens_of(names)
        start = None
        for index, word in enumerate([*self.words, ""]):
            is_free = index not in taken and word[:1].isupper()
            acronym = is_free and ACRONYM.fullmatch(word) and word not in NO_ACRONYMS
            if is_free and (acronym or self.tags[index] in PROPER):
                start = index if start is None else start
            elif start is not None:
                if self.lower[start].rstrip(".") in lexicon("titles"):
                    start += 1
                if start < index:
                    yield Name(start, index, "")
                start = None

    def _found(self, wanted: dict[tuple[str, ...], str], names: Sequence[Name]) -> Iterator[Name]:
        """Yield where some words stand outside of the names; no common words by themselves."""
        taken = _tokens_of(names)
        by_first = _by_first_word(wanted)
        for index, word in enumerate(self.words):
            if index in taken or word not in by_first or not word[0].isupper():
                continue
            for words in by_first[word]:
                end = index + len(words)
                if tuple(self.words[index:end]) != words or not taken.isdisjoint(range(index, end)):
                    continue
                if (
                    len(words) == 1
                    and word.lower() in self._plain
                    and self.tags[index] not in PROPER
                ):
                    continue
                yield Name(index, end, wanted[words])
                taken.update(range(index, end))
                break

    def _parts(self, name: Name) -> Iterator[tuple[str, ...]]:
        """Yield the first and the last word of a name, hyphened ones whole."""
        gaps = [i + 1 for i in range(name.start, name.end - 1) if self.spaces[i]]
        if gaps:
            yield tuple(self.words[gaps[-1] : name.end])
            yield tuple(self.words[name.start : gaps[0]])

    def _neighbourhood(self, name: Name) -> list[str]:
        """Return the features of one naming."""
        start, end, label = name
        words, lower = self.words[start:end], self.lower[start:end]
        first, last = lower[0], lower[-1]
        many = min(end - start, 3)
        before, before_tag = self._at(start - 1)
        after, after_tag = self._at(end)
        features = [
            f"label {label}",
            f"label {label} {many}",
            f"words {many}",
            f"first {first}",
            f"last {last}",
            f"ending {last[-3:]}",
            f"tags {' '.join(self.tags[start:end])}",
            f"before {before}",
            f"before {before_tag}",
            f"before {self._at(start - 2)[0]} {before}",
            f"after {after}",
            f"after {after_tag}",
            f"after {after} {self._at(end + 1)[0]}",
            f"behind {self._apposition(end)}",
        ]
        known = self.known(" ".join(words))
        if known is not None:
            features += [f"known {known}", f"known {known} {label}"]
        if before in lexicon("person_nouns"):
            features.append("called person")
        if before in lexicon("body_nouns") or before in BODY_WORDS:
            features.append("called body")
        if before.rstrip(".") in lexicon("titles"):
            features.append("titled")
        if many > 1 and any(w in lexicon("body_nouns") or w in BODY_WORDS for w in lower):
            features.append("body word")
        if after in lexicon("reporting_verbs"):
            features.append("says")
        if before_tag in {"", ".", "``", "_SP", "''"}:
            features.append("begins sentence")
            features.append(f"begins sentence {self.tags[start]}")
        if many == 1:
            features.append("acronym" if ACRONYM.fullmatch(words[0]) else "single")
        elif all(word.isupper() for word in words):
            features.append("capitals")
        if any(word[0].islower() for word in words):
            features.append("small words")
        if "-" in words:
            features.append("hyphen")
        if any(char.isdigit() for char in "".join(words)):
            features.append("digit")
        if not "".join(words).isascii():
            features.append("diacritics")
        if self._shouts(start, end):
            features.append("shouts")
        return features

    def _at(self, index: int) -> tuple[str, str]:
        """Return a word in small letters and its tag, both empty outside of the document."""
        if not 0 <= index < len(self.words):
            return "", ""
        return self.lower[index].strip() or "¶", self.tags[index]

    def _apposition(self, index: int) -> str:
        """Return what a name is called behind it: *X, a nurse*; *X, 24,*; *X, who*."""
        if self.words[index : index + 1] != [","]:
            return ""
        after = range(index + 1, min(index + 1 + REACH, len(self.words)))
        if not after:
            return ""
        if self.lower[index + 1] in {"who", "whom"} or (
            self.words[index + 1].isdigit() and self.words[index + 2 : index + 3] == [","]
        ):
            return "person"
        noun = ""
        for i in after:
            if self.tags[i] in PHRASE_ENDS:
                break
            noun = self.lower[i]
        if noun in lexicon("person_nouns"):
            return "person"
        return "body" if noun in lexicon("body_nouns") else "other"

    def known(self, name: str) -> str | None:
        """Return the label of a well-known name, which may stand in capitals."""
        label = _labels_of_known().get(name)
        if label is None and name.isupper() and len(name) > 3:
            label = _labels_of_known().get(name.title())
        return label

    def _until(self, index: int, names: ByFirstWord, *, shouted: bool) -> int:
        """Return where the longest of the names that begin at a word ends; `index` if none.

        With `shouted`, a name may stand in capitals.
        """
        if index >= len(self.words):
            return index
        word = self.words[index]
        shouted = shouted and word.isupper() and len(word) > 3
        for words in names.get(word.title() if shouted else word, ()):
            end = index + len(words)
            here = self.words[index:end]
            if tuple(w.title() for w in here) == words if shouted else tuple(here) == words:
                return end
        return index

    def _shouts(self, start: int, end: int) -> bool:
        """Whether words in capitals stand beside: a headline, a dateline."""
        return any(
            0 <= i < len(self.words) and self.words[i].isupper() and len(self.words[i]) > 3
            for i in (start - 1, end)
        )


@cache
def _labels_of_known() -> dict[str, str]:
    """Return well-known names with their labels: places, peoples, and the knowledge base."""
    from stance.names.knowledge import shipped

    found: dict[str, str] = {}
    for entry in shipped():
        label = "PERSON" if entry.is_person else "ORG"
        for alias in (entry.name, *entry.aliases):
            name = alias.removeprefix("The ")
            if name[:1].isupper() and found.setdefault(name, label) != label:
                found[name] = NO_NAME
    sure = {name: label for name, label in found.items() if label != NO_NAME}
    return {**sure, **lexicon("known_names")}


@cache
def _known_by_word() -> ByFirstWord:
    return _by_first_word(tuple(name.split(" ")) for name in _labels_of_known())


def _by_first_word(names: Iterable[tuple[str, ...]]) -> ByFirstWord:
    """Return names, word by word, by their first word; the longest first."""
    found: ByFirstWord = defaultdict(list)
    for words in sorted(names, key=len, reverse=True):
        found[words[0]].append(words)
    return dict(found)


def _tokens_of(names: Iterable[Name]) -> set[int]:
    return {i for name in names for i in range(name.start, name.end)}


def _commonest(group: Iterable[Name]) -> str:
    """Return the commonest label of a name's namings; facilities are places."""
    votes = Counter(n.label for n in group if n.label)
    label = max(votes, key=lambda name: (votes[name], name), default=NO_NAME)
    return {"FAC": "LOC", "PRODUCT": NO_NAME, "WORK_OF_ART": NO_NAME}.get(label, label)
