import numpy as np

from service.stages.tag.fast.index import named
from service.stages.tag.fast.runs import run_features


def features(sentences: str) -> list[frozenset[int]]:
    """The features of each word of some sentences, which " | " parts."""
    words: list[str] = []
    starts: list[bool] = []
    for sentence in sentences.split(" | "):
        for place, word in enumerate(sentence.split()):
            words.append(word)
            starts.append(not place)
    low = np.array([named(word.casefold()) for word in words], np.uint64)
    capital = np.array([word[0].isupper() for word in words])
    own: list[set[int]] = [set() for _ in words]
    for tokens, ids in run_features(capital, np.array(starts), low, low):
        assert len(set(tokens.tolist())) == len(tokens)
        for token, numbers in zip(tokens.tolist(), ids.T.tolist(), strict=True):
            own[token].update(numbers)
    return [frozenset(one) for one in own]


def test_small_words_have_none_and_capitals_do() -> None:
    found = features("he saw Porto today")
    assert [bool(one) for one in found] == [False, False, True, False]


def test_a_word_knows_the_last_of_its_name_however_far_it_is() -> None:
    school, bank = (features(f"the Ana Silva Memorial State {last}")[1] for last in ("S", "Bank"))
    again = features("at the Ana Silva Memorial State Bank")[2]
    assert school != bank
    assert len(bank & again) > len(bank & school)


def test_a_name_ends_with_its_sentence() -> None:
    assert features("we saw Porto | Lisbon won")[2] == features("we saw Porto")[2]
    assert features("Porto | Porto")[0] == features("Porto | Porto")[1]


def test_no_words_have_no_features() -> None:
    none = np.empty(0, bool)
    numbers = np.empty(0, np.uint64)
    assert list(run_features(none, none, numbers, numbers)) == []
