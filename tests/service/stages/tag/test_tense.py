"""Days without a year are before or after the article as the words around them say."""

import pytest

from tests.service.stages.tag.dated import found


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The June 4 vote", "2025-06-04"),
        ("The Sept. 11 meeting", "2025-09-11"),
        ("On June 2 rebel attacks are to end", "2025-06-02"),
    ],
)
def test_only_what_is_remembered_by_its_day_leaves_the_year_open(text: str, day: str) -> None:
    assert [date for _, _, date in found(text)] == [day]


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("Elections are on 12 July.", None, "2025-07-12"),
        ("Voters go to the polls on Oct. 14.", None, "2025-10-14"),
        ("It will be held on December 3.", None, "2025-12-03"),
        ("It is due on Sept. 3.", None, "2025-09-03"),
        ("It is scheduled for Nov. 20.", None, "2025-11-20"),
        ("Shares are payable July 1.", None, "2025-07-01"),
        ("The talks on July 3 will be long.", None, "2025-07-03"),
        ("On July 3, the court will decide.", None, "2025-07-03"),
        ("It will try to make more limited use of it on Dec. 1.", None, "2025-12-01"),
        ("The vote on July 3 was close.", "2024-07-03", None),
        ("On July 3, he was shot.", "2024-07-03", None),
        ("She was shot in Leeds on July 3.", "2024-07-03", None),
        ("Police arrested him at home on July 3.", "2024-07-03", None),
        ("It will try a man arrested on July 3.", "2024-07-03", None),
        ("It has been closed since July 3.", "2024-07-03", None),
        ("It will be long. He fell on July 3.", "2024-07-03", None),
        ("It will be long. He met Sen. Smith on July 3.", "2024-07-03", None),
        ("He announced the rise to be held April 2.", "2025-04-02", None),
        ("The board approved a rise as of July 1.", None, "2025-07-01"),
        ("A hearing was scheduled for Friday.", None, "2025-05-16"),
        ("He had a hearing scheduled for Friday.", None, "2025-05-16"),
        ("It was scheduled for Friday but fell through.", "2025-05-09", None),
        ("It had been scheduled for Friday.", "2025-05-09", None),
        ("He was held there until Friday.", "2025-05-09", None),
    ],
)
def test_a_day_without_a_year_is_before_or_after_the_article_as_the_verb_says(
    text: str, before: str | None, after: str | None
) -> None:
    assert [date for _, _, date in found(text)] == [before or after]


@pytest.mark.parametrize(
    ("text", "published_at", "day"),
    [
        ("It will be held on March 3.", "2025-03-12", "2025-03-03"),
        ("It will be held on March 3.", "2025-11-12", "2026-03-03"),
        ("It will be held on March 3.", "2025-06-12", "2025-03-03"),
        ("Due: March 3", "2025-11-12", "2026-03-03"),
        ("Done: November 3", "2025-02-12", "2024-11-03"),
    ],
)
def test_no_verb_takes_a_day_far_into_another_year(text: str, published_at: str, day: str) -> None:
    assert [date for _, _, date in found(text, published_at)] == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Polls open on Sunday.", "2025-05-18"),
        ("The dispute goes to court on Friday.", "2025-05-16"),
        ("The board is expected to meet on Friday.", "2025-05-16"),
        ("On Friday, the court will decide.", "2025-05-16"),
        ("On Friday, he said it will rain.", "2025-05-09"),
        ("Friday's attack will hurt them.", "2025-05-09"),
        ("The court will hear a man arrested on Friday.", "2025-05-09"),
        ("Japan’s Friday announcement", "2025-05-09"),
    ],
)
def test_a_weekday_is_the_last_one_unless_its_verb_looks_ahead(text: str, day: str) -> None:
    assert [date for _, _, date in found(text)] == [day]
