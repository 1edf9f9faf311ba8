"""Children of the tests end with the tests, whatever ends those."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.brokers.embedded import EmbeddedProcess
from tests.conftest import Spawn
from tests.waiting import wait_until

# A parent that starts a child that starts a grandchild, and prints their process ids.
FAMILY = """
import subprocess, sys, time
from pathlib import Path
from tests import processes
sleep = "import time; time.sleep(120)"
old = f"print(subprocess.Popen([sys.executable, '-c', {sleep!r}]).pid, flush=True)"
young = f"import subprocess, sys; {old}; {sleep}"
child = START
print(child.pid, flush=True)
time.sleep(120)
"""
GUARDED = FAMILY.replace(
    "START",
    "processes.start([sys.executable, '-c', young], folder=Path(sys.argv[1]), name='young')",
)
UNGUARDED = FAMILY.replace(
    "START",
    "subprocess.Popen([sys.executable, '-c', young], start_new_session=True, "
    "stdout=Path(sys.argv[1], 'young.out').open('wb'))",
)


def alive(pid: int) -> bool:
    """Whether the process runs; a zombie, which nobody has waited for yet, does not."""
    if Path("/proc/self/stat").exists():
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return False
    else:
        command = ["ps", "-o", "stat=", "-p", str(pid)]
        state = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return bool(state) and not state.startswith("Z")


def kill_family(spawn: Spawn, program: str, folder: Path) -> list[int]:
    """SIGKILL a parent whose child and grandchild run; the process ids of those two."""
    parent = spawn(sys.executable, "-c", program, folder)
    child = int(wait_until(parent.stdout.read_text, 20, "the child's id"))
    grandchild = int(wait_until((folder / "young.out").read_text, 20, "the grandchild's id"))
    assert alive(child)
    assert alive(grandchild)
    # Not Child.kill(), which would end what this is about.
    parent.signal(signal.SIGKILL)
    parent.wait(10)
    return [child, grandchild]


def test_children_and_theirs_end_when_the_tests_are_killed(spawn: Spawn, tmp_path: Path) -> None:
    family = kill_family(spawn, GUARDED, tmp_path)
    wait_until(lambda: not any(map(alive, family)), 10, "the children to end")


def test_without_the_guard_they_would_live_on(spawn: Spawn, tmp_path: Path) -> None:
    family = kill_family(spawn, UNGUARDED, tmp_path)
    try:
        with pytest.raises(pytest.fail.Exception, match="waited 2 s for the children to end"):
            wait_until(lambda: not any(map(alive, family)), 2, "the children to end")
    finally:
        for pid in family:
            os.kill(pid, signal.SIGKILL)


def test_output_is_kept_and_shown_when_a_child_takes_too_long(spawn: Spawn) -> None:
    child = spawn(sys.executable, "-c", "import time; print('here', flush=True); time.sleep(60)")
    wait_until(child.stdout.read_text, 20, "its output")
    with pytest.raises(TimeoutError, match=r"still runs after 0\.1 s[^$]*here"):
        child.wait(0.1)
    child.kill()
    assert child.returncode == -signal.SIGKILL
    child.kill()


def test_a_child_gets_its_environment_and_its_status_is_told(spawn: Spawn) -> None:
    child = spawn(sys.executable, "-c", "import os; exit(int(os.environ['STATUS']))", STATUS="3")
    assert child.wait(20) == 3
    assert not child.alive


def test_brokers_leave_no_process_behind(tmp_path: Path) -> None:
    broker = EmbeddedProcess(tmp_path)
    pid = broker.pid
    assert alive(pid)
    broker.close()
    assert not alive(pid)
