"""Which organisation and country speakers belong to, as far as the articles say so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from stance.lexicons import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stance.records import Analysis, Speaker

__all__ = ["Affiliation", "affiliation", "affiliations", "is_pronoun"]

PRONOUNS: Final = frozenset(
    {
        "i", "me", "you", "he", "him", "she", "her", "it", "we", "us", "they", "them", "one",
        "who", "whom", "which", "that", "this", "these", "those", "himself", "herself",
        "themselves", "others", "another", "some", "many",
    }
)  # fmt: skip


class Affiliation(NamedTuple):
    """An organisation and a country; None where the text shows none."""

    organisation: str | None
    country: str | None


def affiliations(analyses: Iterable[Analysis]) -> dict[str, Affiliation]:
    """Return what each speaker, by name, belongs to; what is said of them first holds.

    An organisation that speaks is its own; otherwise an organisation or a country (its
    adjective, its capital) that the speaker's role or mention names: *Latvia's foreign
    minister*, *head of the Northern Trade Council*.
    """
    found: dict[str, Affiliation] = {}
    for analysis in analyses:
        names = {e.text: e.name for e in analysis.entities if e.label == "ORG"}
        for quote in analysis.quotes:
            speaker = quote.speaker
            if speaker is None or is_pronoun(speaker.name):
                continue
            known = found.get(speaker.name, Affiliation(None, None))
            if None in known:
                seen = affiliation(speaker, names)
                found[speaker.name] = Affiliation(
                    known.organisation or seen.organisation, known.country or seen.country
                )
    return found


def affiliation(speaker: Speaker, organisations: dict[str, str]) -> Affiliation:
    """Return what a speaker's own role and mention say that they belong to.

    `organisations` maps the words of bodies that the text names to their canonical names.
    """
    says = "; ".join(filter(None, [speaker.role, speaker.mention]))
    countries = lexicon("country_words")
    if speaker.type == "organisation":
        inside = [] if speaker.name.islower() else [speaker.name]
        says += f"; {speaker.name}"
    else:
        inside = [name for text, name in organisations.items() if _names(text, says)]
    inside = [name for name in inside if name.lower() not in countries]  # Tehran, for Iran
    organisation = max(inside, key=len, default=None)
    folded = says.lower()
    words = [word for word in countries if word in folded and _names(word, says)]
    longest = max(words, key=len, default=None)  # North Korea, not Korea
    return Affiliation(organisation, countries[longest] if longest else None)


def _names(words: str, text: str) -> bool:
    """Whether a text has these words as a name; *in Minsk* and *to the US* are mere places."""
    found = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE)
    return (
        found is not None
        and found[0][0].isupper()
        and not re.search(r"\b(?:in|to|at|from|near|on)(?: the)? $", text[: found.start()])
    )


def is_pronoun(name: str) -> bool:
    """Whether a speaker's name is a pronoun that points to nobody."""
    return name.casefold() in PRONOUNS
