"""``stance info``: versions, and the models in use."""

from __future__ import annotations

import sys
from typing import Any

import stance
from stance.cli.console import guarded, print_rows
from stance.cli.options import JsonOption, ModelOption, QuotesOption, SpacyOption

__all__ = ["facts_of", "info"]


def info(
    model: ModelOption = None,
    spacy_model: SpacyOption = None,
    quotes: QuotesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print versions, the models and the spaCy pipeline in use."""
    with guarded():
        from stance.language import DEFAULT_PIPELINE, load_language
        from stance.models import find_model

        find_model(model)  # what is wrong with it is said before spaCy is loaded
        facts = facts_of(model, load_language(spacy_model or DEFAULT_PIPELINE), quotes)
    if as_json:
        import json

        print(json.dumps(facts, indent=2))
        return
    print_rows([[key, str(value)] for key, value in facts.items()])


def facts_of(model: str | None, nlp: Any, quotes: str | None) -> dict[str, Any]:
    """Return versions and what is known of the models in use."""
    from importlib.metadata import version

    from stance.models import find_model, read_manifest
    from stance.quote_models import find_quote_model

    folder = find_model(model)
    manifest = read_manifest(folder)
    quote_folder = find_quote_model(quotes)
    return {
        "stance": stance.__version__,
        "python": sys.version.split()[0],
        "spacy": version("spacy"),
        "spacy pipeline": f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}",
        "scikit-learn": version("scikit-learn"),
        "model": manifest["name"],
        "model folder": str(folder),
        "model format": manifest["format"],
        "trained": manifest.get("created"),
        "corpus rows": manifest.get("corpus", {}).get("rows"),
        "macro-F1 (cross-validated)": round(manifest["metrics"]["macro_f1"], 3),
        "abstains below": round(manifest.get("min_probability", 0.5), 3),
        "quote model": "rules" if quote_folder is None else str(quote_folder),
    }
