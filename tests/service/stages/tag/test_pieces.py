from hypothesis import given
from hypothesis import strategies as st

from service.stages.tag.pieces import MAX_PIECE, MAX_WORD, pieces


def test_an_article_is_one_piece() -> None:
    text = "One paragraph.\n\nAnother one."
    assert list(pieces(text)) == [(0, text)]


def test_a_long_text_is_cut_between_paragraphs() -> None:
    paragraph = "word " * 1500
    text = f"{paragraph}\n\n{paragraph}"
    assert [start for start, _ in pieces(text)] == [0, len(paragraph) + 2]


def test_a_long_paragraph_is_cut_between_words() -> None:
    text = "seven77 " * 2000
    found = list(pieces(text))
    assert "".join(piece for _, piece in found) == text
    assert all(piece.split()[-1] == "seven77" for _, piece in found)
    assert len(found) == 2


def test_blank_text_has_no_pieces() -> None:
    assert list(pieces(" \n\u3000\t" * 250_000)) == []


def test_a_megabyte_without_a_space_has_no_pieces() -> None:
    assert list(pieces("x" * 1_000_000)) == []


def test_a_word_too_long_to_be_one_is_left_out_and_its_neighbours_stay() -> None:
    text = f"Before {'x' * (MAX_WORD + 1)} after"
    assert list(pieces(text)) == [(0, "Before "), (len(text) - 6, " after")]
    longest = f"Before {'x' * MAX_WORD} after"
    assert list(pieces(longest)) == [(0, longest)]


@given(st.lists(st.sampled_from(["a", "\n\n", " ", "é" * 90, "😀" * 101, "b c " * 900])))
def test_pieces_are_runs_of_the_text_in_order_and_short_enough(parts: list[str]) -> None:
    text = "".join(parts)
    end = 0
    for start, piece in pieces(text):
        assert start >= end
        assert text[start : start + len(piece)] == piece
        assert 0 < len(piece) <= MAX_PIECE
        end = start + len(piece)
