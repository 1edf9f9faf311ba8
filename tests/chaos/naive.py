"""The agent one would write first, for a control: it loses records where ours does not.

Run as a program: python -m tests.chaos.naive. It reads the same settings as `copydesk worker`.
"""

import os

import faust

prefix = os.environ["COPYDESK_TOPIC_PREFIX"]

app = faust.App(
    os.environ["COPYDESK_GROUP_ID"],
    broker=f"kafka://{os.environ['COPYDESK_BROKER']}",
    broker_session_timeout=6,
    broker_heartbeat_interval=1,
    broker_commit_interval=0.5,
    consumer_auto_offset_reset="earliest",
    topic_allow_declare=False,
    topic_disable_leader=True,
    web_enabled=False,
    autodiscover=False,
    datadir=os.environ["NAIVE_DATADIR"],
)
raw = app.topic(f"{prefix}.raw.v1", value_serializer="raw", key_serializer="raw")
enriched = app.topic(f"{prefix}.enriched.v1", value_serializer="raw", key_serializer="raw")


@app.agent(raw)  # type: ignore[untyped-decorator]
async def work(stream: faust.Stream) -> None:
    """Forward each article; raise on what is none."""
    async for key, value in stream.items():
        if not value.startswith(b'{"id"'):
            raise ValueError("not an article")
        await enriched.send(key=key, value=value)  # and nobody waits for the broker's word


if __name__ == "__main__":
    faust.Worker(app, loglevel="WARN", quiet=True).execute_from_commandline()
