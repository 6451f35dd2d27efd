"""Who says *engage and concede*, who says *maintain the pressure*.

Quotes are extracted from news with their speakers and entities, and each is classified by
what it asks the outside world to do about a repressive regime.

>>> import stance
>>> classifier = stance.StanceClassifier.load()  # doctest: +SKIP
>>> pipeline = stance.load()                     # doctest: +SKIP
>>> pipeline("“Lift the sanctions,” she said.")  # doctest: +SKIP

Importing this package loads neither spaCy nor scikit-learn; the first use of a name does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stance.errors import (
    CorpusError,
    DocumentError,
    LanguageModelError,
    MissingExtraError,
    ModelError,
    NamesError,
    OutputError,
    StanceError,
)
from stance.records import ENGAGE, PRESSURE, About, Cue, Entity, Offsets, Quote, Speaker

if TYPE_CHECKING:
    from stance.classifier import StanceClassifier
    from stance.pipeline import StancePipeline, load

__version__ = "0.1.0"

__all__ = [
    "ENGAGE",
    "PRESSURE",
    "About",
    "CorpusError",
    "Cue",
    "DocumentError",
    "Entity",
    "LanguageModelError",
    "MissingExtraError",
    "ModelError",
    "NamesError",
    "Offsets",
    "OutputError",
    "Quote",
    "Speaker",
    "StanceClassifier",
    "StanceError",
    "StancePipeline",
    "__version__",
    "load",
]

_LAZY = {
    "StanceClassifier": "stance.classifier",
    "StancePipeline": "stance.pipeline",
    "load": "stance.pipeline",
}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_LAZY[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
