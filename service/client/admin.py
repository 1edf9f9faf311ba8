"""The topics on a real cluster: create what is missing, mend what differs, or only say it."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import (
    KafkaConnectionError,
    KafkaError,
    NodeNotReadyError,
    RequestTimedOutError,
    TopicAlreadyExistsError,
    for_code,
)

from schemas.topics import TOPICS
from service.connection import BrokerUnreachable, Connection

VISIBLE_SECONDS = 15.0  # that a new topic may take until the brokers tell of it
POLL_SECONDS = 0.1
TOPIC_OVERRIDE = 1  # a config's source in Kafka's protocol: set on this very topic

PARTITIONS = "partitions"
REPLICAS = "replication.factor"


class Refused(Exception):
    """The broker will not do what it was asked; the message says what, in one line."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A topic that is not as the topology wants it. `found` is None where the topic is missing."""

    topic: str
    setting: str = ""
    found: str | None = None
    wanted: str = ""

    def __str__(self) -> str:
        if self.found is None:
            return f"{self.topic}: missing"
        return f"{self.topic}: {self.setting} is {self.found}, should be {self.wanted}"


@dataclass(frozen=True, slots=True)
class _Found:
    """A topic as it is. `overrides` are the configs set on the topic itself."""

    partitions: int
    replicas: int
    config: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, str] = field(default_factory=dict)


async def check_topics(
    broker: Connection, prefix: str, partitions: int, replication_factor: int
) -> list[Difference]:
    """What is not as it should be; an empty list if all is well.

    More partitions or replicas than asked for are fine, for they are an operator's choice. But
    every topic should have as many partitions as the largest: then an article lies in the same
    partition all the way, its dead letter too.

    Raises BrokerUnreachable or Refused.
    """
    async with _admin(broker) as admin:
        found = await _describe(admin, prefix)
    return _differences(found, prefix, partitions, replication_factor)


async def apply_topics(
    broker: Connection, prefix: str, partitions: int, replication_factor: int
) -> list[str]:
    """Make the topics as they should be; returns what was done, a line for each thing.

    What no client can change (the number of replicas) is a line too, and stays a difference.

    Raises BrokerUnreachable or Refused.
    """
    async with _admin(broker) as admin:
        found = await _describe(admin, prefix)
        differences = _differences(found, prefix, partitions, replication_factor)
        done = []
        missing = [d.topic for d in differences if d.found is None]
        if missing:
            count = max([partitions, *(topic.partitions for topic in found.values())])
            done += await _create(admin, prefix, missing, count, replication_factor)
        fewer = [d for d in differences if d.setting == PARTITIONS]
        done += await _add_partitions(admin, fewer)
        changed = [d for d in differences if d.setting not in ("", PARTITIONS, REPLICAS)]
        done += await _alter(admin, found, changed)
        done += [
            f"{d}; left as it is: use kafka-reassign-partitions"
            for d in differences
            if d.setting == REPLICAS
        ]
        await _until_visible(broker, set(missing))
        await _until_grown(admin, prefix, fewer)
    return done


def _differences(
    found: Mapping[str, _Found], prefix: str, partitions: int, replication_factor: int
) -> list[Difference]:
    wanted_partitions = max([partitions, *(topic.partitions for topic in found.values())])
    differences = []
    for topic in TOPICS:
        name = topic.full_name(prefix)
        is_ = found.get(name)
        if is_ is None:
            differences.append(Difference(name))
            continue
        if is_.partitions < wanted_partitions:
            differences.append(
                Difference(name, PARTITIONS, str(is_.partitions), str(wanted_partitions))
            )
        if is_.replicas < replication_factor:
            differences.append(
                Difference(name, REPLICAS, str(is_.replicas), str(replication_factor))
            )
        differences += [
            Difference(name, key, is_.config.get(key, "unknown"), value)
            for key, value in topic.config().items()
            if is_.config.get(key) != value
        ]
    return differences


async def _describe(admin: AIOKafkaAdminClient, prefix: str) -> dict[str, _Found]:
    """Those of our topics that are there."""
    names = {topic.full_name(prefix) for topic in TOPICS}
    # All topics, not ours by name: asking by name may create them.
    there = {
        topic["topic"]: topic["partitions"]
        for topic in await admin.describe_topics()
        if topic["topic"] in names
    }
    if not there:
        return {}
    responses = await admin.describe_configs(
        [ConfigResource(ConfigResourceType.TOPIC, name) for name in sorted(there)]
    )
    found = {}
    for code, message, _, name, entries in (r for each in responses for r in each.resources):
        _raise_for(code, name, message)
        values = {entry[0]: entry[1] for entry in entries if entry[1] is not None}
        found[name] = _Found(
            partitions=len(there[name]),
            replicas=min(len(partition["replicas"]) for partition in there[name]),
            config=values,
            overrides={
                entry[0]: values[entry[0]]
                for entry in entries
                if entry[3] == TOPIC_OVERRIDE and entry[0] in values
            },
        )
    return found


