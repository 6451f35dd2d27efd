"""The page of `stance serve`, in a browser, over the real pipeline."""

from __future__ import annotations

import threading
import time

import pytest

TEXT = (
    "Envoys meet\n\n“Lift the sanctions on Minsk now,” said Anna Lindqvist, a trade envoy. "
    "<b>“Keep</b> them,” said Łucja Šarec. “A list has names,” she said."
)


@pytest.fixture(scope="module")
def address(pipeline):
    pytest.importorskip("fastapi_offline")
    import uvicorn

    from stance.server import create_app, listen

    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(create_app(pipeline), log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    server.should_exit = True
    thread.join()


def test_a_pasted_text_comes_back_annotated(opened, address):
    page = opened.visit(address)
    page.fill("#text", TEXT)
    page.click("text=Find the quotes")
    page.wait_for_selector("#table")
    assert "Anna Lindqvist" in page.locator("#table").inner_text()
    assert page.locator(".article").get_attribute("open") is not None
    page.focus("#q-0")
    assert "trade envoy" in page.locator("#tip").inner_text()
    assert page.locator("#text").input_value() == TEXT
    assert page.locator(".text b").count() == 0
    assert page.troubles == []
    assert all(url.startswith((address, "data:")) for url in page.requested)


def test_a_file_is_read_when_dropped(opened, address):
    page = opened.visit(address)
    data = page.evaluate_handle(
        "text => { const d = new DataTransfer();"
        " d.items.add(new File([text], 'a.txt', {type: 'text/plain'})); return d; }",
        TEXT,
    )
    page.dispatch_event("#drop", "drop", {"dataTransfer": data})
    page.wait_for_selector("#table")
    assert page.locator("#table tbody tr").count() == 3


def test_an_empty_text_is_answered_where_it_was_sent(opened, address):
    page = opened.visit(address)
    page.click("text=Find the quotes")
    assert "there is no text to read" in page.locator("[role=alert]").inner_text()


def test_the_documentation_needs_nothing_from_elsewhere(opened, address):
    page = opened.visit(f"{address}docs")
    page.get_by_text("/api/predict").first.wait_for()
    assert all(url.startswith((address, "data:")) for url in page.requested)


@pytest.mark.parametrize("width", [390, 1100])
def test_nothing_serious_stands_in_anyones_way(opened, address, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = opened.visit(address, width=width, bypass_csp=True)
    page.fill("#text", TEXT)
    page.click("text=Find the quotes")
    page.wait_for_selector("#table")
    found = axe.run(page).response["violations"]
    assert [(r["id"], r["nodes"][0]["html"]) for r in found if r["impact"] != "minor"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
