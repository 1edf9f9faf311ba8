"""What the cleaning found beside the text, as both reports tell it."""

from schemas.article import CleanedArticle
from service.stages.clean.page import one_line


def fields(article: CleanedArticle) -> list[tuple[str, str]]:
    """Each field that has a value: what it is called, and the value; printable, in one line."""
    kind = article.page_kind.replace("_", " ") if article.page_kind else None
    if kind and article.markup == "amp":
        kind = f"{kind}, AMP"
    credits = dict.fromkeys(picture.credit for picture in article.pictures if picture.credit)
    found = {
        "Kind of page": kind,
        "By": ", ".join(article.byline),
        "Dateline": article.dateline,
        "Published": _time(article.published_at, article.published_precision),
        "Modified": _time(article.modified_at, article.modified_precision),
        "Language": _language(article),
        "Publisher": article.publisher,
        "Canonical URL": article.canonical_url,
        "Credits": "; ".join(credits),
    }
    return [(label, one_line(value)) for label, value in found.items() if value]


def _time(iso: str | None, precision: str | None) -> str | None:
    return f"{iso} (to the {precision})" if iso and precision else iso


def _language(article: CleanedArticle) -> str | None:
    if article.language is None or article.language_confidence is None:
        return article.language
    return f"{article.language} ({article.language_confidence:.0%} sure)"
