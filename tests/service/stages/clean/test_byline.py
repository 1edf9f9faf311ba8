import pytest

from service.stages.clean.byline import (
    is_bare_name,
    is_byline,
    name_before_date,
    people,
    unplaced,
)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Doe", ("Jane Doe",)),
        ("By JANE DOE and José de la Cruz", ("Jane Doe", "José de la Cruz")),
        ("Von Annika Lorentzen und Jost Behrendt", ("Annika Lorentzen", "Jost Behrendt")),
        ("By Jane Doe, health editor", ("Jane Doe",)),
        ("Daniel Ashworth, transport correspondent", ("Daniel Ashworth",)),
        ("By The Associated Press", ()),
        ("By JOHN MCDONALD and ANNE-MARIE O'BRIEN", ("John McDonald", "Anne-Marie O'Brien")),
        ("By FLORA MACDONALD", ("Flora Macdonald",)),
        ("By Gareth Pugh / BBC Wales News", ("Gareth Pugh",)),
        ("By April Ryan", ("April Ryan",)),
        ("By JANE Q. POST, Associated Press", ("Jane Q. Post",)),
        ("Words by Jane Doe | Photographs by John Roe", ("Jane Doe",)),
        ("Reporter: Jane Doe", ("Jane Doe",)),
        ("Scritto da Carla Bianchi", ("Carla Bianchi",)),
        ("By Jane DoeStaff Writer", ("Jane Doe",)),
        ("By Jane DoeArts & Books Editor", ("Jane Doe",)),
        ("bySauli-Jo Giliard", ("Sauli-Jo Giliard",)),
        ("بقلم: أحمد الكاظمي", ("أحمد الكاظمي",)),
        ("संवाददाता: रमेश कुमार", ("रमेश कुमार",)),
        ("By Jane Doe The Associated Press", ("Jane Doe",)),
        ("ByJane Doe", ("Jane Doe",)),
        ("By: Jane Doe, PhD, and Dr. John Roe", ("Jane Doe", "John Roe")),
        ("Von Prof. Dr. med. Jane Doe", ("Jane Doe",)),
        ("Par Jeanne Dupont avec AFP", ("Jeanne Dupont",)),
        ("Von Jost Behrendt mit dpa", ("Jost Behrendt",)),
        ("Por Ana Ruiz con EFE", ("Ana Ruiz",)),
        ("By Jane Doe @janedoe", ("Jane Doe",)),
        ("By Jane Doe jane.doe@herald.example", ("Jane Doe",)),
        ("Posted by Jane Doe on May 3, 2025", ("Jane Doe",)),
        ("By EMILY FAIRBRASS FOR MAILONLINE", ("Emily Fairbrass",)),
        ("By Jane Doe for The Herald", ("Jane Doe",)),
        ("Interview by Ingrid Solberg", ("Ingrid Solberg",)),
        ("By political reporter Jane Doe and health editor John Roe", ("Jane Doe", "John Roe")),
        ("By BBC News Correspondent Jane Doe", ("Jane Doe",)),
        ("By Jane Doe Staff Writer", ("Jane Doe",)),
        ("作者：宋小梅 杨志", ("宋小梅", "杨志")),
        ("本报记者 宋小梅", ("宋小梅",)),
        ("Автор: Мария Иванова", ("Мария Иванова",)),
    ],
)
def test_a_byline_gives_its_people(line: str, names: tuple[str, ...]) -> None:
    assert is_byline(line)
    assert people(line) == names


@pytest.mark.parametrize(
    "line",
    [
        "By Monday the water had gone.",
        "By the river",
        "Jane Doe, who lives in Bergen",
        "By 2030",
        "Jane Doe",
        "By Jane Post, the harbour",
        "Edited by Jane Doe",
        "Medically reviewed by Jane Doe",
        "Reporter Jane Doe",
        "Reviews by our readers",
        "रमेश कुमार",
    ],
)
def test_what_only_begins_like_a_byline_is_none(line: str) -> None:
    assert not is_byline(line)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Jane Doe | May 3, 2025 2:30 PM", "Jane Doe"),
        ("Jane Doe · CBC News · Posted: May 3, 2025", "Jane Doe"),
        ("Jane Doe May 3, 2025 Comment Now!", "Jane Doe"),
        ("Jane Doe8:41 PM on May 3, 2025", "Jane Doe"),
        ("Jane Doe and John Roe, 3 May 2025", "Jane Doe and John Roe"),
        ("Health News | May 3, 2025", None),
        ("Written in May 2025", None),
        ("May 3, 2025 Jane Doe", None),
        ("Garden ToolsJane Doe | May 3, 2025", None),
    ],
)
def test_a_line_with_a_date_may_begin_with_a_name(text: str, name: str | None) -> None:
    assert name_before_date(text) == name


def test_people_write_from_places() -> None:
    text = "Sarah Jones in Grimsby and Tim Holt in New York"
    assert not is_bare_name(text)
    assert people(unplaced(text)) == ("Sarah Jones", "Tim Holt")
    assert unplaced("A fire in Grimsby that nobody saw") == "A fire in Grimsby that nobody saw"


def test_a_bare_name_may_have_an_agency_beside_it() -> None:
    assert is_bare_name("Jane Doe and AP")
    assert not is_bare_name("AP")
    assert not is_bare_name("AP Photo/Jane Doe")


@pytest.mark.parametrize(
    "text",
    [
        "Facebook Twitter Flipboard Print Email",
        "Topic: Federal Parliament",
        "Most Popular",
        "Related Topics",
        "Jane Doe for The Herald",
    ],
)
def test_buttons_labels_and_lists_are_no_names(text: str) -> None:
    assert not is_bare_name(text)


def test_words_like_those_of_buttons_may_be_in_names() -> None:
    assert is_bare_name("Emil Printz")
    assert is_bare_name("Jane Forbes and John Topicha")
