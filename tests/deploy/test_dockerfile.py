"""deploy/Dockerfile, judged without building it; tests/container builds and runs it."""

import re
from pathlib import Path

import pytest

from service.settings import PREFIX, Settings
from tests.deploy.tools import ROOT, run

DOCKERFILE = ROOT / "deploy" / "Dockerfile"
TEXT = DOCKERFILE.read_text()


def stages(text: str) -> list[list[str]]:
    """The instructions of each stage, continued lines joined, without comments."""
    code = re.sub(r"^\s*#.*\n", "", text, flags=re.M).replace("\\\n", " ")
    found: list[list[str]] = [[]]
    for line in filter(None, map(str.strip, code.splitlines())):
        if line.startswith("FROM "):
            found.append([])
        found[-1].append(re.sub(r"\s+", " ", line))
    return found[1:]


def final(text: str, instruction: str) -> list[str]:
    """What the last stage gives to an instruction."""
    return [
        line.removeprefix(f"{instruction} ")
        for line in stages(text)[-1]
        if line.startswith(f"{instruction} ")
    ]


def unknown_settings(text: str) -> list[str]:
    """COPYDESK_ variables that are no settings."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    return sorted(set(re.findall(rf"{PREFIX}[A-Z_]+", text)) - known)


def unlocked_installs(text: str) -> list[str]:
    """Installations that would take what the index has on the day."""
    steps = [step for stage in stages(text) for line in stage for step in line.split("&&")]
    return [
        step.strip()
        for step in steps
        if re.search(r"\bpip\b.* install ", step)
        and "--require-hashes" not in step
        and "--no-index" not in step
    ]


def test_hadolint_finds_nothing() -> None:
    found = run("hadolint", DOCKERFILE)
    assert (found.returncode, found.stdout) == (0, "")


def test_hadolint_would_find_something(tmp_path: Path) -> None:
    bad = tmp_path / "Dockerfile"
    bad.write_text("FROM debian\nRUN cd /tmp\n")
    found = run("hadolint", bad)
    assert found.returncode == 1
    assert "DL3006" in found.stdout


def test_only_settings_that_exist_are_set() -> None:
    assert unknown_settings(TEXT) == []
    assert unknown_settings(f"{TEXT}\nENV COPYDESK_WEBHOST=::") == ["COPYDESK_WEBHOST"]


def test_everything_that_is_installed_is_locked() -> None:
    assert unlocked_installs(TEXT) == []
    loose = TEXT.replace("--no-deps --require-hashes -r requirements/runtime.txt", "copydesk")
    assert unlocked_installs(loose) == [
        "RUN --mount=type=secret,id=pip.conf,target=/etc/pip.conf /build/bin/pip --python "
        "/opt/copydesk/bin/python3 install --no-compile copydesk"
    ]


def test_every_stage_starts_from_the_one_base_that_an_argument_names() -> None:
    (base,) = re.findall(r"^ARG BASE=(\S+)$", TEXT, re.M)
    assert re.fullmatch(r"docker\.io/library/python:3\.11\.\d+-slim-bookworm", base)
    froms = [stage[0].split()[1] for stage in stages(TEXT)]
    assert froms == ["${BASE}", "build", "${BASE}"]


def test_the_last_stage_takes_no_root_and_stops_on_sigterm() -> None:
    assert final(TEXT, "USER") == ["10001:10001"]
    assert final(TEXT, "STOPSIGNAL") == ["SIGTERM"]
    assert final(TEXT, "ENTRYPOINT") == ['["copydesk"]']
    assert final(TEXT, "CMD") == ['["worker"]']


def test_the_exposed_port_and_the_probed_one_are_the_services() -> None:
    port = str(Settings.model_fields["web_port"].default)
    assert final(TEXT, "EXPOSE") == [port]
    (check,) = final(TEXT, "HEALTHCHECK")
    assert f"os.environ.get('COPYDESK_WEB_PORT') or {port}" in check


@pytest.mark.parametrize("ignored", [".git", ".venv", "tests", ".cache", ".env"])
def test_only_what_is_listed_reaches_the_builder(ignored: str) -> None:
    rules = [
        line
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    assert rules[0] == "*"
    assert not [rule for rule in rules if rule.startswith(f"!{ignored}")]
