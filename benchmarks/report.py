"""The report and the page: how large, how quick.

    python benchmarks/report.py [--runs 20]

Real output over `corpus/examples` (dense: about 20 quotes an article) and `docs/report`
(short news) is repeated under other names until there are 100 articles, and 5,000 quotes.
Printed are the sizes of the reports, seconds to write them, and in Chromium the milliseconds
until a report is ready and until a search and a sort are drawn. Then `stance serve` gets a text
of 1,000 words, over and over: milliseconds a request, after warm-up.
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import stance
from stance.documents import read_documents
from stance.report import render_report

ROOT = Path(__file__).parents[1]
TIMED = """async () => {
  const drawn = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  const timed = async (act) => { const start = performance.now(); act(); await drawn(); return performance.now() - start; };
  const times = {};
  const search = document.getElementById("f-search");
  const type = (text) => () => { search.value = text; document.getElementById("filter").requestSubmit(); };
  times.search = await timed(type("sanctions"));
  times.clear = await timed(type(""));
  times.sort = await timed(() => document.querySelector('[data-key="speaker"] button').click());
  return times;
}"""  # noqa: E501


def repeated(analyses, *, articles=None, quotes=None):
    made, total = [], 0
    for number, analysis in enumerate(itertools.cycle(analyses)):
        if (articles and len(made) >= articles) or (quotes and total >= quotes):
            return made
        doc = f"{number}-{analysis.doc}"
        parts = []
        for quote in analysis.quotes:
            speaker = quote.speaker
            if speaker is not None and number >= len(analyses):
                speaker = replace(speaker, name=f"{speaker.name} {number % 7}")
            parts.append(replace(quote, doc=doc, speaker=speaker))
        made.append(replace(analysis, doc=doc, quotes=tuple(parts)))
        total += len(parts)
    return made


def browser_times(page_text):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.html"
        path.write_text(page_text, encoding="utf-8")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.goto(path.as_uri())
        times = page.evaluate(TIMED)
        times["ready"] = page.evaluate(
            "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
        )
        browser.close()
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    pipeline = stance.load()
    short = list(pipeline.analyse(read_documents([str(ROOT / "docs" / "report")])))
    dense = list(pipeline.analyse(read_documents([str(ROOT / "corpus" / "examples")])))
    collections = {
        "40 short articles": short,
        "100 short articles": repeated(short, articles=100),
        "100 dense articles": repeated(dense, articles=100),
        "5,000 quotes": repeated([*dense, *short], quotes=5000),
    }
    for name, analyses in collections.items():
        start = time.perf_counter()
        text = render_report(analyses)
        seconds = time.perf_counter() - start
        count = sum(len(analysis.quotes) for analysis in analyses)
        times = "; ".join(f"{what} {value:.0f} ms" for what, value in browser_times(text).items())
        print(
            f"{name}: {len(analyses)} articles, {count} quotes, "
            f"{len(text.encode()) / 1e6:.2f} MB, written in {seconds:.2f} s; {times}"
        )

    from fastapi.testclient import TestClient

    from stance.server import create_app

    words = " ".join(analysis.text for analysis in dense).split(" ")[:1000]
    with TestClient(create_app(pipeline)) as client:
        for path in ("/api/predict", "/"):
            times = []
            for _ in range(runs + 2):
                start = time.perf_counter()
                answer = client.post(path, data={"text": " ".join(words)})
                times.append(1000 * (time.perf_counter() - start))
                answer.raise_for_status()
            times = times[2:]
            print(
                f"POST {path}, 1,000 words: median {statistics.median(times):.0f} ms, "
                f"longest {max(times):.0f} ms of {runs}"
            )


if __name__ == "__main__":
    main()
