"""What copydesk knows of the world: names, and what they may mean."""

from service.knowledge.base import KnowledgeBase, KnowledgeError, load_knowledge
from service.knowledge.entry import Candidate, Entry
from service.knowledge.gazetteer import Gazetteer, Toponym, load_gazetteer

__all__ = [
    "Candidate",
    "Entry",
    "Gazetteer",
    "KnowledgeBase",
    "KnowledgeError",
    "Toponym",
    "load_gazetteer",
    "load_knowledge",
]
