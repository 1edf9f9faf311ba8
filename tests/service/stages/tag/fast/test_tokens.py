import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.stages.tag.fast.tokens import MAX_SENTENCE, tokenize


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mr. O'Neill's U.S. trip", ["Mr", ".", "O'Neill", "'s", "U.S.", "trip"]),
        ("Al-Shabaab, 1,200 killed.", ["Al-Shabaab", ",", "1,200", "killed", "."]),
        ("the party’s AT&T plan", ["the", "party", "’s", "AT&T", "plan"]),
        ("naïve Ångström 北京", ["naïve", "Ångström", "北京"]),
        ("Ann\u200b Lee\u2060", ["Ann", "Lee"]),
    ],
)
def test_words_are_apart_from_signs_and_possessives(text: str, words: list[str]) -> None:
    assert tokenize([text]).words == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Elon Musk-led Tesla", "Elon Musk - led Tesla"),
        ("Hong Kong-based, Al-Shabaab-run", "Hong Kong - based , Al-Shabaab - run"),
        ("Kim Jong-un state-owned Un-Cruise", "Kim Jong-un state-owned Un-Cruise"),
        ("Coca-Cola-ledger Hewlett-Based", "Coca-Cola-ledger Hewlett-Based"),
    ],
)
def test_what_a_name_is_described_by_is_apart_from_it(text: str, words: str) -> None:
    assert " ".join(tokenize([text]).words) == words


def test_sentences_begin_after_full_stops_and_lines_but_not_after_titles() -> None:
    tokens = tokenize(["Mr. Smith spoke. He left.\n\nThe end", "Next text"])
    begun = [word for word, first in zip(tokens.words, tokens.first, strict=True) if first]
    assert begun == ["Mr", "He", "The", "Next"]
    assert tokens.text.tolist() == [0] * (len(tokens) - 2) + [1, 1]


def test_no_is_short_for_number_before_one_alone() -> None:
    tokens = tokenize(["He said no. Martin left No. 10. Then"])
    begun = [word for word, first in zip(tokens.words, tokens.first, strict=True) if first]
    assert begun == ["He", "Martin", "Then"]


def test_a_sentence_without_an_end_is_cut() -> None:
    assert tokenize(["word " * (MAX_SENTENCE + 1)]).first.sum() == 2


@given(st.text())
def test_every_token_is_where_it_says(text: str) -> None:
    tokens = tokenize([text])
    for word, start, end in zip(tokens.words, tokens.start, tokens.end, strict=True):
        assert text[start:end] == word
