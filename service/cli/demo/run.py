"""A broker, a worker, articles in, events out; and all of it ended again."""

import asyncio
import os
import signal
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import NoReturn

from rich.console import Console

from schemas.topics import DEFAULT_PREFIX, TOPICS
from service.broker.embedded import EmbeddedBroker
from service.cli.demo.flow import MAX_ARTICLE_BYTES, Flow, Results
from service.cli.demo.worker import DemoWorker
from service.client.files import Article
from service.connection import Connection

PARTITIONS = 4
MOST_PROCESSES = 4


def run(articles: Sequence[Article], stages: Mapping[str, str]) -> Results:
    """Send the articles through the pipeline. All that this starts has ended when it returns.

    `stages` are the settings of what the stages are made of.
    Raises WorkerFailed, or EmbeddedBrokerUnavailable.
    """
    # What has no id gets its place in the input for a key, to be known again by.
    keyed = [replace(article, key=article.key or article.where.encode()) for article in articles]
    console = Console(stderr=True)
    with ExitStack() as stack:
        stack.enter_context(_like_ctrl_c(signal.SIGTERM, signal.SIGHUP))
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="copydesk-demo-"))
        with console.status("starting a broker"):
            topics = {topic.full_name(DEFAULT_PREFIX): PARTITIONS for topic in TOPICS}
            broker = stack.enter_context(EmbeddedBroker(topics))
        settings = {
            **stages,
            "COPYDESK_BROKER": broker.bootstrap,
            "COPYDESK_STAGE_PROCESSES": str(min(MOST_PROCESSES, os.cpu_count() or 1)),
            "COPYDESK_MAX_OUTPUT_BYTES": str(MAX_ARTICLE_BYTES),
        }
        with console.status("starting a worker, which loads its models"):
            worker = stack.enter_context(DemoWorker(settings, Path(folder)))
            worker.wait_until_ready()
        return asyncio.run(Flow(worker, Connection((broker.bootstrap,)), keyed, console).run())


@contextmanager
def _like_ctrl_c(*signals: signal.Signals) -> Iterator[None]:
    """These signals act like a Ctrl-C within the block, so that they, too, end everything."""

    def interrupt(number: int, frame: FrameType | None) -> NoReturn:
        # Not a SIGINT to ourselves: a shell ignores that in what it runs in the background.
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
