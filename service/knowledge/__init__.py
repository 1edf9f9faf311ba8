"""What copydesk knows of the world: names, and what they may mean."""

from service.knowledge.base import KnowledgeBase, KnowledgeError, load_knowledge
from service.knowledge.entry import Candidate, Entry

__all__ = [
    "Candidate",
    "Entry",
    "KnowledgeBase",
    "KnowledgeError",
    "load_knowledge",
]
