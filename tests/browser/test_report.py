from __future__ import annotations

import csv
import io
import re

import pytest

from stance.report import render_report
from tests.making import article, collection

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")


@pytest.fixture
def report(opened):
    page = opened(render_report(collection()))
    yield page
    assert page.troubles == []


def rows(page):
    return page.locator("#table tbody tr")


def clear(page):
    page.click("text=Clear the filter")
    sync_api.expect(rows(page)).to_have_count(8)


def texts(page):
    return page.locator("#table tbody td:nth-child(4)").all_inner_texts()


def test_it_loads_without_asking_for_anything(report):
    assert rows(report).count() == 8
    assert report.locator("#status").inner_text().startswith("8 quotes: 2 engage/concede")
    assert [url for url in report.requested if not url.startswith("data:")] == [report.url]


def test_it_can_be_read_without_scripts(opened):
    page = opened(render_report(collection()), java_script_enabled=False)
    assert page.locator("noscript").inner_text().startswith("The table of quotes needs JavaScript")
    page.locator(".article summary").first.click()
    assert page.locator(".q").first.is_visible()
    assert page.locator("#by-speaker tbody tr").count() == 3


def test_search_and_filters_narrow_table_and_articles(report):
    report.fill("#f-search", "BARREL")
    assert texts(report) == ["Not one barrel"]
    assert report.locator(".article:visible").count() == 1
    assert "1 article" in report.locator("#matching").inner_text()
    clear(report)
    report.fill("#f-speaker", "lindq")
    assert rows(report).count() == 2
    clear(report)
    report.select_option("#f-source", "Post")
    assert rows(report).count() == 3
    report.select_option("#f-source", "")
    report.fill("#f-from", "2025-02-01")
    report.fill("#f-to", "2025-02-28")
    assert rows(report).count() == 3
    clear(report)
    report.uncheck('input[value="undecided"]')
    assert rows(report).count() == 5
    report.check('input[value="undecided"]')
    report.fill("#f-sure", "80")
    assert rows(report).count() == 5
    assert report.locator("#o-sure").inner_text() == "80 %"
    clear(report)
    report.fill("#f-organisation", "fund")
    assert rows(report).count() == 1
    clear(report)
    report.select_option("#f-country", "Sweden")
    assert rows(report).count() == 2


def test_a_name_leads_to_all_its_quotes_and_only_its(report):
    report.click("#by-speaker >> text=Łucja Šarec")
    assert rows(report).count() == 3
    assert report.locator("#f-speaker").input_value() == "Łucja Šarec"
    report.click("#overview >> text=Anna Lindqvist")
    assert rows(report).count() == 2


def test_headers_sort_both_ways(report):
    assert report.locator('[data-key="sure"]').get_attribute("aria-sort") == "descending"
    report.get_by_role("button", name="Quote").click()
    ascending = texts(report)
    assert ascending[0] == "=1+1 is a slogan"
    report.get_by_role("button", name="Quote").click()
    assert texts(report) == ascending[::-1]
    assert report.locator('[data-key="text"]').get_attribute("aria-sort") == "descending"


def test_a_row_leads_to_its_place_in_the_article(report):
    assert not report.locator("#a-1").get_attribute("open")
    report.click("text=Not one barrel")
    mark = report.locator("#q-4")
    assert mark.evaluate("node => node === document.activeElement")
    assert report.url.endswith("#q-4")
    tip = report.locator("#tip").inner_text()
    assert "Prisoners’ Fund" in tip
    assert "■ maintain pressure, 90 % sure" in tip


def test_undecided_quotes_are_shown_as_such(report):
    report.locator(".article summary").first.click()
    box = report.locator("#q-2").evaluate("n => n.getClientRects()[0].toJSON()")
    report.mouse.move(box["x"] + 3, box["y"] + 6)
    assert (
        "· not decided, leans to engage/concede, 60 % sure" in report.locator("#tip").inner_text()
    )
    style = report.locator("#q-2").evaluate("n => getComputedStyle(n).textDecorationStyle")
    assert style == "dotted"


