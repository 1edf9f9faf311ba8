import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from service.stages.tag.fast.index import Index

NUMBERS = st.integers(0, 2**64 - 1) | st.integers(2**63, 2**63 + 30) | st.just(2**64 - 1)


@given(st.sets(NUMBERS), st.lists(NUMBERS))
def test_numbers_are_found_where_they_are(keys: set[int], others: list[int]) -> None:
    ordered = sorted(keys)
    sought = [*ordered, *others]
    places = {key: place for place, key in enumerate(ordered)}
    found = Index(np.array(ordered, np.uint64)).find(np.array(sought, np.uint64))
    assert found.tolist() == [places.get(number, len(ordered)) for number in sought]
