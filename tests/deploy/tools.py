"""The programs that judge deploy/: ours in .tools, the others from the machine."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ROOT / ".tools" / "bin"

# How to get what is not on the path; all else is in .tools.
DEBIAN = {
    "promtool": "prometheus",
    "prometheus": "prometheus",
    "amtool": "prometheus-alertmanager",
    "kubectl": "kubernetes-client",
    "podman": "podman runc",
    "runc": "runc",
    "debootstrap": "debootstrap",
    "kcat": "kcat",
    "chromium": "chromium",
}


def tool(name: str) -> str:
    """The path of a program, from .tools/bin first, then from PATH.

    Where it is missing, skips the test, or fails it under CI=true, with a line on how to get it.
    """
    folders = os.pathsep.join([str(OURS), os.environ.get("PATH", os.defpath)])
    path = shutil.which(name, path=folders)
    if path is None:
        how = f"apt-get install {DEBIAN[name]}" if name in DEBIAN else "make .tools/.installed"
        missing(f"{name}: {how}")
    return path


def missing(reason: str) -> NoReturn:
    """Skip for want of something; under CI=true, where everything must be there, fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI=true, and there is no {reason}", pytrace=False)
    pytest.skip(f"no {reason}")


def run(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a program of these in the project's root, whatever its status; output as text."""
    return subprocess.run(
        [tool(name), *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
