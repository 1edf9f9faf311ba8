"""What copydesk knows of the world: for now, where places are."""

from service.knowledge.gazetteer import Gazetteer, Toponym, load_gazetteer

__all__ = ["Gazetteer", "Toponym", "load_gazetteer"]
