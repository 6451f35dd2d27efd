"""A summary poured into one HTML file that needs nothing else and fetches nothing.

Article text is hostile: templates escape everything, data for the script is JSON with ``<``,
``>``, ``&`` escaped, and a content security policy lets only our own script and style, named
by their hashes, have any effect.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import stance
from stance.records import STANCES
from stance.report import charts
from stance.report.summary import Summary, summarise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2 import Environment

    from stance.records import Analysis
    from stance.report.summary import Row

__all__ = ["content_security_policy", "render_report"]

FIRST, GROUPS = 20, 200
"""Rows of a table of speakers, organisations or countries: at once, and on demand.

The filter reaches the others.
"""


def render_report(
    analyses: Iterable[Analysis] | Summary,
    *,
    title: str = "",
    form: bool = False,
    problem: str = "",
) -> str:
    """Return a report as one HTML page.

    Parameters
    ----------
    analyses : iterable of Analysis or Summary
        What to report.
    title : str
        By default the number of articles says what the report is about.
    form : bool, default=False
        Whether the page begins with a form to paste text or drop a file (`stance serve`).
    problem : str
        What went wrong with what was sent, shown above the form.
    """
    summary = analyses if isinstance(analyses, Summary) else summarise(analyses)
    count = len(summary.articles)
    page = environment().get_template("report.html.j2")
    return page.render(
        title=title or f"Quotes and stances in {count} article{'s' * (count != 1)}",
        version=stance.__version__,
        policy=content_security_policy(form=form),
        style=asset("report.css"),
        script=asset("report.js"),
        data=payload(summary),
        summary=summary,
        charts=charts,
        first=FIRST,
        groups=GROUPS,
        form=form,
        problem=problem,
    )


def content_security_policy(*, form: bool = False) -> str:
    """Return the policy of a page: its own script and style, nothing from anywhere."""
    script, style = (_digest(asset(name)) for name in ("report.js", "report.css"))
    action = "'self'" if form else "'none'"
    return (
        f"default-src 'none'; script-src '{script}'; style-src '{style}'; img-src data:; "
        f"form-action {action}; base-uri 'none'"
    )


def payload(summary: Summary) -> dict[str, Any]:
    """Return what the page's script filters, sorts and writes as CSV; names stand once.

    The order within a row is that of the destructuring in ``report.js``.
    """
    speakers, organisations, countries = Index(), Index(), Index()
    rows = [_row(row, speakers, organisations, countries) for row in summary.rows]
    return {
        "stances": STANCES,
        "articles": [
            [a.doc, a.title, a.source, a.date.isoformat() if a.date else ""]
            for a in summary.articles
        ],
        "speakers": list(speakers),
        "organisations": list(organisations),
        "countries": list(countries),
        "rows": rows,
    }


class Index(dict[str, int]):
    """Numbers strings in order of appearance."""

    def number(self, name: str | None) -> int:
        """Return the number of a name; -1 for none."""
        return -1 if name is None else self.setdefault(name, len(self))


def _row(row: Row, speakers: Index, organisations: Index, countries: Index) -> list[Any]:
    quote = row.quote
    cue, speaker, about = quote.cue, quote.speaker, quote.about
    return [
        row.article,
        quote.quote,
        quote.text,
        [list(span) for span in quote.spans],
        quote.kind,
        cue and cue.text,
        speakers.number(speaker.name if speaker else None),
        speaker and [speaker.mention, speaker.start, speaker.end, speaker.role, speaker.type],
        [[entity.name, entity.label] for entity in quote.entities],
        about and [about.actor, about.lever, about.target],
        STANCES.index(quote.stance) if quote.stance in STANCES else 0,
        quote.probability,
        int(quote.decided),
        organisations.number(row.organisation),
        countries.number(row.country),
    ]


@cache
def environment() -> Environment:
    """Return the templates, escaping whatever is poured into them."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("stance.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["percent"] = lambda share: f"{100 * share:.0f} %"
    made.filters["plural"] = lambda n, word: f"{n:,} {word}{'s' * (n != 1)}"
    return made


@cache
def asset(name: str) -> str:
    """Return the text of our own script or style."""
    return resources.files("stance.report").joinpath("templates", name).read_text("utf-8")


def _digest(content: str) -> str:
    digest = hashlib.sha256(content.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
