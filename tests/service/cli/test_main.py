"""The command line as a whole: help, wrong arguments, and what errors become."""

import itertools
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner, Result

from service import __version__
from service.cli import errors, main
from service.cli.errors import EXPECTED, Commands, Failure
from tests.service.cli.running import copydesk, said


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def commands(group: click.Group, *path: str) -> list[tuple[str, ...]]:
    """The path of every command below `group`."""
    found: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        found.append((*path, name))
        if isinstance(command, click.Group):
            found += commands(command, *path, name)
    return found


ALL = commands(main)


def test_the_commands_are_these() -> None:
    assert {" ".join(path) for path in ALL} == {
        "demo",
        "kb",
        "kb build",
        "kb info",
        "kb lookup",
        "worker",
        "produce",
        "tail",
        "stage",
        "run",
        "explain",
        "topics",
        "topics apply",
        "topics check",
        "schemas",
        "settings",
        "generate",
    }


@pytest.mark.parametrize("path", [(), *ALL], ids=lambda path: " ".join(path) or "copydesk")
def test_help_is_complete(path: tuple[str, ...]) -> None:
    result = invoke(*path, "--help")
    assert result.exit_code == 0
    command: click.Command = main
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            assert parameter.help, parameter
            assert parameter.opts[0] in result.output


def test_help_says_which_commands_need_a_kafka() -> None:
    told = " ".join(invoke("--help").output.split())
    assert "`worker`, `produce`, `tail` and `topics` work with the Kafka" in told
    for name in main.commands:
        assert f" {name} " in told


def test_version() -> None:
    assert invoke("--version").output == f"copydesk {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--nonsense"],
        ["nonsense"],
        ["worker", "--processes", "0"],
        ["worker", "--processes", "many"],
        ["worker", "surplus"],
        ["demo", "no-such-file.txt"],
        ["demo", "pyproject.toml"],
        ["produce"],
        ["produce", "no-such-file.jsonl"],
        ["produce", "pyproject.toml"],
        ["tail", "--topic", "nonsense"],
        ["tail", "--max", "0"],
        ["stage"],
        ["stage", "polish"],
        ["run", "--jobs", "0"],
        ["topics", "nonsense"],
        ["schemas", "check", "surplus"],
        ["settings", "--check", "no-such-file.md"],
    ],
    ids=" ".join,
)
def test_a_wrong_argument_gives_one_line_and_exit_2(arguments: list[str]) -> None:
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("copydesk: ")
    assert line.endswith("--help` tells more)")


def test_a_group_without_a_command_shows_its_help() -> None:
    result = invoke("topics")
    assert result.exit_code == 2
    assert "Usage:" in result.stderr


def raising(error: BaseException) -> Result:
    @click.group(cls=Commands)
    def group() -> None:
        pass

    @group.command()
    def fail() -> None:
        raise error

    return CliRunner().invoke(group, ["fail"])


def test_every_expected_error_exists_and_ends_in_one_line_with_its_status() -> None:
    for path, status in EXPECTED.items():
        module, _, name = path.rpartition(".")
        kind = getattr(__import__(module, fromlist=[name]), name)
        result = raising(kind("what\nis wrong"))
        assert (result.exit_code, result.stderr) == (status, "copydesk: what is wrong\n")


def test_a_failure_ends_in_one_line_with_its_own_status() -> None:
    assert raising(Failure("no")).exit_code == errors.FAILED
    assert raising(Failure("no", 7)).exit_code == 7
    assert raising(Failure("no")).stderr == "copydesk: no\n"


def test_control_a_bug_keeps_its_traceback() -> None:
    bug = ZeroDivisionError("a bug")
    assert raising(bug).exception is bug


def test_ctrl_c_ends_with_130_and_no_traceback() -> None:
    result = raising(KeyboardInterrupt())
    assert result.exit_code == 130
    assert result.stderr.strip() == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["worker"],
        ["worker", "--processes", "2"],
        ["worker", "--create-topics"],
        ["produce", "README.md.txt"],
        ["tail"],
        ["topics", "apply"],
        ["topics", "check"],
    ],
    ids=" ".join,
)
def test_a_broker_that_is_away_gives_one_line_that_names_it_and_exit_3(
    arguments: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("away")
    (folder / "README.md.txt").write_text("text")
    process = copydesk(*arguments, cwd=folder, COPYDESK_BROKER="localhost:1")
    assert process.returncode == 3
    assert process.stdout == b""
    assert "localhost:1" in said(process)


@pytest.mark.parametrize(
    "arguments", [["worker"], ["tail"], ["topics", "check"], ["settings"], ["run"]], ids=" ".join
)
def test_a_wrong_setting_gives_one_line_that_names_it_and_exit_2(arguments: list[str]) -> None:
    process = copydesk(*arguments, COPYDESK_WEB_PORT="http")
    assert process.returncode == 2
    assert said(process).startswith("copydesk: COPYDESK_WEB_PORT: ")


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys\n"
        "from service.cli import main\n"
        "heavy = {'aiokafka', 'faust', 'pydantic', 'spacy', 'trafilatura', 'rich.console'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or None)"
    )
    process = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (process.returncode, process.stderr) == (0, b"")


def test_no_two_commands_share_a_first_line_of_help() -> None:
    lines = [(main if not path else _find(path)).get_short_help_str(200) for path in ALL]
    assert all(a != b for a, b in itertools.combinations(lines, 2))


def _find(path: tuple[str, ...]) -> click.Command:
    command: click.Command = main
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    return command
