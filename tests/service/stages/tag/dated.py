"""Texts of articles of a Tuesday in May."""

from service.stages.tag.expressions import expressions

TUESDAY = "2025-05-13"


def found(text: str, published_at: str | None = TUESDAY) -> list[tuple[str, str, str | None]]:
    """The expressions of a text: as written, type, date."""
    return [
        (text[span.start : span.end], str(span.type), span.date)
        for span in expressions(text, published_at)
    ]
