"""Bodies whose names are longer than what was tagged of them: "Supreme Court" of "of Canada"."""

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import compress

from service.stages.tag.fast.offices import is_office
from service.stages.tag.fast.words import classes
from service.stages.tag.units import ABBREVIATED_MONTHS, MONTHS, WEEKDAYS

LONGEST = 8  # words that an acronym may stand for
POSSESSIVES = frozenset(("'s", "’s", "'S", "’S"))
SMALL_WORD = 4  # code points of "of", "and", "with"

_OF_HEADS = """
    ministry department university institute court college committee commission council party union
    federation association academy board bureau office authority agency centre center society
    chamber directorate secretariat faculty school congress conference confederation league assembly
    division organization organisation foundation fund embassy bank company museum network
"""
HEADS = frozenset(_OF_HEADS.split())  # words that "of" or "for" goes on from
BEGINNINGS = frozenset(("Ministry", "Directorate", "Bureau"))  # nothing without their "of"
_THAT_SIT = frozenset(("commission", "committee", "subcommittee", "council", "conference", "panel"))
_DAYS = frozenset((*WEEKDAYS, *MONTHS, *ABBREVIATED_MONTHS))  # "the Committee on Monday"
# Those that care for several things: "Ministry of Gender Equality and Family".
_OF_MANY = """
    ministry department committee directorate office secretariat commission board authority division
    faculty
"""
OF_MANY = frozenset(_OF_MANY.split())
# What ends the name of a body, wherever a text has it with a capital behind another.
_OF_ENDS = """
    Ministry Department University Institute Court College Committee Commission Council Party Union
    Federation Association Academy Bureau Authority Agency Society Chamber Directorate Secretariat
    Faculty Parliament Senate Assembly Confederation Organization Organisation Foundation Embassy
    Bank Exchange Railway Navy Army
"""
_OF_COMPANIES = " Corporation Ltd Inc Llc Plc Corp Limited Holding Holdings "
# Legal forms that are written so and no other way: "ag" and "se" are words elsewhere.
_OF_LAW = "AG SE SA NV BV AB KG ASA PLC LLC SpA GmbH"
# What ends the name of a club and of no person or place: not "City", nor "Rangers", of a park.
_OF_CLUBS = " Rovers Wanderers Albion Hotspur Argyle FC AFC"
CLUBS = frozenset([*_OF_CLUBS.split(), "United", "Athletic", "CF"])
COMPANIES = frozenset((_OF_COMPANIES + _OF_LAW).split())
ENDS = COMPANIES.union((_OF_ENDS + _OF_CLUBS).split())
# Officials beside those of offices.py; a "State's Attorney" is one.
_OF_OFFICIALS = """
    Sheriff Examiner Coroner Defender Clerk Auditor Comptroller Controller Ombudsman Marshal
    Registrar State
"""
_OFFICIALS = frozenset(_OF_OFFICIALS.split())
_OPENING = frozenset(
    [
        "the",
        "a",
        "an",
        "this",
        "our",
        "his",
        "her",
        "in",
        "on",
        "at",
        "by",
        "to",
        "for",
        "from",
        "and",
        "but",
    ]
)
# Capitals that are no name.
_OF_THINGS = """
    TV NGO NGOs MP MPs MLA MLAs CEO CEOs MoU MOU BC AD PM OTP ATM ATMs DNA GDP HIV AIDS VAT IPO
"""
THINGS = frozenset(_OF_THINGS.split())
HONOURS = frozenset(("KC", "QC", "SC", "MBE", "OBE", "CBE", "MSP", "MEP"))  # behind a person
_OF_NOBODY = """
    i you he she it we they me him us them who nobody everybody somebody anybody everyone someone
    anyone one nothing everything something this that these those there here what when where why how
    his her its our their my your i'm i’m i've i’ve we're we’re we've we’ve it's it’s he's he’s
"""
NOBODY = frozenset(_OF_NOBODY.split())  # words that alone name nobody


def whole_end(
    words: Sequence[str],
    first: int,
    end: int,
    ends: Mapping[int, int],
    people: Mapping[int, int],
) -> int:
    """Where a body's name `words[first:end]` ends with what "of", "for" and "on" add to it.

    `ends` says where the name of a place that begins at a word ends, `people` the same of persons.
    """
    heads = {words[first].casefold(), words[end - 1].casefold()}
    while end + 1 < len(words) and _goes_on_with(words[end], heads):
        start = end + 1 + (words[end + 1] == "the")
        if not _is_capital(words, start) or start in people:
            break
        if words[end] == "on" and (start in ends or words[start] in _DAYS):
            break
        if start in ends:
            return ends[start]
        stop = _capitals_end(words, start)
        of = stop + 1
        if words[end] == "on" and words[stop:of] == ["of"] and _is_capital(words, of):
            stop = _capitals_end(words, of)  # "on the Status of Women"
        while (
            heads & OF_MANY
            and stop + 1 < len(words)
            and words[stop] in ("and", "&")
            and _is_capital(words, stop + 1)
            and not (stop + 1 in ends or stop + 1 in people)
            and words[stop + 1].casefold() not in HEADS
        ):
            stop = _capitals_end(words, stop + 1)
        end = stop
        heads = {words[first].casefold(), words[end - 1].casefold()}
    return end


