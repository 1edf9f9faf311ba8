"""The image, built from deploy/Dockerfile and run confined as it is to be run."""

import asyncio
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import psutil
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from schemas.topics import DEAD_LETTERS, ENRICHED, TOPICS
from service import __version__
from tests.brokers.base import Broker, free_ports
from tests.conftest import Spawn
from tests.container.conftest import Run
from tests.container.podman import CONFINED, LIMITS, Podman
from tests.deploy.tools import ROOT
from tests.e2e.articles import raw
from tests.e2e.pipeline import TERMINAL, Pipeline, repeats
from tests.waiting import wait_until

pytestmark = pytest.mark.timeout(2400)  # with the build of the image

READY_SECONDS = 120
MIB = 1024 * 1024


def answer(port: int, path: str) -> tuple[int, str]:
    """What the worker says; 0 while nobody listens."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError as error:
        return 0, str(error)


def inside(podman: Podman, image: str, script: str) -> str:
    """The output of a shell script in a fresh container."""
    shell = ("--entrypoint=sh", image, "-c", script)
    done = podman("run", "--rm", "--timeout=120", *LIMITS, *CONFINED, *shell)
    assert done.returncode == 0, done.stderr
    return done.stdout


def locked() -> dict[str, str]:
    """The versions in requirements/runtime.txt that are for this platform, by name."""
    text = re.sub(r"\\\n.*", "", (ROOT / "requirements" / "runtime.txt").read_text())
    lines = [line for line in text.splitlines() if "==" in line and "--hash" not in line]
    wanted = [Requirement(line.strip(" \\")) for line in lines]
    return {
        canonicalize_name(r.name): str(r.specifier).removeprefix("==")
        for r in wanted
        if r.marker is None or r.marker.evaluate()
    }


def test_the_image_says_what_it_is_and_how_to_run_it(podman: Podman, image: str) -> None:
    (told,) = json.loads(podman("image", "inspect", image).stdout)
    config = told["Config"]
    assert config["User"] == "10001:10001"
    assert config["StopSignal"] == "SIGTERM"
    assert (config["Entrypoint"], config["Cmd"]) == (["copydesk"], ["worker"])
    labels = {k.rpartition(".")[2]: v for k, v in told["Labels"].items() if "opencontainers" in k}
    assert labels["title"] == "copydesk"
    assert labels["licenses"] == "Apache-2.0"
    assert labels["version"] == __version__
    assert re.fullmatch(r"[0-9a-f]{40}", labels["revision"])


def test_the_bill_of_materials_in_the_image_is_the_lock(podman: Podman, image: str) -> None:
    bill = json.loads(inside(podman, image, "cat /opt/copydesk/share/sbom.cdx.json"))
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["name"] == "copydesk"
    named = {canonicalize_name(c["name"]): c["version"] for c in bill["components"]}
    wanted = locked()
    assert len(wanted) > 50
    assert named == wanted


def test_nothing_in_the_image_can_install_or_compile(podman: Podman, image: str) -> None:
    look = "for name in {}; do command -v $name || true; done"
    assert inside(podman, image, look.format("pip pip3 gcc cc make git curl")) == ""
    assert inside(podman, image, look.format("copydesk")) == "/opt/copydesk/bin/copydesk\n"
    tried = inside(podman, image, "python3 -m pip --version 2>&1 || true")
    assert "No module named pip" in tried


def test_all_byte_code_is_there_so_that_a_read_only_start_is_a_fast_one(
    podman: Podman, image: str
) -> None:
    count = "find /opt/copydesk/lib -name '*.{}' | wc -l"
    sources, compiled = (int(inside(podman, image, count.format(e))) for e in ("py", "pyc"))
    assert compiled > 2000
    # A few packages carry files for other versions of Python, which this one cannot compile.
    assert compiled > 0.99 * sources


async def test_a_confined_container_works_drains_on_stop_and_the_next_one_does_the_rest(
    podman: Podman,
    image: str,
    run: Run,
    unique: str,
    kafka: Broker,
    prefix: str,
    spawn: Spawn,
    say: Callable[[str], None],
) -> None:
    pipeline = Pipeline(kafka, prefix, spawn)
    (port,) = free_ports(1)
    environment = {
        "COPYDESK_BROKER": kafka.bootstrap,
        "COPYDESK_TOPIC_PREFIX": prefix,
        "COPYDESK_GROUP_ID": prefix,
        "COPYDESK_SESSION_TIMEOUT_SECONDS": "6",
        "COPYDESK_COMMIT_INTERVAL_SECONDS": "0.5",
        "COPYDESK_BATCH_SIZE": "20",
        "COPYDESK_STAGE_PROCESSES": "1",
        "COPYDESK_WEB_PORT": str(port),
    }

    async def produce(first: int, end: int) -> set[str]:
        ids = [f"article-{number}" for number in range(first, end)]
        await pipeline.produce((i.encode(), raw(i, n)) for n, i in enumerate(ids, first))
        return set(ids)

    ids = await produce(0, 40)
    begin = time.monotonic()
    first = run(name=f"{unique}-1", **environment)
    pipeline.workers.append(first)
    await asyncio.to_thread(
        wait_until,
        lambda: not first.alive or answer(port, "/readyz")[0] == 200,
        READY_SECONDS,
        lambda: f"/readyz: {answer(port, '/readyz')}\n{first.tail()}",
    )
    assert first.alive, first.tail()
    ready_seconds = time.monotonic() - begin

    async with pipeline.reading(*TERMINAL) as reader:
        await reader.until_keys(ids)
        assert answer(port, "/livez")[0] == 200
        metrics = answer(port, "/metrics")[1]
        assert re.search(
            rf'^copydesk_build_info{{.*"{re.escape(__version__)}".*}} 1\.0$', metrics, re.M
        )

        check_health(podman, f"{unique}-1", port)
        check_confinement(podman, f"{unique}-1")
        say_costs(podman, image, f"{unique}-1", ready_seconds, say)

        ids |= await produce(40, 1500)
        done = len(reader[ENRICHED])
        await reader.until(lambda r: len(r[ENRICHED]) >= done + 60, "60 more articles")
        # stop, not kill: what the image says of its signal is part of what is tried.
        stopped = await asyncio.to_thread(podman, "stop", "--time=60", f"{unique}-1")
        assert stopped.returncode == 0, stopped.stderr
        assert await asyncio.to_thread(first.wait, 30) == 0, first.tail()
        await reader.drain()
        left = ids - set(reader.keys(*TERMINAL))
        assert left, "the first container has left nothing to do"

        second = run(name=f"{unique}-2", **environment)
        pipeline.workers.append(second)
        await reader.until_keys(ids)
        assert set(reader.keys(ENRICHED)) == ids
        assert not reader[DEAD_LETTERS]
        # What a stage cannot do in here, it says of the article and of nothing else.
        failed = {
            f"{name}: {field['reason']}"
            for record in reader[ENRICHED]
            for name, field in json.loads(record.value)["status"].items()
            if field["state"] == "failed"
        }
        assert not failed
        # An orderly end repeats nothing.
        assert repeats(reader[ENRICHED]) == (0, 0)
    log = [json.loads(line) for line in first.stderr.read_text().splitlines() if line[:1] == "{"]
    assert log, first.tail()


def check_health(podman: Podman, name: str, port: int) -> None:
    """The image's own health check and the one in docker-compose.yml pass, and can fail."""
    asked = podman("healthcheck", "run", name)
    assert asked.returncode == 0, asked.stdout + asked.stderr
    (told,) = json.loads(podman("inspect", name).stdout)
    probe = told["Config"]["Healthcheck"]["Test"][1:]
    (nobody,) = free_ports(1)
    assert podman("exec", name, *probe).returncode == 0
    assert podman("exec", f"--env=COPYDESK_WEB_PORT={nobody}", name, *probe).returncode == 1

    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    theirs = services["worker"]["healthcheck"]["test"]
    assert theirs[0] == "CMD"
    for reached, status in ((port, 0), (nobody, 1)):
        command = [word.replace("8080", str(reached)) for word in theirs[1:]]
        assert podman("exec", name, *command).returncode == status


