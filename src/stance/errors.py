"""What can go wrong, as one tree, so that callers know what to catch.

::

    StanceError
    ├── DocumentError        an input file or table that cannot be read as articles
    ├── CorpusError          labelled rows that cannot be trained or scored on
    ├── ModelError           a model folder that is missing, changed or of another format
    ├── LanguageModelError   a spaCy pipeline that is missing, changed or unsuitable
    ├── NamesError           a file of names that cannot be read as a knowledge base
    ├── OutputError          a result that cannot be written
    └── MissingExtraError    an optional dependency that is not installed

The text of each says what was wrong, where (file, line, row) and what to do about it; the
command line prints it as it is.
"""

__all__ = [
    "CorpusError",
    "DocumentError",
    "LanguageModelError",
    "MissingExtraError",
    "ModelError",
    "NamesError",
    "OutputError",
    "StanceError",
]


class StanceError(Exception):
    """Base class of every error that `stance` raises on purpose."""


class DocumentError(StanceError):
    """An input file or table cannot be read as articles."""


class CorpusError(StanceError):
    """Labelled rows cannot be trained or scored on."""


class ModelError(StanceError):
    """A model folder is missing, changed, or of another format or version."""


class LanguageModelError(StanceError):
    """A spaCy pipeline is missing, changed, or lacks a component."""


class NamesError(StanceError):
    """A file of names cannot be read as a knowledge base."""


class OutputError(StanceError):
    """A result cannot be written."""


class MissingExtraError(StanceError):
    """An optional dependency is not installed."""

    def __init__(self, what: str, *, package: str, extra: str) -> None:
        super().__init__(
            f"{what} needs the package {package!r}; install it with: "
            f"pip install 'quote-stance[{extra}]'"
        )
