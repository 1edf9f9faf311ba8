import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.stages.tag.fast.index import Index, mix

NUMBERS = st.integers(0, 2**64 - 1) | st.integers(2**63, 2**63 + 30) | st.just(2**64 - 1)


@given(st.sets(NUMBERS), st.lists(NUMBERS))
def test_numbers_are_found_where_they_are(keys: set[int], others: list[int]) -> None:
    ordered = sorted(keys)
    sought = [*ordered, *others]
    places = {key: place for place, key in enumerate(ordered)}
    found = Index(np.array(ordered, np.uint64)).find(np.array(sought, np.uint64))
    assert found.tolist() == [places.get(number, len(ordered)) for number in sought]


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1), NUMBERS)
def test_many_numbers_are_mixed_as_each_by_itself(pairs: list[tuple[int, int]], one: int) -> None:
    first, second = np.array(pairs, np.uint64).T
    together = mix(np.uint64(one), first, second, np.uint64(one))
    apart = [mix(np.uint64(one), *map(np.uint64, pair), np.uint64(one)) for pair in pairs]
    assert together.tolist() == [int(number) for number in apart]


@pytest.mark.filterwarnings("error")
def test_the_order_of_what_is_mixed_counts() -> None:
    one, other = np.uint64(2**64 - 1), np.uint64(3)
    assert mix(one, other) != mix(other, one)
