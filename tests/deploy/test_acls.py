"""The users of deploy/kubernetes on a Kafka with authorisation, and what becomes of them there.

As in production: SASL_SSL with SCRAM-SHA-512, nothing allowed that no ACL allows, the worker's
environment that of the overlay. Only the address, the paths and the sizes are other ones.
"""

import asyncio
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from confluent_kafka import Consumer, ConsumerGroupTopicPartitions, KafkaException, Producer
from confluent_kafka import TopicPartition as Position
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    OffsetSpec,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from schemas.topics import CLEANED, DEAD_LETTERS, DEFAULT_PREFIX, ENRICHED, RAW, TAGGED
from tests.brokers.clients import produce
from tests.brokers.kafka import KafkaServer, KafkaUnavailable
from tests.conftest import Spawn
from tests.deploy.manifests import manifests
from tests.deploy.tools import missing
from tests.e2e.articles import raw
from tests.e2e.pipeline import TERMINAL, Pipeline, Reader
from tests.processes import Child
from tests.waiting import wait_until, wait_until_async

PASSWORD = "only-for-tests"
ANSWER_SECONDS = 30.0
START_SECONDS = 120.0  # for a worker to load its models on a busy machine, and then to act
STAND_STILL_SECONDS = 3.0  # for what may still come out
DENIED = "AuthorizationFailed"
LISTENER = "listener.name.sasl_plaintext"


@dataclass(frozen=True, slots=True)
class Guarded:
    """A Kafka with our users. Its plain listener lets anybody do anything: the tests."""

    server: KafkaServer
    secrets: Path
    admin: AdminClient
    fed: list[str] = field(default_factory=list)  # keys of all records so far

    def login(self, user: str) -> dict[str, object]:
        """Settings for librdkafka's clients."""
        assert self.server.sasl is not None
        return {
            "bootstrap.servers": self.server.sasl.bootstrap,
            "security.protocol": "SASL_SSL",
            "ssl.ca.location": str(self.secrets / "ca.crt"),
            "sasl.mechanisms": "SCRAM-SHA-512",
            "sasl.username": user,
            "sasl.password": PASSWORD,
            "log_level": 0,
        }

    def grant(self, acls: list[AclBinding]) -> None:
        for done in self.admin.create_acls(acls).values():
            done.result(ANSWER_SECONDS)
        self._until(lambda known: set(acls) <= known)

    def revoke(self, acl: AclBinding) -> None:
        for done in self.admin.delete_acls([_filter(acl)]).values():
            assert len(done.result(ANSWER_SECONDS)) == 1
        self._until(lambda known: acl not in known)

    def _until(self, settled: Callable[[set[AclBinding]], bool]) -> None:
        # The controller has answered; the broker, which decides, hears of it a moment later.
        every = AclBindingFilter(
            ResourceType.ANY,
            None,
            ResourcePatternType.ANY,
            None,
            None,
            AclOperation.ANY,
            AclPermissionType.ANY,
        )
        wait_until(
            lambda: settled(set(self.admin.describe_acls(every).result(ANSWER_SECONDS))),
            ANSWER_SECONDS,
            "the broker to know the ACLs",
        )


def generated(user: str) -> list[AclBinding]:
    """The ACLs of a KafkaUser, one for each operation, as Strimzi makes them."""
    spec = manifests("production").one("KafkaUser", user)["spec"]
    patterns = {
        "literal": ResourcePatternType.LITERAL,
        "prefix": ResourcePatternType.PREFIXED,
    }
    return [
        AclBinding(
            ResourceType[acl["resource"]["type"].upper()],
            acl["resource"]["name"],
            patterns[acl["resource"]["patternType"]],
            f"User:{user}",
            "*",
            AclOperation[operation.upper()],
            AclPermissionType.ALLOW,
        )
        for acl in spec["authorization"]["acls"]
        for operation in acl["operations"]
    ]


def _filter(acl: AclBinding) -> AclBindingFilter:
    return AclBindingFilter(
        acl.restype,
        acl.name,
        acl.resource_pattern_type,
        acl.principal,
        acl.host,
        acl.operation,
        acl.permission_type,
    )


def users() -> list[str]:
    return [user["metadata"]["name"] for user in manifests("production").of("KafkaUser")]


