"""What the issue asks for by name, through the default tagger and the knowledge base as shipped."""

from functools import cache

import pytest

from schemas.article import CleanedArticle, EnrichedArticle
from schemas.entity import LinkedEntity
from service.knowledge import KnowledgeBase, load_knowledge
from service.stages.enrich import enrich
from service.stages.tag import Tagger, load_tagger, tag


@cache
def engines() -> tuple[Tagger, KnowledgeBase]:
    return load_tagger(), load_knowledge()


def enriched(body: str) -> EnrichedArticle:
    tagger, knowledge = engines()
    article = CleanedArticle(id="a", body=body, language="en", published_at="2025-04-22")
    return enrich(tag(article, tagger=tagger), knowledge=knowledge)


def entity(body: str, mention: str) -> LinkedEntity:
    """The entity that has a mention which begins so."""
    found = enriched(body).entities
    return next(e for e in found if any(m.text.startswith(mention) for m in e.mentions))


@pytest.mark.parametrize(
    ("body", "mention", "wikidata"),
    [
        ("He flew to Washington, D.C., on Monday and met officials.", "Washington", "Q61"),
        ("Fires spread in Washington state, east of Seattle and Spokane.", "Washington", "Q1223"),
        ("Washington accused Moscow of attacks. Moscow denied it.", "Washington", "Q61"),
        ("Fighting in Georgia, near Tbilisi, worried Russia.", "Georgia", "Q230"),
        ("Voters in Atlanta, Georgia, went to the polls.", "Georgia", "Q1428"),
        ("He was born in Paris, France, in 1950.", "Paris", "Q90"),
        ("The mayor of Portland, Maine, said on Monday that he knew.", "Portland", "Q49201"),
        ("PORTLAND, Maine (AP) — Police in Portland said on Monday.", "Portland", "Q49201"),
        ("Police in St. Petersburg, Fla., were told.", "St. Petersburg", "Q49236"),
        ("Police in St. Petersburg, near Moscow, were told.", "St. Petersburg", "Q656"),
        ("In Columbus, Ga., nobody was hurt.", "Columbus", "Q239870"),
        ("In Columbus, Ohio, nobody was hurt.", "Columbus", "Q16567"),
        ("The mayor of Vancouver, Washington, left for Seattle.", "Vancouver", "Q234053"),
        ("He was born in Paris, Maine, in 1950.", "Paris", None),
        ("Gov. Brian Kemp of Georgia spoke in Atlanta.", "Georgia", "Q1428"),
        ("The mayor of Norfolk spoke to reporters in Virginia.", "Norfolk", "Q49231"),
        ("Brasilia and Buenos Aires signed a deal on Monday.", "Brasilia", "Q2844"),
    ],
)
def test_a_place_is_the_one_that_the_text_tells(
    body: str, mention: str, wikidata: str | None
) -> None:
    assert entity(body, mention).wikidata == wikidata


@pytest.mark.parametrize(
    ("body", "wikidata"),
    [
        ("India's Supreme Court ruled. The Supreme Court in New Delhi was full.", None),
        ("In Kenya, the Supreme Court threw out the case.", None),
        ("The Supreme Court ruled that Texas had to pay.", "Q11201"),
        ("The Supreme Court ruled on Monday.", "Q11201"),
    ],
)
def test_a_court_is_that_of_the_country_in_play(body: str, wikidata: str | None) -> None:
    assert entity(body, "Supreme Court").wikidata == wikidata


def test_the_city_the_state_and_the_government_are_told_apart_in_one_article() -> None:
    body = "Washington accused Moscow of spying on ferries in Washington state, near Seattle."
    found = [e for e in enriched(body).entities if e.name == "Washington"]
    assert [(e.wikidata, e.stands_for) for e in found] == [("Q61", "government"), ("Q1223", None)]
    body = "He left Washington state for Washington, D.C., on Monday."
    assert [e.wikidata for e in enriched(body).entities if e.type == "PLACE"] == ["Q1223", "Q61"]


def test_towns_of_one_name_in_two_states_are_two() -> None:
    body = "The mayor of Springfield, Illinois, met the mayor of Springfield, Massachusetts."
    found = [e.wikidata for e in enriched(body).entities if e.name == "Springfield"]
    assert found == ["Q28515", "Q49158"]


