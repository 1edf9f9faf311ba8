"""Which other names of a city news may mean it by.

GeoNames lists all that a city was ever called, in all languages: for Mumbai Bombay and "Bombej",
but for Atlanta also Terminus and Whitehall. What is no spelling of the city's own name is in use
only if it is spelt in more than one way: languages write Bombay each in its own, and leave alone
what is a nickname or history. The name of a country or of its part is that one's: Paraguay, and
not Asunción. That of another city is rather that city's, Franklin rather than once Columbus, unless
it is a spelling of the own or spelt in many ways: Odessa for Odesa, Antioch for Antakya.
"""

import re
from collections.abc import Iterable, Set

from service.knowledge.names import key
from service.knowledge.writing import Alias

OWN = 0.45  # share of pairs of letters in common from which a name is a spelling of the city's own
SAME = 0.5  # and from which two other names are spellings of one
MANY = 3  # other spellings
WEIGHT = 0.5  # another name is less sure to mean a city than its own
LEAST_WEIGHT = 0.05  # where it is another city's own
# What print calls cities by though other languages do not.
_IN_USE = frozenset({"amoy", "poona", "tshwane"})
# Other names hold airport codes and transliterations from every script ("LON", "leondeon").
# Capitalised words of plain letters are mostly names that print uses ("Kiev", "Bombay").
_PRINTABLE = re.compile(r"(?=.{4})[A-Z][A-Za-z]+(?:[ '-][A-Z][A-Za-z]*)*")

Pairs = frozenset[str]


def in_use(name: str, names: Iterable[str], divisions: Set[str], cities: Set[str]) -> list[Alias]:
    """Those of the other `names` of a city called `name` that news may mean it by.

    `divisions` are the folded names of countries and their parts, `cities` those of cities.
    """
    pairs = {other: _pairs(key(other)) for other in names}
    others = pairs.values()
    own, own_words = _pairs(key(name)), set(key(name).split())
    found = []
    for other in sorted(filter(_PRINTABLE.fullmatch, pairs)):
        folded, letters = key(other), pairs[other]
        words = set(folded.split())
        is_part = words <= own_words or own_words <= words
        if is_part or _alike(letters, own) >= OWN:
            found.append(Alias(other, weight=WEIGHT))
        elif folded not in divisions:
            spellings = sum(letters != more and _alike(letters, more) >= SAME for more in others)
            is_another = folded in cities and spellings < MANY
            if spellings or folded in _IN_USE:
                found.append(Alias(other, weight=LEAST_WEIGHT if is_another else WEIGHT))
    return found


def _pairs(folded: str) -> Pairs:
    """The pairs of letters that follow each other, the beginning being one."""
    letters = "^" + folded.replace(" ", "")
    return frozenset(letters[place : place + 2] for place in range(len(letters) - 1))


def _alike(one: Pairs, other: Pairs) -> float:
    """Dice's coefficient."""
    return 2 * len(one & other) / (len(one) + len(other) or 1)
