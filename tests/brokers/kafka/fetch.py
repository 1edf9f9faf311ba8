"""Apache Kafka's jars, fetched once with Maven and kept in the project's .cache folder."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from tests.processes import ROOT

POM = Path(__file__).parent / "pom.xml"
CACHE = ROOT / ".cache"
FETCH_SECONDS = 280  # below pytest's limit for a test, so that the reason is Maven's own
JAVA_NEEDED = 17


class KafkaUnavailable(Exception):
    """No real Kafka can be had here. The message is one line that says why."""


def kafka_version() -> str:
    """The version of Kafka that pom.xml names."""
    version = ElementTree.parse(POM).findtext(".//{*}kafka.version")
    assert version
    return version


def find_java() -> str:
    """The path of a Java that is new enough. Raises KafkaUnavailable."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")
    if java is None:
        raise KafkaUnavailable(f"real Kafka needs Java {JAVA_NEEDED}, and there is no java here")
    answer = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(?:1\.)?(\d+)', answer.stderr)
    if not found or int(found[1]) < JAVA_NEEDED:
        version = found[1] if found else "unknown"
        raise KafkaUnavailable(f"real Kafka needs Java {JAVA_NEEDED}, {java} is {version}")
    return java


def fetch(say: Callable[[str], None], cache: Path = CACHE) -> Path:
    """The folder that holds Kafka's jars, fetched if it is not there yet.

    `say` gets the one line that announces a fetch. Raises KafkaUnavailable.
    """
    home = cache / f"kafka-{kafka_version()}"
    if _is_complete(home):
        return home
    maven = shutil.which("mvn")
    if maven is None:
        raise KafkaUnavailable("real Kafka is fetched with Maven, and there is no mvn here")
    say(f"fetching Apache Kafka {kafka_version()} with Maven into {home} (43 MB, a minute, once)")
    cache.mkdir(exist_ok=True)
    # Moved into place when whole, so that an interrupted fetch leaves nothing that looks done.
    with tempfile.TemporaryDirectory(dir=cache, prefix=".fetching-") as folder:
        fetched = Path(folder) / "kafka"
        _run_maven(maven, fetched)
        shutil.copyfile(POM, fetched / POM.name)
        if home.exists() and not _is_complete(home):
            shutil.rmtree(home)
        try:
            fetched.rename(home)
        except OSError:
            if not _is_complete(home):  # else another run was faster
                raise
    return home


def _is_complete(home: Path) -> bool:
    """Whether these jars were fetched whole and for the pom.xml of today."""
    kept = home / POM.name
    return kept.is_file() and kept.read_bytes() == POM.read_bytes()


def _run_maven(maven: str, target: Path) -> None:
    command = [maven, "-q", "-B", "-f", str(POM), "dependency:copy-dependencies"]
    try:
        subprocess.run(
            [*command, f"-DoutputDirectory={target}"],
            check=True,
            capture_output=True,
            text=True,
            timeout=FETCH_SECONDS,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        raise KafkaUnavailable(f"Maven did not fetch Kafka within {FETCH_SECONDS} s") from None
    except subprocess.CalledProcessError as error:
        lines = [line for line in str(error.stdout).splitlines() if "ERROR" in line]
        reason = lines[0] if lines else f"exit status {error.returncode}"
        raise KafkaUnavailable(f"Maven could not fetch Kafka: {reason}") from None
