import pytest

from service.stages.languages import primary, well_formed


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


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en-GB", "en"),
        ("fil", "fil"),
        (" DE ", "de"),
        ("klingon", None),
        ("English", None),
        ("e", None),
        ("é-FR", None),
        ("", None),
    ],
)
def test_a_tag_that_no_language_can_have_tells_none(tag: str, language: str | None) -> None:
    assert well_formed(tag) == language
