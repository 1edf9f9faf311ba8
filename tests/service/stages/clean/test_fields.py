from collections.abc import Callable

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.article import RawArticle
from schemas.codec import decode
from service.stages import clean as stage
from service.stages.clean import clean
from service.stages.clean.fingerprint import fingerprint
from service.stages.clean.identity import identify
from service.stages.clean.language import detect
from service.stages.clean.repair import repaired
from tests.service.stages.clean.pages import BODY, FLAT


def test_text_that_was_decoded_wrongly_is_mended_and_other_text_is_left_alone() -> None:
    assert repaired("JosÃ© said â€œno moreâ€\x9d and left.") == "José said “no more” and left."
    fine = "Ça va: “naïve” façades, Ärger über Öl, 北京 — ©"
    assert repaired(fine) is fine


def by_windows(text: str) -> str:
    """UTF-8 as browsers read it where they take it for windows-1252."""
    return "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in text.encode())


@pytest.mark.parametrize("misread", [by_windows, lambda text: text.encode().decode("latin-1")])
def test_a_page_decoded_wrongly_is_mended_before_what_nobody_sees_is_taken_out(
    misread: Callable[[str], str],
) -> None:
    title = "El cañón “sí” suena à la carte"
    body = "Según informó la portavoz Isabel Rodríguez, el cañón de la catedral está “aquí”."
    page = f"<html><body><h1>{title}</h1><p>{body}</p></body></html>"
    cleaned = clean(RawArticle(id="a", content=misread(page), title=misread(title)))
    assert (cleaned.title, cleaned.body) == (title, body)
    assert clean(RawArticle(id="a", content=misread(page))).title == title
    assert clean(RawArticle(id="a", content=misread(f"{title}\n\n{body}"))).body == body


def test_a_body_whose_entities_spell_broken_letters_is_mended() -> None:
    page = (
        "<html><body><h1>Tea</h1><p>The caf&Atilde;&copy; at the quay has been closed.</p></body>"
    )
    assert clean(RawArticle(id="a", content=page)).body == "The café at the quay has been closed."


def test_letters_that_broken_text_would_have_stay_where_text_is_whole() -> None:
    body = "A Câmara disse que São João já não é a Águia: «à noite», naïve, Ärger."
    page = f"<html><body><h1>São João</h1><p>{body}</p></body></html>"
    assert clean(RawArticle(id="a", content=page)).body == body


def test_an_id_comes_from_the_producer_else_the_url_else_the_content() -> None:
    url = "https://example.com/a?utm_source=mail&b=1#top"
    assert identify(RawArticle(id="given", url=url, content="x")) == "given"
    by_url = identify(RawArticle(url=url, content="x"))
    assert by_url == identify(RawArticle(url="HTTPS://Example.com/a?b=1", content="other"))
    assert by_url == "url-6cb547ac73ee23b7a1582362"
    assert identify(RawArticle(content="x")) == "content-2d711642b726b04401627ca9"
    assert identify(RawArticle(url="not a url", content="x")) == identify(RawArticle(content="x"))


def test_a_different_page_has_a_different_id() -> None:
    assert identify(RawArticle(url="https://example.com/a", content="x")) != identify(
        RawArticle(url="https://example.com/b", content="x")
    )


@given(st.text(max_size=50))
def test_no_url_can_make_the_id_fail(url: str) -> None:
    assert identify(RawArticle(url=url, content="x")).startswith(("url-", "content-"))


def test_the_language_comes_with_a_probability() -> None:
    assert detect(BODY) == ("en", 1.0)
    code, probability = detect("ok")
    assert len(code) == 2
    assert 0 < probability < 0.9


def test_near_duplicates_have_near_fingerprints() -> None:
    def distance(one: str, other: str) -> int:
        return (int(fingerprint(one), 16) ^ int(fingerprint(other), 16)).bit_count()

    assert len(fingerprint(BODY)) == 16
    assert distance(BODY, BODY) == 0
    assert distance(BODY, BODY.replace("Monday", "Tuesday")) < 10
    assert distance(BODY, "Nothing of this has ever been in that other text at all.") > 15


def test_every_field_has_a_status() -> None:
    states = {name: status.state for name, status in clean(RawArticle(content=FLAT)).status.items()}
    names = "title byline dateline published_at captions language fingerprint"
    assert states == {**dict.fromkeys(names.split(), "ok"), "modified_at": "empty"}
    bare = clean(RawArticle(content="Sigrid Moen rang the bell in the harbour.")).status
    assert {name for name, status in bare.items() if status.state == "empty"} == {
        *("title", "byline", "dateline", "published_at", "modified_at", "captions")
    }


def test_a_field_that_raises_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> str:
        raise RuntimeError("no hash today")

    monkeypatch.setattr(stage, "fingerprint", broken)
    cleaned = clean(RawArticle(content=FLAT))
    assert cleaned.fingerprint is None
    assert cleaned.status["fingerprint"].state == "failed"
    assert cleaned.status["fingerprint"].reason == "RuntimeError: no hash today"
    assert cleaned.body == BODY


def test_an_unreadable_date_of_the_producer_fails_unless_the_page_has_one() -> None:
    bare = clean(RawArticle(content=BODY, published_at="yesterday"))
    assert bare.published_at is None
    assert bare.status["published_at"].reason == "ValueError: not a date: yesterday"
    assert clean(RawArticle(content=FLAT, published_at="yesterday")).published_at is not None


@pytest.mark.parametrize("written", [1700000000, 1700000000.25, "1700000000", 1700000000000])
def test_seconds_since_1970_are_a_date_of_the_producer(written: float | str) -> None:
    cleaned = clean(decode(orjson.dumps({"content": BODY, "published_at": written}), RawArticle))
    assert cleaned.published_at == "2023-11-14T22:13:20+00:00"
    assert cleaned.published_precision == "second"


@pytest.mark.parametrize("written", [17, -1700000000, 17000000001, 10**18, "202503141530", "1e9"])
def test_other_numbers_are_no_date_and_cost_nothing_else(written: int | str) -> None:
    cleaned = clean(decode(orjson.dumps({"content": BODY, "published_at": written}), RawArticle))
    assert cleaned.published_at is None
    assert cleaned.status["published_at"].reason == f"ValueError: not a date: {written}"
    assert cleaned.body == BODY


def test_a_language_that_is_no_tag_is_told_by_the_text_and_fails_where_it_cannot() -> None:
    assert clean(RawArticle(content=BODY, language="klingon")).language == "en"
    untold = clean(RawArticle(content=BODY, language="klingon"), detector=lambda text: ("en", 0.1))
    assert untold.language is None
    assert untold.status["language"].reason == "ValueError: not a language tag: klingon"


def test_what_the_producer_knows_is_carried_through() -> None:
    article = RawArticle(
        id="a1",
        url="https://example.com/a",
        source="Herald",
        content=FLAT,
        fetched_at="2025-03-04T00:00:00Z",
        published_at="2025-03-01",
        metadata={"crawl": {"depth": 2}},
    )
    cleaned = clean(article)
    for name in ("id", "url", "source", "fetched_at", "metadata"):
        assert getattr(cleaned, name) == getattr(article, name)
    assert (cleaned.published_at, cleaned.published_precision) == ("2025-03-01", "day")


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), MemoryError()])
def test_a_machine_without_room_is_no_failed_field(error: Exception) -> None:
    def detector(text: str) -> tuple[str, float]:
        raise error

    with pytest.raises(type(error)):
        clean(RawArticle(content=FLAT), detector=detector)
