"""Finds datelines: where, when and by which agency a news report was filed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from stance.records import Offsets

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["datelines"]

DATELINE: Final = re.compile(
    r"""
    ^[ \t]*
    (?P<dateline>
        (?P<place>\w[\w.'’-]*(?:[ ]\w[\w.'’-]*){0,3}(?:,[ ]\w[\w.'’-]*(?:[ ]\w[\w.'’-]*)?)?)
        (?:,?[ ](?:\d{1,2}[ ]\w+|\w+\.?[ ]\d{1,2})(?:,?[ ]\d{4})?)?
        (?P<agency>[ ]\([\w .,/&-]{2,30}\))?
        [ ]?(?:[—–]|--?(?=[ ]))[ ]?
    )(?=[\w"“‘«„])
    """,
    re.MULTILINE | re.VERBOSE,
)
"""*MINSK, 3 March (Our Agency) -*: a place of one to four words, maybe with its country."""


def datelines(text: str) -> Iterator[Offsets]:
    """Yield the datelines that begin lines of a text, dash and blank included.

    A place is known by its capitals (*HARARE -*) or by the agency after it (*Minsk (Wire) -*).
    """
    for match in DATELINE.finditer(text):
        place = match["place"].split(",")[0]
        if (place.isupper() and len(place) > 2) or (match["agency"] and place[0].isupper()):
            yield Offsets(*match.span("dateline"))