def make_certificate(folder: Path) -> Path:
    """A key and a certificate for 127.0.0.1, in a store for Kafka and as `ca.crt` for clients."""
    store = folder / "kafka.p12"
    options = ["-keystore", str(store), "-storepass", PASSWORD, "-alias", "kafka"]
    keys = ["-genkeypair", "-keyalg", "EC", "-storetype", "PKCS12", "-validity", "2"]
    name = ["-dname", "CN=kafka", "-ext", "san=ip:127.0.0.1", "-ext", "bc:c=ca:true"]
    try:
        subprocess.run(["keytool", *keys, *name, *options], check=True, capture_output=True)
    except FileNotFoundError:
        missing("keytool, which comes with Java")
    export = ["keytool", "-exportcert", "-rfc", "-file", str(folder / "ca.crt"), *options]
    subprocess.run(export, check=True, capture_output=True)
    return store


@pytest.fixture(scope="module")
def guarded(
    tmp_path_factory: pytest.TempPathFactory, say: Callable[[str], None]
) -> Iterator[Guarded]:
    """One for all tests here, with exactly the generated users and ACLs."""
    manifests("production")  # skips where nothing can build them, before Kafka starts
    folder = tmp_path_factory.mktemp("guarded")
    store = make_certificate(folder)
    settings = {
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,"
        "SASL_PLAINTEXT:SASL_SSL",
        "sasl.enabled.mechanisms": "SCRAM-SHA-512",
        f"{LISTENER}.scram-sha-512.sasl.jaas.config": "org.apache.kafka.common.security.scram."
        "ScramLoginModule required;",
        f"{LISTENER}.ssl.keystore.location": str(store),
        f"{LISTENER}.ssl.keystore.password": PASSWORD,
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "allow.everyone.if.no.acl.found": "false",
        "super.users": "User:ANONYMOUS",
    }
    try:
        server = KafkaServer(folder, say, settings)
    except KafkaUnavailable as reason:
        missing(f"Kafka: {reason}")
    try:
        admin = AdminClient({"bootstrap.servers": server.bootstrap})
        scram = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096)
        logins = [UserScramCredentialUpsertion(u, scram, PASSWORD.encode()) for u in users()]
        for done in admin.alter_user_scram_credentials(logins).values():
            done.result(ANSWER_SECONDS)
        (folder / "password").write_text(PASSWORD)
        guarded = Guarded(server, folder, admin)
        for user in users():
            guarded.grant(generated(user))
        Pipeline(server, DEFAULT_PREFIX, _no_workers)  # makes the topics
        yield guarded
    finally:
        server.close()


def _no_workers(*_: object, **__: object) -> Child:
    raise AssertionError("this pipeline only makes topics")


class Desk(Pipeline):
    """The pipeline, with workers whose environment is the production overlay's."""

    def __init__(self, guarded: Guarded, spawn: Spawn) -> None:
        assert guarded.server.sasl is not None
        found = manifests("production")
        mounted = next(m["mountPath"] for m in found.container["volumeMounts"] if m.get("readOnly"))
        environment = {
            name: value.replace(mounted, str(guarded.secrets))
            for name, value in found.environment.items()
        }
        own = {
            "COPYDESK_BROKER": guarded.server.sasl.bootstrap,
            "COPYDESK_STAGE_PROCESSES": "1",
            "COPYDESK_WEB_PORT": "0",
            # So that nobody waits long for a worker that a test has killed.
            "COPYDESK_SESSION_TIMEOUT_SECONDS": "3",
        }
        self.guarded = guarded
        self.broker, self.prefix, self.spawn = guarded.server, DEFAULT_PREFIX, spawn
        self.environment, self.workers = {**environment, **own}, []

    async def feed(self) -> list[str]:
        """An article, and a record that can only be a dead letter; their keys."""
        number = len(self.guarded.fed)
        good, bad = f"article-{number}", f"bad-{number}"
        await self.produce([(good.encode(), raw(good, number)), (bad.encode(), b"no JSON")])
        self.guarded.fed.extend([good, bad])
        return [good, bad]


@pytest.mark.parametrize("acl", generated("copydesk"), ids=lambda a: f"{a.operation.name}-{a.name}")
async def test_without_any_one_grant_something_does_not_pass(
    acl: AclBinding, guarded: Guarded, spawn: Spawn
) -> None:
    desk = Desk(guarded, spawn)
    guarded.revoke(acl)
    try:
        keys = await desk.feed()
        worker = desk.start_worker()
        async with desk.reading(*TERMINAL) as reader:
            await wait_until_async(
                lambda: _is_stuck(worker, acl), START_SECONDS, lambda: f"{acl}\n{worker.tail()}"
            )
            await _read_on(reader)
            assert not set(keys) <= set(reader.keys(*TERMINAL))
    finally:
        guarded.grant([acl])


