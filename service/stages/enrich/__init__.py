"""The enrich stage: ties entities to the world, weighs them, finds key phrases, counts words."""

from schemas.article import EnrichedArticle, TaggedArticle
from schemas.event import FieldStatus, Provenance
from service.stages.enrich.key_phrases import key_phrases
from service.stages.enrich.linking import Knowledge, dateline_links, links
from service.stages.enrich.places import linked, places
from service.stages.enrich.salience import MAIN, salience
from service.stages.enrich.stop_words import stop_words
from service.stages.languages import primary
from service.stages.words import UNSPACED, count

__all__ = ["enrich"]

VERSION = "2"
WORDS_PER_MINUTE = 238  # adults reading English in silence: Brysbaert 2019


def enrich(article: TaggedArticle, *, knowledge: Knowledge) -> EnrichedArticle:
    """The article with its entities linked and weighed, its places, phrases and length.

    `knowledge` may be any that looks names up; `links` of linking.py says why each was linked.
    Where a language gives no ground for a field, the field is empty and its status says why.
    """
    language = primary(article.language or "en")
    found = links(article.body, article.entities, knowledge, language)
    entries = [link.entry for link in found]
    weights = salience(article.entities, article.title, article.body, entries)
    entities = tuple(
        map(linked, article.entities, found, weights, (weight >= MAIN for weight in weights))
    )
    mapped = places(entities, found, dateline_links(article.dateline, knowledge, language))

    counted = None if language in UNSPACED else (article.word_count or count(article.body))
    seconds = None if counted is None else round(counted * 60 / WORDS_PER_MINUTE)
    stops = None if language in UNSPACED else stop_words(language)
    phrases = () if stops is None else key_phrases(article.body, article.entities, stops)

    no_words = f"{language} is written without spaces" if language in UNSPACED else None
    no_phrases = no_words or (f"no stop words for {language}" if stops is None else None)
    signature = Provenance(stage="enrich", version=VERSION, engine=knowledge.engine)
    return EnrichedArticle(
        **{
            **dict(article),
            "entities": entities,
            "places": mapped,
            "key_phrases": phrases,
            "word_count": counted,
            "reading_seconds": seconds,
            "status": {
                **article.status,
                "places": _places_status(article, bool(mapped)),
                "key_phrases": _status(bool(phrases), no_phrases),
                "word_count": _status(bool(counted), no_words),
                "reading_seconds": _status(bool(counted), no_words),
            },
            "provenance": (*article.provenance, signature),
        }
    )


def _places_status(article: TaggedArticle, found: bool) -> FieldStatus:
    """Without entities to look up, "no places" would be a claim that nobody checked."""
    tagging = article.status.get("entities")
    if tagging and tagging.state in ("skipped", "failed"):
        why = tagging.reason or tagging.state
        return FieldStatus(state="skipped", reason=f"no entities: {why}")
    return _status(found)


def _status(found: bool, skipped: str | None = None) -> FieldStatus:
    if skipped:
        return FieldStatus(state="skipped", reason=skipped)
    return FieldStatus(state="ok" if found else "empty")
