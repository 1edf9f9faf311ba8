"""Offices: what somebody is called by who is not named."""

from collections.abc import Sequence
from functools import lru_cache

from service.stages.tag.fast.words import classes

_OF_OFFICES = """
    prime vice deputy foreign first lady crown attorney assistant of under executive senior
    spokesperson chairperson speaker rector abbot founder majesty highness excellency his her
    advocate commissioner commander inspector manager head member chargé amir emir sultan
    archbishop prosecutor treasurer detective superintendent princess district financial operating
"""
_OFFICES = frozenset(_OF_OFFICES.split())


def is_office(words: Sequence[str]) -> bool:
    """Whether they are nothing but an office: "the President", "Prime Minister"."""
    return all(map(_is_of_office, words))


@lru_cache(maxsize=4096)
def _is_of_office(word: str) -> bool:
    """Whether a word, or sign, may be part of an office."""
    letters = [part for part in word.casefold().split("-") if part.isalpha()]
    return all("honorific" in classes(part) or part in _OFFICES for part in letters)
