import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.article import RawArticle
from schemas.codec import decode
from service.stages import clean as stage
from service.stages.clean import clean
from service.stages.clean.byline import (
    is_bare_name,
    is_byline,
    name_before_date,
    people,
    unplaced,
)
from service.stages.clean.dateline import dateline_of
from service.stages.clean.dates import Found, find_date
from service.stages.clean.fingerprint import fingerprint
from service.stages.clean.identity import identify
from service.stages.clean.language import detect
from service.stages.clean.repair import repaired
from tests.service.stages.clean.pages import BODY, FLAT


@pytest.mark.parametrize(
    ("text", "iso", "precision"),
    [
        ("2025-04-02T06:30:00+03:00", "2025-04-02T06:30:00+03:00", "second"),
        ("2025-04-02T06:30:15.123456Z", "2025-04-02T06:30:15+00:00", "second"),
        ("2025-04-02T06:30", "2025-04-02T06:30", "minute"),
        ("2025-04-02T06:30+99:00", "2025-04-02T06:30", "minute"),
        ("2025-04-02", "2025-04-02", "day"),
        ("2025-04", "2025-04", "month"),
        ("Mon, 12 May 2025 10:15:00 GMT", "2025-05-12T10:15:00+00:00", "second"),
        ("Published: May 9, 2025, 8:15 pm", "2025-05-09T20:15", "minute"),
        ("May 9th, 2025 at 12:00 am", "2025-05-09T00:00", "minute"),
        ("Stand: 22.05.2025 18:30 Uhr", "2025-05-22T18:30", "minute"),
        ("12 de mayo de 2025", "2025-05-12", "day"),
        ("1. März 2025", "2025-03-01", "day"),
        ("2025年3月5日 10:30", "2025-03-05T10:30", "minute"),
        ("April 2025", "2025-04", "month"),
        ("25/12/2024", "2024-12-25", "day"),
        ("12/25/2024", "2024-12-25", "day"),
        ("03/04/2025", "2025", "year"),
        ("12.16.2025", "2025-12-16", "day"),
        ("2021-1-29 13:18", "2021-01-29T13:18", "minute"),
        ("20250402T063000Z", "2025-04-02", "day"),
        ("04-ago-2021 5:11:10", "2021-08-04T05:11:10", "second"),
        ("6 Ιανουαρίου 2012", "2012-01-06", "day"),
        ("5 stycznia 2012, 14:20", "2012-01-05T14:20", "minute"),
        ("12 янв 2012", "2012-01-12", "day"),
        ("2012년 3월 4일", "2012-03-04", "day"),
        ("3 Sept 2024 | Originally published", "2024-09-03", "day"),
        ("1er mars 2024", "2024-03-01", "day"),
        ("March 5, 2024 AT 7:52PM", "2024-03-05T19:52", "minute"),
        ("5 March 2024 10.25 Uhr", "2024-03-05T10:25", "minute"),
        ("5 марта 2024 г., 08:30", "2024-03-05T08:30", "minute"),
        ("5 марта 2024 года в 08:30", "2024-03-05T08:30", "minute"),
        ("2024年3月5日 8时30分", "2024-03-05T08:30", "minute"),
        ("2024年3月5日 下午3:30", "2024-03-05T15:30", "minute"),
        ("2024년 3월 5일 오전 12시 30분", "2024-03-05T00:30", "minute"),
        ("08:30, 5 March 2024", "2024-03-05T08:30", "minute"),
        ("Updated 8:30 PM EST, Tue March 5, 2024", "2024-03-05T20:30-05:00", "minute"),
        ("8:30 (UTC+5:30) on 5 March 2024", "2024-03-05T08:30+05:30", "minute"),
        ("Published 14:03 BST 12 May 2025", "2025-05-12T14:03+01:00", "minute"),
        ("9:15 AM ET • May 12, 2025", "2025-05-12T09:15", "minute"),
    ],
)
def test_a_date_is_as_precise_as_it_is_written(text: str, iso: str, precision: str) -> None:
    found = find_date(text)
    assert found is not None
    assert (found.iso, found.precision) == (iso, precision)


