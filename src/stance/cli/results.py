"""``stance report``, ``export`` and ``plot``: what is made of the results of ``predict``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from stance.cli.console import guarded
from stance.cli.options import ModelOption, OutputOption

__all__ = ["export", "plot", "report"]


class Export(StrEnum):
    """Where results go."""

    GEXF = "gexf"
    GRAPHML = "graphml"
    DNA = "dna"
    LABELSTUDIO = "labelstudio"
    BRAT = "brat"


class Plot(StrEnum):
    """What is drawn."""

    SPEAKERS = "speakers"
    TIME = "time"
    NETWORK = "network"
    CALIBRATION = "calibration"


ResultsArgument = Annotated[
    str,
    typer.Argument(metavar="RESULTS", help="What `stance predict --format json` wrote."),
]


def report(
    results: ResultsArgument,
    output: OutputOption = "-",
    title: Annotated[str, typer.Option(help="Title of the report.")] = "",
) -> None:
    """Write results as one HTML page that can be read offline and mailed."""
    with guarded():
        from stance.output import check_output, open_output
        from stance.report import render_report
        from stance.results import read_results

        check_output(output)
        page = render_report(read_results(results), title=title)
        with open_output(output) as stream:
            stream.write(page)


def export(
    results: ResultsArgument,
    to: Annotated[
        Export,
        typer.Option(
            help="Signed networks (gexf, graphml), a table of statements (dna), or articles to "
            "correct (labelstudio, brat)."
        ),
    ],
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="Where to; brat: a new folder."),
    ] = "-",
    between_speakers: Annotated[
        bool,
        typer.Option(
            "--between-speakers",
            help="Networks: who agrees and who clashes, instead of who speaks for what.",
        ),
    ] = False,
) -> None:
    """Hand results on to Gephi, networkx, Discourse Network Analyzer, Label Studio or brat."""
    is_network = to in {Export.GEXF, Export.GRAPHML}
    if between_speakers and not is_network:
        raise typer.BadParameter("--between-speakers goes with --to gexf or graphml")
    if to is Export.BRAT and output == "-":
        raise typer.BadParameter("--to brat writes a folder: give its name with --output")
    with guarded():
        from stance import exports, networks
        from stance.output import check_output, open_output
        from stance.results import read_results

        analyses = list(read_results(results))
        if to is Export.BRAT:
            exports.write_brat(analyses, output)
            return
        check_output(output)
        with open_output(output) as stream:
            if to is Export.DNA:
                exports.write_statements(analyses, stream)
            elif to is Export.LABELSTUDIO:
                exports.write_labelstudio(analyses, stream)
            else:
                write = networks.write_gexf if to is Export.GEXF else networks.write_graphml
                write(analyses, stream, between_speakers=between_speakers)


def plot(
    what: Annotated[Plot, typer.Argument(help="What to draw.")],
    results: Annotated[
        Path,
        typer.Argument(
            metavar="RESULTS",
            help="What `stance predict --format json` wrote; calibration: CSV or JSONL with "
            "`label`, and `text` or `stance` and `probability`.",
        ),
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="A file name in .svg, .png or .pdf."),
    ],
    model: ModelOption = None,
) -> None:
    """Draw a picture for a paper (needs the extra `[report]`)."""
    from stance import plots

    if output.suffix.lower() not in plots.SUFFIXES:
        raise typer.BadParameter(f"--output should end in {', '.join(plots.SUFFIXES)}")
    with guarded():
        from stance.output import check_output

        check_output(str(output))
        if what is Plot.CALIBRATION:
            figure = plots.plot_calibration(plots.read_rated(results, model))
        else:
            from stance.report import summarise
            from stance.results import read_results

            figure = plots.PLOTS[what.value](summarise(read_results(str(results))))
        plots.save_figure(figure, str(output))
