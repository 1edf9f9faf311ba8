import subprocess
import sys

import pytest

from service.stages.enrich.stop_words import stop_words


@pytest.mark.parametrize(
    ("language", "word"),
    [("en", "the"), ("en", "said"), ("de", "und"), ("ru", "не")],
)
def test_large_languages_have_their_function_words(language: str, word: str) -> None:
    words = stop_words(language)
    assert words is not None
    assert word in words
    assert "ceasefire" not in words


@pytest.mark.parametrize("language", ["xx", "qq", "", "../en", "en.lex_attrs", "EN", "e" * 1000])
def test_what_is_no_language_has_no_list(language: str) -> None:
    assert stop_words(language) is None


def test_a_list_too_short_to_help_is_none() -> None:
    assert stop_words("et") is None


def test_a_list_is_read_without_loading_what_it_comes_with() -> None:
    code = (
        "import sys; from service.stages.enrich.stop_words import stop_words; "
        "stop_words('en'); print('spacy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
