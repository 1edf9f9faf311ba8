"""What the models accept and refuse."""

import orjson
import pytest

from schemas.article import CleanedArticle, RawArticle
from schemas.codec import Invalid, Undecodable, decode, encode
from schemas.deadletter import DeadLetter, Reason
from schemas.entity import Mention
from schemas.event import MAX_ID_LENGTH, Event


def test_an_id_and_content_are_a_raw_article() -> None:
    article = decode(b'{"id": "a", "content": "text"}', RawArticle)
    assert article == RawArticle(id="a", content="text")


def test_content_alone_is_a_raw_article() -> None:
    assert decode(b'{"content": ""}', RawArticle).id is None


def test_an_id_and_a_body_are_a_cleaned_article() -> None:
    article = decode(b'{"id": "a", "body": "text"}', CleanedArticle)
    assert article == CleanedArticle(id="a", body="text")


@pytest.mark.parametrize(
    ("value", "event", "pointer"),
    [
        (b"[]", RawArticle, ""),
        (b'"text"', RawArticle, ""),
        (b"{}", RawArticle, "/content"),
        (b'{"content": null}', RawArticle, "/content"),
        (b'{"content": "", "id": ""}', RawArticle, "/id"),
        (b'{"content": "", "id": 7}', RawArticle, "/id"),
        (b'{"content": "", "content_type": "image/png"}', RawArticle, "/content_type"),
        (b'{"content": "", "schema_version": 2}', RawArticle, "/schema_version"),
        (b'{"body": ""}', CleanedArticle, "/id"),
        (b'{"id": "a", "body": "", "status": {"a/b": {"state": "?"}}}', CleanedArticle, None),
        (b'{"id": "a", "body": "", "status": {"nose": {"state": "ok"}}}', CleanedArticle, ""),
    ],
)
def test_the_wrong_shape_is_invalid_and_the_pointer_says_where(
    value: bytes, event: type[Event], pointer: str | None
) -> None:
    with pytest.raises(Invalid) as caught:
        decode(value, event)
    assert caught.value.pointer == (pointer if pointer is not None else "/status/a~1b/state")


@pytest.mark.parametrize("value", [b"[]", b'"text"', b"5", b"null"])
def test_what_is_no_object_is_invalid_in_words_of_json(value: bytes) -> None:
    with pytest.raises(Invalid, match=r"^not a JSON object$"):
        decode(value, RawArticle)


def test_a_time_of_the_producer_may_be_a_number_and_is_kept_as_text() -> None:
    value = b'{"content": "", "published_at": 1700000000, "fetched_at": 1700000001.5}'
    article = decode(value, RawArticle)
    assert (article.published_at, article.fetched_at) == ("1700000000", "1700000001.5")
    for other in (b"true", b"[]"):
        with pytest.raises(Invalid):
            decode(b'{"content": "", "published_at": ' + other + b"}", RawArticle)


@pytest.mark.parametrize(
    "value",
    [b"", b"   ", b"{", b'{"content": "\xff"}', b'{"content": NaN}', b'{"content": "\\ud800"}'],
    ids=["empty", "blank", "cut off", "not UTF-8", "NaN", "lone surrogate"],
)
def test_what_is_not_json_is_undecodable(value: bytes) -> None:
    with pytest.raises(Undecodable):
        decode(value, RawArticle)


def test_json_nested_ten_thousand_deep_is_undecodable() -> None:
    value = b'{"content": "", "metadata": ' + b"[" * 10_000 + b"]" * 10_000 + b"}"
    with pytest.raises(Undecodable):
        decode(value, RawArticle)


def test_metadata_deeper_than_its_limit_is_invalid() -> None:
    value = b'{"content": "", "metadata": {"a": ' + b"[" * 32 + b"]" * 32 + b"}}"
    with pytest.raises(Invalid) as caught:
        decode(value, RawArticle)
    assert caught.value.pointer == "/metadata"
    decode(value.replace(b"[[", b"[", 1).replace(b"]]", b"]", 1), RawArticle)


def test_a_reader_ignores_fields_that_it_does_not_know() -> None:
    assert decode(b'{"content": "text", "new": 1}', RawArticle) == RawArticle(content="text")


def test_an_id_may_be_as_long_as_its_limit_and_no_longer() -> None:
    RawArticle(id="é" * MAX_ID_LENGTH, content="")
    with pytest.raises(Invalid):
        decode(orjson.dumps({"id": "é" * (MAX_ID_LENGTH + 1), "content": ""}), RawArticle)


def test_events_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        RawArticle(content="a").content = "b"  # type: ignore[misc]


def test_a_mention_is_as_long_as_its_text_in_code_points() -> None:
    Mention(start=5, end=8, text="a🚢b")
    with pytest.raises(ValueError, match="length of text"):
        Mention(start=5, end=10, text="a🚢b")


def letter(**changes: object) -> DeadLetter:
    fields = {
        "id": "t/0/0",
        "stage": "clean",
        "reason": Reason.UNDECODABLE,
        "message": "",
        "topic": "t",
        "partition": 0,
        "offset": 0,
        "first_failed_at": 1,
        "last_failed_at": 1,
        **changes,
    }
    return DeadLetter.model_validate(fields)


def test_any_bytes_travel_in_a_dead_letter_as_base64() -> None:
    original = bytes(range(256))
    event = letter(key=b"\xff", value=original, headers=[{"key": "h", "value": b"\x00"}])
    encoded = encode(event)
    assert orjson.loads(encoded)["key"] == "/w=="
    assert orjson.loads(encoded)["headers"] == [{"key": "h", "value": "AA=="}]
    assert decode(encoded, DeadLetter) == event
    assert decode(encoded, DeadLetter).value == original


def test_a_dead_letter_of_what_is_not_base64_is_invalid() -> None:
    fields = orjson.loads(encode(letter()))
    with pytest.raises(Invalid) as caught:
        decode(orjson.dumps({**fields, "value": "not base64!"}), DeadLetter)
    assert caught.value.pointer == "/value"


def test_no_key_and_an_empty_key_are_not_the_same() -> None:
    assert decode(encode(letter(key=None)), DeadLetter).key is None
    assert decode(encode(letter(key=b"")), DeadLetter).key == b""
