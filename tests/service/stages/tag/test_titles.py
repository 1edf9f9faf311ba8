import pytest

from service.stages.tag.titles import title_before, whose


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ("said Mrs. ", "woman"),
        ("first lady ", "woman"),
        ("her husband, ", "man"),
        ("His brother ", None),
        ("Gov. ", "governor"),
        ("Secretary of State ", "secretary of state"),
        ("the mayor said that ", None),
        ("Mr Smith, ", None),
        ("", None),
    ],
)
def test_the_title_right_before_a_name_is_told(before: str, told: str | None) -> None:
    assert title_before(before + "Lee", len(before)) == told


def test_who_is_called_otherwise_is_not_meant() -> None:
    people = {1: frozenset({"woman"}), 2: frozenset({"president"})}
    assert [whose(title, people) for title in ("woman", "man", "president", "mayor", None)] == [
        1, 2, 2, None, None,
    ]  # fmt: skip
