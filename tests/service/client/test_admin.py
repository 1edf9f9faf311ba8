"""Creating and checking topics on a real Kafka."""

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from schemas.topics import RAW, TOPICS
from service.client.admin import Refused, apply_topics, check_topics
from service.connection import BrokerUnreachable, Connection
from tests.brokers.base import Broker
from tests.waiting import wait_until_async

DEADLINE_SECONDS = 30


@pytest.fixture
def connection(kafka: Broker) -> Connection:
    return Connection(servers=tuple(kafka.bootstrap.split(",")))


async def differences(
    connection: Connection, prefix: str, partitions: int = 2, replicas: int = 1
) -> list[str]:
    return [str(d) for d in await check_topics(connection, prefix, partitions, replicas)]


async def override(connection: Connection, topic: str, **config: str) -> None:
    admin = AIOKafkaAdminClient(**connection.options())
    await admin.start()
    settings = {key.replace("_", "."): value for key, value in config.items()}
    await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, settings)])
    await admin.close()


async def overrides(connection: Connection, topic: str) -> dict[str, str]:
    admin = AIOKafkaAdminClient(**connection.options())
    await admin.start()
    (answer,) = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)])
    await admin.close()
    return {entry[0]: entry[1] for entry in answer.resources[0][4] if entry[3] == 1}


async def test_topics_that_are_missing_are_named_then_created_as_the_topology_wants(
    connection: Connection, prefix: str
) -> None:
    names = [topic.full_name(prefix) for topic in TOPICS]
    assert await differences(connection, prefix) == [f"{name}: missing" for name in names]
    done = await apply_topics(connection, prefix, 2, 1)
    assert sorted(done) == sorted(f"{name}: created, 2 partitions" for name in names)
    assert await differences(connection, prefix) == []
    for topic in TOPICS:
        assert await overrides(connection, topic.full_name(prefix)) == topic.config()


async def test_applying_twice_does_nothing(connection: Connection, prefix: str) -> None:
    await apply_topics(connection, prefix, 2, 1)
    assert await apply_topics(connection, prefix, 2, 1) == []


async def test_a_setting_that_differs_is_named_and_mended_and_the_others_are_kept(
    connection: Connection, prefix: str
) -> None:
    await apply_topics(connection, prefix, 2, 1)
    name = RAW.full_name(prefix)
    await override(
        connection, name, **{**RAW.config(), "retention.ms": "1", "segment.bytes": "10485760"}
    )
    wanted = RAW.config()["retention.ms"]
    line = f"{name}: retention.ms is 1, should be {wanted}"

    async def found() -> bool:
        return await differences(connection, prefix) == [line]

    await wait_until_async(found, DEADLINE_SECONDS, "the difference to show")
    assert await apply_topics(connection, prefix, 2, 1) == [
        f"{name}: retention.ms was 1, is now {wanted}"
    ]

    async def mended() -> bool:
        return await differences(connection, prefix) == []

    await wait_until_async(mended, DEADLINE_SECONDS, "the difference to go")
    assert (await overrides(connection, name))["segment.bytes"] == "10485760"


async def test_too_few_partitions_are_named_and_added(connection: Connection, prefix: str) -> None:
    await apply_topics(connection, prefix, 2, 1)
    lines = [f"{t.full_name(prefix)}: partitions is 2, should be 3" for t in TOPICS]
    assert await differences(connection, prefix, partitions=3) == lines
    done = await apply_topics(connection, prefix, 3, 1)
    assert done[0].startswith(f"{RAW.full_name(prefix)}: 2 partitions are now 3")
    assert await differences(connection, prefix, partitions=3) == []


async def test_more_partitions_are_fine_as_long_as_all_topics_have_as_many(
    kafka: Broker, connection: Connection, prefix: str
) -> None:
    kafka.create_topics({RAW.full_name(prefix): 5})
    await apply_topics(connection, prefix, 2, 1)
    assert await differences(connection, prefix) == []
    assert await differences(connection, prefix, partitions=6) == [
        f"{topic.full_name(prefix)}: partitions is 5, should be 6" for topic in TOPICS
    ]


async def test_too_few_replicas_are_named_and_left(connection: Connection, prefix: str) -> None:
    await apply_topics(connection, prefix, 1, 1)
    name = RAW.full_name(prefix)
    line = f"{name}: replication.factor is 1, should be 3"
    assert line in await differences(connection, prefix, partitions=1, replicas=3)
    done = await apply_topics(connection, prefix, 1, 3)
    assert f"{line}; left as it is: use kafka-reassign-partitions" in done


async def test_more_replicas_than_brokers_are_refused_in_one_line(
    connection: Connection, prefix: str
) -> None:
    with pytest.raises(Refused, match=prefix) as caught:
        await apply_topics(connection, prefix, 1, 100)
    assert "\n" not in str(caught.value)


async def test_a_broker_without_administration_refuses(embedded: Broker, prefix: str) -> None:
    connection = Connection(servers=(embedded.bootstrap,))
    with pytest.raises(Refused, match=embedded.bootstrap):
        await apply_topics(connection, prefix, 1, 1)


async def test_a_broker_that_is_not_there_is_named() -> None:
    for work in (check_topics, apply_topics):
        with pytest.raises(BrokerUnreachable, match="localhost:1"):
            await work(Connection(servers=("localhost:1",)), "articles", 1, 1)
