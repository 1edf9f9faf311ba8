"""What a line looks like: its length, its letters and marks, how it begins and how it ends."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from service.stages.clean import characters as ch
from service.stages.clean.characters import BUCKETS, Words, bucket_of, words_of
from service.stages.clean.rows import Row, Rows

_DOT, _ELLIPSIS = 0x2E, 0x2026
_PERSONS = (
    "i me my mine you your yours we us our ours im ive ich mich mir mein du dich dein sie ihr ihre "
    "wir uns unser yo mi tu tú su nosotros nuestro je moi mon vous votre nous notre io mio tuo noi "
    "я мне мой ты вы вас вам ваш мы нас нам наш ja mnie ty was wasz my nas nasz εγώ μου σας μας"
)
_MARKS = ch.STOP | ch.COMMA | ch.COLON | ch.BAR | ch.SLASH | ch.SIGN
_AT_END = {"colon at end": ch.COLON, "comma at end": ch.COMMA, "lower at end": ch.LOWER}
_AT_START = {
    **{"lower at start": ch.LOWER, "upper at start": ch.UPPER, "quote at start": ch.QUOTE},
    **{"digit at start": ch.DIGIT, "mark at start": _MARKS},
}
_EDGES = (*_AT_END, *_AT_START)
_END_KINDS, _START_KINDS = (
    np.array(list(kinds.values()), np.uint16)[:, None] for kinds in (_AT_END, _AT_START)
)


def look_at_shape(rows: Rows, page: Words) -> tuple[Row, NDArray[np.bool_]]:
    """Add what each line looks like; returns its size in words and whether it looks like prose."""
    flags, start, count = page.flags, page.start, page.counts
    length, words = page.stop - start, np.maximum(count, 1)
    dense, upper, caseless, digits, commas, quotes, bars, colons, slashes, brackets = page.tally(
        *(ch.DENSE, ch.UPPER, ch.CASELESS, ch.DIGIT, ch.COMMA, ch.QUOTE, ch.BAR, ch.COLON),
        *(ch.SLASH, ch.BRACKET),
    )
    small = (page.length <= 3) & ((page.opening & ch.LOWER) != 0)
    is_person = _persons().take(page.bucket)
    upper_words, digit_words = (page.opening & ch.UPPER) != 0, (page.opening & ch.DIGIT) != 0
    sums = page.sums(upper_words, digit_words, small, page.length, is_person)
    capitals, numbers, small_words, word_length, persons = sums / words
    size = (count - dense / 2).astype(np.float32)  # two characters of such a script are a word
    closing, before = flags[page.stop - 1], flags[np.maximum(page.stop - 2, 0)]
    end = [page.codes[np.maximum(page.stop - back, 0)] for back in (1, 2, 3)]
    closed = (closing & (ch.QUOTE | ch.BRACKET)) != 0
    cut = (end[0] == _ELLIPSIS) | (end[1] == _ELLIPSIS)
    cut |= ((end[0] == _DOT) | (end[2] == _DOT)) & (end[1] == _DOT)
    stops = ((closing & ch.STOP) != 0) | (closed & ((before & ch.STOP) != 0))
    stops = (stops | (((closing & ch.QUOTE) != 0) & (count >= 8))) & ~cut
    prose = (size >= 12) & (stops | (size >= 35)) & (capitals < 0.6)
    rows.fill(
        {
            "size": np.log1p(size),
            "length": np.log1p(length),
            "stops": stops,
            "cut": cut,
            "closed": closed,
        }
    )
    edges = rows.add(_EDGES)
    edges[: len(_AT_END)] = (closing & _END_KINDS) != 0
    edges[len(_AT_END) :] = (flags[start] & _START_KINDS) != 0
    rows.fill(
        {
            "capitals": capitals,
            "upper": upper / length,
            "digits": digits / length,
            "numbers": numbers,
            "commas": commas / words,
            "sentences": np.minimum(_sentences(page), 8),
            "quotes": np.minimum(quotes, 6),
            "bars": np.minimum(bars, 6),
            "bars per word": bars / words,
            "colons": np.minimum(colons, 4),
            "slashes": np.minimum(slashes, 6),
            "brackets": np.minimum(brackets, 4),
            "dense": dense / length,
            "caseless": caseless / length,
            "word length": word_length,
            "small words": small_words,
            "persons": persons,
        }
    )
    rows["date"] = (size <= 12) & (rows["numbers"] > 0.2)
    rows["prose"] = prose
    return size, prose


def _sentences(page: Words) -> NDArray[np.int64]:
    """How many sentences end in each line."""
    stops = np.flatnonzero((page.flags & ch.STOP) != 0)
    ends = stops[(page.flags[stops + 1] & (ch.BLANK | ch.QUOTE | ch.DENSE)) != 0]
    found: NDArray[np.int64] = np.bincount(page.line_of_code[ends], minlength=len(page.start))
    return found


@cache
def _persons() -> NDArray[np.bool_]:
    """Buckets of pronouns by which a writer speaks of herself and to her readers."""
    found = np.zeros(1 << BUCKETS, np.bool_)
    found[bucket_of(words_of([_PERSONS]).hash)] = True
    return found
