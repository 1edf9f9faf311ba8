"""The headline of a page that is nothing but text."""

import pytest

from service.stages.clean.headline import find_headline
from service.stages.clean.lines import measure

BODY = (
    "The old ferry Haugtussa will carry passengers again from May, the harbour board of Oslo said "
    "on Monday after a campaign that lasted four years.",
    "The ship was built in 1934 and lay forgotten behind a grain silo until a teacher found its "
    "bell at a flea market and rang it.",
)
FERRY = "Forgotten ferry Haugtussa returns to Oslo"


def found(*above: str, body: tuple[str, ...] = BODY, url: str | None = None) -> str | None:
    """The headline of a page with these lines above the body."""
    lines = [measure(text) for text in (*above, *body)]
    kept = range(len(above), len(lines))
    at = find_headline(lines, len(above), kept, (), url)
    return None if at is None else lines[at].text


def test_the_headline_says_what_the_body_says() -> None:
    assert found("Home", "Man rescued from mud in Bergen", FERRY) == FERRY
    assert found(FERRY, "Man rescued from mud in Bergen") == FERRY


def test_a_desk_or_a_button_below_the_byline_is_no_headline() -> None:
    above = (FERRY, "Share", "By Gareth Pugh", "Oslo Harbour News", "Join our channel")
    assert found(*above) == FERRY
    assert found("By Gareth Pugh", "The Herald", "Join our channel") is None


def test_of_two_lines_above_a_byline_the_upper_is_the_headline() -> None:
    standfirst = "The ferry lay forgotten behind a grain silo in the harbour"
    assert found("News", FERRY, standfirst, "By Kari Solberg") == FERRY
    assert found("News", FERRY, "By Kari Solberg", standfirst) == FERRY
    assert found("News", "Subscribe now to our paper", standfirst, "By Kari Solberg") == standfirst


def test_a_trail_of_sections_ends_with_the_headline_and_is_none() -> None:
    trail = f"Home News Shipping {FERRY}"
    assert found(trail, FERRY, "Tweet") == FERRY
    told = "What the harbour board did"
    assert found("Sea > Harbour board > Carry", "Share", told) == told
    assert found("Sea and harbour board > carry", "Share", told) == told
    assert found("Sea / Harbour board / Carry", "Share", told) == told
    assert found("Sea / Harbour board carry", "Share", told) == "Sea / Harbour board carry"
    assert found("Sea and harbour board carry", "Share", told) == "Sea and harbour board carry"
    assert found(trail, "Tweet") == trail


def test_the_address_tells_which_of_two_lines_it_is() -> None:
    other = "Harbour board decides on Haugtussa in Oslo"
    for first, second in ((FERRY, other), (other, FERRY)):
        for headline, slug in ((FERRY, "forgotten-ferry-returns"), (other, "board-decides-on-it")):
            url = f"https://herald.example/news/{slug}-a1b2"
            assert found(first, "Share", second, url=url) == headline


@pytest.mark.parametrize("url", [None, "", "https://herald.example/", "http://[x/a-b-c-d", "a/1"])
def test_an_address_without_words_tells_nothing(url: str | None) -> None:
    assert found("Home", FERRY, url=url) == FERRY


def test_an_address_has_no_accents() -> None:
    above = ("Hafen", "Die Fähre fährt wieder", "Der Kran bleibt stehen")
    body = ("Mehr war am Montag von niemandem zu hören, und auch am Dienstag blieb es still.",)
    assert found(*above, body=body, url="https://b.example/die-fahre-fahrt-wieder") == above[1]
    assert found(*above, body=body, url="https://b.example/der-kran-bleibt-stehen") == above[2]


@pytest.mark.parametrize(
    ("above", "body", "headline"),
    [
        (
            ("首页", "北京冬季供暖提前开始", "作者：李明", "分享到微信朋友圈里"),
            "北京市住房和城乡建设委员会昨日宣布，今年冬季供暖将比往年提前一周开始。",
            "北京冬季供暖提前开始",
        ),
        (
            ("होम", "बारिश का अलर्ट जारी हुआ", "दिल्ली में नई मेट्रो लाइन का उद्घाटन"),
            "प्रधानमंत्री ने बुधवार को दिल्ली मेट्रो की नई लाइन का उद्घाटन किया और लोगों को बधाई दी।",
            "दिल्ली में नई मेट्रो लाइन का उद्घाटन",
        ),
    ],
)
def test_words_are_shared_in_any_script(above: tuple[str, ...], body: str, headline: str) -> None:
    assert found(*above, body=(body,)) == headline


def test_the_first_line_of_the_body_is_the_headline_where_prose_follows() -> None:
    assert found("Home", body=(FERRY, *BODY)) == FERRY
    assert found("Home", body=(FERRY, "Haugtussa sails again in Oslo")) is None


def test_captions_and_teasers_are_passed_over() -> None:
    lines = [measure(text) for text in ("Home", FERRY, "The quay in the year 1951", *BODY)]
    assert find_headline(lines, 3, {3, 4}, ()) == 1
    assert find_headline(lines, 3, {3, 4}, {1}) == 2
    assert find_headline(lines, 3, {3, 4}, {1, 2}) is None


def test_what_is_no_headline_by_its_wording_is_passed_over() -> None:
    for line in ("By Haugtussa Oslo", "May 3, 2025, harbour board, Oslo", "Subscribe to the ferry"):
        assert found(line) is None
    assert found("The ferry Haugtussa returns to Oslo.") is None
    assert found("The ferry Haugtussa returns to Oslo:") is None
    assert found("The ferry Haugtussa returns to Oslo") == "The ferry Haugtussa returns to Oslo"
