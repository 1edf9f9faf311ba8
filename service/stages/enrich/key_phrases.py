"""Key phrases: what the article keeps coming back to, beside its names.

After RAKE (Rose et al. 2010, "Automatic keyword extraction from individual documents"): phrases
are made of the words that stand together between stop words, punctuation and names. Of those
which occur at least twice, or three times for a single word, the best have the most words in
all their occurrences; ties go to the earlier. No two phrases share a word.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache
from itertools import chain
from operator import itemgetter

from schemas.entity import Entity
from service.stages.words import BETWEEN, fold, folded, words

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
Word = tuple[bool, bool, str, str]  # as of _word()

_WRITTEN, _TOPIC = itemgetter(2), itemgetter(3)
BREAK = "\uffff"  # no character: no text has it
_BREAKS = ("\n", *BETWEEN)  # what no phrase goes on across
_AROUND = ".,:;?!\"“”‘’'()[]"


def key_phrases(body: str, entities: Sequence[Entity], stop_words: Set[str]) -> tuple[str, ...]:
    """The phrases, best first, each as it is most often written."""
    # A name that the tagger saw once and missed elsewhere is no phrase either.
    of_names = {word for entity in entities for word in folded(entity.name)}
    seen = list(map(_known(frozenset(stop_words)).__getitem__, _parts(body, entities)))
    occurrences = Counter(map(_TOPIC, seen))
    runs = [
        run
        for run in _runs(seen, occurrences)
        if len(run) > 1 or occurrences[run[0][3]] >= FEWEST_OF_A_WORD
    ]
    topics = [tuple(map(_TOPIC, run)) for run in runs]
    counts = Counter(chain.from_iterable(map(_stretches, topics)))
    scores = {
        phrase: len(phrase) * count
        for phrase, count in counts.items()
        if count >= FEWEST_OCCURRENCES
        and (len(phrase) > 1 or _is_frequent(phrase[0], count))
        and not of_names.issuperset(phrase)
    }
    best: dict[Phrase, Counter[str]] = {}
    used: set[str] = set()
    for phrase in sorted(scores, key=lambda phrase: -scores[phrase]):
        if len(best) == MOST_PHRASES:
            break
        if used.isdisjoint(phrase):
            best[phrase] = Counter()
            used.update(phrase)
    for run, own in zip(runs, topics, strict=True):
        if used.isdisjoint(own):
            continue
        written = tuple(map(_WRITTEN, run))
        for phrase, form in zip(_stretches(own), _stretches(written), strict=True):
            if phrase in best:
                best[phrase][" ".join(form)] += 1
    return tuple(forms.most_common(1)[0][0] for forms in best.values())


def _stretches(run: Phrase) -> Sequence[Phrase]:
    """What is in a run, of at most MOST_WORDS words each."""
    if len(run) == 1:  # as most are
        return (run,)
    if len(run) == 2:  # as most others are
        return (run[:1], run, run[1:])
    return [
        run[start:end]
        for start in range(len(run))
        for end in range(start + 1, min(start + MOST_WORDS, len(run)) + 1)
    ]


def _is_frequent(word: str, occurrences: int) -> bool:
    """Whether a word comes often enough to be a phrase by itself."""
    return occurrences >= FEWEST_OF_A_WORD and len(word) >= SHORTEST_WORD


def _runs(seen: Sequence[Word], occurrences: Mapping[str, int]) -> Iterator[list[Word]]:
    """Maximal runs of topic words that come often enough."""
    often = {topic for topic, count in occurrences.items() if count >= FEWEST_OCCURRENCES} - {""}
    run: list[Word] = []
    before = -1  # the word that the run ends with
    for place in [place for place, one in enumerate(seen) if one[3] in often]:
        word = seen[place]
        if run and (word[0] or place != before + 1):
            yield run
            run = []
        run.append(word)
        before = -1 if word[1] else place
    if run:
        yield run


def _parts(body: str, entities: Sequence[Entity]) -> list[str]:
    """What stands between spaces, with BREAK where a name is and where no phrase goes on."""
    outside = []
    end = 0
    for start, stop in sorted((m.start, m.end) for entity in entities for m in entity.mentions):
        if start >= end:
            outside.append(body[end:start])
        end = max(end, stop)
    text = BREAK.join((*outside, body[end:]))
    for mark in _BREAKS:
        if mark in text:
            text = text.replace(mark, f" {BREAK} ")
    return text.split()


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
    """The word in what stands between spaces: whether something is before it, and after it, the
    word, and its topic, folded. A word that has no topic, and what is no word, ends a run."""
    bare = part.strip(_AROUND)
    if bare.isalpha() and len(bare) <= LONGEST_WORD:  # nearly always; the rest says the same
        topic = bare.casefold()
        return part[0] != bare[0], part[-1] != bare[-1], bare, "" if topic in stop_words else topic
    for start, end in () if BREAK in part else words(part):
        word = part[start:end]
        topic = fold(word) if _is_topic(word, stop_words) else ""
        return start > 0, end < len(part), word, topic
    return False, False, part, ""


def _is_topic(word: str, stop_words: Set[str]) -> bool:
    if len(word) > LONGEST_WORD or not any(map(str.isalpha, word)):
        return False
    folded = fold(word)
    return folded not in stop_words and not folded.endswith(_CONTRACTIONS)
