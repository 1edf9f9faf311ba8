"""A Kafka broker inside this process, for the demo and for tests: one pip install, no Java."""

import ctypes
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Self

from service.broker.librdkafka import EmbeddedBrokerUnavailable, load

__all__ = ["MAX_BATCH_BYTES", "EmbeddedBroker", "EmbeddedBrokerError", "EmbeddedBrokerUnavailable"]

# A partition holds 5 MiB. A batch that drives out all earlier ones becomes unreadable itself, so
# two batches must always fit: half of it, less room for the batch header.
MAX_BATCH_BYTES = 5 * 1024 * 1024 // 2 - 1024

BROKER_ID = 1
_PRODUCER = 0  # rd_kafka_type_t; the mock cluster needs a client handle of either type
_PRODUCE = 0  # ApiKey
_ERROR_BYTES = 512

NOT_ENOUGH_REPLICAS = 19  # Kafka's error code; clients try again


class EmbeddedBrokerError(RuntimeError):
    """The embedded broker did not start, or refused what it was asked."""


class EmbeddedBroker:
    """One broker that speaks the Kafka protocol on 127.0.0.1: librdkafka's mock cluster.

        with EmbeddedBroker({"articles.raw.v1": 4}) as broker:
            AIOKafkaProducer(bootstrap_servers=broker.bootstrap)

    It starts in milliseconds on a free port, serves any Kafka client of any process on this
    machine, and ends with this process. Consumer groups, committed offsets, headers, keys,
    compression and the idempotent producer work.

    Limits, all of them librdkafka's and none adjustable:

    - Memory only: stop() forgets everything. An outage() keeps it.
    - A partition holds 5 MiB or 100,000 batches; then the oldest are dropped without a word, read
      or not. Feed it with back-pressure, and have partitions enough.
    - There is no largest message: 60 MB are taken, and read back from a partition that holds
      nothing else. But a batch that leaves room for no earlier one is lost along with them, though
      confirmed: after 1 kB, 6 MB, 1 kB in one partition all three are gone. So keep batches under
      MAX_BATCH_BYTES (`max_request_size` of a producer), and larger messages for a real Kafka.
      A request over 100 MB closes the connection.
    - A group is for one member. Every rebalance but the first takes the session timeout less a
      second. And the broker calls the group complete when its leader has synced: a member that
      syncs after that gets InvalidRequest (42), at which aiokafka's start() raises and a Faust
      worker stands still without a word. Real Kafka waits for all members' sync, and so does this
      one behind a gate that holds the leader's back.
    - A fetch that finds nothing waits its full max wait, even if a record comes meanwhile:
      consumers want a short `fetch_max_wait_ms`.
    - No CreateTopics, DeleteTopics, DescribeConfigs, no offsets by time, no authentication, no
      TLS; transactions are not isolated. A topic that a client asks for and that is not there is
      made, with 4 partitions.

    For benchmarks, retention, administration and transactions take a real Kafka.

    Not for use from several threads at once. Any number may run one after another or side by side.
    """

    def __init__(self, topics: Mapping[str, int] | None = None) -> None:
        """`topics`: partitions by topic name, made by start()."""
        self._topics = dict(topics or {})
        self._library: ctypes.CDLL | None = None
        self._client: int | None = None
        self._cluster: int | None = None
        self._bootstrap = ""

    def start(self, topics: Mapping[str, int] | None = None) -> None:
        """Listen on a free port, with these topics besides those given to the constructor.

        Raises EmbeddedBrokerUnavailable without confluent-kafka, EmbeddedBrokerError where the
        broker runs already or the machine refuses the port.
        """
        if self._cluster is not None:
            raise EmbeddedBrokerError(f"the embedded broker runs already, on {self._bootstrap}")
        self._library = library = load()
        self._client = _new_client(library)
        self._cluster = library.rd_kafka_mock_cluster_new(self._client, 1)
        if not self._cluster:
            self.stop()
            raise EmbeddedBrokerError("the embedded broker could not open a port on 127.0.0.1")
        try:
            self._bootstrap = library.rd_kafka_mock_cluster_bootstraps(self._cluster).decode()
            # The first member of a group need not wait 3 s for a second one.
            library.rd_kafka_mock_group_initial_rebalance_delay_ms(self._cluster, 0)
            for name, partitions in {**self._topics, **(topics or {})}.items():
                self.create_topic(name, partitions)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Close all connections and forget everything. Harmless when not running."""
        library, self._library = self._library, None
        cluster, self._cluster = self._cluster, None
        client, self._client = self._client, None
        self._bootstrap = ""
        if library is not None:
            if cluster:
                library.rd_kafka_mock_cluster_destroy(cluster)
            if client:
                library.rd_kafka_destroy(client)

    def __enter__(self) -> Self:
        if self._cluster is None:
            self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def bootstrap(self) -> str:
        """The address for clients, "127.0.0.1:port"."""
        self._running()
        return self._bootstrap

    def create_topic(self, name: str, partitions: int) -> None:
        """Make a topic. Raises EmbeddedBrokerError if it exists."""
        library, cluster = self._running()
        if partitions < 1:
            raise ValueError(f"topic {name}: {partitions} partitions")
        self._check(library.rd_kafka_mock_topic_create(cluster, name.encode(), partitions, 1), name)

    def advertise(self, host: str, port: int) -> None:
        """Name another address to clients, one that passes connections on to `bootstrap`."""
        library, cluster = self._running()
        library.rd_kafka_mock_broker_set_host_port(cluster, BROKER_ID, host.encode(), port)

    def set_down(self) -> None:
        """Cut all connections and refuse new ones; data and port are kept."""
        library, cluster = self._running()
        self._check(library.rd_kafka_mock_broker_set_down(cluster, BROKER_ID), "set_down")

    def set_up(self) -> None:
        """Serve again, on the same port."""
        library, cluster = self._running()
        self._check(library.rd_kafka_mock_broker_set_up(cluster, BROKER_ID), "set_up")

    @contextmanager
    def outage(self) -> Iterator[None]:
        """The broker is away within the block."""
        self.set_down()
        try:
            yield
        finally:
            self.set_up()

    def fail_produce(self, error_code: int = NOT_ENOUGH_REPLICAS, times: int = 1) -> None:
        """Answer the next `times` Produce requests, of any client, with this error.

        `error_code` is one of the Kafka protocol's. What such a request carries is not stored.
        Adds to errors still pending; 0 as the code lets a request through.
        """
        library, cluster = self._running()
        codes = (ctypes.c_int * times)(*[error_code] * times)
        library.rd_kafka_mock_push_request_errors_array(cluster, _PRODUCE, times, codes)

    def clear_failures(self) -> None:
        """Forget the errors that fail_produce() left pending."""
        library, cluster = self._running()
        library.rd_kafka_mock_clear_request_errors(cluster, _PRODUCE)

    def _running(self) -> tuple[ctypes.CDLL, int]:
        if self._library is None or self._cluster is None:
            raise EmbeddedBrokerError("the embedded broker is not running")
        return self._library, self._cluster

    def _check(self, code: int, what: str) -> None:
        if code:
            library, _ = self._running()
            text = library.rd_kafka_err2str(code).decode()
            raise EmbeddedBrokerError(f"embedded broker, {what}: {text}")


def _new_client(library: ctypes.CDLL) -> int:
    """The client handle that a mock cluster lives on. It connects to nothing."""
    message = ctypes.create_string_buffer(_ERROR_BYTES)
    conf = library.rd_kafka_conf_new()
    # Errors only: a notice about missing bootstrap.servers would greet every user of the demo.
    library.rd_kafka_conf_set(conf, b"log_level", b"3", message, _ERROR_BYTES)
    client = library.rd_kafka_new(_PRODUCER, conf, message, _ERROR_BYTES)
    if not client:
        library.rd_kafka_conf_destroy(conf)
        raise EmbeddedBrokerError(f"the embedded broker did not start: {message.value.decode()}")
    return int(client)
