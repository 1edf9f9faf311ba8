"""What the text around names tells of them: speech, and the countries in play."""

import re
from collections import Counter
from collections.abc import Sequence

from schemas.entity import Entity, EntityType, Mention
from service.knowledge import Candidate
from service.stages.enrich.containers import MOST_MENTIONS, SURE, Containers, Lookup
from service.stages.governments import acts, is_dealt_with
from service.stages.states import is_called_a_capital, is_called_a_state

WINDOW = 60  # code points before a mention that are looked at
KNOWN = 5.0  # prior: a place of half a million people

_OWNED = ("'s ", "’s ", " ")  # between a country and what it has
_LOCATIVE = re.compile(
    r"\b(?:in|at|near|outside|from|to|into|around|across|of|downtown|central)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_SURNAME_AFTER = re.compile(r" ([A-Z]\w+)")


class Context:
    """Counts over one article's entities, for choosing among what their names may mean.

    `found` is what each entity's name may mean, the most likely first; `lookup` says what another
    name may.
    """

    def __init__(
        self,
        body: str,
        entities: Sequence[Entity],
        found: Sequence[Sequence[Candidate]],
        lookup: Lookup,
    ) -> None:
        self.body = body
        by_id = {e.id: candidates for e, candidates in zip(entities, found, strict=True)}
        self.containers = Containers(body, entities, by_id, lookup)
        people = [e.name.casefold().split() for e in entities if e.type is EntityType.PERSON]
        full = [words for words in people if len(words) > 1]
        self.surnames = {words[-1] for words in full}
        self.names_of_people = {word for words in full for word in words}
        self._last_words = {words[-1] for words in people}
        self._voters = self.containers.countries() | _countries(entities, found)
        self._votes = Counter(self._voters.values())
        self._entities = entities

    def support(self, country: str, entity: Entity) -> int:
        """How many other entities of the article point to `country`."""
        own = self._voters.get(entity.id)
        return self._votes[country] - (own == country)

    def countries(self, entity: Entity) -> int:
        """How many other entities point to a country at all."""
        return len(self._voters) - (entity.id in self._voters)

    def owners(self, entity: Entity) -> set[str]:
        """The countries that stand right before its mentions: "Kenya's Supreme Court"."""
        starts = {
            mention.start - len(between)
            for mention in entity.mentions[:MOST_MENTIONS]
            for between in _OWNED
            if self.body.endswith(between, 0, mention.start)
        }
        return {
            self._voters[other.id]
            for other in (self._entities if starts else ())
            if other.id in self._voters
            and any(mention.end in starts for mention in other.mentions[:MOST_MENTIONS])
        }

    def is_called_a_state(self, entity: Entity) -> bool:
        """ "Washington state", "the state of Washington"."""
        return any(
            is_called_a_state(self.body, m.start, m.end) for m in entity.mentions[:MOST_MENTIONS]
        )

    def is_called_a_capital(self, entity: Entity) -> bool:
        """ "Washington, D.C."."""
        return any(is_called_a_capital(self.body, m.end) for m in entity.mentions[:MOST_MENTIONS])

    def is_first_name(self, entity: Entity) -> bool:
        """Whether it stands before a person's surname alone: Israel before Adesanya."""
        return all(
            (after := _SURNAME_AFTER.match(self.body, mention.end)) is not None
            and after[1].casefold() in self._last_words
            for mention in entity.mentions[:MOST_MENTIONS]
        )

    def is_where_something_is(self, entity: Entity) -> bool:
        return any(map(self._is_locative, entity.mentions[:MOST_MENTIONS]))

    def acts(self, entity: Entity) -> bool:
        """Whether the text lets the place speak and decide more often than be a place."""
        acting = located = 0
        for mention in entity.mentions[:MOST_MENTIONS]:
            if is_dealt_with(self.body, mention.start, mention.end):
                acting += 1
            elif self._is_locative(mention):
                located += 1
            elif acts(self.body, mention.end):
                acting += 1
        return acting > located

    def _is_locative(self, mention: Mention) -> bool:
        return _LOCATIVE.search(_before(self.body, mention)) is not None


def _countries(entities: Sequence[Entity], found: Sequence[Sequence[Candidate]]) -> dict[str, str]:
    """The countries that entities point to beyond doubt, by the entities' ids."""
    voters = {}
    for entity, candidates in zip(entities, found, strict=True):
        if not candidates or (entity.type is EntityType.PERSON and " " not in entity.name):
            continue
        entry, share = candidates[0].entry, candidates[0].share
        is_known = (
            entry.type is EntityType.NORP
            or (entry.type is EntityType.PERSON and entity.type is EntityType.PERSON)
            or (entry.type is EntityType.PLACE and entry.prior >= KNOWN)
        )
        if entry.country and is_known and share > SURE:
            voters[entity.id] = entry.country
    return voters


def _before(body: str, mention: Mention) -> str:
    return body[max(0, mention.start - WINDOW) : mention.start]
