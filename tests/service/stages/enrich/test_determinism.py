"""The same article gives the same bytes in every process, however Python hashes strings."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[4]

CHAIN = """
from schemas.article import CleanedArticle
from schemas.codec import encode
from service.knowledge import load_knowledge
from service.stages.enrich import enrich
from service.stages.tag import load_tagger, tag

body = (
    "Ann Lee and Bob Stone of the European Union flew from London to Paris on Monday. "
    "Stone said peace talks with Russia and the U.S. cost $5 million; peace talks with the "
    "United States and Ukraine are hard. Lee praised cold water and hot water: cold water, "
    "hot water, in Berlin, Rome and Madrid."
)
article = CleanedArticle(id="a", title="Lee in Paris", body=body, metadata={"b": 1, "a": 2})
enriched = enrich(tag(article, tagger=load_tagger()), knowledge=load_knowledge())
assert len(enriched.entities) > 8 and len(enriched.key_phrases) > 1 and len(enriched.places) > 3
print(encode(enriched).decode())
"""

UNORDERED = "print({'London', 'Paris', 'Berlin', 'Rome', 'Madrid', 'Kyiv', 'Moscow'})"


def printed(program: str, seed: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def test_tag_and_enrich_give_the_same_bytes_in_every_process() -> None:
    assert printed(CHAIN, "1") == printed(CHAIN, "2")


def test_the_seeds_differ_enough_to_show_an_unordered_result() -> None:
    assert printed(UNORDERED, "1") != printed(UNORDERED, "2")
