"""Floors under how well whole pages are cleaned: floors.json, by page.

A page may be cleaned better than its floor, never worse. `pytest --lower-floors` writes floors.json
anew from what is measured, and is the only way to lower one; the change then shows in review.
"""

import json
from html import escape
from pathlib import Path

import pytest

from schemas.article import RawArticle
from service.stages import Rejected
from service.stages.clean import clean
from tests.service.stages.clean.articles import ARTICLES, Page

FLOORS = Path(__file__).with_name("floors.json")
KINDS = ("text/plain", "text/html")


def content(page: Page, kind: str) -> str:
    """The page as text, or as HTML with lists around the paragraphs."""
    if kind == "text/plain":
        return "\n".join(page.lines)
    above, below = (
        "".join(f"<li>{escape(s)}</li>" for s in part) for part in (page.above, page.below)
    )
    body = "".join(f"<p>{escape(line)}</p>" for line in page.body)
    return f"<html><body><ul>{above}</ul><div>{body}</div><ul>{below}</ul></body></html>"


def quality(page: Page, kind: str) -> dict[str, float]:
    """Which share of the body's lines is kept, and of the lines around it is taken out."""
    try:
        article = RawArticle.model_validate({"content": content(page, kind), "content_type": kind})
        found = set(clean(article).body.split("\n\n"))
    except Rejected:
        found = set()
    around = (*page.above, *page.below)
    return {
        "kept": sum(line in found for line in page.body) / len(page.body),
        "taken out": sum(line not in found for line in around) / len(around),
    }


def measured() -> dict[str, dict[str, float]]:
    return {
        f"{name}, {kind}": {what: round(share, 3) for what, share in quality(page, kind).items()}
        for name, page in ARTICLES.items()
        for kind in KINDS
    }


def below(found: dict[str, dict[str, float]], floors: dict[str, dict[str, float]]) -> list[str]:
    """What is worse than its floor, or has none."""
    return [
        f"{name}: {what} {share}, floor {floors.get(name, {}).get(what)}"
        for name, shares in found.items()
        for what, share in shares.items()
        if share < floors.get(name, {}).get(what, 2)
    ]


def test_no_page_is_cleaned_worse_than_its_floor(request: pytest.FixtureRequest) -> None:
    found = measured()
    if request.config.getoption("lower_floors"):
        FLOORS.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert below(found, json.loads(FLOORS.read_text(encoding="utf-8"))) == []


def test_a_floor_is_missed_by_a_page_left_as_it_is() -> None:
    page = ARTICLES["news"]
    everything = {"kept": 1.0, "taken out": 0.0}
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    assert below({"news, text/plain": everything}, floors) != []
    assert below({"a page without a floor": everything}, floors) != []
    assert quality(page._replace(body=("Nothing here.",)), "text/plain")["kept"] == 0
