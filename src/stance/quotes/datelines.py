"""Finds datelines: where, when and by which agency a news report was filed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from stance.quotes.columns import text_of
from stance.records import Offsets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

__all__ = ["datelines"]

DATELINE: Final = re.compile(
    r"""
    ^[ \t]*
    (?P<dateline>
        (?P<place>\w[\w.'’-]*(?:[ \u00a0/]\w[\w.'’-]*){0,3})
        (?:,[ ]\w[\w.'’-]*(?:[ ]\w[\w.'’-]*)?)?  # its country
        (?P<date>,?[ ](?:\d{1,2}[ ]\w+|\w+\.?[ ]\d{1,2})(?:,?[ ]\d{4})?)?
        (?P<agency>[ ]\([A-Z][\w.&'’-]*(?:[ /][A-Z][\w.&'’-]*){0,3}\))?
        [ \u00a0]?(?:[—–]|--?)
        (?:[ \u00a0]+|(?=["“‘«„]))
    )(?=[\w"“‘«„])
    """,
    re.MULTILINE | re.VERBOSE,
)
"""*MINSK, 3 March (Our Agency) -*: a place of one to four words, maybe with its country."""
DASH_AGAIN: Final = re.compile(r"[^.!?\n]*(?:[—–]|[ ]-)")
PLACES: Final = frozenset(["GPE", "LOC", "FAC"])


def datelines(doc: Doc) -> Iterator[Offsets]:
    """Yield the datelines that begin lines, from the place to the blank after the dash.

    The place has an agency or a date after it (*Minsk (Wire) -*, *TUNIS, 2 June -*), or is a
    place in capitals to the entity recogniser (*HARARE -*); a second dash in the sentence makes
    it a parenthesis (*NATO - with its allies - said*).

    Parameters
    ----------
    doc : Doc
        With entities.
    """
    text = text_of(doc)
    for match in DATELINE.finditer(text):
        place = match["place"]
        if match["agency"] or (match["date"] and place.isupper()):
            named = place[0].isupper()
        else:
            named = place.isupper() and _is_place(doc, match)
        if named and not DASH_AGAIN.match(text, match.end()):
            yield Offsets(*match.span("dateline"))


def _is_place(doc: Doc, match: re.Match[str]) -> bool:
    """Whether the recogniser takes the words for a place, or for one name with what follows."""
    start, end = match.span("dateline")
    return any(
        entity.start_char == start and (entity.label_ in PLACES or entity.end_char > end)
        for entity in doc.ents
    )
