"""Text that was decoded in the wrong encoding, made whole again."""

import re

from schemas.article import RawArticle

# A letter that the first byte of a UTF-8 sequence is taken for, and after it one that the next is
# taken for. Text that has no such pair is not broken, which is soon seen.
_BROKEN = re.compile(
    "[ÂÃÄÅÎÏÐÑØÙâãäåæçïð][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6"
    "\u02dc\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]"
)


def repaired(text: str) -> str:
    """`text` in the characters that its author wrote; itself where nothing is broken."""
    if text.isascii() or _BROKEN.search(text) is None:
        return text
    from ftfy import fix_encoding  # here, because most processes never meet a broken page

    return str(fix_encoding(text))


def readable(article: RawArticle) -> RawArticle:
    """`article` with its page repaired line by line; itself where nothing is broken.

    To be done before characters that nobody can see are taken out: of the two that "í" is taken
    for the second is a soft hyphen, and of the three of a closing quote the third is a control.
    """
    title = article.title and repaired(article.title)
    content = article.content
    if not content.isascii() and _BROKEN.search(content):
        content = "\n".join(map(repaired, content.split("\n")))
    if content == article.content and title == article.title:
        return article
    return article.model_copy(update={"content": content, "title": title})
