from service.training.alignment import align, said_in

BODY = (
    "The mill at Ober stood still for thirty years until a clockmaker bought it.\n"
    "Bread again\n"
    "Since May it has been grinding rye for two bakers in the valley."
)
FIRST, SHORT, LAST = BODY.split("\n")


def labels(*lines: str, neutral: tuple[str, ...] = ()) -> list[bool]:
    return [label.body for label in align(lines, BODY, neutral)]


def test_the_lines_of_the_body_are_found_between_furniture() -> None:
    assert labels("Home", FIRST, SHORT, LAST, "Most read") == [False, True, True, True, False]


def test_lines_may_be_broken_or_joined() -> None:
    half = FIRST.index(" until")
    assert labels(FIRST[:half], FIRST[half:].strip(), f"{SHORT} {LAST}") == [True, True, True]


def test_a_teaser_of_the_article_itself_is_not_body_where_it_breaks_the_order() -> None:
    assert labels(FIRST, SHORT, LAST, "Read next", FIRST)[-1] is False


def test_a_short_line_far_from_the_body_is_furniture_though_the_body_has_it() -> None:
    assert labels(*["Bread again"], *["Menu"] * 20, FIRST, LAST)[0] is False


def test_a_caption_hardly_counts() -> None:
    caption = "The clockmaker in front of her mill, with the first sack of flour"
    (label,) = align([caption], BODY, [caption])
    assert not label.body
    assert label.weight < 0.2
    (control,) = align([caption], BODY, [])
    assert control.weight == 1


def test_a_line_is_said_in_a_text_that_has_most_of_it() -> None:
    caption = "The clockmaker in front of her mill, with the first sack of flour"
    lines = [caption, f"Picture: {caption}", FIRST, "mill"]
    assert said_in(lines, [caption]) == [True, True, False, False]
    assert said_in(lines, []) == [False] * 4
