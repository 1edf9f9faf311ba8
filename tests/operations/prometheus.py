"""A real Prometheus for a test, with the project's rules in quick motion."""

import json
import math
import re
import urllib.parse
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.brokers.base import free_ports
from tests.conftest import Spawn
from tests.deploy.tools import ROOT, tool
from tests.waiting import wait_until

RULES = ROOT / "deploy" / "prometheus" / "rules"
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
START_SECONDS = 60.0

CONFIGURATION = """\
global:
  scrape_interval: 1s
  scrape_timeout: 1s
  evaluation_interval: 1s
rule_files: [rules/*.yml]
scrape_configs:
  - job_name: copydesk
    file_sd_configs: [{files: [targets.json], refresh_interval: 1s}]
"""

Vector = list[tuple[dict[str, str], float]]  # labels and value of each series


def quickened(rules: str, times: int) -> str:
    """The same rules with every window, offset and `for:` that many times shorter.

    Thresholds stay as they are, and so do the names of recorded series, though they say "1h".
    """

    def shorter(match: re.Match[str]) -> str:
        before, number, unit, after = match.groups()
        return f"{before}{int(number) * UNITS[unit] * 1000 // times}ms{after}"

    windows = re.sub(r"(\[)(\d+)([smhd])(\])", shorter, rules)
    offsets = re.sub(r"(\boffset )(\d+)([smhd])(\b)", shorter, windows)
    return re.sub(r"(^ +for: )(\d+)([smhd])($)", shorter, offsets, flags=re.MULTILINE)


class Prometheus:
    """Scrapes its targets and evaluates the rules once a second, on 127.0.0.1."""

    def __init__(self, folder: Path, spawn: Spawn, times: int) -> None:
        """`times` says how much faster the rules are than in earnest."""
        self._folder = folder
        (folder / "rules").mkdir(parents=True)
        for path in RULES.glob("*.yml"):
            (folder / "rules" / path.name).write_text(quickened(path.read_text(), times))
        (folder / "prometheus.yml").write_text(CONFIGURATION)
        self.targets([])
        (port,) = free_ports(1)
        self.url = f"http://127.0.0.1:{port}"
        self._child = spawn(
            tool("prometheus"),
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{port}",
            "--log.level=warn",
            name="prometheus",
        )
        wait_until(self._ready, START_SECONDS, lambda: f"Prometheus\n{self._child.tail()}")

    def targets(self, ports: Sequence[int]) -> None:
        """From now on it scrapes these ports of 127.0.0.1."""
        groups = [{"targets": [f"127.0.0.1:{port}" for port in ports]}]
        fresh = self._folder / "targets.new"
        fresh.write_text(json.dumps(groups))
        fresh.rename(self._folder / "targets.json")  # never seen half written

    def ask(self, path: str, **parameters: str) -> Any:
        """The data of an answer of its API. Raises OSError for an error."""
        query = urllib.parse.urlencode(parameters)
        with urllib.request.urlopen(f"{self.url}/api/v1/{path}?{query}", timeout=30) as answer:
            return json.load(answer)["data"]

    def query(self, expression: str) -> Vector:
        """What an expression is now, without what is not a number."""
        data = self.ask("query", query=expression)
        assert data["resultType"] == "vector", expression
        samples = [(one["metric"], float(one["value"][1])) for one in data["result"]]
        return [(labels, value) for labels, value in samples if not math.isnan(value)]

    def value(self, expression: str) -> float | None:
        """The one value of an expression, None if there is none."""
        found = self.query(expression)
        assert len(found) <= 1, (expression, found)
        return found[0][1] if found else None

    def firing(self) -> set[str]:
        """The names of the alerts that fire."""
        alerts = self.ask("alerts")["alerts"]
        return {alert["labels"]["alertname"] for alert in alerts if alert["state"] == "firing"}

    def alert(self, name: str) -> dict[str, Any]:
        """The first firing alert of that name."""
        found: dict[str, Any] = next(
            alert
            for alert in self.ask("alerts")["alerts"]
            if alert["state"] == "firing" and alert["labels"]["alertname"] == name
        )
        return found

    def rules(self) -> list[dict[str, Any]]:
        """All rules as it has evaluated them, with their health."""
        return [rule for group in self.ask("rules")["groups"] for rule in group["rules"]]

    def _ready(self) -> bool:
        assert self._child.alive, self._child.tail()
        try:
            with urllib.request.urlopen(f"{self.url}/-/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False
