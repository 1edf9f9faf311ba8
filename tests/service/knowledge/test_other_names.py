from service.knowledge.other_names import LEAST_WEIGHT, WEIGHT, in_use
from service.knowledge.writing import Alias


def others(name: str, *names: str, divisions: str = "", cities: str = "") -> list[Alias]:
    return in_use(name, names, {divisions}, {cities})


def texts(found: list[Alias]) -> list[str]:
    return [alias.text for alias in found]


def test_spellings_of_the_own_name_are_in_use() -> None:
    assert texts(others("Moscow", "Moskau", "Moscou")) == ["Moscou", "Moskau"]


def test_another_name_is_in_use_if_languages_spell_it_their_own_ways() -> None:
    assert texts(others("Mumbai", "Bombay", "bombei", "Heptanesia")) == ["Bombay"]


def test_one_name_with_and_without_a_space_is_spelt_one_way() -> None:
    assert others("Atlanta", "White Hall", "Whitehall", "Terminus") == []


def test_a_part_of_the_name_or_more_than_it_is_the_name() -> None:
    assert texts(others("León de los Aldama", "Leon", "Aldama")) == ["Aldama", "Leon"]
    assert texts(others("Durban", "Durban City")) == ["Durban City"]


def test_what_no_print_has_is_no_name() -> None:
    assert others("Moscow", "MOW", "moskva", "Москва", "Mos") == []


def test_a_country_s_name_is_the_country_s() -> None:
    names = "Paraguay", "Paraguai"
    assert texts(others("Asunción", *names, divisions="paraguay")) == ["Paraguai"]
    assert texts(others("Asunción", *names)) == ["Paraguai", "Paraguay"]
    # The capital of a country may have its name all the same.
    assert texts(others("Mexico City", "Mexico", divisions="mexico")) == ["Mexico"]


def test_another_city_s_own_name_is_rather_that_one_s() -> None:
    names = "Franklin", "Franklinton"
    weights = {a.text: a.weight for a in others("Columbus", *names, cities="franklin")}
    assert weights == {"Franklin": LEAST_WEIGHT, "Franklinton": WEIGHT}


def test_unless_it_is_the_own_or_spelt_in_many_ways() -> None:
    assert others("Odesa", "Odessa", cities="odessa") == [Alias("Odessa", weight=WEIGHT)]
    names = "Antioch", "Antiochia", "Antiochie", "Antiokhia"
    (first, *_) = others("Hatay", *names, cities="antioch")
    assert first == Alias("Antioch", weight=WEIGHT)
