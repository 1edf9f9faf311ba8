"""Words that carry no topic, by language: spaCy's lists."""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from runpy import run_path

SHORTEST_LIST = 100  # words; with fewer, half of what is left are function words still

_CODE = re.compile(r"[a-z]{2,3}")

# What nearly every news story says, whatever it is about.
_NEWS_ENGLISH = """
    according add added adds announced asked believe called comment came come comes day days
    getting given going got including know known like long lot minister month months mr mrs ms
    new news official officials people photo president reported reportedly right said say saying
    says spokesman spokesperson spokeswoman statement tell told think time times today tomorrow
    took want wanted way week weeks went work year years yesterday
"""


@cache
def stop_words(language: str) -> frozenset[str] | None:
    """The stop words of an ISO 639 language, case-folded, or None where there is no list."""
    if not _CODE.fullmatch(language):
        return None
    spacy = find_spec("spacy")
    if spacy is None or spacy.origin is None:
        return None
    list_ = Path(spacy.origin).parent / "lang" / language / "stop_words.py"
    if not list_.is_file():
        return None
    # Run by itself: to import it would load all of spaCy, 50 MB, for a few hundred words.
    found = run_path(str(list_))["STOP_WORDS"]
    if len(found) < SHORTEST_LIST:
        return None
    more = _NEWS_ENGLISH.split() if language == "en" else ()
    return frozenset({*more, *(word.replace("’", "'").casefold() for word in found)})
