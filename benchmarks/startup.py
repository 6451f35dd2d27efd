"""Start-up: `stance predict example.txt` against a bare script that loads the same libraries.

    python benchmarks/startup.py [--runs 7]

Both run as whole processes in turn, one thread each; printed are the medians of CPU seconds
(user + system) and the median of the ratios, pair by pair. The bare script imports spaCy and
scikit-learn, loads the same spaCy pipeline and parses the same text.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "corpus" / "examples" / "minsk-wire.txt"
BARE = f"""
import spacy, sklearn
from stance.language import DEFAULT_PIPELINE
nlp = spacy.load(DEFAULT_PIPELINE)
nlp(open({str(EXAMPLE)!r}, encoding="utf-8").read())
"""


def cpu_seconds(command):
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    commands = {
        "bare script": [sys.executable, "-c", BARE],
        "stance predict": [sys.executable, "-m", "stance", "predict", str(EXAMPLE)],
        "stance --help": [sys.executable, "-m", "stance", "--help"],
    }
    seconds = {name: [] for name in commands}
    for run in range(runs + 1):
        for name, command in commands.items():
            spent = cpu_seconds(command)
            if run:  # the first round warms the disk cache
                seconds[name].append(spent)
    for name, values in seconds.items():
        print(f"{name:<16}{statistics.median(values):6.2f} s CPU")
    ratios = [a / b for a, b in zip(seconds["stance predict"], seconds["bare script"], strict=True)]
    print(f"ratio           {statistics.median(ratios):6.2f}   (to reach: at most 1.3)")


if __name__ == "__main__":
    main()
