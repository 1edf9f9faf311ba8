"""How the page on operating brings a knowledge base of one's own into a container is true."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.settings import PREFIX, Settings
from tests.deploy.manifests import FOLDER, OVERLAYS, Manifests, kustomize
from tests.deploy.tools import ROOT

PAGE = (ROOT / "docs" / "operations.md").read_text()
SETTING = f"{PREFIX}KNOWLEDGE"


def block(language: str, word: str) -> str:
    """The block of code on the page that is in this language and holds this word."""
    (found,) = [b for b in re.findall(rf"```{language}\n(.*?)```", PAGE, re.S) if word in b]
    return str(found)


def lies_in(path: str, folder: str) -> bool:
    return Path(path).parent == Path(folder)


def test_the_setting_is_one() -> None:
    assert "knowledge" in Settings.model_fields


def test_the_override_for_compose_mounts_what_the_setting_names_into_a_service_of_ours() -> None:
    services: dict[str, Any] = yaml.safe_load(block("yaml", "house.kb:ro"))["services"]
    ours = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert services.keys() <= ours.keys()
    for service in services.values():
        (mount,) = service["volumes"]
        assert service["environment"] == {SETTING: mount.split(":")[1]}


def test_the_image_of_ones_own_has_the_file_where_its_setting_says() -> None:
    text = block("dockerfile", "house.kb")
    (path,) = re.findall(r"^COPY --chmod=444 \S+ (\S+)$", text, re.M)
    assert f"ENV {SETTING}={path}\n" in text


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_patch_for_kubernetes_fits_both_overlays(tmp_path: Path, overlay: str) -> None:
    (tmp_path / "knowledge.yaml").write_text(block("yaml", "persistentVolumeClaim"))
    base = os.path.relpath(FOLDER / overlay, tmp_path.resolve())
    (tmp_path / "kustomization.yaml").write_text(
        f"resources: [{base}]\npatches: [{{path: knowledge.yaml}}]\n"
    )
    found = Manifests(list(yaml.safe_load_all(kustomize(str(tmp_path.resolve())))))
    assert found.container["env"][0]["name"] == SETTING
    (mount,) = (m for m in found.container["volumeMounts"] if m["name"] == "knowledge")
    assert lies_in(found.container["env"][0]["value"], mount["mountPath"])
    assert mount["readOnly"]
    # What the overlay has, stays.
    assert {"tmp", "knowledge"} <= {volume["name"] for volume in found.pod["volumes"]}
