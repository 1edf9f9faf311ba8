"""Titles of absurd length or number cost no more than their length."""

import pytest

from service.stages.clean.title import freed, headline, site_names, without_site


def test_a_site_is_known_by_its_address_if_that_is_one() -> None:
    assert site_names("https://www.oslo-post.no/a", ["Oslo Post"]) == [
        *("Oslo Post", "oslo-post.no", "oslo-post", "oslo-post"),
    ]
    assert site_names("http://[x", [None]) == []


@pytest.mark.parametrize(
    "text", ["_" * 200_000, ":" * 200_000, "ab | " * 40_000, "a - b " * 40_000]
)
def test_a_title_of_absurd_length_is_left_as_it_is(text: str) -> None:
    """Taken apart at each sign, it would take minutes."""
    assert freed(text, [text], ["Oslo Post"]) == text
    assert headline([text], [text], [text], ["Oslo Post"]) is None


def test_signs_in_a_row_are_read_once() -> None:
    assert without_site("_" * 900 + "x", set()) == "_" * 900 + "x"
    assert without_site("The ferry returns___Oslo Post", {"oslopost"}) == "The ferry returns"
    assert without_site("The ferry returns::: Oslo Post", {"oslopost"}) == "The ferry returns"


def test_of_many_titles_and_headings_the_first_count() -> None:
    """Each is compared with each: all of them would take minutes."""
    titles = [f"The ferry number {at} returns" for at in range(2_000)]
    headings = ["The ferry number 1 returns to Oslo", *(f"Other story {at}" for at in range(9_000))]
    names = [f"Herald {at}" for at in range(2_000)]
    assert headline(titles, headings, headings, names) == headings[0]
