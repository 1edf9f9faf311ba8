import numpy as np

from service.stages.tag.fast.features import context_features
from service.stages.tag.fast.index import mix, named
from service.stages.tag.fast.model import load_weights
from service.stages.tag.fast.spellings import SpellingTable
from service.stages.tag.fast.tokens import tokenize

WEIGHTS = load_weights()


def features(text: str) -> list[set[int]]:
    """The numbers of the features of each token beside those of its word."""
    tokens = tokenize([text])
    table = SpellingTable(WEIGHTS.lexicon)
    types = table.types(tokens.words)
    own: list[set[int]] = [set() for _ in tokens.words]
    for places, ids in context_features(tokens, types, table.spellings(), WEIGHTS.phrases):
        at = range(len(own)) if places is None else places.tolist()
        for place, number in zip(at, ids.tolist(), strict=True):
            own[place].add(number)
    return own


def test_a_word_and_the_one_before_it_are_a_feature_in_this_order() -> None:
    pair = int(mix(named("ll-"), named("the"), named("old")))
    assert [pair in own for own in features("the old bank")] == [False, True, False]
    assert not any(pair in own for own in features("old the bank"))


def test_the_words_on_both_sides_are_a_feature_with_the_shape_between() -> None:
    small = int(mix(named("l-l+"), named("the"), named("bank"), named("s=x")))
    assert [small in own for own in features("the old bank")] == [False, True, False]
    assert not any(small in own for own in features("the Old bank"))


def test_no_feature_reaches_across_the_end_of_a_sentence() -> None:
    pair = int(mix(named("ll-"), named("old"), named("bank")))
    edge = int(mix(named("ll-"), named("edge"), named("bank")))
    first, last = features("It was old.\nBank on it")[4], features("It was old bank")[3]
    assert (pair in first, edge in first) == (False, True)
    assert (pair in last, edge in last) == (True, False)


def test_the_longest_known_phrase_covers_its_words() -> None:
    def numbers(place: int) -> set[int]:
        kinds = np.arange(32, dtype=np.uint64)
        return set(mix(named("g0"), kinds * np.uint64(4) + np.uint64(place)).tolist())

    found = features("he read the New York Times today")
    assert [bool(own & numbers(1)) for own in found] == [False] * 3 + [True] + [False] * 3
    assert [bool(own & numbers(2)) for own in found] == [False] * 4 + [True, True, False]
