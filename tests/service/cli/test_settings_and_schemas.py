"""`copydesk settings`, `copydesk schemas` and `copydesk generate`."""

from pathlib import Path

from click.testing import CliRunner, Result

from schemas.topics import TOPICS
from service.cli import main
from service.generate.json_schemas import file_name
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


def test_schemas_are_written_to_a_folder(tmp_path: Path) -> None:
    result = invoke("schemas", tmp_path / "new")
    assert result.exit_code == 0
    written = sorted((tmp_path / "new").iterdir())
    assert sorted(result.stdout.splitlines()) == [str(path) for path in written]
    assert [path.name for path in written] == sorted(file_name(topic) for topic in TOPICS)


def test_all_that_is_made_from_code_is_fresh() -> None:
    result = invoke("generate", "--check", "--root", ROOT)
    assert (result.exit_code, result.output) == (0, "")


def test_what_is_stale_is_named_and_made_anew(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("<!-- settings -->\n<!-- /settings -->\n")
    assert invoke("generate", "--check", "--root", tmp_path).exit_code == 1
    assert str(page) in invoke("generate", "--root", tmp_path).stdout
    assert f"`{PREFIX}BROKER`" in page.read_text()
    assert invoke("generate", "--check", "--root", tmp_path).exit_code == 0


def test_a_page_without_the_markers_gives_one_line_and_exit_1(tmp_path: Path) -> None:
    result = invoke("generate", "--root", tmp_path)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"copydesk: {tmp_path / 'README.md'}: no region")
