"""The settings table: every setting, between the markers of a file."""

from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, Field, SecretStr

from service.generate.settings_table import NoRegion, check, settings_table, write
from service.settings import PREFIX, Settings

PAGE = "# Title\n\n<!-- settings -->\nold\n<!-- /settings -->\n\nThe end.\n"


class Example(BaseModel):
    servers: tuple[str, ...] = Field(default=("a:1", "b:2"), description="where")
    flag: bool = Field(default=False, description="this | that")
    choice: Literal["x", "y"] | None = Field(default=None, description="which")
    secret: SecretStr | None = Field(default=None, description="password")


def test_a_row_says_variable_default_and_meaning() -> None:
    assert settings_table(Example, "APP_").splitlines() == [
        "| variable | default | meaning |",
        "|---|---|---|",
        "| `APP_SERVERS` | `a:1,b:2` | where |",
        "| `APP_FLAG` | `false` | this \\| that |",
        "| `APP_CHOICE` |  | which; one of x, y |",
        "| `APP_SECRET` |  | password; secret; or `APP_SECRET_FILE` names a file that holds it |",
    ]


def test_every_setting_of_ours_has_a_row_with_a_meaning() -> None:
    rows = settings_table(Settings, PREFIX).splitlines()[2:]
    assert len(rows) == len(Settings.model_fields)
    assert [row for row in rows if row.endswith("|  |")] == []


def test_write_replaces_what_is_between_the_markers_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text(PAGE)
    assert not check(page, "| new |")
    assert write(page, "| new |")
    assert page.read_text() == PAGE.replace("old", "| new |")
    assert check(page, "| new |")
    assert not write(page, "| new |")


@pytest.mark.parametrize("text", ["", "<!-- settings -->", "<!-- /settings --> <!-- settings -->"])
def test_a_file_without_the_markers_is_refused_and_kept(tmp_path: Path, text: str) -> None:
    page = tmp_path / "README.md"
    page.write_text(text)
    with pytest.raises(NoRegion, match="no region between"):
        write(page, "table")
    with pytest.raises(NoRegion):
        check(page, "table")
    assert page.read_text() == text
