"""Opens ONNX files and their tokenizers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["is_available", "open_session"]


def is_available() -> bool:
    """Whether what runs an encoder is installed."""
    from importlib.util import find_spec

    return find_spec("onnxruntime") is not None and find_spec("tokenizers") is not None


def open_session(weights: Path, vocabulary: Path) -> tuple[Any, Any]:
    """Open an ONNX file and its tokenizer, for one thread and texts one by one."""
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    # One thread: quotes are short, and archives are read by several processes anyway.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        str(weights),
        options,
        providers=["CPUExecutionProvider"],
        # Fused with the addition before it, layer normalisation takes five times as long here.
        disabled_optimizers=["SkipLayerNormFusion"],
    )
    tokenizer = Tokenizer.from_file(str(vocabulary))
    tokenizer.no_padding()
    return session, tokenizer
