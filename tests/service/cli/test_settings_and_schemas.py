"""`copydesk settings` and `copydesk schemas`."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from service.settings import PREFIX, Settings
from tests.processes import ROOT
from tests.service.cli.running import copydesk


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_every_setting_is_printed_with_its_value_and_whether_it_is_the_default(
    tmp_path: Path,
) -> None:
    process = copydesk("settings", cwd=tmp_path, COPYDESK_BROKER="a:1,b:2")
    lines = process.stdout.decode().splitlines()
    assert len(lines) == len(Settings.model_fields)
    assert "COPYDESK_BROKER=a:1,b:2" in lines
    assert [line.split() for line in lines if line.startswith("COPYDESK_PARTITIONS=")] == [
        ["COPYDESK_PARTITIONS=8", "#", "default"]
    ]


def test_secrets_are_printed_as_stars(tmp_path: Path) -> None:
    process = copydesk(
        "settings",
        cwd=tmp_path,
        COPYDESK_SECURITY_PROTOCOL="SASL_PLAINTEXT",
        COPYDESK_SASL_MECHANISM="PLAIN",
        COPYDESK_SASL_USERNAME="user",
        COPYDESK_SASL_PASSWORD="hunter2",
    )
    assert b"hunter2" not in process.stdout
    assert b"COPYDESK_SASL_PASSWORD=**********" in process.stdout


def test_the_table_is_printed_written_and_checked(tmp_path: Path) -> None:
    table = invoke("settings", "--markdown").output
    assert table.count(f"`{PREFIX}") >= len(Settings.model_fields)
    page = tmp_path / "README.md"
    page.write_text("<!-- settings -->\n<!-- /settings -->\n")
    stale = invoke("settings", "--check", page)
    assert (stale.exit_code, len(stale.stderr.splitlines())) == (1, 1)
    assert invoke("settings", "--write", page).exit_code == 0
    assert table in page.read_text()
    assert invoke("settings", "--check", page).exit_code == 0


def test_the_table_in_the_readme_is_fresh() -> None:
    assert invoke("settings", "--check", ROOT / "README.md").exit_code == 0


@pytest.mark.parametrize("option", ["--write", "--check"])
def test_a_page_without_the_markers_gives_one_line_and_exit_1(tmp_path: Path, option: str) -> None:
    page = tmp_path / "README.md"
    page.write_text("text")
    result = invoke("settings", option, page)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"copydesk: {page}: no region")


def test_schemas_are_exported_and_checked(tmp_path: Path) -> None:
    missing = invoke("schemas", "check", "--folder", tmp_path)
    assert (missing.exit_code, len(missing.stdout.splitlines())) == (1, 5)
    exported = invoke("schemas", "export", "--folder", tmp_path)
    assert exported.exit_code == 0
    assert sorted(exported.stdout.splitlines()) == sorted(map(str, tmp_path.iterdir()))
    fresh = invoke("schemas", "check", "--folder", tmp_path)
    assert (fresh.exit_code, fresh.output) == (0, "")
    next(tmp_path.iterdir()).write_text("{}")
    assert invoke("schemas", "check", "--folder", tmp_path).exit_code == 1


def test_the_schemas_of_this_version_are_the_default_folder() -> None:
    assert invoke("schemas", "check").exit_code == 0
