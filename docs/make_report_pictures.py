"""Takes the pictures in `docs/report`: report and page in Chromium, figures by `stance plot`.

python docs/make_report_pictures.py

The articles are `docs/report/articles.jsonl`, 40 short ones of our own making. The pictures of
time and network, and the figures, are of results at a threshold of 0.6: at the model's own too
little is decided for a curve.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright

import stance
from stance.corpus import read_corpus
from stance.documents import read_documents
from stance.plots import PLOTS, plot_calibration, save_figure
from stance.report import render_report, summarise
from stance.server import create_app, listen

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "report"
ARTICLES = [str(FOLDER / "articles.jsonl")]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESKTOP, PHONE = (1100, 1000), (390, 844)
PASTED = (ROOT / "corpus" / "examples" / "minsk-wire.txt").read_text(encoding="utf-8")

TO_SPEAKERS = "document.querySelector('#speakers').scrollIntoView()"
TO_TIME = "document.querySelector('#time').scrollIntoView()"
TO_ARTICLE = "document.querySelector('#table a').click()"
REPORT = [  # name, threshold, size, scheme, what is done first
    ("desktop", None, DESKTOP, "light", ""),
    ("article", None, (1100, 700), "light", TO_ARTICLE),
    ("speakers", None, (1100, 800), "light", TO_SPEAKERS),
    ("time-network", 0.6, (1100, 1060), "light", TO_TIME),
    ("dark", None, (1100, 700), "dark", TO_ARTICLE),
    ("phone", None, PHONE, "light", ""),
    ("phone-article", None, PHONE, "light", TO_ARTICLE),
    ("phone-speakers", None, PHONE, "light", TO_SPEAKERS),
]


def main() -> None:
    pipeline = stance.load()
    found = {}
    for threshold in (pipeline.min_probability, 0.6):
        pipeline.min_probability = threshold
        found[threshold] = list(pipeline.analyse(read_documents(ARTICLES)))
    default = pipeline.min_probability = next(iter(found))
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        path = Path(folder) / "report.html"
        for name, threshold, (width, height), scheme, act in REPORT:
            path.write_text(render_report(found[threshold or default]), encoding="utf-8")
            page = browser.new_page(
                viewport={"width": width, "height": height}, color_scheme=scheme
            )
            page.goto(path.as_uri())
            page.evaluate(act)
            page.wait_for_timeout(200)
            page.screenshot(path=FOLDER / f"{name}.png")
            page.close()
        listener = listen("127.0.0.1", 0)
        server = uvicorn.Server(uvicorn.Config(create_app(pipeline), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        for name, (width, height) in (("page", (1100, 1150)), ("phone-page", PHONE)):
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(f"http://127.0.0.1:{listener.getsockname()[1]}/")
            page.fill("#text", PASTED)
            page.click("text=Find the quotes")
            page.wait_for_selector("#table")
            page.screenshot(path=FOLDER / f"{name}.png")
        server.should_exit = True
        browser.close()
        thread.join()
    summary = summarise(found[0.6])
    for name, draw in PLOTS.items():
        save_figure(draw(summary), str(FOLDER / f"{name}.svg"))
    dev = read_corpus(ROOT / "corpus").split("dev")
    probability = pipeline.classifier.predict_proba(dev.texts)
    classes = [str(label) for label in pipeline.classifier.classes_]
    rated = [
        (label, classes[row.argmax()], float(row.max()))
        for label, row in zip(dev.labels, probability, strict=True)
    ]
    save_figure(plot_calibration(rated), str(FOLDER / "calibration.svg"))


if __name__ == "__main__":
    main()
