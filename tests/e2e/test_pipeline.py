"""A file of articles in, every one of them out, once, in order."""

from collections import defaultdict

from schemas.article import EnrichedArticle
from schemas.codec import decode
from schemas.deadletter import DeadLetter
from schemas.topics import CLEANED, DEAD_LETTERS, ENRICHED, TAGGED
from tests.brokers.base import Broker
from tests.conftest import Spawn
from tests.e2e.articles import raw
from tests.e2e.pipeline import TERMINAL, Pipeline

ARTICLES = 120
VERSIONS = 3  # of each tenth article


async def test_every_article_comes_out_once_by_its_id_and_in_order_for_its_key(
    broker: Broker, prefix: str, spawn: Spawn
) -> None:
    sent: list[tuple[str, bytes]] = []
    for version in range(VERSIONS):
        for number in range(ARTICLES):
            if version == 0 or number % 10 == 0:
                article_id = f"article-{number}"
                sent.append((article_id, raw(article_id, number, metadata={"version": version})))
    sent += [(f"broken-{n}", b'{"id": "broken-%d"}' % n) for n in range(10)]

    pipeline = Pipeline(broker, prefix, spawn)
    pipeline.start_worker()
    await pipeline.produce((key.encode(), value) for key, value in sent)
    async with pipeline.reading(*TERMINAL) as reader:
        await reader.until(
            lambda r: len(r[ENRICHED]) + len(r[DEAD_LETTERS]) >= len(sent), "all articles"
        )
        enriched = [decode(r.value, EnrichedArticle) for r in reader[ENRICHED]]
        letters = [decode(r.value, DeadLetter) for r in reader[DEAD_LETTERS]]
        keys = reader.keys(*TERMINAL)

    assert sorted(keys) == sorted(key for key, _ in sent)
    assert all(key == event.id for key, event in zip(keys, enriched, strict=False))
    assert {letter.article_id for letter in letters} == {f"broken-{n}" for n in range(10)}
    versions = defaultdict(list)
    for event in enriched:
        versions[event.id].append(event.metadata["version"])
    assert all(versions[f"article-{n}"] == [0, 1, 2] for n in range(0, ARTICLES, 10))


async def test_a_tombstone_passes_through_every_stage(
    broker: Broker, prefix: str, spawn: Spawn
) -> None:
    pipeline = Pipeline(broker, prefix, spawn)
    pipeline.start_worker()
    await pipeline.produce([(b"article-1", raw("article-1", 1)), (b"article-1", None)])
    async with pipeline.reading(CLEANED, TAGGED, ENRICHED) as reader:
        await reader.until(
            lambda r: all(len(r[topic]) == 2 for topic in (CLEANED, TAGGED, ENRICHED)),
            "the article and its tombstone on every topic",
        )
        for topic in (CLEANED, TAGGED, ENRICHED):
            assert [record.value is None for record in reader[topic]] == [False, True]


async def test_what_travels_with_a_record_arrives_with_the_event(
    embedded: Broker, prefix: str, spawn: Spawn
) -> None:
    pipeline = Pipeline(embedded, prefix, spawn)
    pipeline.start_worker()
    trace = ("traceparent", b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
    await pipeline.produce([(b"a", raw("a", 1))], headers=[trace], timestamp=1_600_000_000_000)
    async with pipeline.reading(ENRICHED) as reader:
        await reader.until_keys(["a"])
        (record,) = reader[ENRICHED]
    assert trace in record.headers
    assert dict(record.headers)["ce_time"] == b"2020-09-13T12:26:40+00:00"
    assert dict(record.headers)["ce_type"] == b"copydesk.article.enriched.v1"
    assert record.timestamp == 1_600_000_000_000
