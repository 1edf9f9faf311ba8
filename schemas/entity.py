"""Entities: names found in an article's body, grouped, and tied to the world."""

from enum import StrEnum
from typing import Any, Literal

from pydantic import Field, model_validator

from schemas.event import Model, Precision


class EntityType(StrEnum):
    """What kind of thing a name names."""

    PERSON = "PERSON"
    ORG = "ORG"
    PLACE = "PLACE"
    NORP = "NORP"  # nationality, religious or political group
    EVENT = "EVENT"
    WORK = "WORK"  # of art or of law
    PRODUCT = "PRODUCT"
    DATE = "DATE"
    TIME = "TIME"
    MONEY = "MONEY"
    PERCENT = "PERCENT"
    QUANTITY = "QUANTITY"


class Mention(Model):
    """A run of the body that names an entity.

    Offsets are half-open [start, end) in Unicode code points of `body`, and
    `body[start:end] == text`.
    """

    start: int = Field(ge=0)
    end: int = Field(gt=0)
    text: str = Field(min_length=1)
    confidence: float | None = Field(
        default=None, ge=0, le=1, description="probability; null where the tagger gives none"
    )

    @model_validator(mode="after")
    def _span_is_as_long_as_its_text(self) -> "Mention":
        if self.end - self.start != len(self.text):
            raise ValueError("end - start must be the length of text in code points")
        return self


class FieldMention(Mention):
    """A name in a field beside the body: the offsets are those of that field's text."""

    type: EntityType
    entity: str | None = Field(
        default=None, description="id of the entity of the body that it names, if it names one"
    )


class Entity(Model):
    """All mentions of one thing in one article, in the order of the body.

    `first` is the start of the first mention, `count` how many there are.
    """

    id: str = Field(description="stable within the article only")
    type: EntityType
    name: str = Field(min_length=1, description="the fullest form found in the article")
    confidence: float | None = Field(
        default=None, ge=0, le=1, description="probability; null where the tagger gives none"
    )
    mentions: tuple[Mention, ...] = Field(min_length=1)
    first: int = Field(default=0, ge=0, description="where it is first named, as `start`")
    count: int = Field(default=0, ge=0, description="how often it is named")
    date: str | None = Field(
        default=None,
        description="ISO 8601 cut to `date_precision`, of a DATE or TIME that the article's own "
        "date resolves",
    )
    date_precision: Precision | None = None

    @model_validator(mode="before")
    @classmethod
    def _mentions_are_counted(cls, data: Any) -> Any:
        """`first` and `count` follow from the mentions, whatever a producer says of them."""
        mentions = data.get("mentions") if isinstance(data, dict) else None
        if not mentions or not isinstance(mentions, list | tuple):
            return data
        first = mentions[0]
        start = first.get("start", 0) if isinstance(first, dict) else getattr(first, "start", 0)
        return {**data, "first": start, "count": len(mentions)}


class Coordinates(Model):
    """A point on the Earth, WGS 84, in degrees."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class LinkedEntity(Entity):
    """An entity with what the knowledge base knows of it; all null where it knows nothing.

    Its name is written as there, where the article has it in capitals alone: "LODWAR".
    """

    wikidata: str | None = Field(default=None, pattern=r"^Q[1-9]\d*$")
    geonames: int | None = Field(default=None, gt=0)
    ids: dict[str, str] = Field(
        default_factory=dict,
        description="other identifiers by their scheme: iso, lei, ticker, or a list of your own",
    )
    kind: str | None = Field(
        default=None, description="what it is, finer than `type`: city, country, company, ..."
    )
    description: str | None = None
    country: str | None = Field(
        default=None,
        pattern=r"^[A-Z]{2}$",
        description="ISO 3166-1 alpha-2; of a NORP the country that it points to",
    )
    coordinates: Coordinates | None = None
    stands_for: Literal["government"] | None = Field(
        default=None, description='what the place is named for: "Moscow denied it"'
    )
    link_confidence: float | None = Field(
        default=None, ge=0, le=1, description="that the link is right; null without a link"
    )
    salience: float = Field(
        default=0.0, ge=0, le=1, description="how much the article is about this entity"
    )
    is_main: bool = Field(default=False, description="one of those that the article is about")


class Place(Model):
    """A place that the article is about, most salient first in `EnrichedArticle.places`."""

    entity: str | None = Field(
        default=None,
        description="id of the entity in the same article; null where the dateline alone names it",
    )
    name: str
    wikidata: str | None = Field(default=None, pattern=r"^Q[1-9]\d*$")
    geonames: int | None = Field(default=None, gt=0)
    kind: str | None = Field(default=None, description="city, country, state, ...")
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    coordinates: Coordinates | None = None
