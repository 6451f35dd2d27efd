"""Rows for spreadsheets: no cell becomes a formula, and names stay what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from stance.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import BinaryIO

__all__ = ["safe_cell", "write_workbook"]

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a cell that Excel or LibreOffice takes for a formula begins with, full width too."""
MAX_CELL: Final = 32_767
"""Characters (UTF-16 code units) that fit into a cell of Excel."""
WIDE: Final = {"doc": 28, "text": 70, "speaker": 24, "mention": 24, "role": 24, "entities": 32}


def safe_cell(value: Any) -> Any:
    """Return a CSV cell that no spreadsheet takes for a formula.

    A text that begins like one gets an apostrophe in front; everything else stays.
    """
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def write_workbook(
    rows: Iterable[dict[str, Any]], columns: Sequence[str], stream: BinaryIO
) -> None:
    """Write an Excel workbook of one sheet; text is stored as text, so none is a formula.

    Raises
    ------
    MissingExtraError
        If XlsxWriter is not installed.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtraError(
            "Writing Excel workbooks", package="xlsxwriter", extra="report"
        ) from error
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("quotes")
        header, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        sheet.freeze_panes(1, 0)
        last = 0
        for column, name in enumerate(columns):
            sheet.write_string(0, column, name, header)
            sheet.set_column(column, column, WIDE.get(name, 12))
        for last, row in enumerate(rows, start=1):
            for column, name in enumerate(columns):
                value = row[name]
                if isinstance(value, bool):
                    sheet.write_boolean(last, column, value)
                elif isinstance(value, (int, float)):
                    sheet.write_number(last, column, value)
                elif value is not None:
                    sheet.write_string(
                        last, column, _fitting(str(value)), wrapped if name == "text" else None
                    )
        sheet.autofilter(0, 0, last, len(columns) - 1)


def _fitting(text: str) -> str:
    """Cut a text to what a cell holds, an ellipsis at the end saying so."""
    if len(text) * 2 <= MAX_CELL or len(text.encode("utf-16-le")) // 2 <= MAX_CELL:
        return text
    kept = text.encode("utf-16-le")[: 2 * (MAX_CELL - 1)].decode("utf-16-le", "ignore")
    return f"{kept}…"