async def test_with_all_grants_it_passes_with_all_that_did_not(
    guarded: Guarded, spawn: Spawn
) -> None:
    desk = Desk(guarded, spawn)
    good, bad = await desk.feed()
    desk.start_worker()
    async with desk.reading(*TERMINAL) as reader:
        await reader.until_keys(guarded.fed, START_SECONDS)
        assert good in reader.keys(ENRICHED)
        assert bad in reader.keys(DEAD_LETTERS)
    await wait_until_async(
        lambda: _committed(guarded) == len(guarded.fed), ANSWER_SECONDS, "all to be committed"
    )


def _committed(guarded: Guarded) -> int:
    """Raw records that the group has done with."""
    group = [ConsumerGroupTopicPartitions("copydesk")]
    (answer,) = guarded.admin.list_consumer_group_offsets(group).values()
    found = answer.result(ANSWER_SECONDS).topic_partitions
    return sum(max(p.offset, 0) for p in found if p.topic == RAW.full_name())


def _is_stuck(worker: Child, acl: AclBinding) -> bool:
    if acl.restype is ResourceType.GROUP:
        return worker.returncode == 3 and "COPYDESK_GROUP_ID" in worker.tail()
    return not worker.alive or DENIED in worker.tail()


async def _read_on(reader: Reader) -> None:
    end = asyncio.get_running_loop().time() + STAND_STILL_SECONDS
    while asyncio.get_running_loop().time() < end:
        await reader.poll()


async def test_the_scaler_sees_the_lag_and_no_article(guarded: Guarded) -> None:
    sources = [topic.full_name() for topic in (RAW, CLEANED, TAGGED)]
    admin = AdminClient(guarded.login("copydesk-scaler"))
    asked = [ConsumerGroupTopicPartitions("copydesk", [Position(name, 0) for name in sources])]
    (standing,) = admin.list_consumer_group_offsets(asked).values()
    assert [p.error for p in standing.result(ANSWER_SECONDS).topic_partitions] == [None] * 3
    ends = admin.list_offsets({Position(name, 0): OffsetSpec.latest() for name in sources})
    assert all(end.result(ANSWER_SECONDS).offset >= 0 for end in ends.values())

    assert _seen(guarded, "copydesk-scaler") == set(sources)
    assert _read(guarded, "copydesk-scaler", RAW.full_name(), "copydesk") == "denied"
    assert _write(guarded, "copydesk-scaler", RAW.full_name()) == "denied"


async def test_producers_write_raw_articles_and_read_nothing(guarded: Guarded) -> None:
    for idempotent in (False, True):
        assert _write(guarded, "copydesk-producer", RAW.full_name(), idempotent) == "done"
    assert _write(guarded, "copydesk-producer", ENRICHED.full_name()) == "denied"
    assert _read(guarded, "copydesk-producer", RAW.full_name(), "copydesk-producer") == "denied"
    assert _seen(guarded, "copydesk-producer") == {RAW.full_name()}


async def test_consumers_read_what_comes_out_in_groups_of_their_own(guarded: Guarded) -> None:
    for topic in TERMINAL:
        await produce(guarded.server.bootstrap, topic.full_name(), [b"something"])
        assert _read(guarded, "copydesk-consumer", topic.full_name(), "copydesk-consumer-1") == (
            "done"
        )
    assert _read(guarded, "copydesk-consumer", ENRICHED.full_name(), "copydesk") == "denied"
    assert _read(guarded, "copydesk-consumer", RAW.full_name(), "copydesk-consumer-1") == "denied"
    assert _write(guarded, "copydesk-consumer", ENRICHED.full_name()) == "denied"


def _seen(guarded: Guarded, user: str) -> set[str]:
    """The topics that this user may know of."""
    return set(AdminClient(guarded.login(user)).list_topics(timeout=ANSWER_SECONDS).topics)


def _write(guarded: Guarded, user: str, topic: str, idempotent: bool = False) -> str:
    errors: list[object] = []
    producer = Producer({**guarded.login(user), "enable.idempotence": idempotent})
    producer.produce(topic, b"by a test", on_delivery=lambda error, _: errors.append(error))
    producer.flush(ANSWER_SECONDS)
    (error,) = errors
    return _verdict(error)


def _read(guarded: Guarded, user: str, topic: str, group: str) -> str:
    """What becomes of the first record, read with automatic commits."""
    options = {"group.id": group, "auto.offset.reset": "earliest"}
    consumer = Consumer({**guarded.login(user), **options})
    try:
        consumer.subscribe([topic])
        message = consumer.poll(ANSWER_SECONDS)
        assert message is not None, f"no answer for {user}"
        return _verdict(message.error())
    except KafkaException as error:
        return _verdict(error.args[0])
    finally:
        consumer.close()


def _verdict(error: object) -> str:
    if error is None:
        return "done"
    return "denied" if "authorization failed" in str(error).lower() else str(error)
