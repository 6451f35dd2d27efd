"""Model folders: saved and loaded without running code, with a manifest and a card.

A model is a folder ``<name>-<date>/``:

``estimator.skops``
    The fitted `StanceClassifier` in skops format; loaded against `TRUSTED_TYPES` and nothing
    else, never unpickled.
``manifest.json``
    Format number, versions, corpus hash, seed, metrics, and the SHA-256 of the other files.
``README.md``
    The model card, written by training.

The format number rises when a folder of the old layout can no longer be read as the new one.
"""

from __future__ import annotations

import hashlib
import json
import logging
import platform
import shutil
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stance.errors import ModelError, OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stance.classifier import StanceClassifier

__all__ = [
    "DEFAULT_MODEL",
    "FORMAT",
    "Model",
    "encoder_name",
    "find_encoder",
    "find_model",
    "import_skops_quickly",
    "load_model",
    "newest_encoder",
    "save_model",
    "sha256_of",
    "write_folder",
]

logger = logging.getLogger(__name__)

FORMAT: Final = 1
DEFAULT_MODEL: Final = "accurate"
LIGHT_MODEL: Final = "light"
"""Taken in place of the default where onnxruntime is missing."""
ESTIMATOR: Final = "estimator.skops"
ENCODER: Final = "encoder.onnx"
CARD: Final = "README.md"
MANIFEST: Final = "manifest.json"

TRUSTED_TYPES: Final = (
    "numpy.dtype",
    "numpy.float64",
    "numpy.int64",
    "sklearn.feature_extraction.text.HashingVectorizer",
    "sklearn.feature_extraction.text.TfidfTransformer",
    "sklearn.linear_model._logistic.LogisticRegression",
    "sklearn.pipeline.FeatureUnion",
    "sklearn.pipeline.Pipeline",
    "sklearn.preprocessing._data.StandardScaler",
    "stance.classifier.StanceClassifier",
    "stance.encoder.SentenceEncoder",
)
"""All that a model file may hold beside plain Python values and arrays."""


@dataclass(frozen=True, slots=True)
class Model:
    """A loaded model folder."""

    classifier: StanceClassifier
    manifest: Mapping[str, Any]
    path: Path


def find_model(model: str | Path | None = None) -> Path:
    """Return the folder of a model.

    Parameters
    ----------
    model : str or Path, optional
        A folder, or the name of a shipped model (its newest date is taken); by default
        `DEFAULT_MODEL`.

    Raises
    ------
    ModelError
        If there is none.
    """
    if model is not None and Path(model).is_dir():
        return Path(model)
    name = _default_name() if model is None else str(model)
    shipped = shipped_folder()
    dated = sorted(path.parent for path in shipped.glob(f"*/{ESTIMATOR}"))
    found = [path for path in dated if path.name[: -len("-2026-01-01")] == name]
    if not found:
        names = sorted({path.name[: -len("-2026-01-01")] for path in dated})
        raise ModelError(
            f"{name}: no model folder of this name, and no shipped model either "
            f"(shipped: {', '.join(names) or 'none'})"
        )
    return found[-1]


