"""Runs `copydesk` in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.processes import ROOT

DEADLINE_SECONDS = 120


def copydesk(
    *arguments: str | Path,
    stdin: bytes = b"",
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    **more_environment: str,
) -> "subprocess.CompletedProcess[bytes]":
    """The finished process. No COPYDESK_ variable of the tests' own environment reaches it."""
    clean = {k: v for k, v in os.environ.items() if not k.upper().startswith("COPYDESK_")}
    return subprocess.run(
        [sys.executable, "-m", "service", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=cwd or ROOT,
        env={**clean, "COLUMNS": "100", **(environment or {}), **more_environment},
        timeout=DEADLINE_SECONDS,
    )


def said(process: "subprocess.CompletedProcess[bytes]") -> str:
    """The one line on standard error. Fails if there are more, or none."""
    (line,) = process.stderr.decode().splitlines()
    return line
