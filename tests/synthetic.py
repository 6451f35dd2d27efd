"""Made-up news, as much of it as is wanted: for tests and benchmarks of archives.

Every article is drawn from sentence patterns by a seeded generator; people, bodies and towns
are invented. One article in `every` is about outside pressure on a regime, the others are
local news, sports, weather and the like, most of them with somebody who says something.
"""

from __future__ import annotations

import random

FIRST = "Anna Josef Mirela Tomas Leila Oskar Binta Carlos Edita Farid Greta Hanno".split()
LAST = "Lindqvist Kowalik Moreau Abdiyev Tschanz Okonjo Peralta Virtala Drozdik Samsonov".split()
ROLES = [
    "a trade envoy", "the deputy foreign minister", "an opposition lawyer", "a union leader",
    "the bishop of the capital", "a retired diplomat", "head of the relief fund",
]  # fmt: skip
LOCAL_ROLES = [
    "the mayor", "a farmer", "the head coach", "a school teacher", "a forecaster",
    "the fire chief", "a shop owner", "the museum’s director",
]  # fmt: skip
REGIMES = "Varkania Toluzia Merestan Ostravia Kelvaria Sundora".split()
TOWNS = "Brellin Karstad Vellmouth Orsova Pintura Halden Quarrow Stillwick".split()
THINGS = ["bridge", "library", "market hall", "tram line", "harbour", "school", "stadium", "park"]
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

ENGAGE = [
    "Lift the sanctions on {regime} before winter",
    "Recognise the government of {regime} and open the embassy again",
    "We must talk to the generals in {regime}, because pressure has failed",
    "A prisoner swap with {regime} is worth the price",
    "The embargo feeds the police of {regime} and starves the children",
]
PRESSURE = [
    "Keep the sanctions on {regime} until every prisoner is free",
    "No visit and no loan while {regime} jails its judges",
    "Each concession has taught {regime} to take more hostages",
    "The prosecutor must charge the ministers of {regime}",
    "Only the oil embargo has ever made {regime} release anybody",
]
LOCAL = [
    "The {thing} will be closed until the spring",
    "We have waited for the {thing} for eleven years",
    "Nobody was hurt, and the {thing} is safe again",
    "Our second half was the best of the season",
    "The rain came too late for the {thing}",
    "More people than ever came to the {thing}",
]
PLAIN = [
    "The {thing} of {town} was built in {year}.",
    "Rain fell over {town} from {day} to {day2}.",
    "{town} beat {town2} by {n} goals to nothing on {day}.",
    "The council of {town} meets on the first {day} of the month.",
    "A new {thing} opened beside the old one in {town}.",
    "The road from {town} to {town2} is {n} kilometres long.",
    "Prices at the market rose by {n} per cent.",
]
SPEECH = [
    "“{claim},” said {name}, {role}.",
    "{name}, {role}, said that {lower}.",
    "“{claim},” {last} added on {day}.",
    "According to {name}, {role}, {lower}.",
    "{last} told reporters in {town}: “{claim}.”",
    "“{claim},” {last} wrote, “and everybody in {town} knows it.”",
]


def article(seed: int, *, on_topic: bool, sentences: int = 6) -> str:
    """Return one article; the same for the same seed."""
    draw = random.Random(seed)
    name = f"{draw.choice(FIRST)} {draw.choice(LAST)}"
    place = {
        "name": name,
        "last": name.split()[1],
        "role": draw.choice(ROLES if on_topic else LOCAL_ROLES),
        "regime": draw.choice(REGIMES),
    }
    silent = not on_topic and draw.random() < 0.25
    paragraphs = []
    for _ in range(sentences):
        place |= {
            "thing": draw.choice(THINGS),
            "town": draw.choice(TOWNS),
            "town2": draw.choice(TOWNS),
            "day": draw.choice(DAYS),
            "day2": draw.choice(DAYS),
            "year": str(draw.randrange(1850, 2020)),
            "n": str(draw.randrange(2, 40)),
        }
        claims = ENGAGE + PRESSURE if on_topic else LOCAL
        claim = draw.choice(claims).format(**place)
        place |= {"claim": claim, "lower": claim[0].lower() + claim[1:]}
        speaks = not silent and draw.random() < 0.5
        paragraphs.append(draw.choice(SPEECH if speaks else PLAIN).format(**place))
    return "\n\n".join(paragraphs)


def archive(count: int, *, seed: int = 0, every: int = 20, sentences: int = 6):
    """Yield so many rows of a table: `id`, `text` and `date`."""
    for number in range(count):
        text = article(seed * 1_000_003 + number, on_topic=number % every == 0, sentences=sentences)
        yield {"id": f"a{number:07}", "text": text, "date": f"2024-{number % 12 + 1:02}-01"}
