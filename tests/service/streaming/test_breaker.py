from schemas.deadletter import Reason
from service.streaming.breaker import WINDOW, Breaker
from tests.service.streaming.fakes import failed, passed


def test_a_breaker_opens_when_most_records_fail_by_our_own_fault() -> None:
    breaker = Breaker(limit=0.5, minimum=10)
    assert breaker.opens([failed()] * 6 + [passed()] * 4)
    assert not breaker.opens([failed()] * 5 + [passed()] * 5)


def test_bad_input_never_opens_a_breaker_however_much_of_it_there_is() -> None:
    breaker = Breaker(limit=0.5, minimum=10)
    assert not breaker.opens([failed(Reason.INVALID)] * 100)
    assert not breaker.opens([failed(Reason.NOTHING_TO_READ)] * 100)


def test_a_breaker_has_no_opinion_below_its_minimum_of_records() -> None:
    breaker = Breaker(limit=0.5, minimum=10)
    assert not breaker.opens([failed()] * 9)
    breaker.remember([failed()] * 9)
    assert breaker.opens([failed()])


def test_a_breaker_judges_by_the_last_records_only() -> None:
    breaker = Breaker(limit=0.5, minimum=10)
    breaker.remember([failed()] * WINDOW)
    breaker.remember([passed()] * WINDOW)
    assert not breaker.opens([failed()])


def test_a_breaker_with_the_limit_1_never_opens() -> None:
    assert not Breaker(limit=1, minimum=1).opens([failed()] * 100)


def test_a_batch_without_a_failure_of_ours_passes_even_after_a_bad_time() -> None:
    breaker = Breaker(limit=0.5, minimum=10)
    breaker.remember([failed()] * WINDOW)
    assert not breaker.opens([passed(), None])
