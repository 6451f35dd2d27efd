"""Folders of entity models: the weights of spaCy's recogniser trained further.

An entity model is a folder ``entities-<date>/``:

``recogniser.npz``
    The recogniser's arrays in half precision, in the order of its layers; loaded without pickle.
``names.npz``
    The linear model that labels a document's names, see `stance.tagging`.
``manifest.json``, ``README.md``
    The spaCy pipeline that it belongs to, data, scores and the SHA-256 of the other files; the
    model card.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, Final

from stance.errors import ModelError
from stance.models import MANIFEST, shipped_folder, verify_files, write_folder
from stance.quotes.linear import load_models, save_models

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from spacy.language import Language

    from stance.quotes.linear import LinearModel

__all__ = [
    "load_entity_model",
    "newest_entity_model",
    "parameters",
    "read_entity_manifest",
    "save_entity_model",
]

logger = logging.getLogger(__name__)

FORMAT: Final = 1
WEIGHTS: Final = "recogniser.npz"
NAMES: Final = "names.npz"


def newest_entity_model() -> Path | None:
    """Return the folder of the newest shipped entity model, if there is one."""
    found = sorted(path.parent for path in shipped_folder().glob(f"entities-*/{WEIGHTS}"))
    return found[-1] if found else None


def read_entity_manifest(folder: Path) -> dict[str, Any]:
    """Read and check the manifest of an entity model. Raises `ModelError` if it is none."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        number = manifest["format"] if manifest["kind"] == "entities" else None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{folder}: no folder of an entity model ({error})") from error
    if number != FORMAT:
        raise ModelError(
            f"{folder}: format {number} of entity models, but this stance reads {FORMAT}; "
            "train anew or update stance"
        )
    return dict(manifest)


def load_entity_model(nlp: Language, folder: Path) -> LinearModel:
    """Put an entity model's weights into a pipeline's recogniser.

    Parameters
    ----------
    nlp : Language
        The pipeline that the manifest names; its recogniser is changed.
    folder : Path
        Of an entity model.

    Returns
    -------
    LinearModel
        For `stance.tagging.NameTagger`.

    Raises
    ------
    ModelError
        If a file is missing, changed or unreadable, or the weights are another pipeline's.
    """
    import numpy as np

    manifest = read_entity_manifest(folder)
    verify_files(folder, manifest)
    with np.load(folder / WEIGHTS, allow_pickle=False) as arrays:
        stored = [arrays[name] for name in arrays.files]
    places = list(parameters(nlp))
    if [node.get_param(name).shape for node, name in places] != [a.shape for a in stored]:
        raise ModelError(f"{folder}: these weights belong to another spaCy pipeline")
    for (node, name), array in zip(places, stored, strict=True):
        node.set_param(name, array.astype(np.float32))
    (model,) = load_models(folder / NAMES, "names")
    return model


def save_entity_model(
    nlp: Language, model: LinearModel, folder: Path, *, manifest: Mapping[str, Any], card: str
) -> dict[str, Any]:
    """Write a folder of an entity model; see `stance.models.write_folder`.

    Parameters
    ----------
    nlp : Language
        With the recogniser whose weights are kept.
    model : LinearModel
        That labels a document's names.
    folder : Path
        Replaced if it is a model folder.
    manifest : mapping
        Pipeline, data, settings and scores.
    card : str
        The model card, Markdown.
    """
    import numpy as np
    from spacy.about import __version__ as spacy_version

    import stance

    def fill(fresh: Path) -> None:
        arrays = (node.get_param(name).astype(np.float16) for node, name in parameters(nlp))
        np.savez_compressed(fresh / WEIGHTS, *arrays)
        save_models(fresh / NAMES, names=model)

    facts = {
        "kind": "entities",
        "format": FORMAT,
        "name": folder.name,
        **manifest,
        "versions": {"stance": stance.__version__, "spacy": spacy_version},
    }
    return write_folder(folder, fill, manifest=facts, card=card)


def parameters(nlp: Language) -> Iterator[tuple[Any, str]]:
    """Yield the layers of the recogniser with each of their parameters, in one order."""
    model: Any = nlp.get_pipe("ner").model  # type: ignore[attr-defined]
    for node in model.walk():
        for name in node.param_names:
            if node.has_param(name):
                yield node, name
