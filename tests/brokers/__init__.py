"""Brokers for the tests: a real Apache Kafka and the embedded one, behind one interface."""

from tests.brokers.base import Broker

__all__ = ["Broker"]
