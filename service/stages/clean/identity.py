"""The same article always has the same id."""

from hashlib import sha256
from urllib.parse import urlsplit

from courlan import clean_url

from schemas.article import RawArticle

_DIGITS = 24  # hexadecimal; 96 bits, so no two of a billion articles collide by chance


def identify(article: RawArticle) -> str:
    """A given id as it is; else a hash of the normalised URL; else a hash of the content."""
    if article.id is not None:
        return article.id
    address = normalised(article.url) if article.url else None
    if address:
        return f"url-{_hash(address)}"
    return f"content-{_hash(article.content)}"


def normalised(url: str) -> str | None:
    """`url` without trackers and fragment; None for what is no web address."""
    try:
        parts = urlsplit(url.strip())
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
            return None
        cleaned = clean_url(parts._replace(fragment="").geturl())
    except (ValueError, UnicodeError):
        return None
    return str(cleaned) if cleaned else None


def host_of(url: str | None) -> str:
    """The host of an address; empty for what is no web address."""
    try:
        return (urlsplit(url).hostname or "") if url and "//" in url[:10] else ""
    except ValueError:
        return ""


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
