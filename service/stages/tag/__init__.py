"""The tag stage: finds the names in an article's body and groups them into entities."""

from typing import Any

from schemas.article import CleanedArticle, TaggedArticle
from schemas.event import FieldStatus, Provenance
from service.stages.tag.expressions import expressions
from service.stages.tag.fields import Known, is_headline, truecased
from service.stages.tag.grouping import group
from service.stages.tag.merging import merged
from service.stages.tag.spacy_backend import load_spacy
from service.stages.tag.tagger import Span, Tagger

__all__ = ["Span", "Tagger", "load_tagger", "tag"]

VERSION = "1"
FIELDS = ("entities", "title_mentions", "caption_mentions")
ENGLISH = "en"  # the one language whose expressions are found by our own rules


def tag(article: CleanedArticle, *, tagger: Tagger) -> TaggedArticle:
    """The article with the entities of its body, and the names in its title and captions.

    An article in a language that the tagger does not know has none, and its status says so.
    One whose language nobody knows is tagged all the same.
    """
    if not article.language or _primary(article.language) in tagger.languages:
        found = _found(article, tagger)
        states = {
            name: FieldStatus(state="ok" if any(values) else "empty")
            for name, values in found.items()
        }
    else:
        found = {}
        languages = ", ".join(sorted(tagger.languages))
        reason = f"the tagger knows {languages}; the article is in {article.language}"
        states = dict.fromkeys(FIELDS, FieldStatus(state="skipped", reason=reason))
    signature = Provenance(stage="tag", version=VERSION, engine=tagger.engine)
    return TaggedArticle(
        **{
            **dict(article),
            **found,
            "status": {**article.status, **states},
            "provenance": (*article.provenance, signature),
        }
    )


def _found(article: CleanedArticle, tagger: Tagger) -> dict[str, tuple[Any, ...]]:
    """The fields that this stage adds."""
    title = article.title or ""
    headline = is_headline(title)
    read = truecased(title, article.body) if headline else title
    texts = [article.body, read, *article.captions]
    spans = tagger.find(texts)
    if _primary(article.language or ENGLISH) == ENGLISH:
        spans = [
            merged(names, expressions(text, article.published_at))
            for text, names in zip(texts, spans, strict=True)
        ]
    entities = group(article.body, spans[0])
    known = Known(entities, article.body)
    return {
        "entities": entities,
        "title_mentions": known.named_in(title, spans[1], headline),
        "caption_mentions": tuple(map(known.named_in, article.captions, spans[2:])),
    }


def load_tagger() -> Tagger:
    """The default tagger. Takes a second or two."""
    return load_spacy()


def _primary(language: str) -> str:
    """The language of a tag, without its region: "en" of "en-GB"."""
    return language.replace("_", "-").split("-")[0].casefold()
