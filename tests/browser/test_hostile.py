"""Article text is hostile: whatever stands in it, nothing runs and nothing is fetched."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stance.records import About, Cue, Entity, Speaker
from stance.report import render_report
from tests.making import article

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

RTL = "\u202eevil\u202d \u2067isolate \u200f\u200e"
ATTACKS = [
    "<script>window.pwned=1</script>",
    "</script><script>window.pwned=1</script>",
    "</style><img src=http://127.0.0.1:9/x.png onerror=window.pwned=1>",
    '"><svg/onload=window.pwned=1>',
    "' onmouseover='window.pwned=1' autofocus onfocus='window.pwned=1",
    "<!--<script>",
    "]]><iframe src=http://127.0.0.1:9/></iframe>",
    "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'>",
    "<base href=http://127.0.0.1:9/><link rel=stylesheet href=x.css>",
    "</textarea></title></details></mark><form action=http://127.0.0.1:9/><input autofocus>",
    "javascript:window.pwned=1",
    "{{ 7 * 7 }}{% raw %}${window.pwned=1}",
    "&lt;script&gt; &amp;amp; &#60;img&#62;",
    "\u2028\u2029\ufeff\x00\x0b\x1b[31m\ud7ff",
    RTL,
    "wörd" * 12_500,
]


def hostile(attack):
    """Return an article with the attack in every field that a report shows."""
    made = article((attack, (attack, attack, "person"), "pressure"), (RTL, attack, "undecided"))
    quote = made.quotes[0]
    quote = replace(
        quote,
        cue=Cue(attack, 0, 0),
        kind=attack,
        entities=(Entity(attack, attack, quote.start, quote.end, attack),),
        about=About(attack, attack, attack),
        speaker=Speaker(attack, attack, 0, 1, attack, attack),
    )
    metadata = dict.fromkeys(["title", "source", "author", "url", "date", attack], attack)
    return replace(made, doc=attack, metadata=metadata, quotes=(quote, *made.quotes[1:]))


def test_nothing_executes_and_nothing_is_fetched(opened):
    articles = [hostile(attack) for attack in ATTACKS]
    page = opened(render_report(articles), width=390)
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    for index in range(2 * len(ATTACKS)):
        page.focus(f"#q-{index}")
    for index in range(5):
        page.locator("#by-speaker a").nth(index).click()
        page.locator("#table a").first.click()
    for attack in ATTACKS:
        page.fill("#f-search", attack[:40].replace("\x00", ""))
        page.fill("#f-speaker", attack[:40].replace("\x00", ""))
    page.click("text=Clear the filter")
    sync_api.expect(page.locator("#table tbody tr")).to_have_count(2 * len(ATTACKS))
    assert page.evaluate("window.pwned") is None
    assert page.troubles == []
    assert [u for u in page.requested if not u.startswith(("data:", "file:"))] == []
    assert page.evaluate("document.scripts.length") == 2
    assert (
        page.evaluate("document.querySelectorAll('iframe, img, object, embed, base').length") == 0
    )
    # Nothing pushes the page out of its window, and the articles read as they were written.
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shown = page.evaluate(
        "[...document.querySelectorAll('.article .text')].map(n => { n = n.cloneNode(true);"
        " n.querySelectorAll('.vh').forEach(v => v.remove()); return n.textContent })"
    )
    assert shown == [a.text.replace("\x00", "") for a in articles]  # HTML has no NUL


def test_the_policy_alone_would_hold(opened):
    """Were the escaping to fail one day, injected script, style and pictures still do nothing."""
    html = render_report([article(("Plain", "Ann Lee", "engage"))])
    injected = (
        "<script>window.pwned=1</script><img src=http://127.0.0.1:9/x.png onerror=window.pwned=1>"
        "<style>h1{display:none}</style><link rel=stylesheet href=http://127.0.0.1:9/x.css>"
        "<iframe src=http://127.0.0.1:9/></iframe><script src=http://127.0.0.1:9/x.js></script>"
    )
    page = opened(html.replace("</main>", f"{injected}</main>"))
    assert page.evaluate("window.pwned") is None
    assert page.locator("h1").is_visible()
    assert any("Content Security Policy" in trouble for trouble in page.troubles)
    assert page.locator("#table tbody tr").count() == 1  # ours still works
