"""An article on its way through the desk: raw, cleaned, tagged, enriched."""

from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from schemas.entity import Entity, FieldMention, LinkedEntity, Place
from schemas.event import (
    MAX_ID_LENGTH,
    Event,
    FieldStatus,
    Metadata,
    Model,
    Precision,
    Provenance,
)

MAX_METADATA_DEPTH = 32  # levels of nesting; the codec writes no deeper than 254


def _as_text(written: Any) -> Any:
    """A number as its text: some producers have times in seconds since 1970."""
    is_number = isinstance(written, int | float) and not isinstance(written, bool)
    return str(written) if is_number else written


WrittenTime = Annotated[str, BeforeValidator(_as_text)]

ArticleId = Annotated[str, Field(min_length=1, max_length=MAX_ID_LENGTH)]


def _depth(value: Any) -> int:
    """Levels of nesting in `value`, counted without recursion."""
    deepest, todo = 0, [(value, 1)]
    while todo:
        item, level = todo.pop()
        children = (
            item.values() if isinstance(item, dict) else item if isinstance(item, list) else None
        )
        if children is not None:
            deepest = max(deepest, level)
            todo.extend((child, level + 1) for child in children)
    return deepest


def _shallow(metadata: Metadata) -> Metadata:
    if _depth(metadata) > MAX_METADATA_DEPTH:
        raise ValueError(f"nested deeper than {MAX_METADATA_DEPTH} levels")
    return metadata


OpaqueMetadata = Annotated[Metadata, AfterValidator(_shallow)]


class RawArticle(Event):
    """An article as a producer found it. Only `content` is essential.

    Without an `id` the article is known by its normalised `url`, and without a `url` by its
    content, so that the same article always has the same id.
    """

    type: ClassVar[str] = "copydesk.article.raw"

    id: ArticleId | None = None
    url: str | None = None
    source: str | None = Field(default=None, description="publisher")
    content: str = Field(description="HTML, or page text from which the HTML is gone")
    content_type: Literal["text/html", "text/plain"] | None = Field(
        default=None, description="null: told by looking at the content"
    )
    title: str | None = None
    language: str | None = Field(
        default=None,
        description="BCP 47, if the producer knows it; null, or what is no such tag: told by the "
        "text",
    )
    published_at: WrittenTime | None = Field(
        default=None,
        description="as the producer has it; ISO 8601 is understood best, seconds since 1970 are, "
        "too",
    )
    fetched_at: WrittenTime | None = None
    metadata: OpaqueMetadata = Field(default_factory=dict, description="carried through as it is")


class Removal(StrEnum):
    """Why a block of the page is not part of the article."""

    NAVIGATION = "navigation"
    COMMENTS = "comments"
    SHARING = "sharing"
    SIGN_UP = "sign_up"
    TEASER = "teaser"
    LABEL = "label"
    METADATA = "metadata"  # a headline, byline or date that has become a field
    CAPTION = "caption"  # of a picture that is not the article's
    CREDIT = "credit"  # the same, of its photographer or agency
    LEGAL = "legal"
    DUPLICATE = "duplicate"
    BOILERPLATE = "boilerplate"  # none of these that could be told


class Removed(Model):
    """A block of the page that was taken out."""

    line: int = Field(ge=0, description="where it stood: index among the page's visible lines")
    text: str
    reason: Removal


class Picture(Model):
    """What is printed at a picture of the article."""

    caption: str | None = Field(default=None, description="without the credit")
    credit: str | None = Field(
        default=None, description="photographer, agency, without the brackets around"
    )


class PageKind(StrEnum):
    """What sort of page an article was found on."""

    ARTICLE = "article"
    LIVE_BLOG = "live_blog"  # entries under times, the newest first
    GALLERY = "gallery"  # pictures, and hardly more text than their captions
    PAYWALL_STUB = "paywall_stub"  # only the beginning of the article can be read


class Article(Event):
    """An article from the cleaning on.

    `status` says for each field that copydesk works out what became of it.
    """

    id: ArticleId
    url: str | None = None
    source: str | None = None
    fetched_at: str | None = None
    metadata: OpaqueMetadata = Field(default_factory=dict)
    status: dict[str, FieldStatus] = Field(default_factory=dict)
    provenance: tuple[Provenance, ...] = ()

    @model_validator(mode="after")
    def _status_speaks_of_fields(self) -> "Article":
        unknown = self.status.keys() - type(self).model_fields.keys()
        if unknown:
            raise ValueError(f"status of unknown fields: {', '.join(sorted(unknown))}")
        return self


class CleanedArticle(Article):
    """The article without the page around it."""

    type: ClassVar[str] = "copydesk.article.cleaned"

    title: str | None = None
    body: str = Field(
        description="paragraphs joined by a blank line; empty for a gallery of captions alone"
    )
    byline: tuple[str, ...] = Field(default=(), description="people who wrote it")
    dateline: str | None = Field(default=None, description="place, as printed")
    published_at: str | None = Field(
        default=None,
        description="ISO 8601 cut to `published_precision`, with a zone only if one was found",
    )
    published_precision: Precision | None = None
    modified_at: str | None = Field(
        default=None, description="of the last change, as `published_at`, cut likewise"
    )
    modified_precision: Precision | None = None
    captions: tuple[str, ...] = Field(default=(), description="as printed, credits included")
    pictures: tuple[Picture, ...] = Field(
        default=(), description="what `captions` say, captions apart from their credits"
    )
    publisher: str | None = Field(default=None, description="as the page names it")
    canonical_url: str | None = Field(default=None, description="as the page names it")
    page_kind: PageKind | None = None
    markup: Literal["html", "amp"] | None = Field(
        default=None, description="null: text from which the HTML was gone"
    )
    word_count: int | None = Field(
        default=None, ge=0, description="of the body; null for a language without spaces"
    )
    language: str | None = Field(default=None, description="ISO 639-1")
    language_confidence: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="probability; null where nobody measured it: the producer or page said it",
    )
    removed: tuple[Removed, ...] = ()
    fingerprint: str | None = Field(
        default=None, description="64-bit similarity hash of the body, in hexadecimal"
    )


class TaggedArticle(CleanedArticle):
    """Cleaned, and its entities found and grouped."""

    type: ClassVar[str] = "copydesk.article.tagged"

    entities: tuple[Entity, ...] = ()
    title_mentions: tuple[FieldMention, ...] = Field(
        default=(), description="names in the title; never among the body's `entities`"
    )
    caption_mentions: tuple[tuple[FieldMention, ...], ...] = Field(
        default=(), description="names in each of `captions` but in its credit, likewise"
    )


class EnrichedArticle(TaggedArticle):
    """Tagged, and its entities linked and weighed."""

    type: ClassVar[str] = "copydesk.article.enriched"

    entities: tuple[LinkedEntity, ...] = ()
    places: tuple[Place, ...] = ()
    key_phrases: tuple[str, ...] = ()
    reading_seconds: int | None = Field(default=None, ge=0, description="at 238 words a minute")
