"""Which language a text is in."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier

Detector = Callable[[str], tuple[str, float]]  # a text's language and its probability

ENOUGH = 800  # code points; on 1,400 articles, three times as many change no answer
_LONGEST = 6  # bytes of the longest sequence that the model knows


def load_detector() -> Detector:
    """detect(), with its model in memory; the first call would take a second otherwise.

    Raises OSError where the temporary folder has no room for 70 MB while the model is unpacked.
    """
    _identifier()
    return detect


def detect(text: str) -> tuple[str, float]:
    """The ISO 639-1 code of the likeliest language, and its probability to three digits."""
    code, probability = _identifier().classify(text[:ENOUGH])
    return str(code), min(1.0, round(float(probability), 3))


class _Identifier(LanguageIdentifier):  # type: ignore[misc]
    """py3langid's, but its automaton reads all bytes of a text at once.

    The automaton is one of Aho and Corasick: where it stands depends on the last _LONGEST bytes
    alone, and every one of so many steps can be taken for the whole text.
    """

    __slots__ = ("_features", "_moves", "_rows")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._moves = np.asarray(self.tk_nextmove)
        self._rows = np.asarray(self.tk_row, np.int64) << 8
        self._features = np.asarray(self.tk_output)

    def _raw_score(self, text: bytes) -> NDArray[np.float32]:
        """Log scores of the languages; `text` is in UTF-8."""
        # NUL is in none of the sequences, so that the automaton is at its start after one
        padded = np.frombuffer(bytes(_LONGEST - 1) + text, np.uint8)
        state = np.zeros(len(text), np.int64)
        for first in range(_LONGEST):
            state = self._moves.take(self._rows.take(state) + padded[first : first + len(text)])
        found = self._features.take(state)
        found = np.sort(found[found >= 0])
        if not len(found):
            scores: NDArray[np.float32] = super()._raw_score(b"")
            return scores
        edges = np.flatnonzero(np.concatenate([[True], found[1:] != found[:-1], [True]]))
        counts = (edges[1:] - edges[:-1]).astype(np.float32)
        likely = self.nb_ptc.take(found.take(edges[:-1]), axis=0)
        scores = np.log1p(counts) @ _widened(likely) + self.nb_pc
        return scores


def _widened(halves: NDArray[np.float16]) -> NDArray[np.float32]:
    """`halves`, all finite, as 32 bits each: what numpy takes seven times as long for.

    The bits of exponent and fraction move to where the longer form has them, and the exponent,
    which counts from another number there, is set right by a multiplication.
    """
    bits = halves.view(np.int16).astype(np.int32)
    bits <<= 13
    bits &= np.int32(~0x70000000)  # copies of the sign
    found: NDArray[np.float32] = bits.view(np.float32)
    found *= np.float32(2.0**112)
    return found


@cache
def _identifier() -> _Identifier:
    # norm_probs turns log scores into probabilities
    found: _Identifier = _Identifier.from_model_file(MODEL_FILE, norm_probs=True)
    return found
