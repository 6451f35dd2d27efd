"""Fine-tuning in miniature; only where the extra ``[encoder]`` is installed."""

from __future__ import annotations

import json
from random import Random

import pytest

from stance import finetuning
from stance.corpus import Corpus, read_corpus
from stance.encoder import SentenceEncoder
from stance.errors import CorpusError

TEXTS = ("Lift it all.", "Keep it all.", "It rains.", "Open the road now, please.")
LABELS = ("engage/concede", "maintain pressure", "none", "engage/concede")


def corpus(tmp_path, groups=("f", "f", "s", "t"), split="train"):
    return Corpus(TEXTS, LABELS, groups, (split,) * 4, ("trade", "trade", "", "trade"), tmp_path)


def test_groups_meet_in_one_batch(root):
    rows = read_corpus(root / "corpus").split("dev")
    batches = finetuning._batches(rows, Random(0))
    assert sorted(row for batch in batches for row in batch) == list(range(len(rows)))
    where = {row: number for number, batch in enumerate(batches) for row in batch}
    for group in set(rows.groups):
        members = [row for row, name in enumerate(rows.groups) if name == group]
        assert len({where[row] for row in members}) == 1
    again = finetuning._batches(rows, Random(0))
    assert batches == again != finetuning._batches(rows, Random(1))


@pytest.mark.usefixtures("weights")
def test_writes_an_encoder_that_tells_the_labels_apart(tmp_path, monkeypatch):
    monkeypatch.setattr(finetuning, "EPOCHS", 20)
    name = finetuning.fine_tune(corpus(tmp_path), models=tmp_path)
    vectors = SentenceEncoder(name).transform(TEXTS)
    assert vectors.shape == (4, 384)
    same, other = ((vectors[0] - vectors[i]) @ (vectors[0] - vectors[i]) for i in (3, 1))
    assert same < other
    manifest = json.loads((tmp_path / name / "manifest.json").read_text())
    assert set(manifest["files"]) == {"LICENSE", "NOTICE", "encoder.onnx", "tokenizer.json"}


@pytest.mark.usefixtures("weights")
def test_needs_rows_to_learn_from(tmp_path):
    with pytest.raises(CorpusError, match="no row"):
        finetuning.fine_tune(corpus(tmp_path, split="dev"), models=tmp_path)


def test_divergence_is_symmetric_and_zero_between_equals():
    torch = pytest.importorskip("torch")
    one = torch.tensor([[2.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
    other = torch.tensor([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    assert finetuning._divergence(one, one) == 0
    assert finetuning._divergence(one, other) == pytest.approx(finetuning._divergence(other, one))
    p, q = one[0].softmax(0), other[0].softmax(0)
    by_hand = (((p - q) * (p / q).log()).sum() / 2) / 2  # the second of two rows adds nothing
    assert finetuning._divergence(one, other) == pytest.approx(by_hand)
