from __future__ import annotations

import json
import re

from stance.report import render_report
from stance.report.html import asset, content_security_policy, payload
from stance.report.summary import summarise
from tests.making import article, collection


def test_one_file_that_names_nothing_elsewhere():
    page = render_report(collection())
    assert page.startswith("<!DOCTYPE html>")
    assert re.findall(r"""(?:src|href)=["']?(?!#|data:,)([^"' >]+)""", page) == [
        "https://example.org/ban"  # the article's own address, a link
    ]
    assert "url(http" not in page
    assert "@import" not in page


def test_the_policy_allows_our_script_and_style_alone():
    policy = content_security_policy()
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy
    page = render_report(collection())
    assert f"<script>{asset('report.js')}</script>" in page
    assert f"<style>{asset('report.css')}</style>" in page


def test_markup_in_texts_is_text():
    bad = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    page = render_report([article((bad, bad, "engage"), title=bad, source=bad, doc=bad)])
    assert page.count("<script") == 2
    assert "<img" not in page


def test_the_page_says_what_is_not_known():
    page = render_report([article(("a", None, "undecided"))])
    assert "No article has a date." in page
    assert "No decided quote has a named speaker" in page
    assert "No quotes were found." in render_report([article()])


def test_the_payload_is_json_with_names_once():
    data = json.loads(json.dumps(payload(summarise(collection()))))
    assert data["speakers"] == ["Anna Lindqvist", "Łucja Šarec", "Prisoners’ Fund", "she"]
    assert len(data["rows"]) == 8
    assert data["rows"][2][6] == -1


def test_results_without_text_are_listed():
    from dataclasses import replace

    bare = replace(collection()[0], text="")
    page = render_report([bare])
    assert "Keep every sanction</mark></li>" in page


def test_the_same_results_give_the_same_page():
    assert render_report(collection()) == render_report(collection())
