"""Other extractors of article text from HTML, those of them that are installed.

They are the dependency group `eval`; a page on which one of them fails counts as empty.
"""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from lxml import html

from service.stages.clean.markup import blocks_of

Row = dict[str, Any]
Body = Callable[[Row], str]

_STOPLISTS = {
    **{"de": "German", "el": "Greek", "en": "English", "es": "Spanish", "fr": "French"},
    **{"it": "Italian", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ru": "Russian"},
}


def peers() -> dict[str, Body]:
    """The body that each finds in a row's `html`, by name and version."""
    return {
        f"{distribution} {version(distribution)}{', ' if mode else ''}{mode}": partial(_body, call)
        for distribution, mode, module, make in _MAKERS
        if (call := _made(distribution, module, make)) is not None
    }


def _made(distribution: str, module: str, make: Callable[[Any], Body]) -> Body | None:
    try:
        version(distribution)
        return make(import_module(module))
    except (ImportError, PackageNotFoundError):
        return None


def _body(call: Body, row: Row) -> str:
    try:
        return call(row) or ""
    except Exception:  # theirs, of any kind
        return ""


def _trafilatura(module: Any, **options: bool) -> Body:
    return lambda row: module.extract(row["html"], include_comments=False, **options)


def _readability(module: Any) -> Body:
    def body(row: Row) -> str:
        root = html.fromstring(module.Document(row["html"]).summary(html_partial=True))
        return "\n".join(blocks_of(root).texts)

    return body


def _justext(module: Any) -> Body:
    lists = {code: module.get_stoplist(name) for code, name in _STOPLISTS.items()}

    def body(row: Row) -> str:
        found = module.justext(row["html"].encode(), lists.get(row["lang"], frozenset()))
        return "\n".join(part.text for part in found if not part.is_boilerplate)

    return body


def _resiliparse(module: Any) -> Body:
    return lambda row: str(
        module.extract_plain_text(row["html"], main_content=True, preserve_formatting=False)
    )


def _newspaper(module: Any) -> Body:
    def body(row: Row) -> str:
        # Left to itself it asks each page's site for its pictures.
        article = module.Article(row["url"] or "https://news.example/", fetch_images=False)
        article.download(input_html=row["html"])
        article.parse()
        return str(article.text)

    return body


def _goose(module: Any) -> Body:
    goose = module.Goose({"enable_image_fetching": False})
    return lambda row: str(goose.extract(raw_html=row["html"]).cleaned_text)


# distribution, mode, module, how to call it
_MAKERS: tuple[tuple[str, str, str, Callable[[Any], Body]], ...] = (
    ("trafilatura", "default", "trafilatura", _trafilatura),
    ("trafilatura", "precision", "trafilatura", partial(_trafilatura, favor_precision=True)),
    ("trafilatura", "fast", "trafilatura", partial(_trafilatura, fast=True)),
    ("readability-lxml", "", "readability", _readability),
    ("newspaper4k", "", "newspaper", _newspaper),
    ("goose3", "", "goose3", _goose),
    ("jusText", "", "justext", _justext),
    ("Resiliparse", "", "resiliparse.extract.html2text", _resiliparse),
)
