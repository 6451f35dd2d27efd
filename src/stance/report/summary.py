"""What a report says, as plain data: counts, groups, periods, ties, articles cut at marks.

Nothing here knows of HTML, so that figures are tested without parsing any.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from stance.affiliations import Affiliation, affiliations, is_pronoun
from stance.linking import united
from stance.records import PRESSURE
from stance.report.timeline import Timeline, timeline
from stance.statements import Edge, document_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from stance.records import Analysis, Quote, Speaker

__all__ = [
    "Article",
    "Ask",
    "Group",
    "Row",
    "Segment",
    "Summary",
    "Tally",
    "segments",
    "summarise",
]

TOP: Final = 5
"""Speakers named for each side."""
NETWORK_SPEAKERS: Final = 16
"""Speakers drawn in the network: those with most decided quotes."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many quotes take which side; undecided ones are leans and belong to neither."""

    engage: int = 0
    pressure: int = 0
    undecided: int = 0

    @property
    def decided(self) -> int:
        """Quotes that take a side."""
        return self.engage + self.pressure

    @property
    def quotes(self) -> int:
        """All quotes."""
        return self.decided + self.undecided

    @classmethod
    def of(cls, quotes: Iterable[Quote]) -> Tally:
        """Count quotes."""
        counts = Counter(side_of(quote) for quote in quotes)
        return cls(counts["engage"], counts["pressure"], counts["undecided"])


@dataclass(frozen=True, slots=True)
class Group:
    """Quotes that share a speaker, an organisation or a country."""

    name: str
    detail: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Ask:
    """Quotes that ask the same of the same body or person: to use a lever, or not to."""

    actor: str
    lever: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of an article's text under the same marks.

    Attributes
    ----------
    text : str
        The stretch; all of them make up the article.
    quote : int or None
        The index of the row whose quote it belongs to.
    piece : int
        Which piece of that quote, 0 for the first.
    mark : str
        ``entity``, ``speaker`` (a mention) or nothing.
    """

    text: str
    quote: int | None = None
    piece: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One quote with what a reader filters by."""

    quote: Quote
    article: int
    organisation: str | None
    country: str | None
    side: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article, cut at its marks."""

    doc: str
    title: str
    source: str
    date: date | None
    url: str
    tally: Tally
    rows: tuple[int, ...]
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """All that a report shows.

    Attributes
    ----------
    tally : Tally
        Over all quotes.
    articles : tuple of Article
        In the order read.
    rows : tuple of Row
        One a quote, in order; segments and articles point here.
    speakers, organisations, countries : tuple of Group
        Most decided quotes first. A pronoun that points to nobody is no speaker.
    asked : tuple of Ask
        Who is asked to act, with which lever; most decided quotes first.
    nameless : int
        Quotes without a source, or with a pronoun for one.
    top : dict of str to tuple of (str, int)
        For ``engage`` and ``pressure`` the persons and bodies most often on that side.
    timeline : Timeline
        Shares over time, or why there are none.
    network : tuple of Edge
        Speakers and what their decided quotes speak for; `levers` says of which kind.
    levers : bool
        Whether the ties lead to levers; otherwise they lead to the two stances.
    """

    tally: Tally
    articles: tuple[Article, ...]
    rows: tuple[Row, ...]
    speakers: tuple[Group, ...]
    organisations: tuple[Group, ...]
    countries: tuple[Group, ...]
    asked: tuple[Ask, ...]
    nameless: int
    top: dict[str, tuple[tuple[str, int], ...]]
    timeline: Timeline
    network: tuple[Edge, ...]
    levers: bool


def side_of(quote: Quote) -> str:
    """Return ``engage``, ``pressure`` or ``undecided``."""
    if not quote.decided:
        return "undecided"
    return "pressure" if quote.stance == PRESSURE else "engage"


def summarise(analyses: Iterable[Analysis]) -> Summary:
    """Collect what a report shows; one person's spellings in several articles count as one."""
    found = united(list(analyses))
    belongs = affiliations(found)
    rows: list[Row] = []
    articles: list[Article] = []
    for analysis in found:
        first = len(rows)
        for quote in analysis.quotes:
            place = belongs.get(_name(quote) or "", Affiliation(None, None))
            rows.append(Row(quote, len(articles), *place, side_of(quote)))
        articles.append(_article(analysis, first))
    named = [row for row in rows if _speaker(row) is not None]
    speakers = _groups(named, [_name(row.quote) for row in named])
    return Summary(
        tally=Tally.of(row.quote for row in rows),
        articles=tuple(articles),
        rows=tuple(rows),
        speakers=speakers,
        organisations=_groups(named, [row.organisation for row in named]),
        countries=_groups(named, [row.country for row in named]),
        asked=_asked(rows),
        nameless=len(rows) - len(named),
        top={side: _top(named, side) for side in ("engage", "pressure")},
        timeline=timeline((articles[row.article].date, row.side) for row in rows),
        network=_network(named, {group.name for group in speakers[:NETWORK_SPEAKERS]}),
        levers=any(_lever(row) for row in named),
    )


