"""How often title, date and byline are right: `python -m tests.eval.fields DATA [--misses FIELD]`.

A field is judged on the rows of DATA/dev where gold is given; one that is missing counts as wrong.

title   the same text, but for blanks, invisible marks and the shapes of quotes and dashes
date    the same day; gold that is no date at all is left out
author  the same set of people, but for case, order, blanks and a title before the name ("Dr.").
        Gold also names agencies, papers and degrees ("The Associated Press", "Jane Doe, MD"),
        which a byline does not hold; rows whose gold names no person are left out here and counted
        in `author, any`, where gold is taken as it is printed and an agency that we leave out is
        wrong
"""

import argparse
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from schemas.article import CleanedArticle, RawArticle
from service.stages import Rejected
from service.stages.clean import clean
from service.training.pages import SETS, rows_of

FIELDS = ("title", "date", "author", "author, any")

_QUOTES = str.maketrans({**dict.fromkeys("“”„«»″", '"'), **dict.fromkeys("‘’‚′`´", "'")})
_DASHES = str.maketrans(dict.fromkeys("–—―‒−", "-"))
_DAY = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
_BETWEEN = re.compile(r"\s*(?:[,;&|/，、；]|\band\b|\bund\b|\bet\b)\s*")
_DEGREE = re.compile(r"(?:[A-Z][A-Za-z]?\.?){1,4}|[A-Z]{2,5}(?: \d+)?|Ph\.?D\.?|Jr\.?|Sr\.?")
_TITLE = re.compile(r"^(?:(?:Dr|Prof|Mr|Mrs|Ms|Sir)\.? )+")
_NO_PERSON = re.compile(
    r"\b(?:press|news|media|staff|editors?|editorial|team|agency|agentur|zeitung|redaktion|redakcja"
    r"|nachrichten|reuters|times|admin|guest|contributors?|group|inc|llc|company|university|court"
    r"|insider|magazine|online|today|desk|writers?|service|associated|post|blog|world|network)\b"
    r"|[@.]\w|\d|^(?:the|www)\b",
    re.IGNORECASE,
)

Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--misses", choices=FIELDS, help="show where this field is wrong")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    options = parser.parse_args()
    whole: dict[str, dict[str, list[bool]]] = {"html": {}, "flat": {}}
    for form, total in whole.items():
        for group in options.sets:
            found: dict[str, list[bool]] = {}
            for row in rows_of(options.data, f"{form}_{group}"):
                cleaned = _cleaned(row, form)
                for field, right, gold, ours in judge(row, cleaned):
                    found.setdefault(field, []).append(right)
                    total.setdefault(field, []).append(right)
                    if field == options.misses and not right and form == "html":
                        print(row["id"], row["url"], repr(gold), repr(ours), sep="\t")  # noqa: T201
            _print(f"{form}, {group}", found)
        _print(f"{form}, all", total)


def judge(row: Row, cleaned: CleanedArticle | None) -> Iterator[tuple[str, bool, str, object]]:
    """For each field with gold: its name, whether it is right, gold, and ours."""
    if gold := row.get("gold_title"):
        ours = cleaned.title if cleaned else None
        yield "title", plain(ours or "") == plain(gold), gold, ours
    if day := day_of(row.get("gold_date") or ""):
        ours = cleaned.published_at if cleaned else None
        yield "date", day_of(ours or "") == day, row["gold_date"], ours
    if gold := row.get("gold_author"):
        byline = cleaned.byline if cleaned else ()
        ours_too = {_TITLE.sub("", plain(name)).casefold() for name in byline}
        people = {name for name in names_of(gold) if _is_person(name)}
        if people:
            yield "author", ours_too == {name.casefold() for name in people}, gold, byline
        yield "author, any", ours_too == {name.casefold() for name in names_of(gold)}, gold, byline


def plain(text: str) -> str:
    """`text` with single spaces, straight quotes, hyphens for dashes and no invisible marks."""
    shaped = unicodedata.normalize("NFKC", text).translate(_QUOTES).translate(_DASHES)
    seen = "".join(c for c in shaped if unicodedata.category(c) != "Cf")
    return " ".join(seen.replace("''", '"').split())


def day_of(date: str) -> tuple[int, int, int] | None:
    match = _DAY.match(date.strip())
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def names_of(gold: str) -> set[str]:
    """Names as printed in gold, without degrees and titles."""
    parts = _BETWEEN.split(plain(gold))
    return {_TITLE.sub("", part) for part in parts if part and not _DEGREE.fullmatch(part)}


def _is_person(name: str) -> bool:
    """Told by looking, with other rules than the service has."""
    spaced = 2 <= len(name.split()) <= 5
    dense = not name.isascii() and 2 <= len(name) <= 4
    return (spaced or dense) and not _NO_PERSON.search(name)


def _cleaned(row: Row, form: str) -> CleanedArticle | None:
    fields: Row = {"content": row["html"] if form == "html" else row["text"], "url": row["url"]}
    fields["content_type"] = "text/html" if form == "html" else "text/plain"
    try:
        return clean(RawArticle.model_validate(fields))
    except Rejected:
        return None


def _print(name: str, found: dict[str, list[bool]]) -> None:
    cells = (
        f"{field} {sum(rights) / len(rights):.3f} of {len(rights)}"
        for field, rights in sorted(found.items(), key=lambda item: FIELDS.index(item[0]))
    )
    print(f"{name:16}", *cells, sep="   ", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
