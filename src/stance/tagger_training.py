"""Fine-tunes the token tagger of quotes (extra ``[encoder]``, PyTorch on the CPU).

From the same weights as the sentence encoder (all-MiniLM-L6-v2, Apache-2.0), with three tasks at
once: which token is a cue; for each cue, which tokens are its content and which one heads its
source. Exported to ONNX with int8 weights.
"""

from __future__ import annotations

import math
import random
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from stance.errors import CorpusError
from stance.minilm import export_int8, need_extra, start_weights
from stance.quotes.tagger import MAX_DISTANCE, token_pieces, window_input, windows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from stance.quote_training import MarkedCue, ParsedArticle

__all__ = ["fine_tune_tagger"]

EPOCHS: Final = 4
BATCH: Final = 16
"""Windows."""
LEARNING_RATE: Final = 1e-4
HEAD_LEARNING_RATE: Final = 1e-3
WARM_UP: Final = 0.06
DIMENSIONS: Final = 96
"""Of the projections whose products score pairs of tokens."""
CUE_WEIGHT, CONTENT_WEIGHT, SOURCE_WEIGHT = 4.0, 2.0, 0.5
"""Of the three losses; they bring them to about the same size."""


@dataclass(frozen=True, slots=True)
class _Window:
    """Word pieces, where tokens begin in them, and what is marked, as places among those tokens.

    A source outside the window is not learnt from; -1 is no source.
    """

    ids: list[int]
    places: list[int]
    cues: list[int]
    pairs: list[tuple[int, list[int], int | None]]


def fine_tune_tagger(
    articles: Sequence[ParsedArticle],
    folder: Path,
    *,
    seed: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Fine-tune a tagger and write ``tagger.onnx``, ``tokenizer.json``, licence and notice.

    Parameters
    ----------
    articles : sequence of ParsedArticle
        To learn from; what is held out must not be among them.
    folder : Path
        Exists.
    seed : int, default=0
        Of initialisation, dropout and order.
    progress : callable, optional
        Told what is being done.

    Returns
    -------
    dict
        The settings, for a manifest.

    Raises
    ------
    MissingExtraError
        If PyTorch, transformers or ONNX are missing.
    ModelError
        If the weights to start from are missing or not the known ones.
    CorpusError
        If nothing is marked in the articles.
    """
    need_extra("fine-tuning")
    start = start_weights()
    import torch
    from tokenizers import Tokenizer
    from transformers import AutoModel

    torch.manual_seed(seed)
    tokenizer = Tokenizer.from_file(str(start / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    learnt = [window for article in articles for window in _windows(article, tokenizer)]
    if not any(window.pairs for window in learnt):
        raise CorpusError("the annotated articles hold no attribution with a cue to learn from")
    network = _network(AutoModel.from_pretrained(start, attn_implementation="eager"))
    _train(network, learnt, order=random.Random(seed), progress=progress)  # noqa: S311
    progress("exporting the tagger")
    export_int8(
        network.eval(), folder / "tagger.onnx", {"cue": 1, "projections": 1, "distance": None}
    )
    for name in ("tokenizer.json", "LICENSE", "NOTICE"):
        shutil.copy(start / name, folder / name)
    return {
        "windows": len(learnt),
        "seed": seed,
        "epochs": EPOCHS,
        "batch": BATCH,
        "learning_rate": LEARNING_RATE,
        "versions": {"torch": torch.__version__},
    }


def _windows(parsed: ParsedArticle, tokenizer: Any) -> Iterator[_Window]:
    pieces = token_pieces(parsed.doc, tokenizer)
    marked = {item.cue: item for item in parsed.marked}
    for start, end in windows(parsed.doc, [len(p) for p in pieces]):
        ids, tokens, places = window_input(pieces, start, end)
        if not tokens:
            continue
        place = {token: number for number, token in enumerate(tokens)}
        cues = [index for index in tokens if index in marked]
        yield _Window(
            ids,
            places,
            [place[index] for index in cues],
            [
                (
                    place[index],
                    [place[i] for i in sorted(marked[index].content) if i in place],
                    _source_place(parsed, marked[index], place),
                )
                for index in cues
            ],
        )


def _source_place(parsed: ParsedArticle, item: MarkedCue, place: dict[int, int]) -> int | None:
    """Return the place of a source's head, -1 for no source, None if it is outside."""
    if not item.source:
        return -1
    heads = sorted(i for i in item.source if parsed.doc[i].head.i not in item.source - {i})
    return place.get(heads[0] if heads else min(item.source))


def _network(encoder: Any) -> Any:
    import torch

    class Network(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            width = encoder.config.hidden_size
            self.encoder = encoder
            self.dropout = torch.nn.Dropout(0.1)
            self.cue = torch.nn.Linear(width, 1)
            self.projections = torch.nn.Linear(width, 4 * (DIMENSIONS + 1))
            self.distance = torch.nn.Parameter(torch.zeros(2, 2 * MAX_DISTANCE + 1))

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            hidden = encoder(input_ids=input_ids, attention_mask=attention_mask)
            vectors = self.dropout(hidden.last_hidden_state)
            projected = self.projections(vectors)
            return (
                self.cue(vectors).squeeze(-1),
                projected.unflatten(-1, (4, DIMENSIONS + 1)),
                # A bare parameter would be folded away on export.
                self.distance + 0 * vectors.sum(),
            )

    return Network()


def _train(
    network: Any,
    learnt: list[_Window],
    *,
    order: random.Random,
    progress: Callable[[str], None],
) -> None:
    import torch

    body = list(network.encoder.parameters())
    held = {id(parameter) for parameter in body}
    heads = [p for p in network.parameters() if id(p) not in held]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": LEARNING_RATE}, {"params": heads, "lr": HEAD_LEARNING_RATE}],
        weight_decay=0.01,
    )
    steps = EPOCHS * math.ceil(len(learnt) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (WARM_UP * steps), 1.0) * (1 - step / steps)
    )
    network.train()
    step, total = 0, 0.0
    for _ in range(EPOCHS):
        shuffled = order.sample(learnt, len(learnt))
        for first in range(0, len(shuffled), BATCH):
            loss = _loss(network, shuffled[first : first + BATCH])
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            total = 0.98 * total + 0.02 * loss.item() if step > 1 else loss.item()
            if step % 10 == 0:
                progress(f"fine-tuning, step {step} of {steps}, loss {total:.2f}")


