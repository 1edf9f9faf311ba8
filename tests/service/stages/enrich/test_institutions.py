import pytest

from schemas.entity import EntityType
from service.knowledge import Candidate, Entry
from service.stages.enrich.institutions import is_common
from service.stages.enrich.linking import links
from tests.service.stages.enrich.known import WORLD, Known
from tests.service.stages.enrich.made import entity

ORG, PLACE, NORP, PERSON = EntityType.ORG, EntityType.PLACE, EntityType.NORP, EntityType.PERSON
COURT = Entry(90, "Supreme Court of the United States", ORG, "agency", country="US", prior=50)
PARTY = Entry(91, "Democratic Progressive Party", ORG, "party", country="TW", prior=20)
AGENCY = Entry(92, "Federal Bureau of Investigation", ORG, "agency", country="US", prior=50)
GOVERNOR = Entry(96, "Ann Kemp", PERSON, "person", country="US", prior=9)
COLOMBIA = Entry(94, "Colombia", PLACE, "country", country="CO", prior=500)
COLUMBIA = Entry(95, "Columbia", PLACE, "city", country="US", prior=2)
BODIES = Known(
    (COURT, ("Supreme Court",)), (PARTY, ("DPP",)), (AGENCY, ("FBI",)), (GOVERNOR, ("Kemp",))
)


class Everything:
    """The bodies above beside the world; "Columbia" is Romanian for Colombia."""

    engine = "everything 1"

    def lookup(self, name: str) -> tuple[Candidate, ...]:
        if name == "Columbia":
            romanian = Candidate(COLOMBIA, name, "ro", 0.99)
            return romanian, Candidate(COLUMBIA, name, None, 0.01)
        if name == "Columbien":
            return (Candidate(COLOMBIA, name, "da", 1.0),)
        return BODIES.lookup(name) or WORLD.lookup(name)


def linked(body: str, *names: tuple[str, EntityType], language: str = "en") -> list[int | None]:
    entities = [entity(number, name, kind, body) for number, (name, kind) in enumerate(names)]
    found = links(body, entities, Everything(), language)
    return [link.entry.row if link.entry else None for link in found]


@pytest.mark.parametrize(
    ("name", "common"),
    [
        ("Supreme Court", True),
        ("Ministry of Defence", True),
        ("the Senate", True),
        ("People’s Party", True),
        ("Supreme Court of Canada", False),
        ("U.S. Senate", False),
        ("Likud Party", False),
        ("Scotland Yard", False),
        ("DPP", False),
        ("State Department", False),
        ("Federal Reserve", False),
        ("Central Intelligence Agency", False),
    ],
)
def test_a_common_name_has_no_word_that_tells_whose_body_it_is(name: str, common: bool) -> None:
    assert is_common(name, "agency") is common


def test_the_letters_of_a_party_are_common_and_those_of_others_are_not() -> None:
    assert is_common("DPP", "party")
    assert not is_common("Dpp", "party")
    assert not is_common("LIKUD", "party")
    assert not is_common("FBI", "agency")
    assert not is_common("The Independent", "media")


@pytest.mark.parametrize(
    ("body", "row"),
    [
        ("The Supreme Court ruled.", 90),
        ("The Supreme Court ruled for Texas.", 90),
        ("In Tbilisi, Georgia, the Supreme Court ruled.", None),
        ("Russian judges left. The Supreme Court ruled.", None),
        ("The United States is far away. The Russian Supreme Court ruled.", None),
        ("Moscow's Supreme Court spoke to the United States.", None),
        ("Moscow is far away. The United States' Supreme Court ruled.", 90),
    ],
)
def test_a_court_is_that_of_a_country_that_the_text_speaks_of(body: str, row: int | None) -> None:
    names = ("Tbilisi", PLACE), ("Texas", PLACE), ("Russian", NORP), ("Moscow", PLACE)
    present = [(name, kind) for name, kind in names if name in body]
    for country in ("United States", "Georgia"):
        present += [(country, PLACE)] if country in body else []
    assert linked(body, ("Supreme Court", ORG), *present)[0] == row


def test_a_body_with_a_name_of_its_own_is_known_anywhere() -> None:
    assert linked("The FBI came to Moscow.", ("FBI", ORG), ("Moscow", PLACE)) == [92, 13]


def test_the_letters_of_a_party_are_read_where_its_country_is_in_play() -> None:
    assert linked("The DPP of Moscow.", ("DPP", ORG), ("Moscow", PLACE)) == [None, 13]
    assert linked("The DPP won.", ("DPP", ORG)) == [91]


def test_people_named_in_full_tell_which_country_is_in_play() -> None:
    names = ("Georgia", PLACE), ("Atlanta", PLACE), ("Ann Kemp", PERSON), ("Kemp", PERSON)
    body = "Georgia slept. Atlanta slept."
    assert linked(body, *names[:2])[0] == 7
    assert linked(f"{body} Gov. Ann Kemp spoke.", *names[:3])[0] == 8
    assert linked(f"{body} Gov. Kemp spoke.", *names[:2], names[3])[0] == 7


def test_a_name_is_read_in_the_language_of_the_article_if_it_has_it() -> None:
    assert linked("In Columbia it rained.", ("Columbia", PLACE)) == [95]
    assert linked("In Columbia.", ("Columbia", PLACE), language="ro") == [94]
    assert linked("In Columbien it rained.", ("Columbien", PLACE)) == [94]
