"""The manifests of an overlay, as `kubectl apply -k` would send them."""

import copy
import functools
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import Any

import yaml

from tests.deploy.tools import ROOT, missing, tool

FOLDER = ROOT / "deploy" / "kubernetes"
OVERLAYS = ("dev", "production")
KUSTOMIZE_NEEDED = 4

Manifest = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Manifests:
    """All of an overlay's."""

    all: list[Manifest]

    def of(self, kind: str) -> list[Manifest]:
        return [each for each in self.all if each["kind"] == kind]

    def one(self, kind: str, name: str = "copydesk") -> Manifest:
        """The one of this kind and name, which may have the hash that Kustomize adds."""
        name = rf"{re.escape(name)}(-[0-9a-z]{{10}})?"
        (found,) = [m for m in self.of(kind) if re.fullmatch(name, m["metadata"]["name"])]
        return found

    @property
    def deployment(self) -> Manifest:
        spec: Manifest = self.one("Deployment")["spec"]
        return spec

    @property
    def pod(self) -> Manifest:
        spec: Manifest = self.deployment["template"]["spec"]
        return spec

    @property
    def pod_labels(self) -> dict[str, str]:
        labels: dict[str, str] = self.deployment["template"]["metadata"]["labels"]
        return labels

    @property
    def container(self) -> Manifest:
        (found,) = self.pod["containers"]
        assert isinstance(found, dict)
        return found

    @property
    def environment(self) -> dict[str, str]:
        """What the worker finds in its environment."""
        (source,) = self.container["envFrom"]
        found: dict[str, str] = self.one("ConfigMap", source["configMapRef"]["name"])["data"]
        return found


@functools.cache
def kustomize(overlay: str) -> str:
    """An overlay, built. Skips (or fails, in CI) where nothing modern enough can build it."""
    own = shutil.which("kustomize")
    command = [own, "build"] if own else [_kubectl(), "kustomize"]
    done = subprocess.run(
        [*command, FOLDER / overlay], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def manifests(overlay: str) -> Manifests:
    """An overlay's manifests, a copy of one's own."""
    return Manifests(copy.deepcopy(_parsed(overlay)))


@functools.cache
def _parsed(overlay: str) -> list[Manifest]:
    return list(yaml.safe_load_all(kustomize(overlay)))


def _kubectl() -> str:
    path = tool("kubectl")
    answer = subprocess.run(
        [path, "version", "--client", "-o", "json"], capture_output=True, text=True, check=False
    )
    # Those before Kubernetes 1.24 do not tell, and may hold a Kustomize of 2019.
    version = json.loads(answer.stdout or "{}").get("kustomizeVersion", "v0")
    if int(version.lstrip("v").split(".")[0]) < KUSTOMIZE_NEEDED:
        missing(
            f"kubectl with Kustomize {KUSTOMIZE_NEEDED}, as of Kubernetes 1.24: take a newer one, "
            "or `go install sigs.k8s.io/kustomize/kustomize/v5@v5.5.0`"
        )
    return path