def load_model(model: str | Path | None = None) -> Model:
    """Load a model folder after checking its format, versions and files.

    Parameters
    ----------
    model : str or Path, optional
        As for `find_model`.

    Raises
    ------
    ModelError
        If the folder is missing or incomplete, a file was changed, the format number or the
        scikit-learn series differs, or the file holds a type that is not trusted.
    """
    folder = find_model(model)
    manifest = read_manifest(folder)
    verify_files(folder, manifest)
    if manifest.get("encoder") is not None:
        encoder = find_encoder(manifest["encoder"]["name"])
        # What its manifest says of it was checked just now.
        known = json.loads((encoder / MANIFEST).read_text(encoding="utf-8"))["files"][ENCODER]
        if known != manifest["encoder"]["sha256"]:
            raise ModelError(
                f"{folder}: was trained with another version of the encoder {encoder}; train the "
                "model anew or restore the encoder"
            )
    import sklearn

    trained, installed = manifest["versions"]["scikit-learn"], sklearn.__version__
    if _series(trained) != _series(installed):
        raise ModelError(
            f"{folder}: trained with scikit-learn {trained}, but {installed} is installed; run "
            f"pip install 'scikit-learn=={_series(trained)}.*' or train the model anew"
        )
    import skops.io
    from skops.io.exceptions import UntrustedTypesFoundException

    from stance.classifier import StanceClassifier

    try:
        classifier = skops.io.load(folder / ESTIMATOR, trusted=list(TRUSTED_TYPES))
    except UntrustedTypesFoundException as error:
        raise ModelError(f"{folder / ESTIMATOR}: refused: {error}") from error
    except Exception as error:  # a file that passes its hash but is no skops file
        raise ModelError(
            f"{folder / ESTIMATOR}: cannot be read ({type(error).__name__}: {error})"
        ) from error
    if not isinstance(classifier, StanceClassifier):
        raise ModelError(
            f"{folder / ESTIMATOR}: holds a {type(classifier).__name__}, no classifier"
        )
    return Model(classifier, manifest, folder)


@cache
def find_encoder(name: str) -> Path:
    """Return the verified folder of an encoder, given as a path or by its shipped name.

    It is verified once a process.

    Raises
    ------
    ModelError
        If there is none, or a file of it was changed.
    """
    shipped = shipped_folder() / name
    folder = shipped if shipped.is_dir() else Path(name)
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{name}: no encoder folder of this name ({folder})") from error
    verify_files(folder, manifest)
    return folder


def encoder_name(folder: Path) -> str:
    """Return how a model should name an encoder: its folder's name if that is enough to find it."""
    kept = shipped_folder() / folder.name
    return folder.name if kept.resolve() == folder.resolve() else str(folder.resolve())


def newest_encoder() -> str | None:
    """Return the name of the newest encoder kept beside the shipped models, if there is one."""
    found = sorted(path.parent.name for path in shipped_folder().glob(f"encoder-*/{ENCODER}"))
    return found[-1] if found else None


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read and check a manifest. Raises `ModelError` if it is none or of another format."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        number = manifest["format"]
    except FileNotFoundError as error:
        raise ModelError(f"{folder}: no model folder (it has no {MANIFEST})") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path}: broken manifest ({error})") from error
    if number != FORMAT:
        advice = "update stance" if isinstance(number, int) and number > FORMAT else "train anew"
        raise ModelError(
            f"{folder}: model format {number}, but this stance reads format {FORMAT}; {advice}"
        )
    missing = {"files", "versions", "metrics", "name"} - manifest.keys()
    if missing or ESTIMATOR not in manifest["files"]:
        raise ModelError(
            f"{path}: broken manifest (it lacks {', '.join(sorted(missing)) or ESTIMATOR})"
        )
    return dict(manifest)


def save_model(
    classifier: StanceClassifier, folder: Path, *, manifest: Mapping[str, Any], card: str
) -> dict[str, Any]:
    """Write a model folder: beside its place first, then renamed, so never half-written.

    Parameters
    ----------
    classifier : StanceClassifier
        Fitted.
    folder : Path
        Replaced if it is a model folder.
    manifest : mapping
        Name, corpus, seed and metrics; format, versions and file hashes are added.
    card : str
        The model card, Markdown.

    Returns
    -------
    dict
        The manifest as written.

    Raises
    ------
    OutputError
        If the folder cannot be written, or holds something that is no model.
    """
    import numpy
    import sklearn
    import skops
    import skops.io

    import stance

    def fill(fresh: Path) -> None:
        skops.io.dump(classifier, fresh / ESTIMATOR, compression=8, compresslevel=9)

    versions = {
        "stance": stance.__version__,
        "python": platform.python_version(),
        "scikit-learn": sklearn.__version__,
        "numpy": numpy.__version__,
        "skops": skops.__version__,
    }
    facts = {
        "format": FORMAT,
        **manifest,
        "encoder": _encoder_of(classifier),
        "versions": versions,
    }
    return write_folder(folder, fill, manifest=facts, card=card)


