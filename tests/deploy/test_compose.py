"""docker-compose.yml: against its schema, against itself, and its Kafka for real."""

import copy
import re
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.settings import PREFIX, Settings
from tests.brokers.base import answers, free_ports
from tests.brokers.kafka.fetch import KafkaUnavailable, fetch, find_java
from tests.conftest import Spawn
from tests.deploy.tools import ROOT, missing, run
from tests.waiting import wait_until

FILE = ROOT / "docker-compose.yml"
COMPOSE: dict[str, Any] = yaml.safe_load(FILE.read_text())
DRAIN_SECONDS = Settings.model_fields["drain_seconds"].default

Services = dict[str, dict[str, Any]]


def changed(change: Callable[[Services], object]) -> Services:
    """The services after a change, for the controls."""
    services: Services = copy.deepcopy(COMPOSE["services"])
    change(services)
    return services


def ours(services: Services) -> Services:
    """The services that run our image."""
    return {n: s for n, s in services.items() if s["image"].startswith("copydesk:")}


def lost_mounts(services: Services) -> list[str]:
    """Paths of this repository that are mounted and are not there."""
    volumes = [volume.split(":")[0] for s in services.values() for volume in s.get("volumes", ())]
    return [path for path in volumes if path.startswith(".") and not (ROOT / path).exists()]


def unknown_settings(services: Services) -> list[str]:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    used = {name for s in ours(services).values() for name in s.get("environment", {})}
    return sorted(used - known)


def unmet_conditions(services: Services) -> list[str]:
    """Waits for something that cannot become true."""
    bad = []
    for name, service in services.items():
        for other, how in service.get("depends_on", {}).items():
            check = services.get(other, {}).get("healthcheck", {})
            once = services.get(other, {}).get("restart", "no") in ("no", "on-failure:3")
            met = {
                "service_healthy": "test" in check,
                "service_completed_successfully": other in services and once,
            }
            if not met.get(how["condition"], False):
                bad.append(f"{name} -> {other}: {how['condition']}")
    return bad


def unpinned(services: Services) -> list[str]:
    """Images without a full version; what a tag such as 4 or latest means changes."""
    images = sorted({service["image"] for service in services.values()})
    return [image for image in images if not re.search(r":v?\d+\.\d+\.\d+$", image)]


def too_hasty(services: Services) -> list[str]:
    """Workers that are killed before they have drained."""
    workers = {n: s for n, s in ours(services).items() if not s.get("command")}
    assert workers
    return [
        name
        for name, service in workers.items()
        if float(service.get("stop_grace_period", "10s").removesuffix("s"))
        <= float(service["environment"].get("COPYDESK_DRAIN_SECONDS", DRAIN_SECONDS))
    ]


def replicated(services: Services) -> list[str]:
    """Factors that one node cannot fulfil."""
    environment = services["kafka"]["environment"]
    wanted = {"KAFKA_DEFAULT_REPLICATION_FACTOR"} | {
        f"KAFKA_{topic}_{setting}"
        for topic, settings in {
            "OFFSETS_TOPIC": ("REPLICATION_FACTOR",),
            "TRANSACTION_STATE_LOG": ("REPLICATION_FACTOR", "MIN_ISR"),
            "SHARE_COORDINATOR_STATE_TOPIC": ("REPLICATION_FACTOR", "MIN_ISR"),
        }.items()
        for setting in settings
    }
    wanted |= {name for name in environment if name.endswith(("_REPLICATION_FACTOR", "_MIN_ISR"))}
    return sorted(name for name in wanted if environment.get(name) != 1)


def published(services: Services) -> list[str]:
    """Ports that others in the network could reach."""
    ports = [port for service in services.values() for port in service.get("ports", ())]
    return [port for port in ports if not str(port).startswith("127.0.0.1:")]


def unchecked(services: Services) -> list[str]:
    """Services that run on and whose health nobody asks for."""
    return sorted(
        name
        for name, service in services.items()
        if service.get("restart") == "unless-stopped"
        and "test" not in service.get("healthcheck", {})
    )


def privileged(services: Services) -> list[str]:
    """What of ours could write, gain rights, or run as root."""
    return sorted(
        name
        for name, service in ours(services).items()
        if not (
            service.get("read_only")
            and service.get("tmpfs") == ["/tmp"]
            and service.get("cap_drop") == ["ALL"]
            and service.get("security_opt") == ["no-new-privileges:true"]
            and service.get("user") == "10001:10001"
        )
    )


def renamed(services: Services, old: str, new: str) -> None:
    services["grafana"]["volumes"] = [v.replace(old, new) for v in services["grafana"]["volumes"]]


CHECKS: list[tuple[Callable[[Services], list[str]], Callable[[Services], object], list[str]]] = [
    (lost_mounts, lambda s: renamed(s, "deploy/grafana/d", "gone/d"), ["./gone/dashboards"]),
    (
        unknown_settings,
        lambda s: s["worker"]["environment"].update(COPYDESK_BROKERS="kafka:19092"),
        ["COPYDESK_BROKERS"],
    ),
    (
        unmet_conditions,
        lambda s: s["kafka"].pop("healthcheck"),
        [f"{name} -> kafka: service_healthy" for name in ("topics", "worker", "samples")],
    ),
    (
        unmet_conditions,
        lambda s: s["topics"].update(restart="unless-stopped"),
        [f"{name} -> topics: service_completed_successfully" for name in ("worker", "samples")],
    ),
    (unpinned, lambda s: s["kafka"].update(image="apache/kafka:latest"), ["apache/kafka:latest"]),
    (too_hasty, lambda s: s["worker"].update(stop_grace_period="25s"), ["worker"]),
    (too_hasty, lambda s: s["worker"].pop("stop_grace_period"), ["worker"]),
    (
        replicated,
        lambda s: s["kafka"]["environment"].pop(
            "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR"
        ),
        ["KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR"],
    ),
    (published, lambda s: s["grafana"].update(ports=["3000:3000"]), ["3000:3000"]),
    (unchecked, lambda s: s["prometheus"].pop("healthcheck"), ["prometheus"]),
    (privileged, lambda s: s["worker"].pop("cap_drop"), ["worker"]),
]


