"""The people who wrote an article."""

import re

from service.stages.clean.page import GLUED, has_any

LONGEST_BYLINE = 20  # words
# Who edited, reviewed or photographed it has not written it.
_BY = (
    r"(?:(?:(?:written|story|reported|words|text|posted|published|article|submitted|created"
    r"|compiled|interview|analysis|review|commentary|report|reporting) )?by"
    r"|von|vom|por|par|door|di|av|af|od|tekst|texto|text|words"
    r"|(?:escrito|scritto|écrit|rédigé|geschreven|skrevet|verfasst|skriven)"
    r" (?:por|da|par|door|af|av|von)|a cura di"
    r"|authors?|autor(?:in|a|en|zy|es|ka)?|auteur|autore|author's name|автор(?:ы)?|текст"
    r"|συντάκτης|γράφει|του|της|yazar|penulis|oleh|szerző|írta|tác giả|מאת|بقلم)"
)
# Words of prose, too: only a colon after them makes them a label.
_ROLE_LABEL = (
    r"(?:(?:staff )?(?:reporter|writer|journalist|correspondent|columnist)s?|haber|yazan"
    r"|كتبت?|نویسنده|تحریر|संवाददाता|लेखक|रिपोर्ट|প্রতিবেদক|লেখক)"
)
_OPENING = re.compile(
    rf"{_BY}\s?[:|]?\s+(?=\S)|(?:{_BY}|{_ROLE_LABEL})\s?:\s*(?=\S)", re.IGNORECASE
)
_GLUED = re.compile(r"[Bb]y(?=[A-Z][\w'’-]+ [A-Z])")  # a blank was lost between two elements
_INSIDE = re.compile(
    r"(?:^|[\s\d])(?i:(?<!edited )(?<!reviewed )(?<!checked )(?<!photo )(?<!photos ))"
    r"(?:[Ww]ritten |[Pp]osted )?[Bb]y:? (?=[^\W\d_a-z])"
)
_ALONE = re.compile(rf"{_BY}\s?[:|]?|{_ROLE_LABEL}\s?:", re.IGNORECASE)
_DENSE_OPENING = re.compile(
    r"[^\s:：]{0,8}?(?:作者|记者|記者|文|撰文|撰稿|执笔|通讯员|編輯|编辑|责任编辑|責任編輯|取材・文|기자)"
    r"\s?[:：/／]\s?|[^\s:：]{0,8}?(?:记者|記者)\s+"
)
_DENSE_INSIDE = re.compile(
    r"(?:作者|记者|記者|撰文|责编|責編|编辑|編輯)\s?[:：/／]?\s?(?=[\u4e00-\u9fff]{2,4}\b)"
)
_DENSE = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")
_DENSE_NAME = re.compile(
    "[\u4e00-\u9fff\u3040-\u30ff]{2,5}(?:[·・][\u4e00-\u9fff]{1,6})?|[\uac00-\ud7a3]{2,4}"
)
_AND = r"(?:and|und|y|et|en|e|i|και|og|och|и|with|avec|mit|con|com|met|med)"
_BREAK = re.compile(rf"\s*[,;&|/、，；•·]\s*(?:{_AND}\s)?| {_AND}:? ", re.IGNORECASE)
_MONTHS = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*"
_GLUED_ROLE = re.compile(
    r"(?<=[^\W\d_A-Z])(?=(?:[A-Z]\w*\s(?:&\s)?){0,3}"
    r"(?:Staff|Writer|Reporter|Editor|Correspondent|Columnist|Journalist)\b)"
)
_PLACE = re.compile(r" in [^\W\d_a-z][\w’'.-]*(?: [^\W\d_a-z][\w’'.-]*){0,2}(?=$|,| and | & )")
_AGENCY = re.compile(
    r"AP|AFP|ANSA|Bloomberg|dpa|EFE|PA|Reuters|SDA|Agencies|(?:The )?Associated Press"
)
_INITIAL = re.compile(r"[^\W\d_a-z]\.")  # with one, "Jane Q. Post" is a person
_MC = re.compile(r"\bMc[a-z]")
_TWO_IN_ONE = re.compile(r"[^\W\d_A-Z]{4}[A-Z]")  # words; no FitzGerald
_SECTIONS = re.compile(rf"{GLUED}In (?=[A-Z])")  # glued to a name: "Jane DoeIn Travel, Tips"
_BEFORE_DATE = re.compile(
    rf"\s*[·•|]|\s[–—/-]\s|,?\s?\d"
    rf"|(?:,?\s?\b|{GLUED})(?:{_MONTHS})\b\.? ?\d"
    r"|(?:last )?updated|published|posted",
    re.IGNORECASE,
)
_AFTER = re.compile(  # what may follow a name in the same line
    r"\s*(?:[(\[|•·–—\d]|\s-\s|\s\S{0,40}@"
    rf"|\s(?:{_MONTHS})\.? \d"
    r"|\s(?:for|in|at|on|from|is|via|of)\s"
    r"|\s(?:the )?(?:associated press|reuters|afp|bloomberg|staff|special to)\b"
    r"|(?:last )?updated|published|posted|\bview all posts|\bread more).*",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    (
        *("al", "bin", "ben", "da", "de", "del", "den", "der", "di", "dos", "du", "el", "la", "le"),
        *("ten", "ter", "van", "von", "y", "zu", "do", "das", "af", "av", "dell", "della", "bint"),
    )
)
_TITLES = frozenset(("dr", "med", "prof", "mr", "mrs", "ms", "sir"))
_GIVEN = frozenset(("april", "may", "june", "august"))  # and months
_NOT_NAMES = frozenset(
    (
        *("associated", "press", "staff", "reporter", "correspondent", "editor", "news", "the"),
        *("agency", "reuters", "writer", "team", "desk", "published", "updated", "today", "our"),
        *("yesterday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"),
        *("sunday", "january", "february", "march", "april", "may", "june", "july", "august"),
        *("september", "october", "november", "december", "redaktion", "agencies", "newsroom"),
        *("service", "contributor", "writers", "editors", "reporters", "magazine", "times"),
        *("post", "daily", "journal", "herald", "tribune", "gazette", "media", "network", "group"),
        *("university", "institute", "agentur", "zeitung", "nachrichten", "presse-agentur", "blog"),
        *("director", "manager", "officer", "expert", "university", "clinic", "school", "college"),
        *("contributors", "posts", "admin", "administrator", "guest", "more", "editorial", "board"),
        *("company", "inc", "llc", "ltd", "gmbh", "publishers", "department", "society", "center"),
        *("training", "marketing", "health", "business", "sports", "world", "politics", "culture"),
        *("finance", "home", "about", "contact", "read", "min", "minutes", "comments", "share"),
        *("photo", "photos", "getty", "images", "columnist", "journalist", "newsletter", "most"),
        *("facebook", "twitter", "whatsapp", "linkedin", "instagram", "pinterest", "flipboard"),
        *("email", "print", "subscribe", "sign", "login", "popular", "trending", "related"),
        *("topic", "topics", "for", "from", "via", "with"),
    )
)
_ROLES = r"(?:correspondent|editor|reporter|columnist|writer)s?"
_ROLE_FIRST = re.compile(rf"(?i:(?P<desk>(?:[\w’'&-]+ ){{0,4}}?){_ROLES}) (?=[^\W\d_a-z])")
_ROLE = re.compile(rf"\b{_ROLES}\b", re.IGNORECASE)
# One of these is in all that _ROLE finds; none has a letter that a third one is another case of.
_ROLE_HINTS = ("ondent", "tor", "ter", "column")
_SITE = re.compile(r"https?:|www\.|@|\.(?:com|org|net)\b", re.IGNORECASE)


