"""Articles that cannot hold a quotation need no parse, and nothing is lost by that.

The rules read a quotation off quotation marks, a turn's colon, *according to*, or a reporting
verb or noun of the lexicons: a text without any of them has none. The learnt quote models read
some reports off any verb whatever (*targets*, *compares*), so with them only a text too short
for a cue and a content is left out; `--on-topic` is what saves time there.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from stance.lexicons import lexicon
from stance.quotes.marks import MARK

if TYPE_CHECKING:
    from stance.pipeline import StancePipeline

__all__ = ["Prefilter"]

WORD: Final = re.compile(r"[^\W_]+")
APOSTROPHE: Final = re.compile(r"(?<=\w)['’](?=\w)|(?<=s)['’](?=\s)")
"""Marks that pair with nothing: *don’t*, *ministers’*; looked for only to leave them out."""
MIN_WORDS: Final = 3
CACHED: Final = 50_000


class Prefilter:
    """Tells which texts a pipeline could find a quotation in.

    Parameters
    ----------
    pipeline : StancePipeline
        Its quote model and lemmatizer decide.
    """

    def __init__(self, pipeline: StancePipeline) -> None:
        self._tables = _lemma_tables(pipeline) if pipeline.quote_model is None else None
        self._words = {
            "verb": frozenset(lexicon("reporting_verbs")),
            "noun": frozenset(lexicon("reporting_nouns")),
        }
        self._is_cue = lru_cache(CACHED)(self._may_be_cue)

    def may_quote(self, text: str) -> bool:
        """Whether a quotation is possible."""
        words = WORD.findall(text.lower())
        if self._tables is None:
            return len(words) >= MIN_WORDS
        if ":" in text or MARK.search(APOSTROPHE.sub("", text)):
            return True
        return any(word == "according" or self._is_cue(word) for word in set(words))

    def _may_be_cue(self, word: str) -> bool:
        """Whether a word may have a reporting verb or noun for lemma, whatever its tag."""
        assert self._tables is not None
        for part, lemmas in self._words.items():
            exceptions, rules = self._tables[part]
            if word in lemmas or not lemmas.isdisjoint(exceptions.get(word, ())):
                return True
            for ending, other in rules:
                if word.endswith(ending) and word.removesuffix(ending) + other in lemmas:
                    return True
        return False


def _lemma_tables(pipeline: StancePipeline) -> dict[str, tuple[Any, Any]] | None:
    """Return exceptions and rules of the rule-based lemmatizer, None if it is another kind."""
    if "lemmatizer" not in pipeline.nlp.pipe_names:
        return None
    lemmatizer: Any = pipeline.nlp.get_pipe("lemmatizer")
    if getattr(lemmatizer, "mode", "") != "rule":
        return None
    exceptions = lemmatizer.lookups.get_table("lemma_exc", {})
    rules = lemmatizer.lookups.get_table("lemma_rules", {})
    return {part: (exceptions.get(part, {}), rules.get(part, [])) for part in ("verb", "noun")}
