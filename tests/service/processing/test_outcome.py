"""One record, one outcome: no bytes can make a step raise."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.article import CleanedArticle, RawArticle
from schemas.codec import Invalid, Undecodable, load, parse
from schemas.deadletter import Reason
from schemas.event import Event
from service.processing.outcome import MAX_MESSAGE_LENGTH, Failed, Outcome, Passed, process
from service.topology import PIPELINE, Step
from tests.schemas.examples import values
from tests.service.processing.stages import obey

MIB = 1024**2
OURS = {Reason.BUG, Reason.CRASHED, Reason.TOO_SLOW}

STAGES = {step.name: step.load() for step in PIPELINE}

each_step = pytest.mark.parametrize("step", PIPELINE, ids=lambda step: str(step.name))
thorough = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats() | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=20,
)


def run(step: Step, value: bytes) -> Outcome:
    return process(
        step.name,
        value,
        step.source.event,
        STAGES[step.name],
        max_input_bytes=4 * MIB,
        max_output_bytes=4 * MIB,
    )


def fake(
    value: bytes,
    stage: Callable[[RawArticle], Event] = obey,
    *,
    max_input: int = MIB,
    max_output: int = MIB,
) -> Outcome:
    return process(
        "clean", value, RawArticle, stage, max_input_bytes=max_input, max_output_bytes=max_output
    )


def failure(outcome: Outcome) -> Failed:
    assert isinstance(outcome, Failed)
    return outcome


EXAMPLES = [(step, value) for step in PIPELINE for value in values(step.source)]


@pytest.mark.parametrize(("step", "value"), EXAMPLES)
def test_every_step_passes_every_example_of_its_event(step: Step, value: bytes) -> None:
    outcome = run(step, value)
    assert isinstance(outcome, Passed), outcome
    assert parse(load(outcome.value), step.target.event).schema_version == 1


@pytest.mark.parametrize(("step", "value"), EXAMPLES)
def test_the_same_input_gives_the_same_bytes(step: Step, value: bytes) -> None:
    one, other = run(step, value), run(step, value)
    assert isinstance(one, Passed)
    assert isinstance(other, Passed)
    assert one.value == other.value


@each_step
@thorough
@given(value=st.binary())
def test_no_bytes_can_make_a_step_raise(step: Step, value: bytes) -> None:
    outcome = run(step, value)
    assert isinstance(outcome, Failed)
    assert outcome.reason in (Reason.UNDECODABLE, Reason.INVALID)


@each_step
@thorough
@given(value=json_values)
def test_no_json_can_make_a_step_raise(step: Step, value: Any) -> None:
    outcome = run(step, orjson.dumps(value))
    assert isinstance(outcome, Failed)
    assert outcome.reason is Reason.INVALID


@each_step
@thorough
@given(text=st.text(), extra=st.dictionaries(st.sampled_from(["title", "url", "x"]), st.text()))
def test_no_text_can_make_a_step_fail_by_our_fault(
    step: Step, text: str, extra: dict[str, str]
) -> None:
    field = "content" if step.source.event is RawArticle else "body"
    outcome = run(step, orjson.dumps({"id": "a", **extra, field: text}))
    assert isinstance(outcome, Passed) or outcome.reason not in OURS, outcome


def test_control_a_stage_that_raises_is_a_bug() -> None:
    outcome = failure(fake(b'{"id": "a", "content": "raise it"}'))
    assert (outcome.reason, outcome.exception, outcome.message) == (
        Reason.BUG,
        "RuntimeError",
        "it",
    )
    assert outcome.article_id == "a"


def test_bytes_that_are_not_json_are_undecodable() -> None:
    outcome = failure(fake(b"\xff"))
    assert (outcome.reason, outcome.exception) == (Reason.UNDECODABLE, Undecodable.__name__)
    assert outcome.article_id is None


def test_the_wrong_shape_is_invalid_with_a_pointer_and_the_claimed_id() -> None:
    outcome = failure(fake(b'{"id": "a", "content": 1}'))
    assert (outcome.reason, outcome.exception) == (Reason.INVALID, Invalid.__name__)
    assert (outcome.pointer, outcome.article_id) == ("/content", "a")


def test_a_rejected_article_has_the_reason_of_its_rejection() -> None:
    outcome = failure(fake(b'{"id": "a", "content": "reject only menus"}'))
    assert (outcome.reason, outcome.message) == (Reason.NOTHING_TO_READ, "only menus")


def test_an_output_over_the_limit_is_too_large() -> None:
    value = b'{"id": "a", "content": "text"}'
    passed = fake(value)
    assert isinstance(passed, Passed)
    size = len(passed.value)
    assert isinstance(fake(value, max_output=size), Passed)
    outcome = failure(fake(value, max_output=size - 1))
    assert outcome.reason is Reason.TOO_LARGE
    assert outcome.message == f"output of {size} bytes, limit {size - 1}"


def test_an_input_over_the_limit_is_too_large_and_not_even_read() -> None:
    value = b"\xff" * 11
    outcome = failure(fake(value, max_input=10))
    assert (outcome.reason, outcome.message) == (Reason.TOO_LARGE, "11 bytes, limit 10")
    assert failure(fake(value, max_input=11)).reason is Reason.UNDECODABLE


def test_out_of_memory_is_a_crash() -> None:
    def hungry(article: RawArticle) -> CleanedArticle:
        raise MemoryError

    outcome = failure(fake(b'{"content": ""}', hungry))
    assert (outcome.reason, outcome.message) == (Reason.CRASHED, "out of memory")


def test_an_endless_message_is_cut_and_can_be_encoded() -> None:
    def chatty(article: RawArticle) -> CleanedArticle:
        raise ValueError("\ud800" + "x" * 10_000)

    outcome = failure(fake(b'{"content": ""}', chatty))
    assert outcome.message == "?" + "x" * (MAX_MESSAGE_LENGTH - 1)