def _goes_on_with(word: str, heads: set[str]) -> bool:
    """Whether a small word goes on a body's name that has one of these `heads`."""
    return bool(heads & (_THAT_SIT if word == "on" else HEADS)) and word in ("of", "for", "on")


def with_nationality(
    words: Sequence[str], first: int, end: int, nationalities: Mapping[int, int]
) -> int:
    """Where a body's name `words[first:end]` begins, with the nationality before it if it ends like
    a body: "European" of "Investment Bank".

    `nationalities` say where one that ends at a word begins.
    """
    return nationalities.get(first, first) if words[end - 1] in ENDS else first


def is_nothing(word: str) -> bool:
    """Whether a word that stands alone is no name, whatever it was taken for: "TV", "Nobody", "A";
    of the letters X alone is one, the network."""
    if len(word) == 1:
        return word.isascii() and word != "X"
    return word in THINGS or (not word.isupper() and word.casefold() in NOBODY)


def unnoticed(words: Sequence[str], taken: Container[int]) -> Iterator[tuple[int, int]]:
    """First and end of the words with capitals that end like a body and are not `taken`: "the
    Foreign Ministry"; also "Ministry" of "Ministry of Trade", from where `whole_end` goes on.
    """
    for last in places_of(ENDS, words):
        if last in taken:
            continue
        first = last
        least = max(0, last - LONGEST)  # no name from there on
        while first > least and first - 1 not in taken and _is_capital(words, first - 1):
            first -= 1
        if words[first].casefold() in _OPENING:
            first += 1
        if 1 <= last - first < LONGEST or (last == first and _has_matter(words, last)):
            yield first, last + 1


def _has_matter(words: Sequence[str], head: int) -> bool:
    """Whether "of" and more with a capital stands behind: "Ministry of the Interior"."""
    if words[head] not in BEGINNINGS or head + 2 >= len(words) or words[head + 1] != "of":
        return False
    return _is_capital(words, head + 2 + (words[head + 2] == "the"))


def of_officials(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """First and end of bodies that are called by whoever heads them: "Cook County State's
    Attorney's Office", "Prime Minister's Office"."""
    end = 0
    for last in places_of(("Office", "Department"), words):
        official = last - 2
        if official < 1 or words[last - 1] not in POSSESSIVES or not _is_official(words, official):
            continue
        first = official
        while first - 1 >= max(end, last - LONGEST) and _may_hold(words, first - 1):
            first -= 1
        if words[first].casefold() in _OPENING:
            first += 1
        if first < official:
            end = last + 1
            yield first, end


def _may_hold(words: Sequence[str], place: int) -> bool:
    """Whether the name of an office may hold this word; of possessives an official's alone."""
    if words[place] in POSSESSIVES:
        return place > 0 and _is_official(words, place - 1)
    return _is_capital(words, place)


def _is_official(words: Sequence[str], place: int) -> bool:
    word = words[place]
    return word in _OFFICIALS or (word[:1].isupper() and word.isalpha() and is_office([word]))


def places_of(sought: Container[str], words: Sequence[str]) -> list[int]:
    """Where the words that are sought stand."""
    return list(compress(range(len(words)), map(sought.__contains__, words)))


def _is_capital(words: Sequence[str], place: int) -> bool:
    return place < len(words) and words[place][:1].isupper()


def _capitals_end(words: Sequence[str], place: int) -> int:
    while _is_capital(words, place):
        place += 1
    return place


def expansion(words: Sequence[str], end: int, acronym: str) -> int | None:
    """The first of the words before `end` whose initials an acronym has."""
    letters = [one for one in acronym if one.isupper()]
    if not acronym[:1].isupper() or not 2 <= len(letters) <= LONGEST or len(acronym) > LONGEST + 2:
        return None
    place = end
    while letters and place > max(0, end - 2 * LONGEST):
        place -= 1
        word = words[place]
        initials = [part[0] for part in word.split("-") if part[:1].isupper()]
        if word.isupper() and 1 < len(word) <= len(letters) and letters[-len(word) :] == list(word):
            initials = list(word)
        if not initials:
            if word.islower() and word.isalpha() and len(word) <= SMALL_WORD:
                continue
            return None
        if letters[-len(initials) :] != initials:
            return None
        del letters[-len(initials) :]
    return None if letters else place


def names_a_body(words: Sequence[str]) -> bool:
    """Whether one of them says what kind of body it is."""
    return any("body" in classes(word.casefold()) for word in words)
