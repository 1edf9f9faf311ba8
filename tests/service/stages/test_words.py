from hypothesis import given
from hypothesis import strategies as st

from service.stages.words import count, fold, words


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in words(text)]


def test_words_are_free_of_punctuation() -> None:
    assert said("“Nobody asked,” she said (twice): 3.5% of U.S. voters!") == [
        "Nobody",
        "asked",
        "she",
        "said",
        "twice",
        "3.5",
        "of",
        "U.S",
        "voters",
    ]


def test_dashes_and_slashes_part_words_and_hyphens_do_not() -> None:
    assert said("war—peace / truth…lies 30-hour") == ["war", "peace", "truth", "lies", "30-hour"]


def test_combining_marks_stay_with_their_letters() -> None:
    assert said("cafe\u0301 हिन्दी שָׁלוֹם") == ["cafe\u0301", "हिन्दी", "שָׁלוֹם"]


def test_what_has_no_letter_or_digit_is_no_word() -> None:
    assert said("— * 😀 \u0301 “”") == []


def test_folding_takes_case_possessive_and_full_stops() -> None:
    assert fold("Russia’s") == fold("RUSSIA's") == "russia"
    assert fold("U.S") == "us"


@given(st.text())
def test_words_lie_in_the_text_in_order_and_apart(text: str) -> None:
    last = 0
    for start, end in words(text):
        assert last <= start < end <= len(text)
        last = end


@given(st.text(st.sampled_from("aé1_ /…—–'’.,-\n\u0301港"), max_size=30))
def test_counting_words_finds_as_many_as_there_are(text: str) -> None:
    assert count(text) == sum(1 for _ in words(text))
