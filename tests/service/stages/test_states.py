import pytest

from service.stages.states import printed_behind

TOWN = "Dale"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Dale, Maine, slept", "Maine"),
        ("Dale, Maine (AP)", "Maine"),
        ("Dale,\nTexas", "Texas"),
        ("Dale, West Virginia.", "West Virginia"),
        ("Dale, Fla., slept", "Fla."),
        ("Dale, Ga. Then it", "Ga."),
        ("Dale, N.H., slept", "N.H."),
        ("Dale, W.Va., slept", "W.Va."),
        ("Dale, Ont., slept", "Ont."),
        ("Dale, ME 04101", "ME"),
        ("Dale, Ohio, and Dale, Iowa", "Ohio"),
        ("Dale, Ohio and Fort Dale, Iowa", "Ohio"),
    ],
)
def test_a_state_is_told_however_it_is_printed(text: str, state: str) -> None:
    assert printed_behind(text, len(TOWN)) == state


@pytest.mark.parametrize(
    "text",
    [
        "Dale, and",
        "Dale Maine",
        "Dale. Maine",
        "Dale, Mass was read",
        "Dale, Virginian",
        "Dale, Maine Medical Center",
        "DALE, OR BOSTON",
        "Dale, Texas-based",
        "Dale, Maine and Vermont",
        "Dale, North Carolina and others",
        "Dale, Maine, Vermont and Ohio",
        "Dale, New York and Boston",
        "Dale, Washington and London",
        "Dale",
    ],
)
def test_what_is_no_state_behind_a_town_is_none(text: str) -> None:
    assert printed_behind(text, len(TOWN)) is None
