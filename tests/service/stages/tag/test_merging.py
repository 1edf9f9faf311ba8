from hypothesis import given
from hypothesis import strategies as st

from schemas.entity import EntityType
from service.stages.tag.merging import merged
from service.stages.tag.tagger import Span

PERSON, ORG, DATE = EntityType.PERSON, EntityType.ORG, EntityType.DATE


def test_names_and_expressions_come_in_the_order_of_the_text() -> None:
    names, found = [Span(5, 6, PERSON), Span(9, 10, ORG)], [Span(0, 2, DATE), Span(7, 8, DATE)]
    assert merged(names, found) == [found[0], names[0], found[1], names[1]]


def test_what_the_tagger_takes_for_an_expression_is_left_out() -> None:
    assert merged([Span(0, 4, DATE)], [Span(0, 9, DATE, 0.9)]) == [Span(0, 9, DATE, 0.9)]
    assert merged([Span(0, 4, DATE)], []) == []


def test_a_name_with_a_day_in_it_stays_a_name() -> None:
    assert merged([Span(0, 12, ORG)], [Span(6, 12, DATE, 1.0)]) == [Span(0, 12, ORG)]


def test_a_person_called_as_a_month_is_the_month_where_a_day_follows() -> None:
    assert merged([Span(0, 3, PERSON)], [Span(0, 6, DATE)]) == [Span(0, 6, DATE)]


def test_the_same_run_of_text_is_an_expression_only_for_sure() -> None:
    assert merged([Span(0, 3, PERSON)], [Span(0, 3, DATE, 0.95)]) == [Span(0, 3, DATE, 0.95)]
    assert merged([Span(0, 3, PERSON)], [Span(0, 3, DATE, 0.8)]) == [Span(0, 3, PERSON)]


def spans(kind: EntityType) -> st.SearchStrategy[list[Span]]:
    def laid_out(steps: list[tuple[int, int, float]]) -> list[Span]:
        found, end = [], 0
        for gap, length, confidence in steps:
            start, end = end + gap, end + gap + length
            found.append(Span(start, end, kind, confidence))
        return found

    step = st.tuples(st.integers(0, 4), st.integers(1, 6), st.sampled_from([0.5, 0.95]))
    return st.lists(step, max_size=12).map(laid_out)


@given(spans(PERSON), spans(DATE))
def test_whatever_is_merged_is_in_order_and_apart(names: list[Span], found: list[Span]) -> None:
    together = merged(names, found)
    end = 0
    for span in together:
        assert end <= span.start
        end = span.end
    assert set(together) <= {*names, *found}
