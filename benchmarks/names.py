"""How well names are tagged and united across documents, and how quickly the base loads.

    python benchmarks/names.py tagging [--articles dev] [--show 20] [--data ../shared]
    python benchmarks/names.py pairs [--split tune] [--errors]
    python benchmarks/names.py load
    python benchmarks/names.py all

`tagging` is `benchmarks/entities.py`: named entities on our own marked articles against bare
spaCy's, people in the sources of real news, CPU time.

`pairs` scores `benchmarks/name_pairs.tsv`: each pair by itself (precision, recall, F1 of *same*),
and all names of the split grouped at once by `stance.names.identify` (B-cubed). Families whose
name begins with *system* were written out by romanisation tables, the others by hand. Look at
errors on `tune` only.
"""

from __future__ import annotations

import argparse
import csv
import gc
import sys
import time
from pathlib import Path

PAIRS = Path(__file__).with_name("name_pairs.tsv")


def read_pairs(split):
    with PAIRS.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in rows if row["split"] == split]


def is_person(row):
    return not row["family"].startswith("organisation")


def f1(precision, recall):
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def score_pairs(rows, base, *, errors):
    from stance.names import match_names

    true = wrong = missed = 0
    for row in rows:
        found = match_names(row["name_a"], row["name_b"], person=is_person(row), base=base)
        same = row["same"] == "1"
        true += same and found is not None
        missed += same and found is None
        wrong += not same and found is not None
        if errors and same != (found is not None):
            print(f"{'missed' if same else 'WRONG '} {row['name_a']} | {row['name_b']} {found}")
    precision, recall = true / (true + wrong), true / (true + missed)
    return precision, recall, f1(precision, recall)


def gold_groups(rows):
    """Return the names of a split as sets: what pairs marked *same* connect."""
    group = {}
    for row in rows:
        family = row["family"]
        a, b = (family, row["name_a"]), (family, row["name_b"])
        for name in (a, b):
            group.setdefault(name, {name})
        if row["same"] == "1" and group[a] is not group[b]:
            joined = group[a] | group[b]
            for name in joined:
                group[name] = joined
    return group


def b_cubed(rows, base, *, errors):
    from stance.names import Mention, identify

    gold = {name: {n for _, n in names} for (_, name), names in gold_groups(rows).items()}
    person = {}
    for row in rows:
        person[row["name_a"]] = person[row["name_b"]] = is_person(row)
    predicted = {}
    for identity in identify((Mention(n, person[n]) for n in gold), base):
        for variant in identity.variants:
            predicted[variant] = set(identity.variants)
    precision = recall = 0.0
    seen = set()
    for name, names in gold.items():
        shared = len(names & predicted[name])
        precision += shared / len(predicted[name])
        recall += shared / len(names)
        if errors and names != predicted[name] and (key := frozenset(names)) not in seen:
            seen.add(key)
            groups = [sorted(group) for group in unique(predicted, names)]
            print(f"gold {sorted(names)}\n   predicted {groups}")
    precision, recall = precision / len(gold), recall / len(gold)
    return precision, recall, f1(precision, recall), len(gold)


def unique(predicted, names):
    return {frozenset(predicted[name]) for name in names}


def pairs(split, *, errors):
    from stance.names import load_names

    rows = read_pairs(split)
    for label, base in (("with the base", load_names()), ("spellings alone", None)):
        print(f"{split}, {label}: {len(rows)} pairs, {len({r['country'] for r in rows})} countries")
        for kind, chosen in (
            ("all", rows),
            ("by hand", [r for r in rows if not r["family"].startswith("system")]),
            ("organisations", [r for r in rows if not is_person(r)]),
        ):
            precision, recall, both = score_pairs(chosen, base, errors=errors and kind == "all")
            line = f"pairs P {precision:.3f} R {recall:.3f} F1 {both:.3f}"
            precision, recall, both, count = b_cubed(chosen, base, errors=errors and kind == "all")
            line += f"; B-cubed P {precision:.3f} R {recall:.3f} F1 {both:.3f} ({count} names)"
            print(f"  {kind:<14} {line}")
        errors = False


def load():
    from stance.names import knowledge

    entries = knowledge.shipped()
    aliases = sum(len(entry.aliases) for entry in entries)
    wall, cpu = [], []
    for _ in range(7):
        gc.collect()
        begun, used = time.perf_counter(), time.process_time()
        base = knowledge.KnowledgeBase(knowledge.shipped.__wrapped__())
        wall.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - used)
    print(
        f"load: {len(base)} entries, {aliases} aliases: best of 7 {min(wall) * 1000:.1f} ms, "
        f"CPU {min(cpu) * 1000:.1f} ms"
    )
    begun = time.process_time()
    base.find("Nobody Whatsoever", person=True)
    base.find("Nobody's Own Foundation", person=False)
    spent = 1000 * (time.process_time() - begun)
    print(f"index for names spelt like none, made at the first: CPU {spent:.0f} ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["tagging", "pairs", "load", "all"])
    parser.add_argument("--articles", default="dev", help="tagging: which split")
    parser.add_argument("--show", type=int, default=0, help="tagging: differences to print")
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--split", choices=["tune", "measure"], default="measure")
    parser.add_argument("--errors", action="store_true", help="print them (tune only)")
    given = parser.parse_args()
    if given.errors and given.split != "tune":
        sys.exit("--errors goes with --split tune: nobody looks at those of the measured split")
    if given.what in {"tagging", "all"}:
        import entities

        entities.tagging(given.articles, given.data, given.show)
    if given.what in {"pairs", "all"}:
        pairs(given.split, errors=given.errors)
    if given.what in {"load", "all"}:
        load()


if __name__ == "__main__":
    main()
