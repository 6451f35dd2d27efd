"""Word vectors of spaCy's small pipelines, computed once for each word form of a batch.

What a token is before its neighbours are looked at (`spacy.MultiHashEmbed.v2`) follows from its
form alone, and two words in three of a text have been there before. Nothing changes but time:
a row of the matrix product is the same bits wherever it stands (BLIS, spaCy's default).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from thinc.api import Model

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["embed_once"]

LAYERS: Final = ["extract_features", "list2ragged", "with_array", "with_array", "ragged2list"]
"""What `spacy.MultiHashEmbed.v2` is made of, without attributes of its own."""


def embed_once(nlp: Language) -> None:
    """Have each component of a pipeline embed a word form once a batch, where that is known."""
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if isinstance(model, Model) and model.ops.device_type == "cpu":
            for node in list(model.walk()):
                if [layer.name.partition("(")[0] for layer in node.layers] == LAYERS:
                    model.replace_node(node, once(node))


def once(embedding: Model[Any, Any]) -> Model[Any, Any]:
    """Return a model that does what `embedding` does."""
    name = f"once({embedding.name})"
    return Model(name, forward, layers=[embedding], dims={"nO": embedding.maybe_get_dim("nO")})


def forward(
    model: Model[Any, Any],
    docs: Sequence[Doc],
    is_train: bool,
) -> tuple[list[Any], Callable[..., Any]]:
    """Embed the word forms of documents; see `thinc.model.Model`."""
    embedding = model.layers[0]
    if is_train:
        output: tuple[list[Any], Callable[..., Any]] = embedding(docs, is_train=True)
        return output
    extract, _, embed, mix, _ = embedding.layers
    rows = extract.predict(docs)
    if not sum(map(len, rows)):
        return embedding.predict(docs), no_training
    forms, of_token = np.unique(np.concatenate(rows), axis=0, return_inverse=True)
    vectors = mix.predict(embed.predict(forms))[of_token.ravel()]
    ends = np.cumsum([len(row) for row in rows])
    return np.split(vectors, ends[:-1]), no_training


def no_training(_: Any) -> Any:
    """Refuse to go back from a prediction."""
    raise NotImplementedError("word forms are embedded once for prediction only")
