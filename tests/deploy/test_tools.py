from pathlib import Path

import pytest

from tests.deploy import tools


def executable(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_our_own_tool_wins_over_the_machines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = executable(tmp_path / "theirs" / "judge")
    monkeypatch.setattr(tools, "OURS", tmp_path / "ours")
    monkeypatch.setenv("PATH", str(theirs.parent))
    assert tools.tool("judge") == str(theirs)
    ours = executable(tmp_path / "ours" / "judge")
    assert tools.tool("judge") == str(ours)


@pytest.mark.parametrize(
    ("name", "how"),
    [("promtool", "apt-get install prometheus"), ("hadolint", "make .tools/.installed")],
)
def test_a_missing_tool_skips_here_and_fails_in_ci(
    name: str, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tools, "OURS", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=f"no {name}: {how}"):
        tools.tool(name)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=f"no {name}: {how}"):
        tools.tool(name)
