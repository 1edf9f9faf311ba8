from schemas.entity import EntityType
from service.knowledge.curation import Divisions, name_by_surname, weigh_names_of_towns
from service.knowledge.writing import Alias, Record

ORG, PERSON, PLACE = EntityType.ORG, EntityType.PERSON, EntityType.PLACE


def place(name: str, kind: str, country: str | None = None, **ids: str) -> Record:
    return Record(name, PLACE, kind, country=country, ids=dict(ids))


KNOWN = Divisions(
    [
        place("Punjab", "state", "IN", iso="IN-PB"),
        place("Punjab", "state", "PK", iso="PK-PB"),
        place("Lazio", "state", "IT", iso="IT-62"),
        place("Ireland", "country", "IE", iso="IE", wikidata="Q27"),
        place("Andes", "city", "CO"),
    ]
)


def test_a_division_of_one_country_is_that_country_s() -> None:
    row = place("Punjab", "region", "PK")
    assert KNOWN.settle(row)
    assert row.ids == {"iso": "PK-PB"}


def test_the_only_division_of_the_name_is_meant_where_no_country_is_given() -> None:
    row = place("Lazio", "region", wikidata="Q1282")
    assert KNOWN.settle(row)
    assert row.ids["iso"] == "IT-62"


def test_what_may_be_one_of_two_or_a_city_stays_itself() -> None:
    for row in (place("Punjab", "region"), place("Andes", "region"), place("Sahel", "region")):
        assert KNOWN.settle(row)
        assert "iso" not in row.ids


def test_what_has_the_id_of_another_thing_is_left_out() -> None:
    assert not KNOWN.settle(place("Ireland", "region", wikidata="Q22890"))
    assert KNOWN.settle(place("Ireland", "region", wikidata="Q27"))


def surnames(name: str, country: str = "FR", prior: float = 10.0) -> list[str]:
    row = Record(name, PERSON, country=country, prior=prior)
    name_by_surname([row])
    return [alias.text for alias in row.aliases]


def test_well_known_people_are_called_by_their_surname() -> None:
    assert surnames("Jean Okar") == ["Okar"]
    assert surnames("Li Wei", "CN") == ["Li"]
    assert surnames("Jean Okar", prior=1.0) == []


def test_a_number_or_a_country_is_no_surname() -> None:
    assert surnames("Pope Leo XIV") == []
    assert surnames("Anne II of Harbury") == []
    assert surnames("Pelé") == []


def town_weights(name: str, type_: EntityType, prior: float) -> list[float]:
    row = Record(name, type_, prior=prior, aliases=[Alias("Harbury"), Alias("Reds")])
    weigh_names_of_towns([row], {"harbury"})
    return [alias.weight for alias in row.aliases]


def test_a_town_s_name_seldom_means_a_body_of_the_town() -> None:
    assert town_weights("Harbury Reds", ORG, 10.0) == [0.1, 1.0]
    assert town_weights("Harbury F.C.", ORG, 0.5) == [1.0, 1.0]  # which is seldom meant at all
    assert town_weights("Harbury Castle", PLACE, 10.0) == [1.0, 1.0]
