"""What the pages in docs/ tell a reader to type exists and is taken; what they link to is there."""

import itertools
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from service.cli import main
from tests.processes import ROOT

PAGES = sorted((ROOT / "docs").glob("*.md"))
ids = [page.name for page in PAGES]


def commands(page: str) -> Iterator[list[str]]:
    """The commands in the shell blocks of a page, each as its words."""
    for block in re.findall(r"```sh\n(.*?)```", page, re.S):
        for line in block.replace("\\\n", " ").splitlines():
            lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;()")
            lexer.whitespace_split = True
            for is_end, words in itertools.groupby(lexer, lambda word: word[0] in "|&;()"):
                if not is_end:
                    yield list(words)


def wrong(words: list[str]) -> str | None:
    """What is wrong with a command, as far as we can know: ours, make's, compose's, paths."""
    program, *rest = words
    for word in rest:
        path = word.split("=")[-1]
        if path.startswith(("deploy/", "tests/", "docs/")) and not list(ROOT.glob(path)):
            return f"no {path}"
    if program == "copydesk":
        return wrong_command(rest)
    if program == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M)
        return None if rest[0] in targets else f"no target {rest[0]}"
    if program == "docker":
        return wrong_compose(rest)
    kafka = {f"kafka-{name}.sh" for name in ("consumer-groups", "get-offsets", "topics")}
    known = {"curl", "export", "jq", "kcat", "kubectl", "pip", "promtool", *kafka}
    known |= {"head", "sort", "uniq"}
    return None if program in known else f"{program} is nobody's program"


def wrong_command(arguments: list[str]) -> str | None:
    """Whether the command line of copydesk takes this; nothing is run."""
    command: click.Command = main
    path: list[str] = []
    while isinstance(command, click.Group):
        name, *arguments = arguments
        if name not in command.commands:
            return f"no command {name}"
        command, path = command.commands[name], [*path, name]
    arguments = list(without_redirections(arguments))
    try:
        command.make_context(" ".join(path), arguments, resilient_parsing=False)
    except click.UsageError as error:
        return error.message
    return None


def without_redirections(arguments: list[str]) -> Iterator[str]:
    """The arguments without redirections."""
    words = iter(arguments)
    for word in words:
        if word in ("<", ">"):
            next(words)
        else:
            yield word


def wrong_compose(words: list[str]) -> str | None:
    if words[0] == "run":  # of the image; its options are docker's
        return None if words[-1].startswith("copydesk:") else "not our image"
    if words[0] != "compose":
        return "neither compose nor run"
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    profiles = {p for service in services.values() for p in service.get("profiles", ())}
    if "--profile" in words and words[words.index("--profile") + 1] not in profiles:
        return "no such profile"
    if "run" in words:
        service, *command = [w for w in words[words.index("run") + 1 :] if w != "--rm"]
        return wrong_command(command) if service in services else f"no service {service}"
    return None


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_command_on_a_page_exists_and_takes_its_options(page: Path) -> None:
    found = [(words, wrong(words)) for words in commands(page.read_text())]
    assert [(" ".join(words), why) for words, why in found if why] == []


@pytest.mark.parametrize(
    "command",
    [
        "copydesk nothing",
        "copydesk tail --backwards",
        "copydesk tail --topic rare",
        "make nothing",
        "docker compose --profile nothing up",
        "docker compose run --rm nobody tail",
        "docker compose run --rm worker tail --backwards",
        "kubectl apply -k deploy/kubernetes/nowhere",
        "frobnicate",
    ],
)
def test_a_wrong_command_would_be_found(command: str) -> None:
    (words,) = commands(f"```sh\n{command}  # with a remark\n```")
    assert wrong(words) is not None


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_link_on_a_page_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text()):
        if target.startswith("http"):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path) if path else page
        assert file.exists(), target
        if anchor:
            assert anchor in anchors(file.read_text()), target


def anchors(page: str) -> set[str]:
    """The anchors of a page's headings, as the usual renderers make them."""
    headings = re.findall(r"^#+ (.+)$", page, re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_setting_that_a_page_names_exists() -> None:
    from service.settings import PREFIX, SECRETS, Settings

    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    known |= {f"{PREFIX}{name.upper()}_FILE" for name in SECRETS}
    for page in PAGES:
        named = set(re.findall(rf"{PREFIX}[A-Z_]+[A-Z]", page.read_text()))
        assert named <= known, page.name
