"""The place that an agency story opens with."""

import re

_WORD = r"[^\W\d_](?:[^\W\d_]|[.'’]|-(?!-)){1,24}"  # "COVID-19" is no town
_DAY = r"(?:\d{1,2}\.? [^\W\d_]{3,9}|[^\W\d_]{3,9}\.? \d{1,2})\b\.?(?:,? \d{4})?"
_BARE = r"(?:CNN|AP|AFP|UPI|BBC|Reuters|Xinhua|dpa|EFE|ANSA|ТАСС)"
# "MOSCOW — ", "ABUJA, Nigeria — ", "LOS ANGELES (AP) — ", "Berlin (dpa) - ", "NEW YORK—",
# "PARIS, May 3 (Reuters) - ", "МОСКВА, 3 мая. /ТАСС/. ", "Washington CNN — ",
# "DALLAS--(BUSINESS WIRE)--", "DALLAS, May 3, 2025 /PRNewswire/ -- "
_DATELINE = re.compile(
    rf"(?P<place>(?P<city>{_WORD}(?:[ /](?!{_BARE}\b){_WORD}){{0,3}})"
    rf"(?:, (?!{_DAY}){_WORD}(?: (?!{_BARE}\b){_WORD}){{0,2}})?)"
    rf"(?P<day>, {_DAY})?"
    rf"(?: ?(?:--)?\((?P<agency>[^\W\d_][^()]{{1,40}})\)"
    rf"|\.? /(?P<slashed>[^\W\d_][^/]{{1,20}})/\.?| (?P<bare>{_BARE}))?"
    r"(?:\s{0,2}(?:--|[—–-])\s|(?P<glued>—)|(?<=\))--|(?<=/\.)\s)"
)
_LONGEST = 120  # code points from the start of a paragraph
_SHORTEST = 4  # letters of a town in capitals without more to show for it; PDF is none

_INITIALS = re.compile(r"[a-z]{2,4}(?:[/-]\w+)?")  # "dpa/lno"; a party has a capital
_AGENCIES = frozenset(
    (
        *("aa", "ap", "afp", "adnkronos", "agerpres", "agi", "anadolu", "ani", "anp", "ansa"),
        *("ansamed", "apa", "associated press", "ats", "bbc", "belga", "bernama", "bloomberg"),
        *("business wire", "globe newswire", "prnewswire"),
        *("bns", "bta", "canadian press", "cna", "cnn", "čtk", "ctk", "dapd", "dpa", "efe", "epd"),
        *("epdö", "europa press", "fides", "healthday", "hina", "ians", "interfax", "irna"),
        *("itar-tass", "jiji", "jta", "kna", "kuna", "kyodo", "lusa", "mena", "mti", "ntb"),
        *("nan", "pa", "pap", "pti", "qna", "reuters", "ria", "ritzau", "rtr", "sana", "sda"),
        *("sid", "spa", "stt", "tanjug", "tass", "tt", "ukrinform", "upi", "voa", "wafa", "wam"),
        *("xinhua", "yonhap", "zenit", "интерфакс", "риа", "тасс", "укринформ", "униан", "унн"),
        *("αμπε", "απε", "新华社", "共同"),
    )
)
# What stands before a dash as a town would, in capitals or before an agency.
_LABELS = frozenset(
    (
        *("file", "update", "updated", "watch", "listen", "read", "breaking", "news", "exclusive"),
        *("video", "photo", "photos", "opinion", "analysis", "review", "interview", "live"),
        *("editorial", "commentary", "correction", "explainer", "timeline", "sponsored", "report"),
        *("advertisement", "column", "factbox", "tech", "technology", "sport", "sports"),
        *("business", "politics", "health", "science", "entertainment", "lifestyle", "travel"),
        *("weather", "money", "culture", "covid", "nato", "unesco", "unicef", "opec", "fifa"),
        *("uefa", "nasa", "html", "vidéo", "exclusif", "direct", "urgent", "dernière", "exklusiv"),
        *("aktualisiert", "eilmeldung", "kommentar", "meinung", "urgente", "última", "exclusiva"),
        *(
            "exclusivo",
            "opinión",
            "ultima",
            "esclusiva",
            "срочно",
            "видео",
            "фото",
            "обновлено",
            "εξπρες",
        ),
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    )
)


def dateline_of(paragraph: str) -> str | None:
    """The place as printed, or None. The paragraph keeps it.

    Without an agency the town must be in capitals: "Then — as now — ..." is no dateline.
    """
    found = _DATELINE.match(paragraph[:_LONGEST])
    if found is None or not _LABELS.isdisjoint(re.split(r"[ /-]", found["city"].casefold())):
        return None
    city, agency = found["city"], found["agency"] or found["slashed"] or found["bare"]
    if city.isupper():
        is_place = bool(agency or found["day"]) or len(city) >= _SHORTEST
    else:
        is_place = agency is not None and city[0].isupper() and not found["glued"]
        is_place = is_place and (found["day"] is not None or _is_agency(agency or ""))
    return found["place"] if is_place else None


def _is_agency(text: str) -> bool:
    """Whether it is an agency rather than a party, or what letters stand for."""
    if _INITIALS.fullmatch(text):
        return True
    bare = text.casefold()
    return bare in _AGENCIES or re.split(r"[ ,/]", bare, maxsplit=1)[0] in _AGENCIES
