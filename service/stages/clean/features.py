"""What the classifier sees of each line: its look, its wording, its neighbours, its page.

First the features of a page by itself, then those that only a first judgement makes possible:
where the body seems to be, and how much a line shares with it. All are made for the whole page at
once; nothing here loops over lines.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.stages.clean import characters as ch
from service.stages.clean.characters import Hashes, Ints, Words, mix
from service.stages.clean.lexicon import CHANNELS, CUE, SHORT, Terms

Row = NDArray[np.float32]
Matrix = NDArray[np.float32]
Lookup = Callable[[Hashes], NDArray[np.float32]]

_MOST_FEATURES = 384
FAR = 60  # lines; what is further off is no neighbour
_BUCKETS = 14  # bits of a hash by which the words of one page are told apart
_DOT, _ELLIPSIS = 0x2E, 0x2026
_PERSONS = (
    "i me my mine you your yours we us our ours im ive ich mich mir mein du dich dein sie ihr ihre "
    "wir uns unser yo mi tu tú su nosotros nuestro je moi mon vous votre nous notre io mio tuo noi "
    "я мне мой ты вы вас вам ваш мы нас нам наш ja mnie ty was wasz my nas nasz εγώ μου σας μας"
)


class Rows:
    """Features by name: rows of one matrix, as long as the page has lines."""

    def __init__(self, lines: int) -> None:
        self._room = np.empty((_MOST_FEATURES, lines), np.float32)
        self._at: dict[str, int] = {}

    def __setitem__(self, name: str, row: NDArray[np.generic] | float) -> None:
        self._room[self._at.setdefault(name, len(self._at))] = row

    def __getitem__(self, name: str) -> Row:
        row: Row = self._room[self._at[name]]
        return row

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._at)

    def matrix(self) -> Matrix:
        """Features x lines, contiguous: a tree reads few features and all lines."""
        found: Matrix = self._room[: len(self._at)]
        return found


def first_look(page: Words, terms: Terms, lookup: Lookup) -> Rows:
    """Features of each line of a page of which nothing is known yet."""
    rows = Rows(len(page.start))
    size, prose = _shape(rows, page)
    wording = _wording(rows, page, terms, lookup)
    _vocabulary(rows, page, prose)
    _places(rows, size, prose, wording)
    _repeats(rows, page)
    _chains(rows, size)
    _neighbours(rows, size, prose, wording)
    return rows


def second_look(page: Words, rows: Rows, judged: Row) -> None:
    """Add what can be said once `judged`, log odds of being body, are known."""
    score = _within(judged, -6, 6)
    weight = np.sqrt(_within(page.counts, 1, 60)).astype(np.float32)
    _scores(rows, score, weight, page.counts)
    _end_cues(rows, score, weight)
    _shared_words(rows, page, score)
    _manner(rows, score, weight)


def _shape(rows: Rows, page: Words) -> tuple[Row, NDArray[np.bool_]]:
    """What the line looks like; returns its size in words and whether it looks like prose."""
    flags, start, count, line = page.flags, page.start, page.counts, page.line
    lines = len(start)

    def share(kind: int) -> Ints:
        return np.add.reduceat((flags & kind) != 0, start, dtype=np.int64)

    length = page.stop - start
    dense, words = share(ch.DENSE), np.maximum(count, 1)
    size = (count - dense / 2).astype(np.float32)  # two characters of such a script are a word
    opening = flags[start]
    end = [page.codes[np.maximum(page.stop - back, 0)] for back in (1, 2, 3)]
    closing, before = flags[page.stop - 1], flags[np.maximum(page.stop - 2, 0)]
    closed = (closing & (ch.QUOTE | ch.BRACKET)) != 0
    cut = (end[0] == _ELLIPSIS) | (end[1] == _ELLIPSIS)
    cut |= ((end[0] == _DOT) | (end[2] == _DOT)) & (end[1] == _DOT)
    stops = ((closing & ch.STOP) != 0) | (closed & ((before & ch.STOP) != 0))
    stops = (stops | (((closing & ch.QUOTE) != 0) & (count >= 8))) & ~cut
    sentence = (flags & ch.STOP) != 0
    sentence[:-1] &= (flags[1:] & (ch.BLANK | ch.QUOTE | ch.DENSE)) != 0
    capitals = np.bincount(line, (page.opening & ch.UPPER) != 0, lines) / words
    upper, lower, letters = share(ch.UPPER), share(ch.LOWER), share(ch.LETTER)
    rows["size"] = np.log1p(size)
    rows["length"] = np.log1p(length)
    rows["stops"], rows["cut"], rows["closed"] = stops, cut, closed
    rows["colon at end"] = (closing & ch.COLON) != 0
    rows["comma at end"] = (closing & ch.COMMA) != 0
    rows["lower at end"] = (closing & ch.LOWER) != 0
    rows["lower at start"] = (opening & ch.LOWER) != 0
    rows["upper at start"] = (opening & ch.UPPER) != 0
    rows["quote at start"] = (opening & ch.QUOTE) != 0
    rows["digit at start"] = (opening & ch.DIGIT) != 0
    marks = ch.STOP | ch.COMMA | ch.COLON | ch.BAR | ch.SLASH | ch.SIGN
    rows["mark at start"] = (opening & marks) != 0
    rows["capitals"], rows["upper"] = capitals, upper / length
    rows["digits"] = share(ch.DIGIT) / length
    rows["numbers"] = np.bincount(line, (page.opening & ch.DIGIT) != 0, lines) / words
    rows["commas"] = share(ch.COMMA) / words
    rows["sentences"] = np.minimum(np.add.reduceat(sentence, start, dtype=np.int64), 8)
    rows["quotes"] = np.minimum(share(ch.QUOTE), 6)
    bars = share(ch.BAR)
    rows["bars"], rows["bars per word"] = np.minimum(bars, 6), bars / words
    rows["colons"] = np.minimum(share(ch.COLON), 4)
    rows["slashes"] = np.minimum(share(ch.SLASH), 6)
    rows["brackets"] = np.minimum(share(ch.BRACKET), 4)
    rows["dense"] = dense / length
    rows["caseless"] = (letters - upper - lower) / length
    rows["word length"] = np.bincount(line, page.length, lines) / words
    small = (page.length <= 3) & ((page.opening & ch.LOWER) != 0)
    rows["small words"] = np.bincount(line, small, lines) / words
    rows["persons"] = np.bincount(line, _persons()[_bucket(page.hash)], lines) / words
    rows["date"] = (size <= 12) & (rows["numbers"] > 0.2)
    prose = (size >= 12) & (stops | (size >= 35)) & (capitals < 0.6)
    rows["prose"] = prose
    return size, prose


def _wording(rows: Rows, page: Words, terms: Terms, lookup: Lookup) -> Row:
    """What the lexicon says of the line; returns a score of the line as a whole."""
    lines = len(page.start)
    words = np.maximum(page.counts, 1)
    sizes = [len(hashes) for hashes, _ in terms]
    found = lookup(np.concatenate([hashes for hashes, _ in terms]))
    parts = np.split(found, np.cumsum(sizes)[:-1])
    cue = page.counts <= CUE
    after, before = np.zeros(lines), np.zeros(lines)
    for name, (_, line), weights in zip(("word", "pair"), terms[:2], parts[:2], strict=True):
        body = weights[:, 0]
        rows[f"{name} mean"] = np.bincount(line, body, lines) / words
        rows[f"{name} known"] = np.bincount(line, body != 0, lines) / words
        rows[f"{name} least"], rows[f"{name} most"] = _extremes(line, body, lines)
        after += np.bincount(line, weights[:, 1], lines) / words
        before += np.bincount(line, weights[:, 2], lines) / words
    for name, (_, line), weights in zip(Terms._fields[2:], terms[2:], parts[2:], strict=True):
        spread = np.zeros((lines, CHANNELS), np.float32)
        spread[line] = weights
        rows[name] = spread[:, 0]
        if name == "wholes":
            after, before = after + spread[:, 1], before + spread[:, 2]
    rows["after"], rows["before"] = np.where(cue, after, 0), np.where(cue, before, 0)
    return (rows["word mean"] * np.sqrt(np.minimum(words, 60))).astype(np.float32)


def _extremes(line: Ints, values: Row, lines: int) -> tuple[Row, Row]:
    """The least and the greatest value of each line; 0 where it has none."""
    least, most = np.zeros(lines, np.float32), np.zeros(lines, np.float32)
    if len(line):
        heads = np.flatnonzero(np.concatenate([[True], line[1:] != line[:-1]]))
        least[line[heads]] = np.minimum.reduceat(values, heads)
        most[line[heads]] = np.maximum.reduceat(values, heads)
    return least, most


def _vocabulary(rows: Rows, page: Words, prose: NDArray[np.bool_]) -> None:
    """How much of a line's content occurs in other lines of prose."""
    lines = len(page.start)
    bucket, content, names = _content_words(page)
    inside = prose[page.line].astype(np.float32)
    elsewhere = np.bincount(bucket, inside, 1 << _BUCKETS)[bucket] - inside > 0
    for name, chosen in (("shared", content), ("shared names", names)):
        total = np.bincount(page.line, chosen, lines)
        common = np.bincount(page.line, chosen & elsewhere, lines)
        rows[name] = np.where(total > 0, common / np.maximum(total, 1), -0.1)
    seen = np.bincount(bucket, minlength=1 << _BUCKETS)[bucket]
    often = max(4, len(bucket) // 80)
    rows["frequent"] = np.bincount(page.line, seen >= often, lines) / np.maximum(page.counts, 1)


def _content_words(page: Words) -> tuple[Ints, NDArray[np.bool_], NDArray[np.bool_]]:
    """Each word's bucket, whether it tells what the line is about, whether it looks like a name.

    In a script without spaces two characters stand for a word.
    """
    dense = (page.opening & ch.DENSE) != 0
    hashes = page.hash
    joined = np.zeros(len(hashes), np.bool_)
    if dense.any():
        joined[:-1] = dense[:-1] & dense[1:] & (page.line[:-1] == page.line[1:])
        hashes = hashes.copy()
        pairs = mix(page.hash[:-1] * np.uint64(3) + page.hash[1:])
        hashes[:-1] = np.where(joined[:-1], pairs, hashes[:-1])
    bucket = _bucket(hashes)
    content = ((page.length >= 4) & ((page.opening & ch.DIGIT) == 0)) | joined
    names = ((page.opening & ch.UPPER) != 0) & (page.length >= 3)
    names[page.first[page.counts > 0]] = False
    return bucket, content, names


def _places(rows: Rows, size: Row, prose: NDArray[np.bool_], wording: Row) -> None:
    """Where on the page the line stands, and where from the densest runs of prose."""
    lines = len(size)
    at = np.arange(lines)
    total = max(1.0, float(size.sum()))
    rows["place"] = at / lines
    rows["words above"] = (np.cumsum(size) - size) / total
    rows["lines above"], rows["lines below"] = np.minimum(at, 400), np.minimum(lines - at, 400)
    rows["lines"] = np.full(lines, min(lines, 1500))
    written = np.where(prose, size, 0)
    whole, above = float(written.sum()), np.cumsum(written) - written
    rows["prose above"] = np.minimum(above, 3000)
    rows["prose below"] = np.minimum(whole - above - written, 3000)
    rows["prose above, share"] = above / max(1.0, whole)
    rows["prose of page"] = np.full(lines, np.log1p(whole))
    rows["since prose"], rows["until prose"] = _since(prose), _since(prose[::-1])[::-1]
    large = prose & (size >= 25)
    rows["since long"], rows["until long"] = _since(large), _since(large[::-1])[::-1]
    stops = rows["stops"] > 0
    for name, least, cost in (("mild", 10, 12.0), ("strict", 8, 30.0)):
        points = np.minimum(size, 120)
        points = np.where((size >= least) & stops, points, np.minimum(size, 0.6 * cost) - cost)
        _run(rows, name, points)
        rows[f"{name} gain"] = rows[f"{name} gain"] / total
    _run(rows, "wording", wording - np.float32(0.3))


def _run(rows: Rows, name: str, points: NDArray[np.floating]) -> None:
    """The run of lines that earns most points (Kadane's algorithm), and how far off it is."""
    sums = np.concatenate([[0.0], np.cumsum(points)])
    lowest = np.minimum.accumulate(sums)
    gains = sums[1:] - lowest[:-1]
    last = int(np.argmax(gains))
    first = int(np.argmin(sums[: last + 1]))
    at = np.arange(len(points))
    rows[f"{name} run"] = (at >= first) & (at <= last)
    rows[f"{name} first"] = _within(at - first, -FAR, FAR)
    rows[f"{name} last"] = _within(at - last, -FAR, FAR)
    rows[f"{name} gain"] = np.full(len(points), gains[last])


def _repeats(rows: Rows, page: Words) -> None:
    """How often the page has the line, and its first four words."""
    rows["repeats"] = np.minimum(_times(page.line_hash), 6)
    begun = page.line_hash.copy()
    long = np.flatnonzero(page.counts >= 4)
    word = page.first[long]
    opening = page.hash[word]
    for step in (1, 2, 3):
        opening = opening * np.uint64(2 * step + 1) + page.hash[word + step]
    begun[long] = opening
    rows["repeated openings"] = np.minimum(_times(begun), 6)


def _times(hashes: Hashes) -> Ints:
    bucket = (mix(hashes) >> np.uint64(64 - _BUCKETS)).astype(np.int64)
    found: Ints = np.bincount(bucket, minlength=1 << _BUCKETS)[bucket]
    return found


def _chains(rows: Rows, size: Row) -> None:
    """Sentences that the scraper broke: lines that go on where the one above did not stop."""
    lines = len(size)
    onward = (rows["lower at start"] > 0) | (rows["mark at start"] > 0)
    open_ended = rows["stops"] == 0
    goes_on = np.zeros(lines, np.bool_)
    goes_on[1:] = onward[1:] & open_ended[:-1]
    chain = np.cumsum(~goes_on) - 1
    last = np.zeros(int(chain[-1]) + 1, np.int64)
    last[chain] = np.arange(lines)
    rows["chain"] = np.log1p(np.bincount(chain, size)[chain])
    rows["chain stops"] = rows["stops"][last][chain]
    rows["goes on"] = goes_on
    rows["is followed"] = _shifted(goes_on.astype(np.float32), 1, 0)


_SHIFTED = {
    "size": (-3, -2, -1, 1, 2, 3),
    "stops": (-2, -1, 1, 2),
    "cut": (-1, 1),
    "capitals": (-2, -1, 1, 2),
    "word mean": (-3, -2, -1, 1, 2, 3),
    "pair mean": (-2, -1, 1, 2),
    "after": (-2, -1, 1),
    "before": (-2, -1, 1),
    "lower at start": (1,),
    "lower at end": (-1,),
    "comma at end": (-1,),
    "repeats": (-1, 1),
    "shared": (-1, 1),
    "persons": (-1, 1),
}


def _neighbours(rows: Rows, size: Row, prose: NDArray[np.bool_], wording: Row) -> None:
    """The lines around, one by one and summed over windows."""
    for name, offsets in _SHIFTED.items():
        for offset in offsets:
            rows[f"{name} {offset:+d}"] = _shifted(rows[name], offset, -1)
    capped = np.minimum(size, 30)
    series = np.stack(
        [
            np.where(prose, size, 0),
            wording,
            rows["cut"],
            (size <= 6).astype(np.float32),
            (rows["repeats"] > 1).astype(np.float32),
            rows["date"],
            rows["persons"] * capped,
            np.maximum(rows["shared"], 0) * capped,
            capped,
        ]
    )
    sums = Windows(series, 20)
    for reach in (3, 8, 20):
        above, below = sums(-reach, -1), sums(1, reach)
        both = above + below + series
        rows[f"prose {reach} above"], rows[f"prose {reach} below"] = above[0], below[0]
        rows[f"wording {reach} above"], rows[f"wording {reach} below"] = above[1], below[1]
        rows[f"cut within {reach}"], rows[f"small within {reach}"] = both[2], both[3]
        rows[f"repeated within {reach}"] = both[4]
        rows[f"dates {reach} above"], rows[f"dates {reach} below"] = above[5], below[5]
        rows[f"persons within {reach}"] = both[6] / np.maximum(both[8], 1)
        rows[f"shared within {reach}"] = both[7] / np.maximum(both[8], 1)
    rows["least after"] = np.minimum.accumulate(rows["after"])
    cues = Windows(np.stack([rows["after"], rows["before"]]), 25)
    for reach in (8, 25):
        rows[f"after, {reach} above"] = cues(-reach, 0)[0]
        rows[f"before, {reach} below"] = cues(0, reach)[1]
    rows["least before"] = np.minimum.accumulate(rows["before"][::-1])[::-1]
    # cues count from where the article seems to begin: a page's head has buttons, too
    begun = np.where(rows["mild first"] >= 0, rows["after"], 0)
    rows["least after, within"] = np.minimum.accumulate(begun)
    rows["after, summed within"] = np.cumsum(np.minimum(begun, 0))


def _scores(rows: Rows, score: Row, weight: Row, count: Ints) -> None:
    """The first judgement of the lines around, and of the page."""
    lines = len(score)
    chance = 1 / (1 + np.exp(-score))
    body = np.minimum(count, 80) * chance
    rows["score"] = score
    for offset in (-3, -2, -1, 1, 2, 3):
        rows[f"score {offset:+d}"] = _shifted(score, offset, -6)
    sums = Windows(np.stack([score * weight, weight]), 30)
    for reach in (2, 5, 12, 30):
        for name, part in (("above", sums(-reach, -1)), ("below", sums(1, reach))):
            rows[f"score {reach} {name}"] = part[0] / np.maximum(part[1], 1)
    rows["best above"] = np.maximum.accumulate(_shifted(score, -1, -6))
    rows["best below"] = np.maximum.accumulate(_shifted(score, 1, -6)[::-1])[::-1]
    total, above = max(1.0, float(body.sum())), np.cumsum(body) - body
    rows["body above"] = np.log1p(above)
    rows["body below"] = np.log1p(np.maximum(total - above - body, 0))
    rows["body above, share"] = above / total
    rows["body of page"] = np.full(lines, np.log1p(total))
    sure = (score > 0) & (count >= SHORT)
    rows["since body"], rows["until body"] = _since(sure), _since(sure[::-1])[::-1]
    rows["sureness"] = np.full(lines, (np.abs(score) * weight).mean() / weight.mean())
    for name, cost in (("lenient", 0.5), ("severe", 3.0)):
        points = score * weight
        _run(rows, name, np.where(points > 0, points, points - cost))
        rows[f"{name} gain"] = rows[f"{name} gain"] / max(1.0, float(points[points > 0].sum()))


def _end_cues(rows: Rows, score: Row, weight: Row) -> None:
    """What has been said since the body began, and between the line and the body's best run."""
    began = np.maximum.accumulate((score > 1) & (weight > 3))
    cues = np.where(began, np.minimum(rows["after"], 0), 0)
    rows["least cue"], rows["cues"] = np.minimum.accumulate(cues), np.cumsum(cues)
    against = np.cumsum(np.where(score < 0, -score * weight, 0))
    outside = np.where(rows["lenient last"] > 0, against, 0)
    at_end = against[int(np.argmax(rows["lenient last"] >= 0))]
    rows["against"] = _within(outside - np.where(rows["lenient last"] > 0, at_end, 0), 0, 300)
    # what stands in the gap above, for a body that goes on behind an advertisement
    gap = np.where(score < 0, -score * weight, 0)
    sums = np.cumsum(gap)
    since = np.maximum.accumulate(np.where((score > 0) & (weight > 3), sums, 0))
    rows["gap above"] = _within(sums - _shifted(since.astype(np.float32), -1, 0), 0, 300)


def _shared_words(rows: Rows, page: Words, score: Row) -> None:
    """How much of the line the body says elsewhere, and has said before."""
    lines = len(score)
    bucket, content, names = _content_words(page)
    chance = (1 / (1 + np.exp(-score)))[page.line]
    hits = np.bincount(bucket, chance, 1 << _BUCKETS)[bucket] - chance
    told = np.full(1 << _BUCKETS, lines, np.int64)
    inside = chance > 0.5
    np.minimum.at(told, bucket[inside], page.line[inside])
    before = told[bucket] < page.line
    known: dict[str, Ints] = {}
    for name, chosen in (("content", content), ("names", names)):
        total = np.bincount(page.line, chosen, lines)
        for what, values in (("shared", hits > 0.5), ("told", before)):
            common = np.bincount(page.line, chosen & values, lines)
            known[f"{name} {what}"] = common
            ratio = np.where(total > 0, common / np.maximum(total, 1), -0.1)
            rows[f"{name} {what}"] = ratio
        known[name] = total
    rows["content hits"] = np.bincount(page.line, content * np.minimum(hits, 3), lines) / (
        np.maximum(known["content"], 1)
    )
    rows["new words"] = np.bincount(page.line, content & (hits < 0.3), lines)
    sums = Windows(np.stack([row.astype(np.float32) for row in known.values()]), 8)
    names_of = list(known)
    for reach in (3, 8):
        for side, part in (("around", sums(-reach, reach)), ("onward", sums(0, reach))):
            by_name = dict(zip(names_of, part, strict=True))
            for name in ("content", "names"):
                share = by_name[f"{name} told"] / np.maximum(by_name[name], 1)
                rows[f"{name} told {reach} {side}"] = share


def _manner(rows: Rows, score: Row, weight: Row) -> None:
    """How far the lines around differ in manner from the body: readers' comments do."""
    chance = 1 / (1 + np.exp(-score)) * weight
    total = max(1e-3, float(chance.sum()))
    manners = ("size", "persons", "word mean", "capitals", "quotes", "word length")
    series = np.stack([rows[name] for name in manners])
    usual = (series * chance).sum(axis=1) / total
    sums = Windows(np.concatenate([series * weight, weight[None]]), 4)(-2, 4)
    local = sums[:-1] / np.maximum(sums[-1], 1)
    for name, own, around, mean in zip(manners, series, local, usual, strict=True):
        rows[f"{name} unlike body"] = own - mean
        rows[f"{name} around unlike body"] = around - mean


class Windows:
    """Sums of several series over a window around each line, by one cumulated sum."""

    def __init__(self, series: Matrix, reach: int) -> None:
        rows, self.lines = series.shape
        self.reach = reach
        # `reach` columns on either side, so that every window is a slice
        self.sums = np.zeros((rows, self.lines + 1 + 2 * reach))
        inner = self.sums[:, reach + 1 : reach + 1 + self.lines]
        np.cumsum(series, axis=1, out=inner)
        self.sums[:, reach + 1 + self.lines :] = inner[:, -1:]

    def __call__(self, first: int, last: int) -> Matrix:
        """Sums from `first` to `last` lines away, both included."""
        start, stop = self.reach + first, self.reach + last + 1
        found = self.sums[:, stop : stop + self.lines] - self.sums[:, start : start + self.lines]
        summed: Matrix = found.astype(np.float32)
        return summed


def _within(values: NDArray[np.generic], least: float, most: float) -> NDArray[Any]:
    """np.clip, which takes thrice as long on rows of some hundreds."""
    found: NDArray[Any] = np.minimum(np.maximum(values, least), most)
    return found


def _shifted(row: Row, offset: int, fill: float) -> Row:
    """The values of the lines `offset` further down."""
    found = np.full(len(row), fill, np.float32)
    if abs(offset) < len(row):
        if offset > 0:
            found[:-offset] = row[offset:]
        else:
            found[-offset:] = row[:offset]
    return found


def _since(marked: NDArray[np.bool_]) -> Ints:
    """Lines since the last marked one above, at most FAR."""
    at = np.arange(len(marked))
    last = np.maximum.accumulate(np.where(marked, at, -FAR))
    above = np.concatenate([[-FAR], last[:-1]])
    found: Ints = np.minimum(at - above, FAR)
    return found


@cache
def _persons() -> NDArray[np.bool_]:
    """Buckets of pronouns by which a writer speaks of herself and to her readers."""
    found = np.zeros(1 << _BUCKETS, np.bool_)
    found[_bucket(ch.words_of([_PERSONS]).hash)] = True
    return found


def _bucket(hashes: Hashes) -> Ints:
    found: Ints = (hashes >> np.uint64(64 - _BUCKETS)).astype(np.int64)
    return found
