"""Key phrases: what the article keeps coming back to, beside its names.

After RAKE (Rose et al. 2010, "Automatic keyword extraction from individual documents"): phrases
are made of the words that stand together between stop words, punctuation and names. Of those
which occur at least twice, or three times for a single word, the best have the most words in
all their occurrences; ties go to the earlier. No two phrases share a word.
"""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from itertools import accumulate, chain
from operator import itemgetter

from schemas.entity import Entity
from service.stages.words import RUN, fold, folded, words

MOST_WORDS = 4  # in a phrase
FEWEST_OCCURRENCES = 2
FEWEST_OF_A_WORD = 3
MOST_PHRASES = 8
SHORTEST_WORD = 3  # code points, of a phrase of one word
LONGEST_WORD = 50  # code points; a longer one is an address or data

# "isn't", "they've": function words, which lists hold only in halves.
_CONTRACTIONS = ("n't", "'re", "'ve", "'ll", "'d", "'m")

MOST_KEPT = 1 << 15  # words whose topics are kept, for each list of stop words

Phrase = tuple[str, ...]  # words
Word = tuple[int, int, str, str]  # as of _word()

_TOPIC = itemgetter(3)
_AROUND = ".,:;?!\"“”‘’'()[]"


def key_phrases(body: str, entities: Sequence[Entity], stop_words: Set[str]) -> tuple[str, ...]:
    """The phrases, best first, each as it is most often written."""
    # A name that the tagger saw once and missed elsewhere is no phrase either.
    of_names = {word for entity in entities for word in folded(entity.name)}
    runs = list(_runs(body, entities, stop_words))
    counts = Counter(chain.from_iterable(_stretches(topics) for _, topics in runs))
    scores = {
        phrase: len(phrase) * count
        for phrase, count in counts.items()
        if _is_frequent(phrase, count) and not of_names.issuperset(phrase)
    }
    best: dict[Phrase, Counter[str]] = {}
    used: set[str] = set()
    for phrase in sorted(scores, key=lambda phrase: -scores[phrase]):
        if len(best) == MOST_PHRASES:
            break
        if used.isdisjoint(phrase):
            best[phrase] = Counter()
            used.update(phrase)
    for run, topics in runs:
        if used.isdisjoint(topics):
            continue
        for phrase, written in zip(_stretches(topics), _stretches(run), strict=True):
            if phrase in best:
                best[phrase][" ".join(written)] += 1
    return tuple(forms.most_common(1)[0][0] for forms in best.values())


def _stretches(run: Phrase) -> Sequence[Phrase]:
    """What is in a run, of at most MOST_WORDS words each."""
    if len(run) == 1:  # as most are
        return (run,)
    return [
        run[start:end]
        for start in range(len(run))
        for end in range(start + 1, min(start + MOST_WORDS, len(run)) + 1)
    ]


def _is_frequent(phrase: Phrase, occurrences: int) -> bool:
    if len(phrase) > 1:
        return occurrences >= FEWEST_OCCURRENCES
    return occurrences >= FEWEST_OF_A_WORD and len(phrase[0]) >= SHORTEST_WORD


def _runs(
    body: str, entities: Sequence[Entity], stop_words: Set[str]
) -> Iterator[tuple[Phrase, Phrase]]:
    """Maximal runs of topic words that come often enough, as written and folded."""
    names = iter(sorted((m.start, m.end) for entity in entities for m in entity.mentions))
    nowhere = len(body), len(body) + 1
    name_start, name_end = next(names, nowhere)
    run: list[str] = []
    topics: list[str] = []
    parts = RUN.split(body)  # gaps and words in turns, one more gap than words
    seen = list(map(_known(frozenset(stop_words)).__getitem__, parts[1::2]))
    counts = Counter(map(_TOPIC, seen))
    counts[""] = 0
    often = {topic for topic, count in counts.items() if count >= FEWEST_OCCURRENCES}
    ends = list(accumulate(map(len, parts)))
    before = -1  # the word that the run ends with
    for place in [place for place, one in enumerate(seen) if one[3] in often]:
        lead, trail, word, topic = seen[place]
        start, end = ends[2 * place] + lead, ends[2 * place + 1] - trail
        while name_end <= start:
            name_start, name_end = next(names, nowhere)
        if name_start < end:
            continue  # the word is part of a name
        if run and (lead or place != before + 1 or not _joins(parts[2 * place])):
            yield tuple(run), tuple(topics)
            run, topics = [], []
        run.append(word)
        topics.append(topic)
        before = place if not trail else -1  # punctuation ends the run
    if run:
        yield tuple(run), tuple(topics)


def _joins(gap: str) -> bool:
    """Whether what stands between two words leaves them in one phrase."""
    return gap == " " or (gap.isspace() and "\n" not in gap)


class _Known(dict[str, Word]):
    """What _word() says, kept: most words of an article are those of the one before."""

    def __init__(self, stop_words: Set[str]) -> None:
        super().__init__()
        self._stop_words = stop_words

    def __missing__(self, part: str) -> Word:
        if len(self) >= MOST_KEPT:
            self.clear()
        found = _word(part, self._stop_words)
        if len(part) <= LONGEST_WORD:
            self[part] = found
        return found


_known = lru_cache(maxsize=4)(_Known)


def _word(part: str, stop_words: Set[str]) -> Word:
    """The word in what stands between spaces: how many code points are before and after it, the
    word, and its topic, folded. A word that has no topic, and what is no word, ends a run."""
    bare = part.strip(_AROUND)
    if bare.isalpha() and len(bare) <= LONGEST_WORD:  # nearly always; the rest says the same
        topic, lead = bare.casefold(), part.index(bare)
        trail = len(part) - lead - len(bare)
        return lead, trail, bare, "" if topic in stop_words else topic
    for start, end in words(part):
        word = part[start:end]
        return start, len(part) - end, word, fold(word) if _is_topic(word, stop_words) else ""
    return 0, 0, part, ""


def _is_topic(word: str, stop_words: Set[str]) -> bool:
    if len(word) > LONGEST_WORD or not any(map(str.isalpha, word)):
        return False
    folded = fold(word)
    return folded not in stop_words and not folded.endswith(_CONTRACTIONS)