def test_a_british_town_is_the_one_that_its_county_and_its_country_tell() -> None:
    body = "Police in Durham said a man was arrested in Boston, Lincolnshire, on Monday."
    assert (entity(body, "Durham").country, entity(body, "Boston").country) == ("GB", "GB")
    assert entity("Police in Boston said a man was arrested.", "Boston").country == "US"


def test_a_province_of_two_countries_is_that_of_its_town() -> None:
    body = "Punjab police in Lahore acted on Monday."
    assert entity(body, "Punjab").ids == {"iso": "PK-PB"}


@pytest.mark.parametrize("name", ["West", "East", "North", "South", "Gulf"])
def test_a_compass_has_no_country(name: str) -> None:
    for found in enriched(f"He urged the {name} to act, and the {name} did.").entities:
        assert (found.name, found.country) == (name, None)


def test_whitehall_is_in_london() -> None:
    assert (
        entity("Officials in Whitehall said on Monday that it was cut.", "Whitehall").country
        == "GB"
    )


def test_a_capital_that_does_what_governments_do_says_so_and_stays_the_place() -> None:
    body = "Washington accused Moscow of attacks. Moscow denied it."
    for name in ("Washington", "Moscow"):
        assert (entity(body, name).kind, entity(body, name).stands_for) == ("capital", "government")
    assert entity("The museum in Moscow opened on Monday.", "Moscow").stands_for is None


@pytest.mark.parametrize(
    "body",
    [
        "Talks between Washington and Beijing failed on Monday.",
        "Washington and Beijing agreed to meet again.",
    ],
)
def test_both_capitals_of_a_pair_stand_for_their_governments(body: str) -> None:
    assert entity(body, "Washington").stands_for == "government"
    assert entity(body, "Beijing").stands_for == "government"


@pytest.mark.parametrize(
    ("body", "mention", "country"),
    [
        ("The Georgian president spoke in Tbilisi.", "Georgian", "GE"),
        ("The Dutch minister met French officials in Brussels.", "Dutch", "NL"),
        ("Russian and Ukrainian envoys left the city.", "Russian", "RU"),
    ],
)
def test_a_nationality_points_to_its_country_and_is_no_place(
    body: str, mention: str, country: str
) -> None:
    found = entity(body, mention)
    assert (found.type, found.country, found.geonames) == ("NORP", country, None)


def test_a_lone_surname_that_nothing_explains_is_nobody() -> None:
    assert entity("Macron said on Monday that the shop would close.", "Macron").wikidata is None


@pytest.mark.parametrize(
    ("body", "mention", "wikidata"),
    [
        ("In France, Macron said on Monday that French farmers were right.", "Macron", "Q3052772"),
        ("President Putin said on Monday that he would not go.", "Putin", "Q7747"),
    ],
)
def test_a_lone_surname_is_who_the_country_or_the_office_says(
    body: str, mention: str, wikidata: str
) -> None:
    assert entity(body, mention).wikidata == wikidata


def test_a_surname_belongs_to_whom_the_text_names_in_full() -> None:
    body = "Sarah Trump, a baker in Ohio, sued the United States. Trump said she was glad."
    found = entity(body, "Trump")
    assert (found.name, found.wikidata) == ("Sarah Trump", None)


def test_spellings_and_second_names_are_one() -> None:
    body = "The U.S. sent aid. The United States will send more, and America agrees."
    assert entity(body, "U.S.").count == 3
    body = "Missiles hit Kyiv on Monday. Officials in Kiev said so."
    assert entity(body, "Kiev").id == entity(body, "Kyiv").id


def test_an_acronym_is_its_name() -> None:
    body = "The Food and Drug Administration (FDA) approved it. The FDA said so on Monday."
    assert {entity(body, "FDA").name} == {"Food and Drug Administration"}


def test_two_people_with_one_surname_stay_two() -> None:
    body = "Ann Baker met Paul Baker in London. Ann Baker spoke first, then Paul Baker left."
    assert entity(body, "Ann Baker").id != entity(body, "Paul Baker").id


def test_a_title_is_no_part_of_the_name() -> None:
    body = "Russian President Vladimir Putin met Dr. Anna Weber and President Emmanuel Macron."
    names = {e.name for e in enriched(body).entities if e.type == "PERSON"}
    assert names == {"Vladimir Putin", "Anna Weber", "Emmanuel Macron"}
