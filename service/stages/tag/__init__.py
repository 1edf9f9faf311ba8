"""The tag stage: finds the names in an article's body and groups them into entities."""

from collections.abc import Mapping
from typing import Any

from schemas.article import CleanedArticle, TaggedArticle
from schemas.event import FieldStatus, Provenance
from service.stages.languages import primary
from service.stages.tag.backends import ANY, DEFAULT, TaggerChoice, load_by_language, load_tagger
from service.stages.tag.credits import credit_mentions
from service.stages.tag.expressions import expressions
from service.stages.tag.fields import Known, is_headline, truecased, without_credit
from service.stages.tag.grouping import group
from service.stages.tag.merging import merged
from service.stages.tag.tagger import BackendUnavailable, ModelUnavailable, Span, Tagger
from service.stages.tag.wording import with_worded

__all__ = [
    "DEFAULT",
    "BackendUnavailable",
    "ModelUnavailable",
    "Span",
    "Tagger",
    "TaggerChoice",
    "load_by_language",
    "load_tagger",
    "tag",
]

VERSION = "1"
FIELDS = ("entities", "title_mentions", "caption_mentions")
ENGLISH = "en"  # the one language whose expressions are found by our own rules


def tag(
    article: CleanedArticle, *, tagger: Tagger, by_language: Mapping[str, Tagger] | None = None
) -> TaggedArticle:
    """The article with the entities of its body, and the names in its title and captions.

    A language may have a tagger of its own in `by_language`. An article in a language that no
    tagger knows has no entities, and its status says so. One whose language nobody knows is
    tagged all the same.
    """
    own = _own(article.language, tagger, by_language or {})
    tagger = own or tagger
    if own or not article.language or primary(article.language) in tagger.languages:
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


def _own(language: str | None, tagger: Tagger, by_language: Mapping[str, Tagger]) -> Tagger | None:
    """The tagger that a language has been given, if it has."""
    if not language:
        return None
    code = primary(language)
    rest = None if code in tagger.languages else by_language.get(ANY)
    return by_language.get(code, rest)


def _found(article: CleanedArticle, tagger: Tagger) -> dict[str, tuple[Any, ...]]:
    """The fields that this stage adds."""
    title = article.title or ""
    headline = is_headline(title)
    read = truecased(title, article.body) if headline else title
    captions = [without_credit(caption, article.pictures) for caption in article.captions]
    texts = [article.body, read, *captions]
    spans = tagger.find(texts)
    if primary(article.language or ENGLISH) == ENGLISH:
        # A page that tells only its last change was written on that day, as far as is known.
        written = article.published_at or article.modified_at
        spans = [
            with_worded(text, merged(names, expressions(text, written)))
            for text, names in zip(texts, spans, strict=True)
        ]
    entities = group(article.body, spans[0])
    known = Known(entities, article.body)
    return {
        "entities": entities,
        "title_mentions": known.named_in(title, spans[1], headline),
        "caption_mentions": tuple(
            (*known.named_in(told, found), *credit_mentions(caption, told, article.pictures))
            for caption, told, found in zip(article.captions, captions, spans[2:], strict=True)
        ),
    }
