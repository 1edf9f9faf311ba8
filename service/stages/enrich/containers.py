"""Which region a text says that a place lies in: "Paris, Texas", "Columbus, Ga."."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from schemas.entity import Entity, EntityType
from service.knowledge import Candidate, Entry
from service.stages.states import STATES, printed_behind

REGIONS = frozenset({"country", "state", "region", "province", "territory"})
SURE = 0.9  # share from which a name counts as unambiguous
MOST_MENTIONS = 20  # of an entity that are looked at; more say the same

Lookup = Callable[[str], Sequence[Candidate]]


class Containers:
    """What is printed behind the names of an article's places, and the divisions in play.

    `found` is what each entity's name may mean, the most likely first; `lookup` says what another
    name may.
    """

    def __init__(
        self,
        body: str,
        entities: Sequence[Entity],
        found: Mapping[str, Sequence[Candidate]],
        lookup: Lookup,
    ) -> None:
        self._body = body
        self._found = found
        # By the entity's id, what the regions behind its name may be.
        self._behind: dict[str, list[Entry]] = defaultdict(list)
        self._before: dict[str, set[str]] = defaultdict(set)  # a region's id: what it is behind
        self._after: dict[str, set[str]] = defaultdict(set)  # a place's id: what is behind it
        self._in_states: set[str] = set()  # ids of what is printed as "Portland, Maine"
        places = [entity for entity in entities if entity.type is EntityType.PLACE]
        self._find_pairs(places)
        self._find_states(places, lookup)
        divisions = self._told_divisions(places)
        self._votes = Counter(divisions.values())
        # An entity's own, and those of what it is printed beside, which are weighed by themselves:
        # that Albany is in New York does not make New York the city.
        self._own = {
            place.id: Counter(
                divisions[one]
                for one in {place.id} | self._before[place.id] | self._after[place.id]
                if one in divisions
            )
            for place in places
        }

    def lies_there(self, place: Entry, entity: Entity) -> bool | None:
        """Whether a place lies in what is printed behind its name; None where nobody can tell.

        That it does not is said by states alone, and where the name is first: "Moscow, Crimea and
        Kyiv" and "Clemson, North Carolina and others" are printed as well.
        """
        if any(holds(region, place) for region in self._behind.get(entity.id, ())):
            return True
        return False if entity.id in self._in_states and place.country else None

    def holds_what_is_before(self, region: Entry, entity: Entity) -> bool:
        """Whether a region holds what it is printed behind: the Georgia of "Rome, Georgia"."""
        return any(
            holds(region, candidate.entry)
            for inner in self._before.get(entity.id, ())
            for candidate in self._found[inner]
        )

    def countries(self) -> dict[str, str]:
        """The countries that places lie in by what is printed behind them, by entities' ids."""
        told = {
            inner: {region.country for region in regions} for inner, regions in self._behind.items()
        }
        return {
            inner: country
            for inner, countries in told.items()
            for country in countries
            if country and len(countries) == 1
        }

    def support(self, division: str, entity: Entity) -> tuple[int, float]:
        """How many other entities are or lie in `division`, beyond doubt, and their share of all
        that are or lie in any."""
        own = self._own.get(entity.id, Counter[str]())
        support = self._votes[division] - own[division]
        return support, support / max(self._votes.total() - own.total(), 1)

    def _find_pairs(self, places: Iterable[Entity]) -> None:
        """Two places with a comma between, the second a region."""
        mentions = sorted(
            ((mention, place) for place in places for mention in place.mentions),
            key=lambda pair: pair[0].start,
        )
        for (one, inner), (other, outer) in pairwise(mentions):
            if inner is outer or not 2 <= other.start - one.end <= 3:
                continue
            is_beside = self._body[one.end : other.start].strip() == ","
            if is_beside and outer.id not in self._after[inner.id]:
                self._behind[inner.id] += regions(self._found[outer.id])
                self._before[outer.id].add(inner.id)
                self._after[inner.id].add(outer.id)

    def _find_states(self, places: Iterable[Entity], lookup: Lookup) -> None:
        """States, whether a tagger took them for names or not."""
        for place in places:
            printed = [
                printed_behind(self._body, mention.end)
                for mention in place.mentions[:MOST_MENTIONS]
            ]
            for state in dict.fromkeys(filter(None, printed)):
                found = printed_region(state, lookup)
                self._behind[place.id] += found
                if found and state == printed[0]:
                    self._in_states.add(place.id)

    def _told_divisions(self, places: Iterable[Entity]) -> dict[str, str]:
        told = {}
        for place in places:
            behind = {region.division for region in self._behind.get(place.id, ())} - {None}
            likeliest = next(iter(self._found[place.id]), None)
            if likeliest and likeliest.entry.kind in REGIONS and likeliest.share > SURE:
                told[place.id] = likeliest.entry.division
            elif len(behind) == 1:
                told[place.id] = behind.pop()
        return {place: division for place, division in told.items() if division}


def regions(found: Iterable[Candidate]) -> list[Entry]:
    return [one.entry for one in found if one.entry.kind in REGIONS]


def printed_region(printed: str, lookup: Lookup) -> list[Entry]:
    """What a region printed behind a comma may be; "Ga." is no country."""
    name = STATES.get(printed, printed)
    return [entry for entry in regions(lookup(name)) if name == printed or entry.kind != "country"]


def holds(region: Entry, place: Entry) -> bool:
    """Whether `place` lies in `region`, as far as anybody knows where in its country it lies."""
    if not region.country or region.country != place.country:
        return False
    return not region.division or not place.division or region.division == place.division