def _loss(network: Any, batch: Sequence[_Window]) -> Any:
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

    length = max(len(window.ids) for window in batch)
    ids = torch.tensor([window.ids + [0] * (length - len(window.ids)) for window in batch])
    cue_odds, projections, distance = network(ids, (ids != 0).long())
    odds, gold, contents, content_gold, sources = [], [], [], [], []
    for row, window in enumerate(batch):
        places = torch.tensor(window.places)
        ranks = torch.arange(len(places))
        odds.append(cue_odds[row, places])
        gold.append(torch.zeros(len(places)).index_fill(0, torch.tensor(window.cues).long(), 1))
        near = projections[row, places]
        # The first piece stands for nobody; it has no distance.
        speakers = torch.cat([projections[row, :1, 3], near[:, 3]])
        for cue, content, source in window.pairs:
            steps = (ranks - cue).clamp(-MAX_DISTANCE, MAX_DISTANCE) + MAX_DISTANCE
            contents.append(_bilinear(near[cue, 0], near[:, 1]) + distance[0, steps])
            content_gold.append(
                torch.zeros(len(places)).index_fill(0, torch.tensor(content).long(), 1)
            )
            if source is not None:
                steps = torch.cat([torch.tensor([MAX_DISTANCE]), steps])
                chances = _bilinear(near[cue, 2], speakers) + distance[1, steps]
                sources.append(cross_entropy(chances[None], torch.tensor([source + 1])))
    loss = CUE_WEIGHT * binary_cross_entropy_with_logits(torch.cat(odds), torch.cat(gold))
    if contents:
        loss = loss + CONTENT_WEIGHT * binary_cross_entropy_with_logits(
            torch.cat(contents), torch.cat(content_gold)
        )
    if sources:
        loss = loss + SOURCE_WEIGHT * torch.stack(sources).mean()
    return loss


def _bilinear(query: Any, keys: Any) -> Any:
    scale = math.sqrt(len(query) - 1)
    return keys[:, :-1] @ query[:-1] / scale + keys[:, -1] + query[-1]
