"""The place that an agency story opens with."""

import re

_WORD = r"[^\W\d_][\w.'’-]{1,24}"
# "MOSCOW — ", "ABUJA, Nigeria — ", "LOS ANGELES (AP) — ", "Berlin (dpa) - ",
# "PARIS, May 3 (Reuters) - "
_DATELINE = re.compile(
    rf"(?P<place>(?P<city>{_WORD}(?:[ /]{_WORD}){{0,3}})(?:, {_WORD}(?: {_WORD}){{0,2}})?)"
    r"(?:, \w{3,9}\.? \d{1,2})?"
    r"(?P<agency> \((?:[a-z]{2,4}|[A-Z][A-Za-z]{1,9})\))?"
    r"\s{0,2}(?:--|[—–-])\s"
)
_LONGEST = 120  # code points from the start of a paragraph


def dateline_of(paragraph: str) -> str | None:
    """The place as printed, or None. The paragraph keeps it.

    Without an agency the town must be in capitals: "Then — as now — ..." is no dateline.
    """
    found = _DATELINE.match(paragraph[:_LONGEST])
    if found is None:
        return None
    is_place = found["city"].isupper() or (found["agency"] and found["city"][0].isupper())
    return found["place"] if is_place else None
