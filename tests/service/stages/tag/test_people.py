from schemas.entity import EntityType
from service.stages.tag.grouping import group
from service.stages.tag.people import MOST_NAMESAKES
from service.stages.tag.tagger import Span

PERSON = EntityType.PERSON


def called(text: str, *names: str) -> list[list[str]]:
    """The mentions of each entity of `text`, whose people are `names`, in their order."""
    spans, at = [], 0
    for name in names:
        start = text.index(name, at)
        at = start + len(name)
        spans.append(Span(start, at, PERSON))
    return [[m.text for m in entity.mentions] for entity in group(text, spans)]


def test_a_title_tells_which_of_two_people_with_one_surname_is_meant() -> None:
    text = (
        "President Barack Obama and first lady Michelle Obama came. Mr. Obama spoke, and so did "
        "Mrs. Obama, but President Obama left. An Obama stayed."
    )
    names = "Barack Obama", "Michelle Obama", "Obama", "Obama", "Obama", "Obama"
    assert called(text, *names) == [
        ["Barack Obama", "Obama", "Obama"],
        ["Michelle Obama", "Obama"],
        ["Obama"],
    ]


def test_a_title_that_fits_both_of_two_people_tells_nothing() -> None:
    text = "Senator Ann Lee met Senator Bo Lee. Senator Lee smiled. Mr. Lee did not."
    assert called(text, "Ann Lee", "Bo Lee", "Lee", "Lee") == [
        ["Ann Lee"],
        ["Bo Lee"],
        ["Lee", "Lee"],
    ]


def test_a_surname_is_divided_whole_where_all_titles_tell() -> None:
    text = "Her husband Bo Lee and Ann Lee won. Mr. Lee cheered. Mrs. Lee did, too."
    assert called(text, "Bo Lee", "Ann Lee", "Lee", "Lee") == [
        ["Bo Lee", "Lee"],
        ["Ann Lee", "Lee"],
    ]


def test_a_surname_goes_on_to_mean_who_was_called_so_before_a_namesake_was_named() -> None:
    text = "Ann Lee came. Lee spoke. Her son Bo Lee did not. Mrs. Lee sat. Lee left."
    names = "Ann Lee", "Lee", "Bo Lee", "Lee", "Lee"
    assert called(text, *names) == [["Ann Lee", "Lee", "Lee"], ["Bo Lee"], ["Lee"]]


def test_a_surname_first_used_after_both_of_two_were_named_is_neithers() -> None:
    text = "Ann Lee came with her son, Bo Lee. Lee spoke. Ann Lee sat. Lee left."
    names = "Ann Lee", "Bo Lee", "Lee", "Ann Lee", "Lee"
    assert called(text, *names) == [["Ann Lee", "Ann Lee"], ["Bo Lee"], ["Lee", "Lee"]]


def test_of_very_many_people_with_one_name_no_title_tells_one() -> None:
    def mentions(count: int) -> list[str]:
        names = [f"Ann{number} Lee" for number in range(count)]
        text = ". ".join([*(f"Mr. {name}" for name in names[1:]), f"Mrs. {names[0]}", "Mrs. Lee"])
        return called(text, *names[1:], names[0], "Lee")[count - 1]

    assert mentions(MOST_NAMESAKES) == ["Ann0 Lee", "Lee"]
    assert mentions(MOST_NAMESAKES + 1) == ["Ann0 Lee"]


def test_short_forms_of_many_people_in_many_spellings_are_grouped_in_one_pass() -> None:
    full = [f"Ann{number} Zelensky" for number in range(3_000)]
    short = [f"Zelensk{'y' * number}" for number in range(2, 30)] * 100
    text = "\n".join([*full, *short])
    assert len(called(text, *full, *short)) == len(full) + 28
