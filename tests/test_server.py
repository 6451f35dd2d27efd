from __future__ import annotations

import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request

import pytest

from stance.documents import Document
from stance.records import Analysis
from tests.making import article

pytest.importorskip("fastapi_offline")
from fastapi.testclient import TestClient

from stance.server import Limits, create_app

TEXT = "“Lift the sanctions,” said Anna Lindqvist."


class Fixed:
    """A pipeline that needs no models: every text has one quote, and some take their time."""

    def __init__(self):
        self.go_on = threading.Event()
        self.go_on.set()
        self.begun = threading.Semaphore(0)

    def analyse(self, documents):
        for document in documents:
            assert isinstance(document, Document)
            self.begun.release()
            assert self.go_on.wait(20)
            made = article(("Lift the sanctions,", "Anna Lindqvist", "engage"))
            yield Analysis(document.doc, document.text, document.metadata, (), made.quotes[:0])


@pytest.fixture
def fixed():
    return Fixed()


@pytest.fixture
def client(fixed):
    limits = Limits(max_bytes=20_000, max_characters=5_000, timeout=20, waiting=2)
    with TestClient(create_app(fixed, facts={"model": "m"}, limits=limits)) as made:
        yield made


@pytest.fixture(scope="module")
def real(pipeline):
    with TestClient(create_app(pipeline)) as made:
        yield made


def test_records_come_out_as_in_the_contract(real):
    answer = real.post("/api/predict", json={"text": TEXT, "doc": "mine"})
    assert answer.status_code == 200
    found = answer.json()
    assert list(found) == ["doc", "text", "metadata", "entities", "quotes"]
    (quote,) = found["quotes"]
    assert (quote["doc"], quote["quote"]) == ("mine", 0)
    assert found["text"][quote["start"] : quote["end"]] == "Lift the sanctions,"
    assert quote["speaker"]["name"] == "Anna Lindqvist"


def test_the_page_shows_the_annotated_article(real):
    assert "Paste an article" in real.get("/").text
    answer = real.post("/", data={"text": TEXT}, files={"file": ("", b"")})
    assert answer.status_code == 200
    assert 'id="q-0"' in answer.text
    assert TEXT in answer.text  # in the box again
    assert "form-action 'self'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "sent",
    [
        {"json": {"text": TEXT}},
        {"data": {"text": TEXT}},
        {"files": {"file": ("a.txt", TEXT.encode())}},
        {"files": {"file": ("..\\..\\a.TXT", b"\xef\xbb\xbf" + TEXT.encode())}},
        {"content": TEXT.encode(), "headers": {"content-type": "text/plain; charset=utf-8"}},
    ],
)
def test_text_or_file_in(client, sent):
    answer = client.post("/api/predict", **sent)
    assert answer.status_code == 200
    assert answer.json()["text"] == TEXT
    assert answer.json()["doc"] in {"-", "a.txt", "a.TXT"}


@pytest.mark.parametrize(
    ("sent", "status", "message"),
    [
        ({"json": {}}, 422, "no 'text'"),
        ({"json": {"text": "  "}}, 422, "no text to read"),
        ({"json": {"text": 5}}, 422, "should be a string"),
        ({"json": ["text"]}, 422, "should be an object"),
        ({"content": b"{", "headers": {"content-type": "application/json"}}, 422, "not JSON"),
        ({"content": b"x", "headers": {"content-type": "image/png"}}, 415, "send JSON"),
        ({"files": {"file": ("a.exe", b"MZ")}}, 422, "a.exe: not a kind of file"),
        ({"files": {"file": ("a.txt", bytes(range(256)))}}, 422, "a.txt: not a text file"),
        ({"json": {"text": "x" * 5_001}}, 413, "5,001 characters; at most 5,000"),
        ({"json": {"text": "x" * 30_000}}, 413, "longer than 20,000 bytes"),
        ({"files": {"file": ("a.txt", b"x" * 30_000)}}, 413, "longer than 20,000 bytes"),
    ],
)
def test_what_cannot_be_read_is_answered_clearly(client, sent, status, message):
    answer = client.post("/api/predict", **sent)
    assert answer.status_code == status
    assert message in answer.json()["detail"]
    page = client.post("/", **sent)
    assert page.status_code == status
    assert message in page.text.replace("&#39;", "'")


