from __future__ import annotations

import io
import sys

from stance import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_silent_in_pipes(capsys):
    with progress.Progress(total=2) as bar:
        bar.step("one")
    assert capsys.readouterr().err == ""


def test_quick_work_shows_nothing(monkeypatch):
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with progress.Progress() as bar:
        bar.step("one")
    assert terminal.getvalue() == ""


def test_slow_work_shows_what_is_done(monkeypatch):
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    with progress.Progress(total=2) as bar:
        bar.step("reading [a].txt")
    assert "reading [a].txt" in terminal.getvalue()
