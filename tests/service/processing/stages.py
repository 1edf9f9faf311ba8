"""Stages that do what the article tells them to, for tests of what runs them."""

import os
import signal
from pathlib import Path
from typing import NoReturn

from schemas.article import CleanedArticle, RawArticle, TaggedArticle
from schemas.deadletter import Reason
from schemas.topics import CLEANED, RAW, TAGGED
from service.stages import Rejected
from service.topology import Step


def obey(article: RawArticle) -> CleanedArticle:
    """Do what the content says; whatever else it says becomes the body."""
    order, _, argument = article.content.partition(" ")
    match order:
        case "hang":
            _hang()
        case "die":
            _die()
        case "die-once":
            if not Path(argument).exists():
                Path(argument).touch()
                _die()
        case "devour":
            return CleanedArticle(id="devoured", body=str(len(bytes(int(argument)))))
        case "grow":
            return CleanedArticle(id=article.id or "-", body="x" * int(argument))
        case "raise":
            raise RuntimeError(argument)
        case "reject":
            raise Rejected(Reason.NOTHING_TO_READ, argument)
    return CleanedArticle(id=article.id or "-", body=article.content)


def tag(article: CleanedArticle, *, name: str) -> TaggedArticle:
    """The article, with the name of the resource for a title."""
    if article.body == "untaggable":
        raise RuntimeError("untaggable")
    return TaggedArticle(id=article.id, body=article.body, title=name)


def load_name() -> str:
    return "loaded"


PIPELINE = (
    Step("clean", obey, RAW, CLEANED),
    Step("tag", tag, CLEANED, TAGGED, {"name": load_name}),
)


def _hang() -> NoReturn:
    while True:
        pass


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
