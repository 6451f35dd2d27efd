"""Folders of quote models: linear models, maybe a tagger, a manifest and a card.

A quote model is a folder ``quotes-<date>/``:

``linear.npz``
    The linear models of cues and units: plain arrays, loaded without pickle.
``tagger.onnx``, ``tokenizer.json``, ``LICENSE``, ``NOTICE``
    The fine-tuned encoder of the accurate mode, where there is one.
``manifest.json``, ``README.md``
    Format number, data, scores and the SHA-256 of the other files; the model card.
"""

from __future__ import annotations

import json
import logging
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stance.errors import ModelError
from stance.models import MANIFEST, shipped_folder, verify_files, write_folder
from stance.runtime import is_available

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stance.quotes.learnt import QuoteModel

__all__ = [
    "RULES",
    "find_quote_model",
    "load_quote_model",
    "read_quote_manifest",
    "save_quote_model",
]

logger = logging.getLogger(__name__)

RULES: Final = "rules"
"""In place of a folder: no learnt model."""
FORMAT: Final = 1
LINEAR: Final = "linear.npz"
TAGGER: Final = ("tagger.onnx", "tokenizer.json", "LICENSE", "NOTICE")


def find_quote_model(model: str | Path | None = None) -> Path | None:
    """Return the folder of a quote model: the given one, or the newest shipped one.

    Returns
    -------
    Path or None
        None for `RULES`, and where none is shipped.

    Raises
    ------
    ModelError
        If the given folder is none.
    """
    if model == RULES:
        return None
    if model is not None:
        folder = Path(model)
        if not (folder / MANIFEST).is_file():
            raise ModelError(f"{model}: no folder of a quote model, and not the word {RULES!r}")
        return folder
    found = sorted(path.parent for path in shipped_folder().glob(f"quotes-*/{LINEAR}"))
    if found:
        return found[-1]
    logger.warning("no quote model is installed: using rules alone, which find fewer quotes")
    return None


def load_quote_model(model: str | Path | None = None, *, fast: bool = False) -> QuoteModel | None:
    """Load a quote model after checking its files; None stands for rules alone.

    Parameters
    ----------
    model : str or Path, optional
        As for `find_quote_model`.
    fast : bool, default=False
        Leave the tagger out. It is left out as well, with a note, where onnxruntime is missing.

    Raises
    ------
    ModelError
        If there is none of this name, or a file is missing, changed or unreadable.
    """
    folder = find_quote_model(model)
    if folder is None:
        return None
    manifest = read_quote_manifest(folder)
    has_tagger = TAGGER[0] in manifest["files"] and not fast
    if has_tagger and not is_available():
        logger.warning(
            "onnxruntime is not installed: finding quotes in the fast mode, which is less "
            "accurate; pip install onnxruntime tokenizers"
        )
        has_tagger = False
    wanted = [LINEAR, *(TAGGER[:2] if has_tagger else ())]
    verify_files(folder, {"files": {name: manifest["files"][name] for name in wanted}})
    from stance.quotes.learnt import QuoteModel
    from stance.quotes.linear import load_models
    from stance.quotes.tagger import Tagger

    try:
        cue, unit = load_models(folder / LINEAR, "cue", "unit")
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{folder / LINEAR}: cannot be read ({error})") from error
    return QuoteModel(cue, unit, Tagger(folder) if has_tagger else None)


def read_quote_manifest(folder: Path) -> dict[str, Any]:
    """Read and check the manifest of a quote model. Raises `ModelError` if it is none."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        number, files = manifest["format"], manifest["files"]
        is_quotes = manifest["kind"] == "quotes" and LINEAR in files
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path}: broken manifest of a quote model ({error})") from error
    if not is_quotes:
        raise ModelError(f"{path}: not the manifest of a quote model")
    if number != FORMAT:
        raise ModelError(
            f"{folder}: format {number} of quote models, but this stance reads {FORMAT}; "
            "train anew or update stance"
        )
    return dict(manifest)


def save_quote_model(
    model: QuoteModel,
    folder: Path,
    *,
    tagger: Path | None,
    manifest: Mapping[str, Any],
    card: str,
) -> dict[str, Any]:
    """Write a folder of a quote model: beside its place first, then renamed.

    Parameters
    ----------
    model : QuoteModel
        Its linear models are written.
    folder : Path
        Replaced if it is a model folder.
    tagger : Path, optional
        A folder with the tagger's files, which are copied.
    manifest : mapping
        Data, settings and scores; kind, format, versions and file hashes are added.
    card : str
        The model card, Markdown.

    Raises
    ------
    OutputError
        If the folder cannot be written, or holds something that is no model.
    """
    import sklearn

    import stance
    from stance.quotes.linear import save_models

    def fill(fresh: Path) -> None:
        save_models(fresh / LINEAR, cue=model.cue, unit=model.unit)
        if tagger is not None:
            for name in TAGGER:
                shutil.copyfile(tagger / name, fresh / name)

    facts = {
        "kind": "quotes",
        "format": FORMAT,
        "name": folder.name,
        **manifest,
        "versions": {"stance": stance.__version__, "scikit-learn": sklearn.__version__},
    }
    return write_folder(folder, fill, manifest=facts, card=card)
