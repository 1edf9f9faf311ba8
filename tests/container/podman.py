"""Containers without a Docker engine and without a registry: podman, on a base that we make.

All it keeps is in .cache/podman: the base as a tarball, and podman's own storage.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

from tests.deploy.tools import ROOT, missing, tool

CACHE = ROOT / ".cache" / "podman"
AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")  # on Debian, so in the base too

# Limits above one's own cannot be set where the tests are in a container themselves.
LIMITS = ("--network=host", "--ulimit=nofile=1024:1024", "--ulimit=nproc=4096:4096")

# As docker-compose.yml and the Kubernetes manifests run it. Each stage process unpacks the language
# model to 69 MB in /tmp while it loads it; a smaller /tmp costs every article its language.
CONFINED = (
    "--read-only",
    "--read-only-tmpfs=false",
    "--tmpfs=/tmp:rw,noexec,nosuid,nodev,size=256m",
    "--cap-drop=ALL",
    "--security-opt=no-new-privileges",
)


class Podman:
    """podman with a storage of its own. Skips, or fails in CI, where that cannot be had."""

    def __init__(self) -> None:
        if os.geteuid() != 0:
            missing("root, as whom alone debootstrap and this podman work")
        for program in ("runc", "debootstrap"):
            tool(program)
        self.command = [
            tool("podman"),
            f"--root={CACHE / 'storage'}",
            f"--runroot={CACHE / 'run'}",
            f"--tmpdir={CACHE / 'tmp'}",
            "--runtime=runc",
        ]
        # Without systemd no timer can ask for a container's health; the tests ask by themselves.
        self.environment = {"DISABLE_HC_SYSTEMD": "true", "TMPDIR": str(CACHE / "tmp")}
        (CACHE / "tmp").mkdir(parents=True, exist_ok=True)

    def __call__(
        self, *arguments: str | Path, seconds: float = 120
    ) -> subprocess.CompletedProcess[str]:
        """Run a podman command, whatever its status."""
        return subprocess.run(
            [*self.command, *map(str, arguments)],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def build(self, folder: Path, say: Callable[[str], None]) -> str:
        """Build the image by `make image`, on our base under the official one's name; its tag."""
        text = (ROOT / "deploy" / "Dockerfile").read_text()
        (base,) = re.findall(r"^ARG BASE=(\S+)$", text, re.M)
        if self("image", "exists", base).returncode:
            done = self("import", self._base(say), base, seconds=300)
            assert done.returncode == 0, done.stderr
        say("building the image, some minutes the first time")
        made = subprocess.run(
            [
                "make",
                "image",
                f"ENGINE={shlex.join(self.command)}",
                f"BUILD={shlex.join(['--layers', *LIMITS, *_package_index(folder)])}",
            ],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=1800,
            check=False,
        )
        assert made.returncode == 0, made.stdout[-8000:]
        version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
        return f"localhost/copydesk:{version}"

    def _base(self, say: Callable[[str], None]) -> Path:
        """A tarball of a small Debian with Python 3.11."""
        tarball = CACHE / "bookworm-python.tar"
        if tarball.exists():
            return tarball
        say("making a base image with debootstrap, a minute or two the first time")
        tree, part = CACHE / "bookworm", CACHE / "bookworm.part"
        shutil.rmtree(tree, ignore_errors=True)
        packages = "--include=python3,python3-venv,ca-certificates"
        log = CACHE / "debootstrap.log"
        with log.open("wb") as output:
            made = subprocess.run(
                [tool("debootstrap"), "--variant=minbase", packages, "bookworm", tree, *_mirror()],
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=900,
                check=False,
            )
        if made.returncode:
            missing(f"base image: debootstrap failed, see {log}")
        unneeded = ("--exclude=./dev/*", "--exclude=./var/cache/apt/*", "--exclude=./var/lib/apt/*")
        subprocess.run(["tar", "-C", tree, *unneeded, "-cf", part, "."], timeout=300, check=True)
        part.rename(tarball)
        shutil.rmtree(tree)
        return tarball


def _mirror() -> list[str]:
    """The Debian mirror that this machine uses; none where debootstrap is to take its own."""
    if shutil.which("apt-get"):
        columns = "$(ORIGIN) $(CODENAME) $(REPO_URI)"
        known = subprocess.run(
            ["apt-get", "indextargets", "--format", columns, "Created-By: Packages"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        if found := re.search(r"^Debian bookworm (\S+)$", known.stdout, re.M):
            return [found[1]]
    return []


def _package_index(folder: Path) -> list[str]:
    """Options by which the build finds packages where this machine's pip finds them.

    A secret is no part of any layer, nor is what is mounted.
    """
    known = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    # Variables come last and win, as for pip itself.
    lines = sorted(known.stdout.splitlines(), key=lambda line: line.startswith(":env:"))
    settings = {
        found[1]: found[2]
        for line in lines
        if (found := re.fullmatch(r"(?:global|install|:env:)\.([a-z-]+)='(.*)'", line))
    }
    options = []
    if authorities := settings.pop("cert", os.environ.get("SSL_CERT_FILE")):
        settings["cert"] = str(AUTHORITIES)
        options.append(f"--volume={authorities}:{AUTHORITIES}:ro")
    for place in settings.get("find-links", "").split():
        if Path(place).is_dir():
            options.append(f"--volume={place}:{place}:ro")
    config = folder / "pip.conf"
    config.touch(0o600)
    config.write_text("[global]\n" + "".join(f"{k} = {v}\n" for k, v in settings.items()))
    return [f"--secret=id=pip.conf,src={config}", *options]
