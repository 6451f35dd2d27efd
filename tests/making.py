"""Records made by hand, short enough to stand in a test."""

from __future__ import annotations

from stance.records import ENGAGE, PRESSURE, Analysis, Cue, Entity, Offsets, Quote, Speaker

ARTICLE = "“Lift the sanctions,” said Anna Lindqvist.\n"
SIDES = {"engage": (ENGAGE, True), "pressure": (PRESSURE, True), "undecided": (ENGAGE, False)}


def article(*parts, doc="a.txt", **metadata):
    """Return an analysis of ``(content, speaker, side)`` triples, each told in one sentence.

    A speaker is a name, a name and a role, or None.
    """
    text, quotes, entities = "A headline\n\n", [], []
    for index, (content, who, side) in enumerate(parts):
        name, role, kind = who if isinstance(who, tuple) else (who, None, "person")
        start = len(text) + 1
        text += f"“{content}”"
        end = len(text) - 1
        speaker = cue = None
        if name:
            cue = Cue("said", len(text) + 1, len(text) + 5)
            speaker = Speaker(name, name, len(text) + 6, len(text) + 6 + len(name), role, kind)
            text += f" said {name}"
        text += ". "
        inside = []
        if "Minsk" in content:
            place = start + content.index("Minsk")
            inside = [Entity("Minsk", "GPE", place, place + 5, "Minsk")]
        entities += inside
        stance, decided = SIDES[side]
        quotes.append(
            Quote(
                doc=doc, quote=index, text=content, start=start, end=end,
                spans=(Offsets(start, end),), kind="direct", cue=cue, speaker=speaker,
                entities=tuple(inside), about=None, stance=stance,
                probability=0.9 if decided else 0.6, decided=decided,
            )
        )  # fmt: skip
    return Analysis(doc, text, metadata, tuple(entities), tuple(quotes))


def collection():
    """Return four dated articles by two sources."""
    anna = ("Anna Lindqvist", "Sweden’s trade envoy", "person")
    lucja = ("Łucja Šarec", None, "person")
    fund = ("Prisoners’ Fund", None, "organisation")
    return [
        article(
            ("Talk to Minsk now", anna, "engage"),
            ("Keep every sanction", lucja, "pressure"),
            ("The list has names", None, "undecided"),
            doc="1.txt", title="Talks & trains", source="Wire", date="2025-01-08",
        ),
        article(
            ("Lift the ban", anna, "engage"),
            ("Not one barrel", fund, "pressure"),
            ("We met in a hotel", "she", "undecided"),
            doc="2.txt", title="The ban", source="Post", date="2025-02-11",
            url="https://example.org/ban",
        ),
        article(
            ("=1+1 is a slogan", lucja, "undecided"),
            ("Tighten the screws", lucja, "pressure"),
            doc="3.txt", title="Screws", source="Wire", date="2025-03-01",
        ),
        article(doc="4.txt", title="Nothing said", source="Post", date="2025-03-02"),
    ]  # fmt: skip
