import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.article import RawArticle
from service.stages.clean import clean
from service.stages.clean.lines import measure
from service.stages.clean.paragraphs import paragraphs_of
from tests.service.stages.clean.pages import BODY, PARAGRAPHS, TITLE

LINE = st.text(st.sampled_from("aB,. -”'é港\u00a0"), min_size=1, max_size=30).filter(str.strip)


def mended(*lines: str) -> list[str]:
    return paragraphs_of([[measure(line) for line in lines]])


def test_a_link_in_a_line_of_its_own_goes_back_into_its_sentence() -> None:
    assert mended(
        "The old ferry, which the schoolteacher",
        "Sigrid Moen",
        "found by chance, will sail in May",
        ", said the board.",
        "Nobody asked why.",
    ) == [
        "The old ferry, which the schoolteacher Sigrid Moen found by chance, will sail in May, "
        "said the board.",
        "Nobody asked why.",
    ]


def test_a_sentence_broken_into_short_pieces_is_one_again() -> None:
    assert mended(
        "The harbour authority of", "Port Elwyn", "said on Monday that it had sold the ferry."
    ) == ["The harbour authority of Port Elwyn said on Monday that it had sold the ferry."]
    assert mended("She met the", "Board", "Nobody came.") == ["She met the Board", "Nobody came."]


def test_lines_wrapped_at_a_column_become_paragraphs() -> None:
    lines = [
        "The ship was built in 1934 and lay forgotten",
        "behind a grain silo until a schoolteacher",
        "from Oslo found its bell at a flea market.",
        "She rang it.",
        "Repairs will cost nine million kroner, most",
        "of it paid by the shipping company that once",
        "owned her, and the rest by the harbour board.",
    ]
    assert mended(*lines) == [" ".join(lines[:4]), " ".join(lines[4:])]


def test_paragraphs_that_were_glued_together_come_apart() -> None:
    assert mended("The ferry was found.Then the bell rang twice.") == [
        "The ferry was found.",
        "Then the bell rang twice.",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["flour", "sugar", "two eggs"],
        ["flour,", "sugar,", "two eggs –", "Built-in", "Payroll"],
        ["A bell at a market", "The ship was built in 1934 and lay forgotten."],
        ["It ended well.", "and nobody asked why the ferry had been sold at all."],
        ["See example.Com or the U.S.Senate for more of this."],
    ],
)
def test_what_is_whole_stays_as_it_is(lines: list[str]) -> None:
    assert mended(*lines) == lines


@given(st.lists(st.lists(LINE, max_size=8), max_size=4))
def test_mending_moves_blanks_and_nothing_else(runs: list[list[str]]) -> None:
    lines = [[measure(" ".join(text.split())) for text in run] for run in runs]
    before = "".join(line.text for run in lines for line in run)
    after = "".join(paragraphs_of(lines))
    assert "".join(after.split()) == "".join(before.split())


def test_a_broken_page_gives_the_same_body_as_a_whole_one() -> None:
    broken = BODY.replace("Sigrid Moen, found", "Sigrid Moen,\nfound").replace("\n\n", "\n")
    assert clean(RawArticle(content=f"{TITLE}\n{broken}")).body == "\n\n".join(PARAGRAPHS)
