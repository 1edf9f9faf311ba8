"""The bytes of a page to its text: each encoding, named, misnamed, unnamed and broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.client.encodings import decode_page


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        ("Zürich".encode(), "Zürich", "utf-8"),
        ("\ufeffZürich".encode(), "Zürich", "utf-8"),
        ("Zürich".encode("utf-16"), "Zürich", "utf-16"),
        (
            '<meta charset="windows-1252"><p>Zürich – “quoted”'.encode("windows-1252"),
            '<meta charset="windows-1252"><p>Zürich – “quoted”',
            "windows-1252",
        ),
        (
            "<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=koi8-r'>Москва".encode(
                "koi8-r"
            ),
            "<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=koi8-r'>Москва",
            "koi8-r",
        ),
        (b"", "", "utf-8"),
    ],
)
def test_the_encoding_of_a_page_is_found(data: bytes, text: str, encoding: str) -> None:
    assert decode_page(data) == (text, encoding)


def test_a_page_that_misnames_its_encoding_is_guessed() -> None:
    text = "Das Gemälde hängt über dem Schrank in der Küche, weil es dort kühler ist. " * 5
    data = f'<meta charset="no-such-thing">{text}'.encode("latin-1")
    decoded = decode_page(data)
    assert decoded is not None
    assert text in decoded[0]


@pytest.mark.parametrize(
    ("encoding", "charset", "text"),
    [
        ("koi8-r", "koi8-r", "Паром снова пойдёт в мае"),
        ("cp1252", "ISO-8859-1", "The “old” ferry — again"),
        ("gb18030", "gb2312", "老渡轮将从五月起重新载客，镕"),
        ("iso2022_jp", "iso-2022-jp", "古い船が五月に戻る"),
        ("cp932", "Shift_JIS", "古い船が①月に戻る"),
    ],
)
def test_a_page_is_in_the_encoding_that_its_server_named(
    encoding: str, charset: str, text: str
) -> None:
    decoded = decode_page(text.encode(encoding), charset)
    assert decoded is not None
    assert decoded[0] == text


def test_the_page_is_believed_where_the_server_is_wrong() -> None:
    assert decode_page("Zürich".encode(), "koi8-r") == ("Zürich", "utf-8")
    assert decode_page("Zürich".encode("utf-16"), "koi8-r") == ("Zürich", "utf-16")


GERMAN = "<p>Der Fährmann überquert täglich die Förde.</p>\n"


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        (("é" * 40).encode() + b"\xe9" * 5, "utf-8", "é" * 40 + "\ufffd" * 5),
        (("é" * 40).encode() + b"\xe9" * 5, None, "é" * 40 + "\ufffd" * 5),
        ("Zürich".encode() + b" \xe9.", "UTF8", "Zürich \ufffd."),
        ("Zürich".encode() + b" \xe9.", None, "Zürich \ufffd."),
        (b'<meta charset="utf-8">' + "Zürich".encode() + b" \xe9.", "koi8-r", "Zürich \ufffd."),
        (b"The end \xf0\x9f\x98", None, "The end \ufffd"),
        (b"The end \xf0\x9f</p>", None, "The end \ufffd</p>"),
        ((GERMAN + "ü").encode()[:-1], None, GERMAN + "\ufffd"),
    ],
)
def test_a_few_broken_bytes_leave_the_rest_of_utf_8_whole(
    data: bytes, charset: str | None, text: str
) -> None:
    decoded = decode_page(data, charset)
    assert decoded is not None
    assert decoded[0].endswith(text)
    assert decoded[1] == "utf-8, in part"


def test_a_page_with_no_character_of_utf_8_is_in_another_whatever_it_says() -> None:
    data = (GERMAN * 5).encode("latin-1")
    decoded = decode_page(data, "utf-8")
    assert decoded is not None
    assert decoded[0] == GERMAN * 5


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (GERMAN.encode("utf-32"), GERMAN),
        (GERMAN.encode("utf-16-le"), GERMAN),
        (GERMAN.encode("utf-16-be"), GERMAN),
        (GERMAN.encode("utf-16")[:-1], GERMAN[:-1] + "\ufffd"),
        ("<p>古い船が五月に戻る".encode("iso2022_jp"), "<p>古い船が五月に戻る"),
        (
            '<?xml version="1.0" encoding="iso-8859-2"?><p>Żółw'.encode("iso-8859-2"),
            '<?xml version="1.0" encoding="iso-8859-2"?><p>Żółw',
        ),
        ('<meta charset="utf-16"><p>Zürich'.encode(), '<meta charset="utf-16"><p>Zürich'),
    ],
)
def test_an_encoding_without_its_name_is_known_by_its_bytes(data: bytes, text: str) -> None:
    decoded = decode_page(data)
    assert decoded is not None
    assert decoded[0] == text


@pytest.mark.parametrize("data", [b"\x80", b"\xe9", b"a\x81\xff", b"\x81\x8d\x8f" * 9])
def test_text_is_never_refused(data: bytes) -> None:
    assert decode_page(data) is not None


@pytest.mark.parametrize("data", [bytes(range(256)) * 4, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    assert decode_page(data) is None


@given(
    st.binary(max_size=200), st.sampled_from([None, "utf-8", "utf-16", "hex", "no such", "a\0b"])
)
def test_no_bytes_can_make_the_decoding_raise(data: bytes, charset: str | None) -> None:
    decoded = decode_page(data, charset)
    assert decoded is None or isinstance(decoded[0], str)


def test_a_sign_of_other_encodings_does_not_put_names_before_utf_8() -> None:
    data = '<meta charset="iso-8859-1"><p>Müller ~{x}</p>'.encode()
    assert decode_page(data) == (data.decode(), "utf-8")
