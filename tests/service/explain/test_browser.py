"""What a real browser makes of the report: it measures it for us, in a copy with a script."""

import html
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from service.explain.html import report
from service.explain.story import Story
from tests.deploy.tools import tool
from tests.service.explain.stories import mention, story, story_article

DEADLINE_SECONDS = 120
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--hide-scrollbars",
)
# One row for each mark of the text: its text, size, place, background and what is around it.
MEASURE = """
const rows = [...document.querySelectorAll("h1 mark, .body mark")].map((mark) => {
  const box = mark.getBoundingClientRect(), style = getComputedStyle(mark);
  return {text: mark.textContent, width: box.width, height: box.height, left: box.left,
          right: box.right, background: style.backgroundColor, lit: style.boxShadow};
});
const page = {width: innerWidth, needed: document.documentElement.scrollWidth, marks: rows,
              aside: document.querySelector("aside").getBoundingClientRect().left};
document.body.innerHTML = "";
document.body.textContent = JSON.stringify(page);
"""


def measured(
    folder: Path, item: Story, width: int = 1280, *flags: str, fragment: str = ""
) -> dict[str, Any]:
    """The report of `item`, laid out in a window of `width` pixels."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    text = "".join(report([item]))
    assert policy in text
    text = text.replace(policy, f"{policy}; script-src 'unsafe-inline'")
    page = folder / "report.html"
    page.write_text(
        text.replace("</body>", f"<script>onload = () => {{{MEASURE}}}</script></body>"), "utf-8"
    )
    found = subprocess.run(
        [
            *(tool("chromium"), *FLAGS, *flags, f"--user-data-dir={folder / 'profile'}"),
            *(f"--window-size={width},900", "--dump-dom", f"{page.as_uri()}{fragment}"),
        ],
        capture_output=True,
        text=True,
        timeout=DEADLINE_SECONDS,
        check=True,
    )
    body = found.stdout.split("<body>", 1)[1].split("</body>", 1)[0]
    answer: dict[str, Any] = json.loads(html.unescape(body))
    return answer


@pytest.mark.parametrize("width", [1280, 520])
def test_every_mark_is_laid_out_within_the_window(tmp_path: Path, width: int) -> None:
    page = measured(tmp_path, story(), width)
    assert page["width"] == width
    assert page["needed"] <= width
    texts = [mark["text"] for mark in page["marks"]]
    assert texts[:3] == ["Olena Koval", "Kyiv", "Kyiv"]
    assert len(texts) == 12
    for mark in page["marks"]:
        assert mark["width"] > 10
        assert mark["height"] > 10
        assert 0 <= mark["left"] < mark["right"] <= width


def test_entities_stand_beside_the_text_where_there_is_room_and_else_below(tmp_path: Path) -> None:
    assert measured(tmp_path, story(), 1280)["aside"] > 600
    assert measured(tmp_path, story(), 520)["aside"] < 50


def test_types_have_backgrounds_of_their_own_in_either_scheme(tmp_path: Path) -> None:
    light = backgrounds(measured(tmp_path, story()))
    dark = backgrounds(measured(tmp_path, story(), 1280, "--blink-settings=preferredColorScheme=0"))
    names = ("Kyiv", "Olena Koval", "Fjordlinje", "Norwegian", "Haugtussa")
    for found in (light, dark):
        assert len({found[name] for name in names}) == len(names)
        assert found["Monday"] == "rgba(0, 0, 0, 0)"
    assert not set(light.values()) & set(dark.values()) - {"rgba(0, 0, 0, 0)"}


def test_all_mentions_of_the_entity_in_question_light_up_and_no_others(tmp_path: Path) -> None:
    marks = measured(tmp_path, story(), fragment="#e0-2")["marks"]
    lit = [mark["text"] for mark in marks if "rgba(0, 0, 0, 0)" not in mark["lit"]]
    assert lit == ["Olena Koval", "Olena Koval", "Koval"]


def test_a_name_of_the_other_direction_leaves_the_line_in_order(tmp_path: Path) -> None:
    body = "First \u05d3\u05d5\u05d3 12 then Kyiv."
    entities = [
        {"id": str(at), "type": kind, "name": name, "mentions": [mention(body, name)]}
        for at, (kind, name) in enumerate(
            [
                ("ORG", "First"),
                ("PERSON", "\u05d3\u05d5\u05d3"),
                ("QUANTITY", "12"),
                ("PLACE", "Kyiv"),
            ]
        )
    ]
    marks = measured(tmp_path, Story("t", story_article(body=body, entities=entities, **NO_FIELDS)))
    lefts = [mark["left"] for mark in marks["marks"]]
    assert lefts == sorted(lefts)


NO_FIELDS: dict[str, Any] = {"title_mentions": [], "caption_mentions": []}


def backgrounds(page: dict[str, Any]) -> dict[str, str]:
    return {mark["text"]: mark["background"] for mark in page["marks"]}
