"""Files made whole, and pages that are made in part."""

from pathlib import Path

import pytest

from service.generate.files import NoRegion, made, stale, write

PAGE = "# Title\n\n<!-- one -->\nold\n<!-- /one -->\n\nThe end.\n"


def test_a_region_is_replaced_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    files = made(tmp_path, {("page.md", "one"): "| new |"})
    assert files[page] == PAGE.replace("old", "| new |")
    assert page in stale(files)
    assert page in write(files)
    assert page.read_text() == files[page]
    assert stale(files) == write(files) == []


def test_a_page_may_have_more_than_one_region(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE + PAGE.replace("one", "two"))
    files = made(tmp_path, {("page.md", "one"): "1", ("page.md", "two"): "2"})
    expected = PAGE.replace("old", "1") + PAGE.replace("one", "two").replace("old", "2")
    assert files[page] == expected


@pytest.mark.parametrize("text", ["", "<!-- one -->", "<!-- /one --> <!-- one -->"])
def test_a_page_without_the_markers_is_refused_and_kept(tmp_path: Path, text: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(text)
    with pytest.raises(NoRegion, match="no region between"):
        made(tmp_path, {("page.md", "one"): "table"})
    assert page.read_text() == text