def is_byline(text: str) -> bool:
    """A line that says who wrote the article and nothing else.

    Such as "By Jane Doe", or "Jane Doe, health editor".
    """
    if len(text) > 200 or len(text.split()) > LONGEST_BYLINE or text.endswith((".", "!", "?")):
        return False
    if dense := _DENSE_OPENING.match(text):
        return _DENSE_NAME.match(text, dense.end()) is not None and len(text) < 40
    opening = _OPENING.match(text) or _GLUED.match(text)
    if opening is None and not has_any(text.lower(), _ROLE_HINTS):
        return False
    first, *rest = _BREAK.split(_after(opening, text), maxsplit=1)
    if opening is None:
        return bool(rest) and _is_name(first) and bool(_ROLE.search(rest[0]))
    return bool(_named(first)) or first.lower().startswith(("the associated press", "staff"))


def opens_byline(text: str) -> bool:
    """A line that a byline's names follow in the next: "By", "Written by:"."""
    return len(text) <= 20 and _ALONE.fullmatch(text) is not None


def is_bare_name(text: str) -> bool:
    """A line that is a person's name, or several, and no more; a section's name may look so.

    An agency may stand beside one.
    """
    if len(text) > 80 or _TWO_IN_ONE.search(text):
        return False
    parts = _BREAK.split(text)
    names = [part for part in parts if not _AGENCY.fullmatch(part)]
    return bool(names) and all(map(_is_name, names))