def _article(analysis: Analysis, first: int) -> Article:
    metadata = analysis.metadata
    url = str(metadata.get("url") or "")
    return Article(
        doc=analysis.doc,
        title=str(metadata.get("title") or "").strip() or _headline(analysis),
        source=str(metadata.get("source") or metadata.get("sitename") or "").strip(),
        date=document_date(metadata),
        url=url if url.startswith(("https://", "http://")) else "",
        tally=Tally.of(analysis.quotes),
        rows=tuple(range(first, first + len(analysis.quotes))),
        segments=tuple(segments(analysis, first)),
    )


def _headline(analysis: Analysis) -> str:
    """Return an article's first line if it reads like a headline, else its name."""
    line, _, rest = analysis.text.lstrip().partition("\n")
    line = line.strip()
    if rest and 0 < len(line) <= 120 and line[-1] not in ".”\"'":
        return line
    return analysis.doc


def _name(quote: Quote) -> str | None:
    return quote.speaker.name if quote.speaker else None


def _speaker(row: Row) -> Speaker | None:
    speaker = row.quote.speaker
    return None if speaker is None or is_pronoun(speaker.name) else speaker


def _groups(rows: Sequence[Row], names: Sequence[str | None]) -> tuple[Group, ...]:
    members: dict[str, list[Quote]] = {}
    for row, name in zip(rows, names, strict=True):
        if name:
            members.setdefault(name, []).append(row.quote)
    groups = []
    for name, quotes in members.items():
        own = [q.speaker for q in quotes if q.speaker is not None and q.speaker.name == name]
        role = next((s.role for s in own if s.role and s.role != name), None)
        kind = Counter(s.type for s in own).most_common(1)[0][0] if own else "person"
        detail = role or ("" if kind in {"person", "organisation"} else "unnamed")
        groups.append(Group(name, detail, Tally.of(quotes)))
    return tuple(sorted(groups, key=lambda g: (-g.tally.decided, -g.tally.quotes, g.name)))


def _top(rows: Sequence[Row], side: str) -> tuple[tuple[str, int], ...]:
    """Return who is most often on a side; *an official* is many people, so no one of them."""
    speakers = (_speaker(row) for row in rows if row.side == side)
    counts = Counter(s.name for s in speakers if s and s.type in {"person", "organisation"})
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:TOP])


def _lever(row: Row) -> str | None:
    return row.quote.about.lever if row.quote.about else None


def _asked(rows: Sequence[Row]) -> tuple[Ask, ...]:
    members: dict[tuple[str, str], list[Quote]] = {}
    for row in rows:
        about = row.quote.about
        if about is not None and about.actor and about.lever:
            members.setdefault((about.actor, about.lever), []).append(row.quote)
    asked = [Ask(*pair, Tally.of(quotes)) for pair, quotes in members.items()]
    return tuple(sorted(asked, key=lambda a: (-a.tally.decided, -a.tally.quotes, a.actor, a.lever)))


def _network(rows: Sequence[Row], names: set[str]) -> tuple[Edge, ...]:
    levers = any(_lever(row) for row in rows)
    counts: dict[tuple[str, str], Counter[str]] = {}
    for row in rows:
        speaker = _speaker(row)
        target = _lever(row) if levers else row.quote.stance
        if speaker is None or speaker.name not in names or row.side == "undecided" or not target:
            continue
        counts.setdefault((speaker.name, target), Counter())[row.side] += 1
    return tuple(Edge(*pair, c["pressure"], c["engage"]) for pair, c in counts.items())


# -------------------------------------------------------------------------- segments


def segments(analysis: Analysis, first: int = 0) -> Iterator[Segment]:
    """Cut an article's text at its quotes, the entities in them, and its speakers' mentions.

    Parameters
    ----------
    analysis : Analysis
        Its offsets may overlap (results can be edited by hand): the earlier mark wins.
    first : int, default=0
        The row index of its first quote.
    """
    text = analysis.text
    quotes: list[tuple[int, int, tuple[int, int]]] = []
    for index, quote in enumerate(analysis.quotes):
        quotes += [(s, e, (first + index, piece)) for piece, (s, e) in enumerate(quote.spans)]
    marks = [
        *((e.start, e.end, "entity") for quote in analysis.quotes for e in quote.entities),
        *((q.speaker.start, q.speaker.end, "speaker") for q in analysis.quotes if q.speaker),
    ]
    outer, inner = _disjoint(quotes), _disjoint(marks)
    cuts = {0, len(text)}
    for start, end, _ in (*outer, *inner):
        cuts |= {start, end}
    places = sorted(cut for cut in cuts if 0 <= cut <= len(text))
    for start, end in pairwise(places):
        owner, mark = _covering(outer, start), _covering(inner, start)
        row, piece = owner or (None, 0)
        yield Segment(text[start:end], row, piece, mark or "")


def _disjoint(stretches: list[tuple[int, int, Any]]) -> list[tuple[int, int, Any]]:
    """Return stretches in text order without those that overlap an earlier one."""
    kept: list[tuple[int, int, Any]] = []
    for start, end, what in sorted(stretches, key=lambda s: (s[0], s[1])):
        if start < end and (not kept or start >= kept[-1][1]):
            kept.append((start, end, what))
    return kept


def _covering(stretches: list[tuple[int, int, Any]], place: int) -> Any:
    """Return what covers a place; the stretches before it are dropped, so call in order."""
    while stretches and stretches[0][1] <= place:
        stretches.pop(0)
    return stretches[0][2] if stretches and stretches[0][0] <= place else None