def test_a_walk_by_keyboard(report):
    report.keyboard.press("Tab")
    assert report.evaluate("document.activeElement.className") == "skip"
    report.locator(".article summary").first.focus()
    report.keyboard.press("Enter")
    report.keyboard.press("Tab")
    assert report.evaluate("document.activeElement.id") == "q-0"
    assert report.locator("#tip").is_visible()
    assert "Minsk (GPE)" in report.locator("#tip").inner_text()
    assert report.locator("#q-0").get_attribute("aria-describedby") == "tip"
    report.keyboard.press("Escape")
    assert report.locator("#tip").is_hidden()
    report.keyboard.press("Tab")
    assert report.evaluate("document.activeElement.id") == "q-1"


def test_the_filtered_rows_can_be_taken_along(report, tmp_path):
    report.fill("#f-speaker", "Łucja")
    with report.expect_download() as waiting:
        report.click("#download")
    waiting.value.save_as(tmp_path / "q.csv")
    raw = (tmp_path / "q.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    found = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert [row["doc"] for row in found] == ["1.txt", "3.txt", "3.txt"]
    last = found[-1]
    assert last["text"] == "'=1+1 is a slogan"
    assert (last["speaker"], last["title"], last["date"]) == ("Łucja Šarec", "Screws", "2025-03-01")


def test_the_download_has_the_columns_of_csv_output(report, tmp_path):
    from stance.output import COLUMNS, write_csv

    with report.expect_download() as waiting:
        report.click("#download")
    waiting.value.save_as(tmp_path / "q.csv")
    with (tmp_path / "q.csv").open(encoding="utf-8-sig", newline="") as stream:
        taken = sorted(csv.DictReader(stream), key=lambda row: (row["doc"], int(row["quote"])))
    stream = io.StringIO()
    write_csv(collection(), stream)
    stream.seek(0)
    written = list(csv.DictReader(stream))
    assert [{name: row[name] for name in COLUMNS} for row in taken] == written


def test_long_tables_have_pages_and_print_whole(opened):
    many = article(*[(f"Lift it, number {i}", "Ann Lee", "engage") for i in range(120)])
    page = opened(render_report([many, *collection()]))
    assert rows(page).count() == 50
    page.click("text=Next")
    assert page.locator("#page").inner_text() == "page 2 of 3"
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert rows(page).count() == 128
    assert page.locator("#filters").is_hidden()
    assert page.locator("#q-121").is_visible()  # in an article that was closed
    assert len(page.pdf()) > 10_000
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert rows(page).count() == 50
    assert page.locator("#a-1").get_attribute("open") is None


def test_dark_mode_is_dark(opened):
    page = opened(render_report(collection()), color_scheme="dark")
    ground, ink = (
        [int(n) for n in re.findall(r"\d+", value)][:3]
        for value in page.evaluate(
            "(s => [s.backgroundColor, s.color])(getComputedStyle(document.body))"
        )
    )
    assert max(ground) < 60
    assert min(ink) > 200


@pytest.mark.parametrize("width", [320, 390, 1400])
def test_it_fits_its_window(opened, width):
    page = opened(render_report(collection()), width=width)
    for summary in page.locator(".article summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1100)])
def test_nothing_serious_stands_in_anyones_way(opened, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = collection()
    dated = [
        article(*[("Keep it", "Ann Lee", "pressure")] * 5, date=f"2025-03-{day}", doc=str(day))
        for day in (10, 17, 24, 31)
    ]
    # What axe runs is not our script: for it alone the policy is set aside.
    page = opened(
        render_report([*found, *dated]), width=width, color_scheme=scheme, bypass_csp=True
    )
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    page.locator("#q-0").focus()
    found = axe.run(page, options=AXE).response["violations"]
    serious = [
        (rule["id"], rule["help"], [node["html"][:200] for node in rule["nodes"]][:3])
        for rule in found
        if rule["impact"] in {"serious", "critical", "moderate"}
    ]
    assert serious == []
