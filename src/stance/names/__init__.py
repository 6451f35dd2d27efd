"""Names across spellings, scripts and documents: matching, a knowledge base, identities."""

from __future__ import annotations

from stance.names.identities import Identity, Mention, identify, match_names
from stance.names.knowledge import Entry, KnowledgeBase, load_names
from stance.names.matching import Match

__all__ = [
    "Entry",
    "Identity",
    "KnowledgeBase",
    "Match",
    "Mention",
    "identify",
    "load_names",
    "match_names",
]
