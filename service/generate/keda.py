"""The autoscaler of the workers: KEDA's Kafka scaler, with a trigger for each stage's lag."""

from service.generate.strimzi import FOLDER, GROUP, HEADER, PARTITIONS, SOURCES

# Absolute, for KEDA asks from a namespace of its own.
BOOTSTRAP = "kafka-kafka-bootstrap.kafka.svc:9093"
AUTHENTICATION = "copydesk-scaler"
# Two, so that the loss of a node is no standstill.
LEAST = 2
# Half a minute of work for one worker on two cores: a page of 11 kB takes 0.24 s of CPU.
LAG_RECORDS = 250


def files() -> dict[str, str]:
    """The manifest, by path."""
    lines = [
        "apiVersion: keda.sh/v1alpha1",
        "kind: ScaledObject",
        "metadata:",
        "  name: copydesk",
        "spec:",
        "  scaleTargetRef:",
        "    name: copydesk",
        f"  minReplicaCount: {LEAST}",
        "  # Of each topic a partition for everyone; more workers could not share a stage evenly.",
        f"  maxReplicaCount: {PARTITIONS}",
        "  pollingInterval: 15",
        "  # Without word from Kafka the workers stay as many as they are.",
        "  fallback:",
        "    failureThreshold: 3",
        f"    replicas: {LEAST}",
        "    behavior: currentReplicasIfHigher",
        "  advanced:",
        "    horizontalPodAutoscalerConfig:",
        "      behavior:",
        "        # Whoever joins or leaves stops the whole group for a moment: seldom, then, and",
        "        # several at once.",
        "        scaleUp:",
        "          stabilizationWindowSeconds: 30",
        "          policies:",
        "            - {type: Percent, value: 100, periodSeconds: 60}",
        "        scaleDown:",
        "          stabilizationWindowSeconds: 600",
        "          policies:",
        "            - {type: Percent, value: 50, periodSeconds: 300}",
        "  triggers:",
    ]
    for topic in SOURCES:
        lines += [
            "    - type: kafka",
            f"      name: {topic.name}",
            "      metadata:",
            f"        bootstrapServers: {BOOTSTRAP}",
            f"        topic: {topic.full_name()}",
            f"        consumerGroup: {GROUP}",
            f'        lagThreshold: "{LAG_RECORDS}"',
            "        # What workers do in a group without commits.",
            "        offsetResetPolicy: earliest",
            '        limitToPartitionsWithLag: "true"',
            "        sasl: scram_sha512",
            "        tls: enable",
            "      authenticationRef:",
            f"        name: {AUTHENTICATION}",
        ]
    return {f"{FOLDER}/scaled-object.yaml": HEADER + "\n".join(lines) + "\n"}
