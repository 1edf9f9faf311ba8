import pytest

from tests.service.stages.tag.dated import found


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("It began at 3 p.m. on Monday.", [("3 p.m.", "2025-05-12T15:00")]),
        ("It began on Monday at 15:30 GMT.", [("15:30 GMT", "2025-05-12T15:30+00:00")]),
        ("It began Monday at 12:05 am.", [("12:05 am", "2025-05-12T00:05")]),
        ("It began at 3pm.", [("3pm", None)]),
        ("It began at 15:30.", [("15:30", None)]),
        ("at 10 o'clock", [("10 o'clock", None)]),
        ("on Monday evening", [("Monday evening", "2025-05-12")]),
        ("last night and tonight", [("last night", "2025-05-12"), ("tonight", "2025-05-13")]),
        ("2024-05-17T15:00", [("2024-05-17T15:00", "2024-05-17T15:00")]),
        ("2024-05-17T15:00:30Z", [("2024-05-17T15:00:30Z", "2024-05-17T15:00+00:00")]),
        ("for 24 hours", [("24 hours", None)]),
        ("They won 3:02, or 21:10.", []),
    ],
)
def test_a_time_has_the_day_beside_it_and_a_zone_only_if_written(
    text: str, times: list[tuple[str, str | None]]
) -> None:
    assert [(t, date) for t, kind, date in found(text) if kind == "TIME"] == times


def test_a_time_is_of_the_nearer_day() -> None:
    text = "He said tomorrow, at 3 p.m. on Thursday."
    assert ("3 p.m.", "TIME", "2025-05-08T15:00") in found(text)
    assert ("3 p.m.", "TIME", "2025-05-14T15:00") in found("tomorrow at 3 p.m., or on Friday")
