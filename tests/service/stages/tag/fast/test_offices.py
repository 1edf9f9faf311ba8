import pytest

from service.stages.tag.fast.offices import is_office


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("President", True),
        ("Prime Minister", True),
        ("Attorney - General", True),
        ("Archbishop", True),
        ("Vice-President", True),
        ("President Silva", False),
        ("Silva", False),
    ],
)
def test_an_office_is_nothing_but_words_for_what_one_is(text: str, office: bool) -> None:
    assert is_office(text.split()) == office