def write_folder(
    folder: Path, fill: Callable[[Path], None], *, manifest: Mapping[str, Any], card: str
) -> dict[str, Any]:
    """Write a folder of weights: beside its place first, then renamed, so never half-written.

    Parameters
    ----------
    folder : Path
        Replaced if it is a model folder.
    fill : callable
        Writes the weights into the empty folder that it is given.
    manifest : mapping
        What is to be known of them; the date and the hashes of all files are added.
    card : str
        The model card, Markdown.

    Returns
    -------
    dict
        The manifest as written.

    Raises
    ------
    OutputError
        If the folder cannot be written, or holds something that is no model.
    """
    check_writable(folder)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".model-") as aside:
        fresh = Path(aside) / "model"
        fresh.mkdir(mode=0o755)
        fill(fresh)
        (fresh / CARD).write_text(card, encoding="utf-8")
        complete = {
            "created": datetime.now(tz=UTC).date().isoformat(),
            **manifest,
            "files": {path.name: sha256_of(path) for path in sorted(fresh.iterdir())},
        }
        text = json.dumps(complete, indent=2, ensure_ascii=False) + "\n"
        (fresh / MANIFEST).write_text(text, encoding="utf-8")
        if folder.exists():
            folder.rename(Path(aside) / "old")
        fresh.rename(folder)
    return complete


def check_writable(folder: Path) -> None:
    """Raise `OutputError` unless a model can be written to `folder`."""
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder}: is a file; a model is a folder")
    if folder.exists() and not (folder / MANIFEST).is_file() and any(folder.iterdir()):
        raise OutputError(f"{folder}: is no model folder, so it is not replaced; choose another")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(tempfile.mkdtemp(dir=folder.parent, prefix=".model-"))
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be written: {(error.strerror or '').lower()}"
        ) from error


def import_skops_quickly() -> None:
    """Import skops without having it list all that it trusts: 0.6 s less at start-up.

    skops trusts every estimator of scikit-learn and every function of scipy.special, imports
    them all and looks up where each is defined. `TRUSTED_TYPES` names all that we load, so
    those lists may be empty. Only for a process of our own: in it, `skops.io.load` trusts less
    than elsewhere.
    """
    if "skops.io" in sys.modules:
        return
    from types import SimpleNamespace
    from unittest.mock import patch

    import scipy.special
    import sklearn.utils

    nothing = SimpleNamespace(__name__="scipy.special")
    absent = "sklearn.ensemble"  # of which skops lists a private type if it can be imported
    hide = absent not in sys.modules
    if hide:
        sys.modules[absent] = None  # type: ignore[assignment]
    try:
        with (
            patch.object(sklearn.utils, "all_estimators", list),
            patch.object(scipy, "special", nothing),
        ):
            import skops.io  # noqa: F401
    finally:
        if hide:
            del sys.modules[absent]


def shipped_folder() -> Path:
    """Return where models are: in the installed package, or in the checkout beside ``src``."""
    package = Path(__file__).parent
    inside = package / "models"
    return inside if inside.is_dir() else package.parents[1] / "models"


def _default_name() -> str:
    """Return the default model's name, or the light one's where the default cannot run."""
    from stance.runtime import is_available

    if is_available():
        return DEFAULT_MODEL
    logger.warning(
        "onnxruntime is not installed: using the light model, which is less accurate; "
        "pip install onnxruntime tokenizers"
    )
    return LIGHT_MODEL


def _encoder_of(classifier: StanceClassifier) -> dict[str, str] | None:
    if classifier.encoder is None:
        return None
    path = find_encoder(classifier.encoder) / ENCODER
    return {"name": classifier.encoder, "sha256": sha256_of(path)}


def verify_files(folder: Path, manifest: Mapping[str, Any]) -> None:
    for name, expected in manifest["files"].items():
        path = folder / name
        if not path.is_file():
            raise ModelError(f"{path}: a file of this model is missing; train or install it anew")
        if sha256_of(path) != expected:
            raise ModelError(
                f"{path}: this file was changed after training (its SHA-256 is not the "
                "manifest's); train the model anew or restore the file"
            )


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _series(version: str) -> str:
    return ".".join(version.split(".")[:2])
