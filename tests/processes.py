"""Child processes of the tests: a group of their own, output in files, and no survivors.

Every child is the leader of its own session, so that killing the group takes its children too and
Ctrl-C reaches only pytest. A small guard process (this file, run as a script) kills all groups
when pytest itself dies, even by SIGKILL. PR_SET_PDEATHSIG would not do: it fires when the thread
that started the child ends, and needs a preexec_fn, which is unsafe beside other threads.
"""

import atexit
import contextlib
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TAIL_BYTES = 4000


class Child:
    """A running child process. `stdout` and `stderr` are files that grow while it runs."""

    def __init__(self, process: subprocess.Popen[bytes], stdout: Path, stderr: Path) -> None:
        self.process = process
        self.stdout = stdout
        self.stderr = stderr
        self._killed = False

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def returncode(self) -> int | None:
        """The exit status, negative for a signal; None while it runs."""
        return self.process.poll()

    @property
    def alive(self) -> bool:
        return self.returncode is None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the child alone, not to its group. Harmless once it has ended."""
        self.process.send_signal(number)

    def wait(self, deadline_seconds: float) -> int:
        """Wait for its end; the exit status. Raises TimeoutError with the tail of its output."""
        try:
            return self.process.wait(deadline_seconds)
        except subprocess.TimeoutExpired:
            raise TimeoutError(
                f"{self.process.args!r} still runs after {deadline_seconds:g} s\n{self.tail()}"
            ) from None

    def kill(self) -> None:
        """SIGKILL to the whole group, and wait. Harmless once it has ended."""
        if self._killed:  # a second time, the number could be that of another group
            return
        self._killed = True
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()
        if self.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()
        _guard.forget(self.pid)

    def tail(self) -> str:
        """The ends of both outputs, for messages."""
        return "\n".join(
            f"--- {path.name}\n{path.read_bytes()[-TAIL_BYTES:].decode(errors='replace')}"
            for path in (self.stdout, self.stderr)
        )


def start(
    arguments: Sequence[str | Path],
    *,
    folder: Path,
    name: str,
    environment: Mapping[str, str] | None = None,
    stdin: int = subprocess.DEVNULL,
) -> Child:
    """Start a child in the project's root; output in `folder`/`name`.out and .err.

    `environment` is added to that of the tests. Who starts it calls kill() in the end; the
    fixture `spawn` does both.
    """
    stdout, stderr = folder / f"{name}.out", folder / f"{name}.err"
    with stdout.open("wb") as out, stderr.open("wb") as err:
        process = subprocess.Popen(
            [str(argument) for argument in arguments],
            stdin=stdin,
            stdout=out,
            stderr=err,
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
    _guard.watch(process.pid)
    return Child(process, stdout, stderr)


class _Guard:
    """Our end of the guard process. It starts with the first child."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def watch(self, group: int) -> None:
        self._tell(f"+{group}\n")

    def forget(self, group: int) -> None:
        self._tell(f"-{group}\n")

    def _tell(self, line: str) -> None:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", __file__],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                bufsize=0,
                start_new_session=True,
            )
            atexit.register(self._end, self._process)
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode())

    @staticmethod
    def _end(process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        process.stdin.close()
        process.wait()


_guard = _Guard()


def _guard_main() -> None:
    """Read "+group" and "-group" lines; once the parent is gone, kill the groups still there."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    parent = os.getppid()
    groups: set[int] = set()
    rest = b""
    # A forked child of pytest may hold the pipe open, so its end is not the only sign.
    while os.getppid() == parent:
        if not select.select([0], [], [], 0.5)[0]:
            continue
        data = os.read(0, 65536)
        if not data:
            break
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            (groups.add if line.startswith(b"+") else groups.discard)(int(line[1:]))
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    _guard_main()
