"""Names in the fields beside the body: the title and the captions.

A title with a capital at every word, or of nothing but capitals, does not show what is a name. The
body does: its entities are looked for in the title, and the other words are written as the body
writes them before the title is tagged.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from functools import cached_property

from schemas.article import Picture
from schemas.entity import Entity, EntityType, FieldMention
from service.stages.tag.grouping import EXPRESSIONS
from service.stages.tag.tagger import Span

MOST_WORDS = 8  # of a name that is looked for
MAX_NAME_LENGTH = 200  # code points, likewise

_WORD = re.compile(r"\w+(?:[.&'’-]\w+)*\.?")
_POSSESSIVE = re.compile(r"['’][sS]\Z")
_LONG = 4  # letters of a word that a headline writes small only if it writes all words so

Key = tuple[str, ...]


def is_headline(title: str) -> bool:
    """Whether the case of a title says nothing: a capital at nearly every word."""
    words = [word for word in re.findall(r"[^\W\d_]+", title) if len(word) >= _LONG]
    capital = sum(word[0].isupper() for word in words[1:])
    return len(words) > 1 and capital >= 0.7 * (len(words) - 1)


def truecased(title: str, body: str) -> str:
    """A headline written as the body writes its words, character for character as long.

    A word that the body does not have is written small, but for acronyms; a headline of which
    the body has less than half the words stays as it is.
    """
    forms = _forms(title, body)
    words = list(re.finditer(r"\w+", title))
    if 2 * sum(word[0].casefold() in forms for word in words) < len(words):
        return title
    shouted = title.isupper()
    written = list(title)
    for word in words:
        if word[0].islower():
            continue  # small among capitals it is small everywhere
        unseen = word[0] if word[0].isupper() and not shouted else word[0].lower()
        form = forms.get(word[0].casefold(), unseen)
        if word.start() == words[0].start():
            form = form[0].upper() + form[1:]
        if len(form) == len(word[0]):  # not so for a sharp s in capitals
            written[word.start() : word.end()] = form
    return "".join(written)


def without_credit(caption: str, pictures: Sequence[Picture]) -> str:
    """The beginning of a caption that tells something; the credit after it is no part of that.

    `pictures` say what of all captions is caption and what credit.
    """
    told = [one.caption for one in pictures if one.caption and caption.startswith(one.caption)]
    if told:
        return max(told, key=len)
    return "" if any(one.credit and one.credit in caption for one in pictures) else caption


class Known:
    """The entities of a body, to be found again in the fields beside it."""

    def __init__(self, entities: Sequence[Entity], body: str) -> None:
        self._by_id = {entity.id: entity for entity in entities}
        self._names = _names(entities)
        self._longest = min(MOST_WORDS, max(map(len, self._names), default=0))
        self._body = body

    def named_in(
        self, text: str, spans: Sequence[Span], headline: bool = False
    ) -> tuple[FieldMention, ...]:
        """The names in a field: those of `spans`, and those of the body's entities.

        In a headline the entities are found whatever the case, and `spans` are those of its
        truecased text. Where the two overlap, the longer one stays, else the entity.
        """
        known = deque(self._places(text, headline))
        found: list[FieldMention] = []
        for span in spans:
            while known and known[0][1] <= span.start:
                found.append(self._of_entity(text, *known.popleft()))
            over: list[tuple[int, int, str]] = []
            while known and known[0][0] < span.end:
                over.append(known.popleft())
            if any(end - start >= span.end - span.start for start, end, _ in over):
                known.extendleft(reversed(over))
            else:
                found.append(_mention(text, span.start, span.end, span.type, span.confidence))
        return (*found, *(self._of_entity(text, *place) for place in known))

    def _places(self, text: str, headline: bool) -> Iterator[tuple[int, int, str]]:
        """Where `text` names an entity, and its id."""
        words = list(_words(text)) if self._names else []
        shouted = text.isupper()
        at = 0
        while at < len(words):
            for count in range(min(self._longest, len(words) - at), 0, -1):
                start, end = words[at][0], words[at + count - 1][1]
                name = self._names.get(tuple(key for _, _, key in words[at : at + count]))
                if name and self._is_name(text[start:end], name[1], count, headline, shouted):
                    yield start, end, name[0]
                    at += count
                    break
            else:
                at += 1

    def _is_name(self, text: str, surface: str, words: int, headline: bool, shouted: bool) -> bool:
        """Whether `text` is the name, rather than words that are spelt alike."""
        if not headline:
            return text[0].isupper() or not surface[0].isupper()
        if words > 1:
            return True
        if surface.isupper() and not shouted:
            return text.isupper()  # "US", not "Us"
        # "Brown" the minister or "brown" the colour: which of them does the body speak of?
        word = text.casefold()
        return self._seen[word] <= self._seen[word.upper()] + self._seen[word.capitalize()]

    @cached_property
    def _seen(self) -> Counter[str]:
        return Counter(re.findall(r"\w+", self._body))

    def _of_entity(self, text: str, start: int, end: int, number: str) -> FieldMention:
        entity = self._by_id[number]
        return _mention(text, start, end, entity.type, entity.confidence, number)


def _mention(
    text: str,
    start: int,
    end: int,
    kind: EntityType,
    confidence: float | None,
    entity: str | None = None,
) -> FieldMention:
    return FieldMention(
        start=start,
        end=end,
        text=text[start:end],
        confidence=confidence,
        type=kind,
        entity=entity,
    )


def _names(entities: Sequence[Entity]) -> dict[Key, tuple[str, str]]:
    """Every way in which one entity alone is named: its id, and that spelling."""
    owners: dict[Key, set[str]] = {}
    surfaces: dict[Key, str] = {}
    for entity in entities:
        if entity.type in EXPRESSIONS:
            continue
        for surface in dict.fromkeys((entity.name, *(m.text for m in entity.mentions))):
            key = tuple(word for _, _, word in _words(surface[:MAX_NAME_LENGTH]))
            forms = [key] if key else []
            if entity.type is EntityType.PERSON and len(key) > 1 and len(key[-1]) > 2:
                forms.append(key[-1:])
            for form in forms:
                owners.setdefault(form, set()).add(entity.id)
                surfaces.setdefault(form, surface)
    return {key: (min(ids), surfaces[key]) for key, ids in owners.items() if len(ids) == 1}


def _words(text: str) -> Iterator[tuple[int, int, str]]:
    """Each word's place, without possessive, and what its spellings have in common."""
    for word in _WORD.finditer(text):
        start, end = word.span()
        inner = word[0].rstrip(".")
        if "." not in inner:
            end = start + len(inner)
        possessive = _POSSESSIVE.search(inner)
        if possessive and possessive.start():
            inner, end = inner[: possessive.start()], start + possessive.start()
        yield start, end, inner.replace(".", "").replace("’", "'").casefold()


def _forms(title: str, body: str) -> dict[str, str]:
    """How the body mostly writes each word of the title; small letters win a tie."""
    wanted = {word.casefold() for word in re.findall(r"\w+", title)}
    forms: dict[str, tuple[int, bool, str]] = {}
    for form, count in Counter(re.findall(r"\w+", body)).items():
        word = form.casefold()
        if word in wanted:
            forms[word] = max(forms.get(word, (0, False, "")), (count, form.islower(), form))
    return {word: form for word, (_, _, form) in forms.items()}