def check_confinement(podman: Podman, name: str) -> None:
    """Nobody's user, nothing to write to but /tmp."""
    assert podman("exec", name, "id", "-u").stdout == "10001\n"
    assert podman("exec", name, "id", "-g").stdout == "10001\n"
    for path in ("/x", "/opt/copydesk/x", "/var/tmp/x", "/home/x"):
        refused = podman("exec", "--user=0", name, "touch", path)
        assert refused.returncode == 1
        assert "Read-only file system" in refused.stderr
    assert podman("exec", name, "touch", "/tmp/x").returncode == 0


def say_costs(
    podman: Podman, image: str, name: str, ready_seconds: float, say: Callable[[str], None]
) -> None:
    (told,) = json.loads(podman("image", "inspect", image).stdout)
    (running,) = json.loads(podman("inspect", name).stdout)
    parent = psutil.Process(running["State"]["Pid"])
    family = [parent, *parent.children(recursive=True)]
    memory = sum(process.memory_full_info().pss for process in family)
    ours = inside(podman, image, "du -sm /opt/copydesk").split()[0]
    say(
        f"image {told['Size'] / 1e6:.0f} MB, of which /opt/copydesk {ours} MiB; "
        f"ready in {ready_seconds:.1f} s; {memory / MIB:.0f} MiB in {len(family)} processes"
    )


def test_the_commands_of_docker_compose_make_the_topics_and_send_the_samples(
    run: Run, unique: str, kafka: Broker, prefix: str
) -> None:
    services: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    environment = {"COPYDESK_BROKER": kafka.bootstrap, "COPYDESK_TOPIC_PREFIX": prefix}
    for name, said in (
        ("topics", TOPICS[0].full_name(prefix)),
        ("samples", "articles confirmed"),
    ):
        child = run(*services[name]["command"], name=f"{unique}-{name}", **environment)
        assert child.wait(120) == 0, child.tail()
        assert said in child.stdout.read_text()


def test_a_container_without_a_broker_ends_and_says_so(run: Run, unique: str) -> None:
    (port,) = free_ports(1)
    child = run(name=unique, COPYDESK_BROKER=f"127.0.0.1:{port}", COPYDESK_WEB_PORT="0")
    assert child.wait(120) == 3
    assert f"127.0.0.1:{port}" in child.tail()
