from zlib import crc32

import numpy as np

from service.stages.tag.fast.affixes import LONGEST_AFFIX, Written, word_features
from service.stages.tag.fast.index import Ids


def features(*words: str, listed: bool = False, cluster: int = 0) -> list[list[set[int]]]:
    """For each word its features for a token two away, for one beside it, and its own."""
    written = Written(
        lower=[word.casefold() for word in words],
        word=np.array([crc32(word.encode("utf-8", "surrogatepass")) for word in words], np.uint64),
        low=np.array(
            [crc32(word.casefold().encode("utf-8", "surrogatepass")) for word in words], np.uint64
        ),
        shapes=np.ones((len(words), 3), np.uint64),
        cluster=np.full(len(words), cluster),
        known=np.full((len(words), 2), listed),
        classes=1,
        capital=np.array([word[:1].isupper() for word in words]),
    )
    return [[_there(kind[row]) for kind in word_features(written)] for row in range(len(words))]


def _number(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass"))


def _there(row: Ids) -> set[int]:
    return {int(number) for number in row if number}


def test_words_share_the_beginnings_and_the_ends_that_they_share() -> None:
    (_, _, one), (_, _, other) = features("mining", "mindful")
    assert len(one & other) == 1 + 3 + 2  # shape, "m", "mi", "min", two groups
    (_, _, one), (_, _, other) = features("mining", "being")
    assert len(one & other) == 1 + 3 + 2  # shape, "g", "ng", "ing", two groups


def test_a_beginning_is_no_end_and_an_affix_is_less_than_the_word() -> None:
    ((_, _, one), (_, _, other)) = features("anna", "an")
    whole = 2 + 1 + 1  # as written and without case, shape, length
    assert len(one) == whole + 3 + 3 + 2
    assert len(other) == whole + 1 + 1 + 2
    assert LONGEST_AFFIX == 4


def test_a_word_has_the_same_features_whatever_is_worked_out_beside_it() -> None:
    alone = features("Zürich", listed=True, cluster=9)[0]
    assert features("a", "Zürich", "日本", "x-y", listed=True, cluster=9)[1] == alone


def test_a_capital_makes_ends_and_lists_other_features_as_well() -> None:
    (small,), (large,) = features("turin", listed=True), features("Turin", listed=True)
    assert large[0] == small[0]
    assert large[1] == small[1]
    more = large[2] - small[2]
    assert len(more) == 1 + 3 + 2 + 2  # as written; three ends, two lists, two groups


def test_what_stands_two_away_tells_the_closed_classes_alone() -> None:
    listed, unlisted = (features("turin", listed=there)[0] for there in (True, False))
    assert len(listed[0] - unlisted[0]) == 1
    assert len(listed[1] - unlisted[1]) == 2


def test_a_lone_surrogate_is_a_letter_like_any_other() -> None:
    assert features("\ud800bc")[0][2]
