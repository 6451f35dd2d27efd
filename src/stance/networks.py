"""Signed networks of speakers and concepts, written for Gephi, networkx and their kin."""

from __future__ import annotations

import io
import re
from collections import Counter
from typing import IO, TYPE_CHECKING, Any, Final

from stance.errors import MissingExtraError
from stance.statements import one_mode, statements, two_mode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stance.records import Analysis

__all__ = ["network_graph", "write_gexf", "write_graphml"]

NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document can hold."""


def network_graph(analyses: Iterable[Analysis], *, between_speakers: bool = False) -> Any:
    """Return a signed, undirected `networkx.Graph` of decided quotes.

    Parameters
    ----------
    analyses : iterable of Analysis
        What was found in the articles.
    between_speakers : bool, default=False
        By default speakers are tied to concepts (two-mode): positive for *maintain pressure*,
        negative for *engage/concede*. Otherwise speakers are tied to each other (one-mode):
        positive where they agree on a concept, negative where they clash.

    Returns
    -------
    networkx.Graph
        Nodes have ``label``, ``mode`` (``speaker`` or ``concept``), and speakers ``type``,
        ``role``, ``organisation``, ``country``, ``quotes``: text or numbers, empty rather than
        None. Edges have ``positive`` and ``negative`` (counts), ``weight`` (their sum) and
        ``sign`` (1, -1, or 0 for a tie as much one as the other). All edges have a weight above
        zero, as layouts want it; the sign stands apart.

    Raises
    ------
    MissingExtraError
        If networkx is not installed.
    """
    try:
        import networkx as nx
    except ImportError as error:
        raise MissingExtraError("A network", package="networkx", extra="report") from error
    found = list(statements(analyses))
    graph = nx.Graph(name="agreement and conflict" if between_speakers else "speakers, concepts")
    quotes = Counter(statement.speaker.name for statement in found)
    for statement in found:
        speaker, place = statement.speaker, statement.affiliation
        node = _key("speaker", speaker.name)
        known = graph.nodes[node] if node in graph else {}
        graph.add_node(
            node,
            label=_clean(speaker.name),
            mode="speaker",
            type=speaker.type,
            role=known.get("role") or _clean(speaker.role or ""),
            organisation=_clean(place.organisation or ""),
            country=_clean(place.country or ""),
            quotes=quotes[speaker.name],
        )
    mode = "speaker" if between_speakers else "concept"
    for edge in one_mode(found) if between_speakers else two_mode(found):
        target = _key(mode, edge.target)
        if target not in graph:
            graph.add_node(target, label=_clean(edge.target), mode=mode)
        graph.add_edge(
            _key("speaker", edge.source),
            target,
            weight=edge.weight,
            sign=edge.sign,
            positive=edge.positive,
            negative=edge.negative,
        )
    return graph


def write_gexf(
    analyses: Iterable[Analysis], stream: IO[str], *, between_speakers: bool = False
) -> None:
    """Write the network for Gephi."""
    graph = network_graph(analyses, between_speakers=between_speakers)
    import networkx as nx

    written = io.BytesIO()
    nx.write_gexf(graph, written, version="1.2draft")
    stream.write(written.getvalue().decode() + "\n")


def write_graphml(
    analyses: Iterable[Analysis], stream: IO[str], *, between_speakers: bool = False
) -> None:
    """Write the network as GraphML."""
    graph = network_graph(analyses, between_speakers=between_speakers)
    import networkx as nx

    written = io.BytesIO()
    nx.write_graphml_xml(graph, written)
    stream.write(written.getvalue().decode() + "\n")


def _key(mode: str, name: str) -> str:
    """Return a node's id: a speaker may be called like a concept."""
    return f"{mode}: {_clean(name)}"


def _clean(text: str) -> str:
    """Return a text as one line that XML can hold."""
    return " ".join(NO_XML.sub("", text).split())
