"""A real Apache Kafka for the tests: fetched with Maven, run on free ports, or the user's own."""

from tests.brokers.kafka.fetch import KafkaUnavailable
from tests.brokers.kafka.server import ExternalKafka, KafkaServer

__all__ = ["ExternalKafka", "KafkaServer", "KafkaUnavailable"]
