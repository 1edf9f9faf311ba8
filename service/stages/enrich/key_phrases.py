"""Key phrases: what the article keeps coming back to, beside its names.

After RAKE (Rose et al. 2010, "Automatic keyword extraction from individual documents"): phrases
are made of the words that stand together between stop words, punctuation and names. Of those
which occur at least twice, or three times for a single word, the best have the most words in
all their occurrences; ties go to the earlier. No two phrases share a word.
"""

from collections import Counter
from collections.abc import Iterator, Sequence, Set

from schemas.entity import Entity
from service.stages.words import fold, words

MOST_WORDS = 4  # in a phrase
FEWEST_OCCURRENCES = 2
FEWEST_OF_A_WORD = 3
MOST_PHRASES = 8
SHORTEST_WORD = 3  # code points, of a phrase of one word
LONGEST_WORD = 50  # code points; a longer one is an address or data

# "isn't", "they've": function words, which lists hold only in halves.
_CONTRACTIONS = ("n't", "'re", "'ve", "'ll", "'d", "'m")

Run = list[str]
Phrase = tuple[str, ...]  # folded words


def key_phrases(body: str, entities: Sequence[Entity], stop_words: Set[str]) -> tuple[str, ...]:
    """The phrases, best first, each as it is most often written."""
    # A name that the tagger saw once and missed elsewhere is no phrase either.
    of_names = {fold(e.name[start:end]) for e in entities for start, end in words(e.name)}
    runs = list(_runs(body, entities, stop_words))
    counts = Counter(
        folded[start:end] for _, folded in runs for start, end in _stretches(len(folded))
    )
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
    for run, folded in runs:
        if used.isdisjoint(folded):
            continue
        for start, end in _stretches(len(run)):
            if folded[start:end] in best:
                best[folded[start:end]][" ".join(run[start:end])] += 1
    return tuple(written.most_common(1)[0][0] for written in best.values())


def _stretches(length: int) -> Iterator[tuple[int, int]]:
    """Every [start, end) of at most MOST_WORDS words in a run of `length` words."""
    for start in range(length):
        for end in range(start + 1, min(start + MOST_WORDS, length) + 1):
            yield start, end


def _is_frequent(phrase: Phrase, occurrences: int) -> bool:
    if len(phrase) > 1:
        return occurrences >= FEWEST_OCCURRENCES
    return occurrences >= FEWEST_OF_A_WORD and len(phrase[0]) >= SHORTEST_WORD


def _runs(
    body: str, entities: Sequence[Entity], stop_words: Set[str]
) -> Iterator[tuple[Run, Phrase]]:
    """Maximal runs of topic words, as written and folded."""
    names = sorted((m.start, m.end) for entity in entities for m in entity.mentions)
    topics: dict[str, str | None] = {}  # by word, folded, None for those of no topic
    run: Run = []
    folded: list[str] = []
    last_end = 0
    name = 0
    for start, end in words(body):
        while name < len(names) and names[name][1] <= start:
            name += 1
        in_name = name < len(names) and names[name][0] < end
        gap = body[last_end:start]
        if run and gap != " " and ("\n" in gap or not gap.isspace()):
            yield run, tuple(folded)
            run, folded = [], []
        last_end = end
        word = body[start:end]
        if word not in topics:
            topics[word] = fold(word) if _is_topic(word, stop_words) else None
        topic = topics[word]
        if not in_name and topic is not None:
            run.append(word)
            folded.append(topic)
        elif run:
            yield run, tuple(folded)
            run, folded = [], []
    if run:
        yield run, tuple(folded)


def _is_topic(word: str, stop_words: Set[str]) -> bool:
    if len(word) > LONGEST_WORD or not any(map(str.isalpha, word)):
        return False
    folded = fold(word)
    return folded not in stop_words and not folded.endswith(_CONTRACTIONS)
