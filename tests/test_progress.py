from __future__ import annotations

import io
import sys
import time

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


def test_slow_work_shows_what_is_done_in_the_middle_of_a_step(monkeypatch):
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    monkeypatch.setattr(progress, "PATIENCE", 0.05)
    with progress.Progress(total=2) as bar:
        bar.step("reading [a].txt")
        time.sleep(0.5)
    assert "reading [a].txt" in terminal.getvalue()
