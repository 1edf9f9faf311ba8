"""Where Kafka comes from, and what is said when it cannot be had."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.brokers.base import Broker, free_ports
from tests.brokers.kafka.fetch import KafkaUnavailable, fetch, kafka_version
from tests.processes import ROOT

WITH_KAFKA = "tests/brokers/test_brokers.py::test_records_come_back_in_order[kafka]"
WITH_OUTAGE = "tests/brokers/test_brokers.py::test_an_outage_keeps_the_address_and_the_records"


@pytest.fixture
def maven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `mvn` that copies one jar, then ends with the status that the file `status` holds."""
    program = tmp_path / "bin" / "mvn"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\n"
        'for word; do case "$word" in -DoutputDirectory=*) out="${word#*=}";; esac; done\n'
        'mkdir -p "$out"; : > "$out/kafka.jar"\n'
        "echo '[ERROR] no network'\n"
        f'exit "$(cat {tmp_path}/status)"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    return tmp_path / "status"


def test_a_fetch_that_breaks_off_leaves_nothing_and_the_next_one_fetches(
    maven: Path, tmp_path: Path
) -> None:
    cache, said = tmp_path / "cache", list[str]()
    maven.write_text("1")
    with pytest.raises(KafkaUnavailable, match=r"^Maven could not .*: \[ERROR\] no network$"):
        fetch(said.append, cache)
    assert list(cache.iterdir()) == []
    maven.write_text("0")
    home = fetch(said.append, cache)
    assert sorted(path.name for path in home.iterdir()) == ["kafka.jar", "pom.xml"]
    assert len(said) == 2
    assert kafka_version() in said[0]


def test_what_is_there_is_not_fetched_again_unless_the_pom_has_changed(
    maven: Path, tmp_path: Path
) -> None:
    cache, said = tmp_path / "cache", list[str]()
    maven.write_text("0")
    home = fetch(said.append, cache)
    fetch(said.append, cache)
    assert len(said) == 1
    (home / "pom.xml").write_text("of yesterday")
    (home / "old.jar").touch()
    fetch(said.append, cache)
    assert len(said) == 2
    assert sorted(path.name for path in home.iterdir()) == ["kafka.jar", "pom.xml"]


def run_pytest(test: str, **environment: str) -> str:
    """Run tests in a pytest of their own; what it printed."""
    inherited = {k: v for k, v in os.environ.items() if k not in {"CI", "COPYDESK_TEST_KAFKA"}}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", test],
        cwd=ROOT,
        env={**inherited, "COLUMNS": "250", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.stdout


def test_without_java_tests_are_skipped_with_a_reason() -> None:
    out = run_pytest(WITH_KAFKA, PATH="/nowhere", JAVA_HOME="")
    assert "1 skipped" in out
    assert "real Kafka needs Java 17, and there is no java here" in out


def test_in_ci_they_fail_instead() -> None:
    out = run_pytest(WITH_KAFKA, PATH="/nowhere", JAVA_HOME="", CI="true")
    assert "1 error" in out
    assert "CI=true, and real Kafka needs Java 17" in out


def test_a_kafka_of_the_users_own_serves_instead_and_is_not_stopped(kafka: Broker) -> None:
    own = {"COPYDESK_TEST_KAFKA": kafka.bootstrap, "PATH": "/nowhere", "JAVA_HOME": ""}
    assert "1 passed" in run_pytest(WITH_KAFKA, **own)
    out = run_pytest(f"{WITH_OUTAGE}[kafka]", **own)
    assert "1 skipped" in out
    assert "is not ours to stop" in out


def test_a_kafka_of_the_users_own_that_does_not_answer_is_named() -> None:
    address = f"127.0.0.1:{free_ports(1)[0]}"
    out = run_pytest(WITH_KAFKA, COPYDESK_TEST_KAFKA=address)
    assert f"COPYDESK_TEST_KAFKA={address}: no Kafka answers there" in out
