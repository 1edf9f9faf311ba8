"""A made article with entities of many kinds, for the tests of its reports."""

from typing import Any

from schemas.article import EnrichedArticle
from schemas.entity import EntityType
from service.explain.story import Story
from service.knowledge import Entry
from service.stages.enrich.linking import Link, Weighed

BODY = (
    "Kyiv said on Monday that Olena Koval would lead Fjordlinje.\n\n"
    "“Koval knows Kyiv,” said Arne Lie of the Haugtussa, which is Norwegian."
)
TITLE = "Olena Koval Sails to Kyiv"
CAPTION = "Koval in Kyiv (NTP Photo)"


def mention(text: str, name: str, after: int = 0) -> dict[str, Any]:
    start = text.index(name, after)
    return {"start": start, "end": start + len(name), "text": name}


def story_article(**changes: Any) -> EnrichedArticle:
    entities: list[dict[str, Any]] = [
        {
            **{"id": "e1", "type": "PLACE", "name": "Kyiv", "kind": "city", "country": "UA"},
            **{"geonames": 703448, "wikidata": "Q1899", "salience": 0.62},
            "coordinates": {"latitude": 50.4547, "longitude": -30.5238},
            "stands_for": "government",
            "mentions": [mention(BODY, "Kyiv"), mention(BODY, "Kyiv", 20)],
        },
        {
            **{"id": "e2", "type": "DATE", "name": "Monday", "mentions": [mention(BODY, "Monday")]},
            **{"date": "2025-03-03", "date_precision": "day"},
        },
        {
            **{"id": "e3", "type": "PERSON", "name": "Olena Koval", "salience": 0.9},
            **{"is_main": True, "ids": {"house": "17"}},
            "mentions": [mention(BODY, "Olena Koval"), mention(BODY, "Koval", 50)],
        },
        _unlinked("e4", EntityType.ORG, "Fjordlinje"),
        _unlinked("e5", EntityType.PERSON, "Arne Lie"),
        _unlinked("e6", EntityType.PRODUCT, "Haugtussa"),
        _unlinked("e7", EntityType.NORP, "Norwegian"),
    ]
    fields: dict[str, Any] = {
        **{"id": "koval", "title": TITLE, "body": BODY, "captions": [CAPTION]},
        "entities": entities,
        "title_mentions": [
            {**mention(TITLE, "Olena Koval"), "type": "PERSON", "entity": "e3"},
            {**mention(TITLE, "Kyiv"), "type": "PLACE", "entity": "e1"},
        ],
        "caption_mentions": [[{**mention(CAPTION, "NTP"), "type": "ORG"}]],
        "places": [{"entity": "e1", "name": "Kyiv", "country": "UA"}],
        "key_phrases": ["old ferry", "flea market"],
    }
    return EnrichedArticle(**{**fields, **changes})


def _unlinked(number: str, type_: EntityType, name: str) -> dict[str, Any]:
    return {"id": number, "type": type_, "name": name, "mentions": [mention(BODY, name)]}


def link(**changes: Any) -> Link:
    """A link of Kyiv, before a place of that name elsewhere."""
    city = Entry(row=0, name="Kyiv", type=EntityType.PLACE, kind="capital", country="UA")
    other = Entry(row=1, name="Kiev", type=EntityType.PLACE, country="US")
    best = Weighed(city, "Kyiv", 1.3, {"name": -0.2, "speaks": 1.5})
    fields: dict[str, Any] = {
        **{"entity": "e1", "entry": city, "best": best, "confidence": 0.93, "nil": -2.6},
        "runner_up": Weighed(other, "Kiev", -2.04, {"name": -2.04}),
    }
    return Link(**{**fields, **changes})


def story(**changes: Any) -> Story:
    """The article, its first entity linked, and the others not."""
    article = story_article(**changes)
    unknown = [Link(entity.id, why="name not known") for entity in article.entities[1:]]
    return Story("koval.txt", article, None, (link(), *unknown))
