"""The tag stage: finds the names in an article's body and groups them into entities."""

from schemas.article import CleanedArticle, TaggedArticle
from schemas.event import FieldStatus, Provenance
from service.stages.tag.expressions import expressions
from service.stages.tag.grouping import group
from service.stages.tag.merging import merged
from service.stages.tag.spacy_backend import load_spacy
from service.stages.tag.tagger import Span, Tagger

__all__ = ["Span", "Tagger", "load_tagger", "tag"]

VERSION = "1"
ENGLISH = "en"  # the one language whose expressions are found by our own rules


def tag(article: CleanedArticle, *, tagger: Tagger) -> TaggedArticle:
    """The article with the entities of its body.

    An article in a language that the tagger does not know has none, and its status says so.
    One whose language nobody knows is tagged all the same.
    """
    known = not article.language or _primary(article.language) in tagger.languages
    names = tagger.find([article.body])[0] if known else []
    if known and _primary(article.language or ENGLISH) == ENGLISH:
        names = merged(names, expressions(article.body, article.published_at))
    entities = group(article.body, names)
    if known:
        status = FieldStatus(state="ok" if entities else "empty")
    else:
        languages = ", ".join(sorted(tagger.languages))
        reason = f"the tagger knows {languages}; the article is in {article.language}"
        status = FieldStatus(state="skipped", reason=reason)
    signature = Provenance(stage="tag", version=VERSION, engine=tagger.engine)
    return TaggedArticle(
        **{
            **dict(article),
            "entities": entities,
            "status": {**article.status, "entities": status},
            "provenance": (*article.provenance, signature),
        }
    )


def load_tagger() -> Tagger:
    """The default tagger. Takes a second or two."""
    return load_spacy()


def _primary(language: str) -> str:
    """The language of a tag, without its region: "en" of "en-GB"."""
    return language.replace("_", "-").split("-")[0].casefold()
