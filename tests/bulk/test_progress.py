from __future__ import annotations

import io
import sys

from stance.bulk.plan import Shard
from stance.bulk.progress import ArchiveProgress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def one_shard(folder, **options):
    path = folder / "news.txt"
    path.write_text("It rained in Brellin.\n", encoding="utf-8")
    with ArchiveProgress([str(folder)], **options) as bar:
        bar.words(1_234)
        bar.shard(Shard(0, (), "", (str(path), 10)))


def test_a_terminal_sees_how_many_words_were_read(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    one_shard(tmp_path)
    assert "1,234 words" in terminal.getvalue()


def test_pipes_and_those_who_want_silence_see_nothing(monkeypatch, capsys, tmp_path):
    one_shard(tmp_path)
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    one_shard(tmp_path, silent=True)
    assert capsys.readouterr().err == terminal.getvalue() == ""
