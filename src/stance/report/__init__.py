"""A report for reading: `summary` collects the data, `html` pours it into one page."""

from __future__ import annotations

from stance.report.html import render_report
from stance.report.summary import Summary, summarise

__all__ = ["Summary", "render_report", "summarise"]
