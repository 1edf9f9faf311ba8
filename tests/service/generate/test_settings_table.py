"""The settings table: every setting."""

from typing import Literal

from pydantic import BaseModel, Field, SecretStr

from service.generate.settings_table import settings_table
from service.settings import PREFIX, Settings


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
