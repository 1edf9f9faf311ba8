"""The people who wrote an article."""

import re

LONGEST_BYLINE = 20  # words
_OPENING = re.compile(
    r"(?:(?:written |story |reported |words |text )?by|von|por|par|door|autor(?:in)?|text|автор)"
    r"\s?[:|]?\s+(?=\S)",
    re.IGNORECASE,
)
_BREAK = re.compile(r"\s*(?:,|;|&|\||/|\band\b|\bund\b|\by\b|\bet\b|\ben\b)\s*", re.IGNORECASE)
_PARTICLES = frozenset(
    (
        *("al", "bin", "ben", "da", "de", "del", "den", "der", "di", "dos", "du", "el", "la", "le"),
        *("ten", "ter", "van", "von", "y", "zu"),
    )
)
_NOT_NAMES = frozenset(
    (
        *("associated", "press", "staff", "reporter", "correspondent", "editor", "news"),
        *("agency", "reuters", "writer", "team", "desk", "published", "updated", "today"),
        *("yesterday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"),
        *("sunday", "january", "february", "march", "april", "may", "june", "july", "august"),
        *("september", "october", "november", "december", "redaktion", "agencies", "newsroom"),
        *("service", "contributor"),
    )
)
_ROLE = re.compile(r"\b(?:correspondent|editor|reporter|columnist|writer)s?\b", re.IGNORECASE)
_SITE = re.compile(r"https?:|www\.|@|\.(?:com|org|net)\b", re.IGNORECASE)


def is_byline(text: str) -> bool:
    """A line that says who wrote the article and nothing else.

    Such as "By Jane Doe", or "Jane Doe, health editor".
    """
    if len(text) > 200 or len(text.split()) > LONGEST_BYLINE or text.endswith((".", "!", "?")):
        return False
    opening = _OPENING.match(text)
    first, *rest = _BREAK.split(text[opening.end() :] if opening else text, maxsplit=1)
    if opening is None:
        return bool(rest) and _is_name(first) and bool(_ROLE.search(rest[0]))
    return _is_name(first) or first.lower().startswith(("the associated press", "staff"))


def people(text: str) -> tuple[str, ...]:
    """The names in a byline, in its order, without roles and agencies."""
    opening = _OPENING.match(text)
    parts = _BREAK.split(text[opening.end() :] if opening else text)
    return tuple(dict.fromkeys(_case(part) for part in parts if _is_name(part)))


def _is_name(text: str) -> bool:
    """Two to five words, each with a capital or a particle; no agency, no role."""
    words = text.split()
    if not 2 <= len(words) <= 5 or len(text) > 60 or _SITE.search(text):
        return False
    if any(word.lower().strip(".,") in _NOT_NAMES for word in words):
        return False
    return all(
        word.lower() in _PARTICLES or (word[0].isalpha() and not word[0].islower())
        for word in words
    ) and not any(character.isdigit() for character in text)


def _case(name: str) -> str:
    """JANE DOE as Jane Doe."""
    return name.title() if name.isupper() else name
