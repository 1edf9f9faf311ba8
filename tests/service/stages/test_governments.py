import pytest

from service.stages.governments import acts, deals_with_another, is_dealt_with

NAME = "Lisbon"


def around(text: str) -> tuple[int, int]:
    start = text.index(NAME)
    return start, start + len(NAME)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lisbon accused Madrid of it.", (True, False, True)),
        ("Lisbon has repeatedly warned the others.", (True, False, False)),
        ("Lisbon and Madrid agreed to meet.", (True, False, False)),
        ("Lisbon said so.", (True, False, False)),
        ("Critics of Lisbon's policy left.", (False, True, False)),
        ("Talks between Madrid and Lisbon failed.", (False, True, True)),
        ("ties with Lisbon cooled", (False, True, True)),
        ("The museum in Lisbon opened.", (False, False, False)),
        ("Lisbon is wet.", (False, False, False)),
        ("Lisbon's trams", (False, False, False)),
    ],
)
def test_what_governments_do_is_told_from_what_happens_in_places(
    text: str, expected: tuple[bool, bool, bool]
) -> None:
    start, end = around(text)
    found = acts(text, end), is_dealt_with(text, start, end), deals_with_another(text, start, end)
    assert found == expected
