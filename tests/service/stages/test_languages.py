import pytest

from service.stages.languages import primary


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("EN_us", "en"),
        ("zh-Hant-TW", "zh"),
        (" de ", "de"),
        ("", ""),
        ("-GB", ""),
    ],
)
def test_a_language_is_told_without_its_region(tag: str, language: str) -> None:
    assert primary(tag) == language