def test_a_body_of_unknown_length_breaks_off_too(client):
    answer = client.post(
        "/api/predict",
        content=(b"x" * 1_000 for _ in range(50)),
        headers={"content-type": "text/plain"},
    )
    assert answer.status_code == 413


def test_more_than_can_wait_are_sent_away(client, fixed):
    fixed.go_on.clear()
    codes = []
    threads = [
        threading.Thread(
            target=lambda: codes.append(
                client.post("/api/predict", json={"text": TEXT}).status_code
            )
        )
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    assert fixed.begun.acquire(timeout=20)
    for _ in range(200):  # until the second one waits as well
        if client.app.state.reader.waiting == 2:
            break
        time.sleep(0.05)
    answer = client.post("/api/predict", json={"text": TEXT})
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "2"
    assert "try again" in answer.json()["detail"]
    fixed.go_on.set()
    for thread in threads:
        thread.join()
    assert codes == [200, 200]
    assert client.post("/api/predict", json={"text": TEXT}).status_code == 200


def test_what_takes_too_long_is_given_up(fixed):
    fixed.go_on.clear()
    limits = Limits(timeout=0.2, waiting=1)
    with TestClient(create_app(fixed, limits=limits)) as client:
        answer = client.post("/api/predict", json={"text": TEXT})
        assert answer.status_code == 503
        assert "longer than 0.2 seconds" in answer.json()["detail"]
        # Its work goes on and holds its place.
        assert client.post("/api/predict", json={"text": TEXT}).status_code == 429
        fixed.go_on.set()


def test_info_and_documentation_come_from_here(client):
    facts = client.get("/api/info").json()
    assert facts["model"] == "m"
    assert facts["max_characters"] == 5_000
    assert "/api/predict" in client.get("/openapi.json").json()["paths"]
    shown = client.get("/docs").text
    links = re.findall(r"""(?:src|href)="([^"]+)""", shown)
    assert links
    for link in links:
        assert link.startswith("/")
        assert client.get(link).status_code == 200


def test_other_names_of_this_machine_are_refused(fixed):
    with TestClient(create_app(fixed, hosts=("127.0.0.1", "localhost"))) as client:
        assert client.get("/", headers={"host": "evil.example"}).status_code == 400
        assert client.get("/", headers={"host": "127.0.0.1:8000"}).status_code == 200


def test_answers_are_not_to_be_kept(client):
    headers = client.post("/api/predict", json={"text": TEXT}).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


def test_nothing_of_the_text_is_logged(client, caplog, capsys):
    with caplog.at_level(logging.DEBUG):
        for text in (TEXT, "secret " * 5_000):
            client.post("/api/predict", json={"text": text})
    assert "sanctions" not in caplog.text + "".join(capsys.readouterr())
    assert "secret" not in caplog.text


def test_serve_stops_gracefully():
    command = [sys.executable, "-m", "stance", "serve", "--port", "0", "--fast"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ)
    try:
        line = process.stderr.readline()
        address = re.search(r"open (http://127\.0\.0\.1:\d+)", line)
        assert address, line
        with urllib.request.urlopen(f"{address[1]}/api/info", timeout=20) as answer:  # noqa: S310
            shown = answer.read().decode()
        assert "/models" not in shown
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert "Traceback" not in process.stderr.read()
    finally:
        process.kill()


def test_a_port_in_use_is_one_line_and_exit_1(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, out, err = run("serve", "--port", str(taken.getsockname()[1]))
    assert (code, out) == (1, "")
    assert "cannot listen: address already in use" in err
    assert "try another --port" in err