@pytest.mark.parametrize("check", dict.fromkeys(c for c, *_ in CHECKS), ids=lambda c: c.__name__)
def test_nothing_is_wrong(check: Callable[[Services], list[str]]) -> None:
    assert check(COMPOSE["services"]) == []


@pytest.mark.parametrize(("check", "change", "found"), CHECKS)
def test_it_would_be_found(
    check: Callable[[Services], list[str]],
    change: Callable[[Services], object],
    found: list[str],
) -> None:
    assert check(changed(change)) == found


def test_it_is_what_compose_understands(tmp_path: Path) -> None:
    arguments = ("--builtin-schema", "vendor.compose-spec")
    judged = run("check-jsonschema", *arguments, FILE)
    assert judged.returncode == 0, judged.stdout
    bad = tmp_path / "docker-compose.yml"
    bad.write_text(FILE.read_text().replace("stop_grace_period", "stop_grace_time"))
    judged = run("check-jsonschema", *arguments, bad)
    assert judged.returncode == 1
    assert "stop_grace_time" in judged.stdout


def test_yamllint_finds_nothing(tmp_path: Path) -> None:
    judged = run("yamllint", "--strict", FILE, ".pre-commit-config.yaml", "deploy")
    assert (judged.returncode, judged.stdout) == (0, "")
    bad = tmp_path / "bad.yml"
    bad.write_text("a: 1\na: 2\n")
    assert "key-duplicates" in run("yamllint", "--strict", bad).stdout


def test_the_image_is_the_one_that_make_builds() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert {service["image"] for service in ours(COMPOSE["services"]).values()} == {
        f"copydesk:{version}"
    }


def test_prometheus_finds_the_workers_by_the_name_of_their_service() -> None:
    jobs = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())["scrape_configs"]
    (found,) = [names for job in jobs for names in job.get("dns_sd_configs", ())]
    assert set(found["names"]) <= COMPOSE["services"].keys()
    assert found["port"] == Settings.model_fields["web_port"].default


def kafka_settings(services: Services, folder: Path) -> tuple[dict[str, str], dict[str, int]]:
    """What the image makes of the environment, on free ports and in `folder`; the ports by old."""
    properties = {
        name.removeprefix("KAFKA_").lower().replace("_", "."): str(value)
        for name, value in services["kafka"]["environment"].items()
        if name.startswith("KAFKA_") and name != "KAFKA_HEAP_OPTS"
    }
    properties["log.dirs"] = str(folder / "data")
    old = sorted(set(re.findall(r":(\d{4,5})\b", " ".join(properties.values()))))
    ports = dict(zip(old, free_ports(len(old)), strict=True))
    for name, value in properties.items():
        properties[name] = re.sub(r":(\d{4,5})\b", lambda m: f":{ports.get(m[1], m[1])}", value)
    return properties, ports


def started(services: Services, folder: Path, spawn: Spawn, say: Callable[[str], None]) -> str:
    """Format and start a Kafka with the file's settings; "" once it answers, else its complaint."""
    try:
        java, classpath = find_java(), f"{fetch(say)}/*"
    except KafkaUnavailable as reason:
        missing(f"Kafka: {reason}")
    properties, ports = kafka_settings(services, folder)
    config = folder / "server.properties"
    config.write_text("".join(f"{name}={value}\n" for name, value in properties.items()))
    cluster = services["kafka"]["environment"]["CLUSTER_ID"]
    formatted = subprocess.run(
        [java, "-cp", classpath, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", config],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if formatted.returncode:
        return formatted.stdout + formatted.stderr
    heap = services["kafka"]["environment"]["KAFKA_HEAP_OPTS"].split()
    child = spawn(java, *heap, "-cp", classpath, "kafka.Kafka", config, name="kafka")
    inside, outside = (f"127.0.0.1:{ports[port]}" for port in ("19092", "9092"))
    wait_until(
        lambda: not child.alive or (answers(inside) and answers(outside)),
        90,
        lambda: f"Kafka inside at {inside} and outside at {outside}\n{child.tail()}",
    )
    return "" if child.alive else child.tail()


def test_a_real_kafka_starts_with_these_settings_and_hears_both_listeners(
    tmp_path: Path, spawn: Spawn, say: Callable[[str], None]
) -> None:
    assert started(COMPOSE["services"], tmp_path, spawn, say) == ""


def test_a_real_kafka_would_refuse_settings_that_do_not_fit(
    tmp_path: Path, spawn: Spawn, say: Callable[[str], None]
) -> None:
    bad = changed(
        lambda s: s["kafka"]["environment"].update(KAFKA_INTER_BROKER_LISTENER_NAME="INSID")
    )
    assert "INSID" in started(bad, tmp_path, spawn, say)


def test_only_one_service_builds_the_image() -> None:
    """Two that build one tag side by side get in each other's way."""
    builds = [name for name, service in COMPOSE["services"].items() if "build" in service]
    assert builds == ["topics"]
    assert all(
        "topics" in s["depends_on"] for n, s in ours(COMPOSE["services"]).items() if n != "topics"
    )