def unplaced(text: str) -> str:
    """`text` without the places that people wrote from: "Jane Doe in London"."""
    return _PLACE.sub("", text)


def people(text: str) -> tuple[str, ...]:
    """The names in a byline, in its order, without roles and agencies."""
    if dense := _DENSE_OPENING.match(text):
        names = re.split(r"[\s,、，;；/／]+", text[dense.end() :].strip())
        return tuple(dict.fromkeys(name for name in names[:4] if _DENSE_NAME.fullmatch(name)))
    opening = _OPENING.match(text) or _GLUED.match(text)
    parts = _BREAK.split(_after(opening, text))
    found = filter(None, map(_named, parts))
    return tuple(dict.fromkeys(_case(name) for name in found))


def _after(opening: re.Match[str] | None, text: str) -> str:
    """A byline without what opens it, each role apart from the name that it is glued to."""
    return _GLUED_ROLE.sub(", ", text[opening.end() :]) if opening else text


def byline_in(text: str) -> str | None:
    """The byline in a line that holds something else, too, such as a date."""
    if dense := _DENSE_INSIDE.search(text):
        return text[dense.start() :].strip()
    inside = _INSIDE.search(text)
    return _SECTIONS.split(text[inside.end() :], maxsplit=1)[0] if inside else None


def name_before_date(text: str) -> str | None:
    """The name that a line with a date begins with: "Jane Doe | May 3, 2025", and no more."""
    first = _BEFORE_DATE.split(text, maxsplit=1)[0].strip()
    return first if is_bare_name(first) else None


def stated_people(text: str) -> tuple[str, ...]:
    """The names in a text that markup says to be the author, where even a single word is one
    in a script without spaces."""
    bare = text.strip()
    if _DENSE_NAME.fullmatch(bare) and len(bare) <= 4:
        return (bare,)
    return people(bare)


def _named(part: str) -> str | None:
    """The name that a part of a byline is, or begins with; None for a role or an agency."""
    bare = part.strip(" \t.:®™*'’\"“”")
    role = _ROLE_FIRST.match(bare)
    if role is not None and not _is_name(role["desk"]):  # "political reporter Jane Doe"
        bare = bare[role.end() :]
    if not _is_name(bare):
        bare = _AFTER.sub("", bare).strip(" \t.:®™*")
    return " ".join(_untitled(bare)) if _is_name(bare) else None


def _is_name(text: str) -> bool:
    """Two to five words, each with a capital or a particle; no agency, no role, no label."""
    words = _untitled(text)
    if not 2 <= len(words) <= 5 or len(text) > 60 or _SITE.search(text) or _DENSE.search(text):
        return False
    bare = [word.lower().strip(".,'’") for word in words]
    first = bare[0] in _GIVEN
    last = 2 if len(words) == 3 and _INITIAL.fullmatch(words[1]) else None
    if any(word in _NOT_NAMES for word in bare[first:last]):
        return False
    return all(
        word.lower() in _PARTICLES or (word[0].isalpha() and not word[0].islower())
        for word in words
    ) and not any(character in ":：" or character.isdigit() for character in text)


def _untitled(name: str) -> list[str]:
    """The words of a name after "Dr." or "Prof. Dr. med."."""
    words = name.split()
    while words and words[0].lower().rstrip(".") in _TITLES:
        words = words[1:]
    return words


def _case(name: str) -> str:
    """JANE MCDOE as Jane McDoe. Whether a Mac is one, only the name's owner knows."""
    if not name.isupper():
        return name
    return _MC.sub(lambda found: f"Mc{found[0][2].upper()}", name.title())
