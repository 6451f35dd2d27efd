from __future__ import annotations

import csv
import io

import pytest

from stance.output import COLUMNS, write_csv, write_xlsx
from stance.spreadsheet import MAX_CELL, safe_cell
from tests.making import article, collection


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_no_text_becomes_a_formula(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["", "a=1", "—dash", "“Quote”", 5, -5, 0.5, True, None])
def test_everything_else_stays(value):
    assert safe_cell(value) is value


def test_csv_cells_are_safe_in_every_column():
    stream = io.StringIO()
    write_csv([article(("=cmd()", ("@who", "-role", "person"), "engage"), doc="+doc")], stream)
    (row,) = csv.DictReader(io.StringIO(stream.getvalue()))
    assert (row["text"], row["speaker"], row["role"], row["doc"]) == (
        "'=cmd()", "'@who", "'-role", "'+doc",
    )  # fmt: skip


def test_a_byte_order_mark_where_asked(tmp_path):
    path = tmp_path / "q.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        write_csv(collection(), stream, mark=True)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfdoc,")
    stream = io.StringIO()
    write_csv(collection(), stream)
    assert stream.getvalue().startswith("doc,")


def read_workbook(analyses, path):
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("xlsxwriter")
    with path.open("w", encoding="utf-8") as stream:
        write_xlsx(analyses, stream)
    return openpyxl.load_workbook(path).active


def test_workbooks_hold_names_numbers_and_no_formula(tmp_path):
    sheet = read_workbook(collection(), tmp_path / "q.xlsx")
    header, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert tuple(header) == COLUMNS
    assert len(rows) == 8
    by_name = dict(zip(header, rows[6], strict=True))
    assert by_name["text"] == "=1+1 is a slogan"
    assert by_name["speaker"] == "Łucja Šarec"
    assert by_name["probability"] == 0.6
    assert by_name["decided"] is False
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "b"}


def test_what_a_cell_cannot_hold_is_cut_and_says_so(tmp_path):
    sheet = read_workbook([article(("😀" * 40_000, None, "engage"))], tmp_path / "q.xlsx")
    text = sheet.cell(2, COLUMNS.index("text") + 1).value
    assert text.endswith("😀…")
    assert len(text.encode("utf-16-le")) // 2 <= MAX_CELL
