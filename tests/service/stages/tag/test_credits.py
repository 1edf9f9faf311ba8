import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.article import Picture
from schemas.entity import EntityType
from service.stages.tag.credits import credit_mentions

PERSON, ORG = EntityType.PERSON, EntityType.ORG


@pytest.mark.parametrize(
    ("credit", "names"),
    [
        ("AP Photo/Ann Lee, File", [("AP", ORG), ("Ann Lee", PERSON)]),
        ("Ann Lee/Reuters", [("Ann Lee", PERSON), ("Reuters", ORG)]),
        ("Bo O’Ray via Getty Images", [("Bo O’Ray", PERSON), ("Getty Images", ORG)]),
        ("Zoë B. Lund — Harbury Times", [("Zoë B. Lund", PERSON), ("Harbury Times", ORG)]),
        ("AFP", [("AFP", ORG)]),
        ("by a reader", []),
    ],
)
def test_a_credit_names_people_and_agencies(
    credit: str, names: list[tuple[str, EntityType]]
) -> None:
    caption = f"The quay at dawn ({credit})"
    picture = Picture(caption="The quay at dawn", credit=credit)
    found = credit_mentions(caption, "The quay at dawn", [picture])
    assert [(mention.text, mention.type) for mention in found] == names


def test_a_caption_without_its_credit_has_none() -> None:
    assert credit_mentions("The quay", "The quay", [Picture(credit="Ann Lee")]) == []


@given(st.text(alphabet="AP Ann/Lé,—via .()\n", max_size=60), st.text(max_size=20))
def test_offsets_are_those_of_the_caption(credit: str, told: str) -> None:
    caption = f"{told} ({credit})"
    for mention in credit_mentions(caption, told, [Picture(credit=credit or None)]):
        assert caption[mention.start : mention.end] == mention.text
        assert mention.start >= len(told)
