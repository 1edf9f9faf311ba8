"""What the README tells newcomers to type, run as it stands there, on a real Kafka.

Only the broker's address and the topics' prefix are replaced.
"""

import asyncio
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from schemas.topics import ENRICHED
from tests.brokers.base import Broker
from tests.brokers.kafka import KafkaServer
from tests.conftest import Spawn
from tests.e2e.pipeline import Pipeline
from tests.processes import ROOT, Child
from tests.waiting import wait_until_async

README = (ROOT / "README.md").read_text(encoding="utf-8")
LINES = README.splitlines()


def block(language: str, containing: str) -> str:
    """The one fenced block in this language that contains this text."""
    found = [b for b in re.findall(rf"```{language}\n(.*?)```", README, re.S) if containing in b]
    assert len(found) == 1, f"{len(found)} blocks of {language} with {containing!r}"
    return str(found[0])


def line(start: str) -> str:
    """The one line that starts so."""
    (found,) = [text for text in LINES if text.startswith(start)]
    return found


@pytest.fixture
async def story(kafka: Broker, prefix: str, spawn: Spawn) -> Pipeline:
    """A running pipeline."""
    pipeline = Pipeline(kafka, prefix, spawn)
    pipeline.start_worker()
    return pipeline


def adapted(text: str, pipeline: Pipeline) -> str:
    assert "localhost:9092" in text
    return text.replace("localhost:9092", pipeline.broker.bootstrap).replace(
        "articles.", f"{pipeline.prefix}."
    )


async def enriched_keys(pipeline: Pipeline, *keys: str) -> None:
    async with pipeline.reading(ENRICHED) as reader:
        await reader.until_keys(keys)


async def test_the_aiokafka_examples_produce_an_article_and_read_it_enriched(
    story: Pipeline, spawn: Spawn, tmp_path: Path
) -> None:
    page = "<html><body><p>Ana Ferreira, the mayor, spoke in Lisbon on Tuesday evening.</p></body>"
    program = adapted(block("python", "AIOKafkaProducer"), story).replace("<html>…", page)
    producer = spawn(sys.executable, "-c", program, name="produce")
    assert await asyncio.to_thread(producer.wait, 60) == 0, producer.tail()
    await enriched_keys(story, "story-1")

    # It reads for ever; a line after the last statement of its loop shows that it got there.
    program = adapted(block("python", "AIOKafkaConsumer"), story)
    check = '["end"]] == mention["text"]\n'
    assert check in program
    program = program.replace(check, f'{check}            print(article["id"], flush=True)\n')
    consumer = spawn(sys.executable, "-c", program, name="consume")
    await wait_until_async(
        lambda: "story-1" in consumer.stdout.read_text(), 60, lambda: f"it\n{consumer.tail()}"
    )


async def test_kcat_produces_an_article_and_reads_it_enriched(
    story: Pipeline, spawn: Spawn
) -> None:
    if shutil.which("kcat") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI=true, and kcat is not installed")
        pytest.skip("kcat is not installed (Debian has it as a package)")
    produce = spawn("bash", "-c", adapted(block("sh", "kcat -b localhost:9092 -P"), story))
    assert await asyncio.to_thread(produce.wait, 60) == 0, produce.tail()
    await enriched_keys(story, "story-2")

    event = await _first_line(spawn("bash", "-c", adapted(line("kcat -b"), story)))
    assert event["id"] == "story-2"
    assert "Angela Merkel" in [entity["name"] for entity in event["entities"]]


async def test_the_java_console_consumer_reads_an_enriched_event(
    story: Pipeline, spawn: Spawn
) -> None:
    if not isinstance(story.broker, KafkaServer):
        pytest.skip("COPYDESK_TEST_KAFKA names a Kafka whose command-line tools are not here")
    await story.produce([(b"a", b'{"id": "a", "content": "Angela Merkel spoke in Lisbon today."}')])
    await enriched_keys(story, "a")
    script, *arguments = adapted(line("kafka-console-consumer.sh"), story).split()
    assert script == "kafka-console-consumer.sh"
    tool = story.broker.tool("org.apache.kafka.tools.consumer.ConsoleConsumer", *arguments)
    consumer = spawn(*tool, "--max-messages", "1", name="console")
    assert (await _first_line(consumer))["id"] == "a"


def test_every_link_into_the_project_leads_somewhere() -> None:
    targets = [t for t in re.findall(r"\]\(([^)]+)\)", README) if "://" not in t]
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


async def test_the_filters_need_no_broker(spawn: Spawn) -> None:
    copydesk = Path(sys.executable).parent
    command = line("echo '{").partition(" | ")[0] + " | copydesk stage tag"
    assert command in README
    path = f"{copydesk}:{os.environ['PATH']}"
    event = await _first_line(spawn("bash", "-c", command, PATH=path, COPYDESK_BROKER="x:1"))
    assert [(e["type"], e["name"]) for e in event["entities"]] == [
        ("PERSON", "Angela Merkel"),
        ("PLACE", "Lisbon"),
    ]


async def _first_line(child: Child) -> dict[str, Any]:
    assert await asyncio.to_thread(child.wait, 60) == 0, child.tail()
    event: dict[str, Any] = orjson.loads(child.stdout.read_bytes().splitlines()[0])
    return event
