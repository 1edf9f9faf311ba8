"""Records to outcomes, without Kafka: the part of the work that takes a processor."""
