"""Prometheus' own judgement of its configuration and rules, and a runbook for each alert."""

import re
import shlex
import shutil
from pathlib import Path

import click
import pytest
import yaml

from service.cli import main
from service.generate.alerts import ALERTS
from tests.deploy.tools import ROOT, run

PROMETHEUS = ROOT / "deploy" / "prometheus"
RULE_TESTS = ROOT / "tests" / "deploy" / "promtool" / "alerts.yml"
RUNBOOK = (ROOT / "docs" / "runbook.md").read_text()


def test_prometheus_accepts_the_configuration_and_finds_both_rule_files() -> None:
    checked = run("promtool", "check", "config", PROMETHEUS / "prometheus.yml")
    assert checked.returncode == 0, checked.stderr
    assert "2 rule files found" in checked.stdout


def test_prometheus_accepts_the_rules() -> None:
    checked = run("promtool", "check", "rules", *sorted((PROMETHEUS / "rules").glob("*.yml")))
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"{len(ALERTS)} rules found" in checked.stdout


def test_alerts_fire_when_they_should_and_only_then() -> None:
    tested = run("promtool", "test", "rules", RULE_TESTS)
    assert tested.returncode == 0, tested.stdout + tested.stderr


def test_every_alert_is_tested_both_ways() -> None:
    cases = [
        case
        for group in yaml.safe_load(RULE_TESTS.read_text())["tests"]
        for case in group.get("alert_rule_test", [])
    ]
    names = {alert.name for alert in ALERTS}
    assert {case["alertname"] for case in cases if case.get("exp_alerts")} == names
    assert {case["alertname"] for case in cases if not case.get("exp_alerts")} == names


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("[30m])) > 3", "[30m])) > 30"), ("> 0.144", "> 0.04"), ("> 0.02", "> 0")],
)
def test_a_wrong_threshold_is_found(right: str, wrong: str, tmp_path: Path) -> None:
    shutil.copytree(PROMETHEUS / "rules", tmp_path / "deploy" / "prometheus" / "rules")
    copy = tmp_path / "tests" / "deploy" / "promtool" / "alerts.yml"
    copy.parent.mkdir(parents=True)
    shutil.copy(RULE_TESTS, copy)
    assert run("promtool", "test", "rules", copy).returncode == 0
    rules = tmp_path / "deploy" / "prometheus" / "rules" / "alerts.yml"
    text = re.sub(r"\n\s*>", " >", rules.read_text())  # as one line, where it is folded
    assert right in text
    rules.write_text(text.replace(right, wrong))
    assert run("promtool", "test", "rules", copy).returncode != 0


def test_every_alert_has_a_section_and_a_line_in_the_runbook() -> None:
    headings = re.findall(r"^## (\S+)$", RUNBOOK, re.MULTILINE)
    assert [name for name in headings if name.startswith("Copydesk")] == [a.name for a in ALERTS]
    for alert in ALERTS:
        anchor = alert.runbook.partition("#")[2]
        assert anchor in [heading.lower() for heading in headings]
        assert f"| [{alert.name}](#{anchor}) | {alert.severity} |" in RUNBOOK


def test_every_panel_that_the_runbook_names_exists() -> None:
    dashboards = ROOT / "deploy" / "grafana" / "dashboards"
    titles = " ".join(path.read_text() for path in dashboards.glob("*.json"))
    named = set(re.findall(r"(?<![*\w])\*([^*\n]+)\*(?!\*)", RUNBOOK))
    assert len(named) > 10
    assert [name for name in sorted(named) if f'{name}"' not in titles] == []


def commands(page: str) -> list[list[str]]:
    """Every call of copydesk on a page, as words."""
    inline = re.findall(r"`(copydesk [^`\n]+)`", page)
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", page, re.DOTALL)).replace("\\\n", " ")
    called = [part.strip() for line in blocks.splitlines() for part in line.split("|")]
    return [shlex.split(text, comments=True) for text in inline + called if text[:8] == "copydesk"]


def unknown(words: list[str]) -> list[str]:
    """The subcommands and options in a call that copydesk does not have."""
    command: click.Command = main
    found = []
    for word in words[1:]:
        if isinstance(command, click.Group) and not word.startswith("-"):
            if word not in command.commands:
                return [word]
            command = command.commands[word]
        elif word.startswith("--"):
            found += [word] if word not in {o for p in command.params for o in p.opts} else []
    return found


def test_every_command_that_the_runbook_names_exists() -> None:
    calls = commands(RUNBOOK)
    assert len(calls) > 8
    assert {" ".join(call): unknown(call) for call in calls if unknown(call)} == {}


def test_a_command_that_does_not_exist_is_found() -> None:
    page = "`copydesk topics mend`\n```sh\ncopydesk tail --topic x --dead | copydesk replay\n```\n"
    assert [unknown(call) for call in commands(page)] == [["mend"], ["--dead"], ["replay"]]
