"""Draws `docs/predict.svg`, the picture of real output in the README.

python docs/make_pictures.py
"""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console

import stance
from stance.documents import read_documents
from stance.output import table_of

DOCS = Path(__file__).parent
EXAMPLE = "corpus/examples/minsk-wire.txt"


def main() -> None:
    (analysis,) = stance.load().analyse(read_documents([EXAMPLE]))
    console = Console(record=True, width=116, file=io.StringIO(), force_terminal=True)
    console.print(f"[bold]$ stance predict {EXAMPLE}[/bold]", highlight=False)
    console.print(table_of(analysis.quotes[5:14], console))
    svg = console.export_svg(title="stance", clear=False)
    # Nothing is to be fetched from elsewhere when the picture is looked at.
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    (DOCS / "predict.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
