"""`copydesk tail`"""

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from service.client.tail import Since
    from service.settings import Settings

NAMES = ("raw", "cleaned", "tagged", "enriched", "dead-letters")
READER_POLL_SECONDS = 0.5


class _Duration(click.ParamType):
    """30s, 15m, 2h or 7d."""

    name = "duration"

    def convert(self, value: Any, param: Any, ctx: Any) -> timedelta:
        found = re.fullmatch(r"([1-9]\d{0,5})([smhd])", str(value))
        if found is None:
            self.fail(f"{value!r} is not a time such as 30s, 15m, 2h or 7d", param, ctx)
        units = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
        return timedelta(**{units[found[2]]: int(found[1])})


@click.command()
@click.option(
    "--topic", type=click.Choice(NAMES), default="enriched", show_default=True, help="What to read."
)
@click.option("--from-beginning", is_flag=True, help="From the first record kept, not from now on.")
@click.option(
    "--max", "limit", type=click.IntRange(min=1), metavar="N", help="End after N records."
)
@click.option(
    "--since",
    type=_Duration(),
    metavar="TIME",
    help="From so long ago, as in 15m, 2h or 7d, by the records' timestamps.",
)
@click.option("--until-end", is_flag=True, help="End with the last record that is there now.")
@click.option("--json", "as_json", is_flag=True, help="One JSON event a line, as it is in Kafka.")
def tail(
    topic: str,
    from_beginning: bool,
    since: timedelta | None,
    until_end: bool,
    limit: int | None,
    as_json: bool,
) -> None:
    """Print the events of a topic of the Kafka at COPYDESK_BROKER as they come.

    Reads without a consumer group, so nobody else's place in the topic moves. Ends on Ctrl-C,
    after --max records, or with --until-end. With --json a tombstone (a deleted article) is the
    line null.
    """
    if from_beginning and since:
        raise click.UsageError("Give either --from-beginning or --since")
    import asyncio

    from service.settings import read_settings

    async def until_nobody_reads() -> None:
        printing = asyncio.create_task(
            _print(
                read_settings(),
                topic,
                since or ("beginning" if from_beginning else "now"),
                until_end,
                limit,
                as_json,
            )
        )
        watching = asyncio.create_task(_reader_gone())
        done, _ = await asyncio.wait((printing, watching), return_when=asyncio.FIRST_COMPLETED)
        for task in (printing, watching):
            task.cancel()
        if printing in done:
            printing.result()

    asyncio.run(until_nobody_reads())


async def _reader_gone() -> None:
    """Return once nobody reads our output any more, as in `copydesk tail | head`.

    Else the next record would be the first to notice, however long it takes to come.
    """
    import asyncio
    import select

    watched = select.poll()
    watched.register(1, 0)  # errors and hang-ups are always reported
    while not watched.poll(0):  # noqa: ASYNC110 (epoll refuses files, and may be stdout is one)
        await asyncio.sleep(READER_POLL_SECONDS)


async def _print(
    settings: "Settings",
    name: str,
    since: "Since",
    until_end: bool,
    limit: int | None,
    as_json: bool,
) -> None:
    from contextlib import aclosing

    from rich.console import Console

    from schemas.codec import Invalid, Undecodable, decode
    from schemas.topics import TOPICS
    from service.app import connection, require_topic
    from service.cli.render import printable, render, tombstone
    from service.client.tail import tail

    broker = connection(settings)
    topic = next(topic for topic in TOPICS if topic.name == name)
    full_name = await require_topic(settings, broker, topic)
    console = Console()
    out = click.get_binary_stream("stdout")
    records = tail(
        broker,
        full_name,
        since=since,
        follow=not until_end,
        limit=limit,
        max_message_bytes=topic.max_message_bytes,
    )
    async with aclosing(records):
        async for record in records:
            if as_json:
                out.write((record.value if record.value is not None else b"null") + b"\n")
                out.flush()
            elif record.value is None:
                console.print(tombstone(record.key))
            else:
                try:
                    console.print(render(decode(record.value, topic.event)))
                except (Undecodable, Invalid) as error:
                    where = f"{record.topic}/{record.partition}/{record.offset}"
                    console.print(f"{where}: {printable(str(error))}", markup=False, style="red")