@pytest.mark.parametrize(
    ("time", "iso"),
    [
        ("08:30 GMT+2", "08:30+02:00"),
        ("08:30 UTC-03:30", "08:30-03:30"),
        ("08:30 (GMT +0100)", "08:30+01:00"),
        ("08:30 GMT", "08:30+00:00"),
        ("T08:30+01", "08:30+01:00"),
        ("T08:30-05:00", "08:30-05:00"),
        ("08:30:15 -0500", "08:30:15-05:00"),
        ("08:30 EST", "08:30-05:00"),
        ("08:30 BST", "08:30+01:00"),
        ("• 8:30 AM AEST", "08:30+10:00"),
        ("· 8:30 AM ET", "08:30"),
        ("| 08:30 IST", "08:30"),
        ("• 8 min read", None),
        ("8h30 est un jour", "08:30"),
        ("10:30-12:00", "10:30"),
        ("08:30 -10 degrees", "08:30"),
        ("08:30 +20 comments", "08:30"),
        ("08:30 UTC+99", "08:30"),
        ("10.25 percent of all ships", None),
        ("10.25% of all ships", None),
        ("10.255 ships", None),
    ],
)
def test_a_time_has_the_zone_that_was_written_with_it(time: str, iso: str | None) -> None:
    for date in ("5 March 2024 ", "2024-03-05 ") if time[0] != "T" else ("2024-03-05",):
        found = find_date(date + time)
        assert found is not None
        assert found.iso == "2024-03-05" + (f"T{iso}" if iso else "")


@pytest.mark.parametrize(
    "text",
    ["Open 08:30 Posted 5 March 2024", "Section 10.25, 5 March 2024", "1908:30, 5 March 2024"],
)
def test_a_time_that_is_of_something_else_is_left_alone(text: str) -> None:
    assert find_date(text) == Found("2024-03-05", "day")


@pytest.mark.parametrize(
    "text", ["", "soon", "2025", "2025-02-30", "2025-13-01", "Monday, 10:30", "1715508900", "May 9"]
)
def test_what_is_no_full_date_is_none(text: str) -> None:
    assert find_date(text) is None


@given(st.text(alphabet="0123456789/-.: TZ+apmMayJune年月日", max_size=60))
def test_no_text_can_make_the_search_for_a_date_raise(text: str) -> None:
    found = find_date(text)
    assert found is None or found.iso[:2] in ("19", "20")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Doe", ("Jane Doe",)),
        ("By JANE DOE and José de la Cruz", ("Jane Doe", "José de la Cruz")),
        ("Von Annika Lorentzen und Jost Behrendt", ("Annika Lorentzen", "Jost Behrendt")),
        ("By Jane Doe, health editor", ("Jane Doe",)),
        ("Daniel Ashworth, transport correspondent", ("Daniel Ashworth",)),
        ("By The Associated Press", ()),
        ("By JOHN MCDONALD and ANNE-MARIE O'BRIEN", ("John McDonald", "Anne-Marie O'Brien")),
        ("By FLORA MACDONALD", ("Flora Macdonald",)),
        ("By Gareth Pugh / BBC Wales News", ("Gareth Pugh",)),
        ("By April Ryan", ("April Ryan",)),
        ("By JANE Q. POST, Associated Press", ("Jane Q. Post",)),
        ("Words by Jane Doe | Photographs by John Roe", ("Jane Doe",)),
        ("Reporter: Jane Doe", ("Jane Doe",)),
        ("Scritto da Carla Bianchi", ("Carla Bianchi",)),
        ("By Jane DoeStaff Writer", ("Jane Doe",)),
        ("By Jane DoeArts & Books Editor", ("Jane Doe",)),
        ("bySauli-Jo Giliard", ("Sauli-Jo Giliard",)),
        ("بقلم: أحمد الكاظمي", ("أحمد الكاظمي",)),
        ("संवाददाता: रमेश कुमार", ("रमेश कुमार",)),
        ("By Jane Doe The Associated Press", ("Jane Doe",)),
        ("ByJane Doe", ("Jane Doe",)),
        ("By: Jane Doe, PhD, and Dr. John Roe", ("Jane Doe", "John Roe")),
        ("Von Prof. Dr. med. Jane Doe", ("Jane Doe",)),
        ("Par Jeanne Dupont avec AFP", ("Jeanne Dupont",)),
        ("Von Jost Behrendt mit dpa", ("Jost Behrendt",)),
        ("Por Ana Ruiz con EFE", ("Ana Ruiz",)),
        ("By Jane Doe @janedoe", ("Jane Doe",)),
        ("By Jane Doe jane.doe@herald.example", ("Jane Doe",)),
        ("Posted by Jane Doe on May 3, 2025", ("Jane Doe",)),
        ("作者：宋小梅 杨志", ("宋小梅", "杨志")),
        ("本报记者 宋小梅", ("宋小梅",)),
        ("Автор: Мария Иванова", ("Мария Иванова",)),
    ],
)
def test_a_byline_gives_its_people(line: str, names: tuple[str, ...]) -> None:
    assert is_byline(line)
    assert people(line) == names


