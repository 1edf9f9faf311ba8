"""Processes that read one knowledge base hold it in memory once, and none of it as their own."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.knowledge.base import default_path

# Reads every byte, says by how many kB its own memory has grown by that, and waits.
READS = """
import re, sys
from pathlib import Path
import numpy as np
from service.knowledge import KnowledgeBase

def own():
    return int(re.search(r"RssAnon:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

before = own()
base = KnowledgeBase.open(sys.argv[1])
copies = [column.copy() for column in base._columns.values()] if sys.argv[2] == "copied" else []
assert sum(int(column.view(np.uint8).sum()) for column in base._columns.values())
print(own() - before, flush=True)
sys.stdin.read()
"""

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/smaps").exists(), reason="Linux alone says what of a file is shared"
)


@contextmanager
def reader(path: Path, how: str = "mapped") -> Iterator[tuple[int, int]]:
    """A process that has read the knowledge base: its id, and by how many kB it has grown."""
    with subprocess.Popen(
        [sys.executable, "-c", READS, str(path), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout
        yield process.pid, int(process.stdout.readline())


def mapped(process: int, path: Path, what: str) -> int:
    """What the system counts of a file in the memory of a process, in kB."""
    smaps = Path(f"/proc/{process}/smaps").read_text()
    _, area = smaps.split(f" {path}\n")
    count = re.search(rf"^{what}: +(\d+) kB$", area, re.M)
    assert count
    return int(count[1])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that no process has mapped but those of the test."""
    return Path(shutil.copy(default_path(), tmp_path / "world.kb"))


def test_a_knowledge_base_is_in_memory_once_for_all_processes(path: Path) -> None:
    size = path.stat().st_size // 1024
    with reader(path) as (one, grown), reader(path) as (other, grown_too):
        for process in (one, other):
            resident = mapped(process, path, "Rss")
            assert resident >= 0.95 * size
            assert mapped(process, path, "Pss") <= 0.51 * resident
            assert mapped(process, path, "Private_Dirty") == 0
        assert max(grown, grown_too) < size / 4


def test_a_copy_and_a_process_by_itself_would_be_seen(path: Path) -> None:
    with reader(path, "copied") as (process, grown):
        assert mapped(process, path, "Pss") >= 0.9 * mapped(process, path, "Rss")
        assert grown > 0.9 * path.stat().st_size // 1024