async def _create(
    admin: AIOKafkaAdminClient, prefix: str, names: list[str], partitions: int, replicas: int
) -> list[str]:
    response = await admin.create_topics(
        [
            NewTopic(topic.full_name(prefix), partitions, replicas, topic_configs=topic.config())
            for topic in TOPICS
            if topic.full_name(prefix) in names
        ]
    )
    done = []
    for name, code, message in response.topic_errors:
        if code != TopicAlreadyExistsError.errno:  # another worker was faster
            _raise_for(code, name, message)
            done.append(f"{name}: created, {partitions} partitions")
    return done


async def _add_partitions(admin: AIOKafkaAdminClient, fewer: list[Difference]) -> list[str]:
    if not fewer:
        return []
    await admin.create_partitions({d.topic: NewPartitions(int(d.wanted)) for d in fewer})
    return [
        f"{d.topic}: {d.found} partitions are now {d.wanted}; keys move to other partitions, so "
        "the order per key holds among the records from now on"
        for d in fewer
    ]


async def _alter(
    admin: AIOKafkaAdminClient, found: Mapping[str, _Found], changed: list[Difference]
) -> list[str]:
    if not changed:
        return []
    # This request replaces all that is set on a topic, so what others have set goes along.
    settings = {d.topic: dict(found[d.topic].overrides) for d in changed}
    for d in changed:
        settings[d.topic][d.setting] = d.wanted
    responses = await admin.alter_configs(
        [ConfigResource(ConfigResourceType.TOPIC, name, each) for name, each in settings.items()]
    )
    for code, message, _, name in (r for each in responses for r in each.resources):
        _raise_for(code, name, message)
    return [f"{d.topic}: {d.setting} was {d.found}, is now {d.wanted}" for d in changed]


async def _until_visible(broker: Connection, names: set[str]) -> None:
    """A topic is created before every broker knows it, and who subscribes too early waits long."""
    give_up_at = asyncio.get_running_loop().time() + VISIBLE_SECONDS
    while names and not names <= await broker.check():
        if asyncio.get_running_loop().time() > give_up_at:
            raise Refused(f"{broker}: created, but not to be seen: {', '.join(sorted(names))}")
        await asyncio.sleep(POLL_SECONDS)


async def _until_grown(
    admin: AIOKafkaAdminClient, prefix: str, fewer: Sequence[Difference]
) -> None:
    """Likewise, partitions are added before every broker tells of them."""
    wanted = {d.topic: int(d.wanted) for d in fewer}
    give_up_at = asyncio.get_running_loop().time() + VISIBLE_SECONDS
    while wanted:
        found = await _describe(admin, prefix)
        wanted = {
            name: count
            for name, count in wanted.items()
            if name not in found or found[name].partitions < count
        }
        if wanted and asyncio.get_running_loop().time() > give_up_at:
            raise Refused(f"partitions added, but not to be seen: {', '.join(sorted(wanted))}")
        if wanted:
            await asyncio.sleep(POLL_SECONDS)


@asynccontextmanager
async def _admin(broker: Connection) -> AsyncIterator[AIOKafkaAdminClient]:
    """A connected admin client, whose errors become ours."""
    await broker.check()
    admin = AIOKafkaAdminClient(**broker.options())
    try:
        await admin.start()
        cluster = await admin.describe_cluster()
        if cluster["controller_id"] not in {node["node_id"] for node in cluster["brokers"]}:
            raise Refused(f"{broker} has no controller to administer topics with")
        yield admin
    except (KafkaConnectionError, NodeNotReadyError, RequestTimedOutError, OSError) as error:
        raise BrokerUnreachable(f"cannot reach Kafka at {broker}: {error}") from error
    except KafkaError as error:
        raise Refused(f"{broker} refuses: {str(error) or type(error).__name__}") from error
    finally:
        await admin.close()


def _raise_for(code: int, name: str, message: str | None) -> None:
    if code:
        kind = for_code(code)
        raise Refused(f"{name}: {message or getattr(kind, 'description', kind.__name__)}")