@pytest.mark.parametrize(
    "line",
    [
        "By Monday the water had gone.",
        "By the river",
        "Jane Doe, who lives in Bergen",
        "By 2030",
        "Jane Doe",
        "By Jane Post, the harbour",
        "Edited by Jane Doe",
        "Medically reviewed by Jane Doe",
        "Reporter Jane Doe",
        "रमेश कुमार",
    ],
)
def test_what_only_begins_like_a_byline_is_none(line: str) -> None:
    assert not is_byline(line)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Jane Doe | May 3, 2025 2:30 PM", "Jane Doe"),
        ("Jane Doe · CBC News · Posted: May 3, 2025", "Jane Doe"),
        ("Jane Doe May 3, 2025 Comment Now!", "Jane Doe"),
        ("Jane Doe8:41 PM on May 3, 2025", "Jane Doe"),
        ("Jane Doe and John Roe, 3 May 2025", "Jane Doe and John Roe"),
        ("Health News | May 3, 2025", None),
        ("Written in May 2025", None),
        ("May 3, 2025 Jane Doe", None),
        ("Garden ToolsJane Doe | May 3, 2025", None),
    ],
)
def test_a_line_with_a_date_may_begin_with_a_name(text: str, name: str | None) -> None:
    assert name_before_date(text) == name


def test_people_write_from_places() -> None:
    text = "Sarah Jones in Grimsby and Tim Holt in New York"
    assert not is_bare_name(text)
    assert people(unplaced(text)) == ("Sarah Jones", "Tim Holt")
    assert unplaced("A fire in Grimsby that nobody saw") == "A fire in Grimsby that nobody saw"


def test_a_bare_name_may_have_an_agency_beside_it() -> None:
    assert is_bare_name("Jane Doe and AP")
    assert not is_bare_name("AP")
    assert not is_bare_name("AP Photo/Jane Doe")


@pytest.mark.parametrize(
    ("paragraph", "place"),
    [
        ("MOSCOW — The president said", "MOSCOW"),
        ("ABUJA, Nigeria — At least", "ABUJA, Nigeria"),
        ("LOS ANGELES (AP) — Fire", "LOS ANGELES"),
        ("PARIS, May 3 (Reuters) - Bakers", "PARIS"),
        ("Berlin (dpa) - Die Stadt", "Berlin"),
        ("МОСКВА — Президент", "МОСКВА"),
        ("LONDON, 5 March (Xinhua) -- The", "LONDON"),
        ("MADRID, 5 Mar. (EUROPA PRESS) - El", "MADRID"),
        ("LAS VEGAS, Jan. 11, 2012 – The", "LAS VEGAS"),
        ("Washington CNN — The", "Washington"),
        ("ABUJA, Nigeria AP — The", "ABUJA, Nigeria"),
        ("NEW YORK (Reuters Health) - A", "NEW YORK"),
        ("NEW YORK—Barbie", "NEW YORK"),
        ("Kirchlinteln (dpa/lni) – Ein", "Kirchlinteln"),
        ("МОСКВА, 5 марта. /ТАСС/. Президент", "МОСКВА"),
        ("МОСКВА, 4 янв - РИА Новости. Вагоны", "МОСКВА"),
        ("Киев (УНИАН) — Президент", "Киев"),
        ("Денвер, Январь 05 (Новый Регион) – Суд", "Денвер"),
        ("COVID-19 — The ministry", None),
        ("NATO — The alliance", None),
        ("UPDATE — The road", None),
        ("WATCH — The road", None),
        ("BREAKING NEWS — The road", None),
        ("Tech (AP) — The firm", None),
        ("THURSDAY, Dec. 15 (HealthDay News) -- A", None),
        ("Large Language Models (LLM) – Machines", None),
        ("Jane Doe (Labour) – The member", None),
        ("PDF — A format", None),
        ("Then — as now — nobody", None),
        ("The deal (worth millions) - a record", None),
        ("A man walked", None),
    ],
)
def test_a_dateline_is_the_place_as_printed(paragraph: str, place: str | None) -> None:
    assert dateline_of(paragraph) == place


def test_text_that_was_decoded_wrongly_is_mended_and_other_text_is_left_alone() -> None:
    assert repaired("JosÃ© said â€œno moreâ€\x9d and left.") == "José said “no more” and left."
    fine = "Ça va: “naïve” façades, Ärger über Öl, 北京 — ©"
    assert repaired(fine) is fine


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
