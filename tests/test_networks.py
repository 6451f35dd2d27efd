from __future__ import annotations

import io

import pytest

from stance.networks import network_graph, write_gexf, write_graphml
from tests.making import article, collection

nx = pytest.importorskip("networkx")


@pytest.mark.parametrize("between", [False, True])
@pytest.mark.parametrize(
    ("write", "read"), [(write_gexf, nx.read_gexf), (write_graphml, nx.read_graphml)]
)
def test_networks_survive_their_formats(write, read, between):
    stream = io.StringIO()
    write(collection(), stream, between_speakers=between)
    assert "None" not in stream.getvalue()
    back = read(io.BytesIO(stream.getvalue().encode()))
    made = network_graph(collection(), between_speakers=between)
    assert set(back.nodes) == set(made.nodes)
    for one, other, data in made.edges(data=True):
        for key, value in data.items():
            assert back.edges[one, other][key] == value
    for node, data in made.nodes(data=True):
        for key in data.keys() - {"label"}:
            assert back.nodes[node][key] == data[key]


def test_speakers_lean_to_a_side_and_weights_are_positive():
    graph = network_graph(collection())
    concept = "concept: maintain pressure"
    assert graph.edges["speaker: Anna Lindqvist", concept]["sign"] == -1
    assert graph.edges["speaker: Łucja Šarec", concept] == {
        "weight": 2, "sign": 1, "positive": 2, "negative": 0,
    }  # fmt: skip
    assert graph.nodes["speaker: Anna Lindqvist"]["country"] == "Sweden"
    assert graph.nodes["speaker: Łucja Šarec"]["role"] == ""


def test_speakers_agree_or_clash():
    graph = network_graph(collection(), between_speakers=True)
    signs = {frozenset(pair): graph.edges[pair]["sign"] for pair in graph.edges}
    anna, lucja = "speaker: Anna Lindqvist", "speaker: Łucja Šarec"
    assert signs[frozenset([anna, lucja])] == -1
    assert signs[frozenset([lucja, "speaker: Prisoners’ Fund"])] == 1


def test_names_that_xml_cannot_hold():
    stream = io.StringIO()
    write_gexf([article(("Lift", "A\x00\x1b <b>&\uffffC", "engage"))], stream)
    assert "speaker: A <b>&C" in nx.read_gexf(io.BytesIO(stream.getvalue().encode())).nodes


def test_a_speaker_may_be_called_like_a_concept():
    graph = network_graph([article(("Keep", "maintain pressure", "pressure"))])
    assert len(graph) == 2


def test_nothing_decided_is_an_empty_network():
    assert len(network_graph([article(("A list", "Ann Lee", "undecided"))])) == 0
