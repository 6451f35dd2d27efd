"""A real browser: the system's Chromium, driven by playwright. Tests skip where there is none."""

from __future__ import annotations

import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


@pytest.fixture(scope="package")
def browser():
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def opened(browser, tmp_path):
    """Open a page from its text; what it asks for, says and throws is noted on it."""
    contexts = []

    def open_page(html, *, width=1100, height=900, **context):
        path = tmp_path / "report.html"
        path.write_text(html, encoding="utf-8")
        return visit(path.as_uri(), width=width, height=height, **context)

    def visit(address, *, width=1100, height=900, **context):
        made = browser.new_context(viewport={"width": width, "height": height}, **context)
        contexts.append(made)
        page = made.new_page()
        page.requested, page.troubles = [], []
        page.on("request", lambda request: page.requested.append(request.url))
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.on("dialog", lambda dialog: (page.troubles.append(dialog.message), dialog.dismiss()))
        page.on("console", lambda message: page.troubles.append(message.text))
        page.set_default_timeout(10_000)
        page.goto(address)
        return page

    open_page.visit = visit
    yield open_page
    for made in contexts:
        made.close()
