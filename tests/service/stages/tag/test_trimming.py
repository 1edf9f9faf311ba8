import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.entity import EntityType
from service.stages.tag.trimming import trimmed

KINDS = st.sampled_from(list(EntityType))


def name_in(text: str, kind: EntityType = EntityType.ORG) -> str | None:
    bounds = trimmed(text, 0, len(text), kind)
    return text[bounds[0] : bounds[1]] if bounds else None


@pytest.mark.parametrize(
    ("found", "name"),
    [
        ("Reuters", "Reuters"),
        ("the United States", "United States"),
        ("The  United Nations’", "United Nations"),
        ("Putin’s", "Putin"),
        ("Putin's", "Putin"),
        ("“The Guardian”", "Guardian"),
        (" \u200bInterfax,\n", "Interfax"),
        ("Interfax\n\nThe minister", "Interfax"),
        ("Acme Inc.", "Acme Inc."),
        ("U.S.", "U.S."),
        ("#Ukraine", "Ukraine"),
        ("Food and Drug Administration (FDA)", "Food and Drug Administration (FDA)"),
        ("FDA)", "FDA"),
        ("$5 million", "$5 million"),
        ("5%", "5%"),
        ("theatre", "theatre"),
    ],
)
def test_a_name_is_free_of_what_stands_around_it(found: str, name: str) -> None:
    assert name_in(found) == name


def test_a_title_is_no_part_of_a_persons_name() -> None:
    assert name_in("Dr. Jane Roe", EntityType.PERSON) == "Jane Roe"
    assert name_in("President Ann Lee", EntityType.PERSON) == "Ann Lee"
    for title in (
        "Russian President",
        "U.S. Secretary of State",
        "former British Prime Minister",
        "then-Foreign Minister",
        "Chief Justice",
        "Lt. Gen.",
        "UN Secretary-General",
        "President-elect",
        "Det Insp",
        "Det. Ch. Supt.",
        "Prosecutor",
        "Chief Executive",
        "Chief Operating Officer",
        "Attorney General",
        "District Attorney",
        "Justices",
        "Sheriff",
        "Taoiseach",
    ):
        assert name_in(f"{title} Ann Lee", EntityType.PERSON) == "Ann Lee", title


def test_a_title_alone_stays_as_it_is() -> None:
    assert name_in("Prime Minister", EntityType.PERSON) == "Prime Minister"


def test_a_title_stays_in_the_name_of_a_thing() -> None:
    assert name_in("President Hotel", EntityType.ORG) == "President Hotel"


def test_a_first_name_that_begins_like_a_title_stays() -> None:
    assert name_in("Missy Elliott", EntityType.PERSON) == "Missy Elliott"


@pytest.mark.parametrize("found", ["", " ", "“”", "'s", "—", "\n\n", "🙂"])
def test_what_has_no_letter_or_digit_is_no_name(found: str) -> None:
    assert name_in(found) is None


@given(st.text(max_size=40), st.data(), KINDS)
def test_a_trimmed_name_lies_within_what_was_found(
    text: str, data: st.DataObject, kind: EntityType
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    bounds = trimmed(text, start, end, kind)
    if bounds:
        assert start <= bounds[0] < bounds[1] <= end
        assert trimmed(text, *bounds, kind) == bounds
