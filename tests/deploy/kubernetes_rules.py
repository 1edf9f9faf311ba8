"""What must be true of the manifests: each rule yields what breaks it, nothing where it holds."""

import re
from collections.abc import Iterator

from schemas.topics import TOPICS
from service import __version__
from service.settings import PREFIX, SECRETS, Settings
from service.topology import PIPELINE
from tests.deploy.manifests import Manifests

MIB = 1024 * 1024
# Measured: 150 MiB for the worker itself with its fork server's 60, and 150 MiB of a stage process
# that its data limit does not count. The rest is room for full fetch buffers.
WORKER_BYTES, STAGE_OVERHEAD_BYTES = 512 * MIB, 192 * MIB
STRIMZI_CA = ("kafka-cluster-ca-cert", "ca.crt")
ALLOWED_VOLUMES = {"configMap", "emptyDir", "projected", "secret"}


def bytes_of(quantity: str) -> int:
    number, unit = re.fullmatch(r"(\d+)(Ki|Mi|Gi)", quantity).groups()  # type: ignore[union-attr]
    return int(number) * int(1024 ** (["Ki", "Mi", "Gi"].index(unit) + 1))


def settings_exist(found: Manifests) -> Iterator[str]:
    fields = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    fields |= {f"{PREFIX}{name.upper()}_FILE" for name in SECRETS}
    yield from (f"no setting {name}" for name in found.environment if name not in fields)


def probes_ask_the_port_that_is_served(found: Manifests) -> Iterator[str]:
    ports = {port["name"]: port["containerPort"] for port in found.container["ports"]}
    if str(ports.get("http")) != found.environment["COPYDESK_WEB_PORT"]:
        yield "the port http is not where health is served"
    if found.environment["COPYDESK_WEB_HOST"] != "0.0.0.0":
        yield "health is served to nobody outside"
    wanted = {"startupProbe": "/readyz", "readinessProbe": "/readyz", "livenessProbe": "/livez"}
    for probe, path in wanted.items():
        asked = found.container[probe]["httpGet"]
        if asked["path"] != path or asked["port"] not in ports:
            yield f"{probe} asks for {asked}"


def the_drain_ends_before_the_grace_period(found: Manifests) -> Iterator[str]:
    drain = float(found.environment["COPYDESK_DRAIN_SECONDS"])
    if found.pod["terminationGracePeriodSeconds"] < drain + 10:
        yield "killed while draining"


def memory_suffices_for_stages_at_their_limit(found: Manifests) -> Iterator[str]:
    resources = found.container["resources"]
    if set(resources["requests"]) != {"cpu", "memory"}:
        yield "requests are missing"
    stage = int(found.environment["COPYDESK_STAGE_MEMORY_BYTES"]) + STAGE_OVERHEAD_BYTES
    needed = WORKER_BYTES + int(found.environment["COPYDESK_STAGE_PROCESSES"]) * stage
    if bytes_of(resources["limits"]["memory"]) < needed:
        yield "one page that eats memory would kill the pod"


def pods_are_restricted(found: Manifests) -> Iterator[str]:
    """The profile "restricted" of the Pod Security Standards, and a little more."""
    pod, context = found.pod, found.pod["securityContext"]
    own = found.container["securityContext"]
    rules = {
        "hostNetwork, hostPID, hostIPC": not {"hostNetwork", "hostPID", "hostIPC"} & set(pod),
        "volumes": all(len(ALLOWED_VOLUMES & set(volume)) == 1 for volume in pod["volumes"]),
        "runAsNonRoot": context["runAsNonRoot"] is True,
        "runAsUser": context["runAsUser"] == 10001,
        "seccompProfile": context["seccompProfile"] == {"type": "RuntimeDefault"},
        "hostPort": all("hostPort" not in port for port in found.container["ports"]),
        "the container's own": own
        == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "token": pod["automountServiceAccountToken"] is False
        and found.one("ServiceAccount", pod["serviceAccountName"])["automountServiceAccountToken"]
        is False,
        "namespace": _namespace_enforces(found),
    }
    yield from (rule for rule, kept in rules.items() if not kept)


def _namespace_enforces(found: Manifests) -> bool:
    (namespace,) = found.of("Namespace")
    name, labels = namespace["metadata"]["name"], namespace["metadata"]["labels"]
    return labels["pod-security.kubernetes.io/enforce"] == "restricted" and all(
        each["metadata"]["namespace"] == name for each in found.all if each is not namespace
    )


def the_root_is_read_only_but_for_tmp(found: Manifests) -> Iterator[str]:
    writable = {m["mountPath"] for m in found.container["volumeMounts"] if not m.get("readOnly")}
    if writable != {"/tmp"}:
        yield f"writable: {writable}"


def a_rollout_never_has_more_workers_than_partitions(found: Manifests) -> Iterator[str]:
    if found.deployment["strategy"]["rollingUpdate"]["maxSurge"] != 0:
        yield "a pod too many gets no partition and is never ready"


def the_image_is_this_version(found: Manifests) -> Iterator[str]:
    if found.container["image"].rpartition(":")[2] != __version__:
        yield found.container["image"]


def selectors_find_the_pods(found: Manifests) -> Iterator[str]:
    selectors = {"Deployment": found.deployment["selector"]}
    for kind, key in {
        "PodDisruptionBudget": "selector",
        "PodMonitor": "selector",
        "NetworkPolicy": "podSelector",
    }.items():
        for each in found.of(kind):
            selectors[kind] = each["spec"][key]
    for constraint in found.pod.get("topologySpreadConstraints", []):
        selectors[constraint["topologyKey"]] = constraint["labelSelector"]
    for kind, selector in selectors.items():
        if not selector["matchLabels"].items() <= found.pod_labels.items():
            yield f"{kind} selects others"


def prometheus_finds_the_metrics(found: Manifests) -> Iterator[str]:
    monitor = found.one("PodMonitor")["spec"]
    if found.pod_labels.get(monitor["jobLabel"]) != "copydesk":
        yield "the rules know the job as copydesk"
    for endpoint in monitor["podMetricsEndpoints"]:
        if endpoint["port"] not in {port["name"] for port in found.container["ports"]}:
            yield f"no port {endpoint['port']}"
        if endpoint["path"] != "/metrics":
            yield f"{endpoint['path']} is not served"


def nothing_but_kafka_names_and_metrics_passes(found: Manifests) -> Iterator[str]:
    policy = found.one("NetworkPolicy")["spec"]
    if set(policy["policyTypes"]) != {"Ingress", "Egress"}:
        yield "one direction is open"
    rules = [*policy["ingress"], *policy["egress"]]
    if not all(peer for rule in rules for peer in rule.get("from", rule.get("to", [{}]))):
        yield "open to all"
    inward = {port["port"] for rule in policy["ingress"] for port in rule["ports"]}
    outward = {port["port"] for rule in policy["egress"] for port in rule["ports"]}
    kafka = {int(s.rpartition(":")[2]) for s in found.environment["COPYDESK_BROKER"].split(",")}
    if inward != {"http"} or outward != kafka | {53}:
        yield f"in {inward}, out {outward}"


def workers_scale_on_the_lag_of_every_stage(found: Manifests) -> Iterator[str]:
    scaled = found.one("ScaledObject")["spec"]
    triggers = [trigger["metadata"] for trigger in scaled["triggers"]]
    if [t["topic"] for t in triggers] != [step.source.full_name() for step in PIPELINE]:
        yield "other topics than the pipeline's"
    for trigger in triggers:
        if trigger["consumerGroup"] != found.environment["COPYDESK_GROUP_ID"]:
            yield "another group than the workers'"
        if trigger["limitToPartitionsWithLag"] != "true":
            yield "more workers than partitions with work"
        asked = trigger["bootstrapServers"]
        if asked != found.environment["COPYDESK_BROKER"]:
            yield f"asks {asked}"
    partitions = {topic["spec"]["partitions"] for topic in found.of("KafkaTopic")}
    if len(partitions) != 1 or scaled["maxReplicaCount"] > min(partitions):
        yield "more workers than partitions"
    if not 1 <= scaled["minReplicaCount"] <= scaled["maxReplicaCount"]:
        yield "no worker at all"
    if "replicas" in found.deployment:
        yield "each apply would set the number of workers back"


def secrets_are_where_the_settings_say(found: Manifests) -> Iterator[str]:
    users = {user["metadata"]["name"]: user["spec"] for user in found.of("KafkaUser")}
    known = {STRIMZI_CA}
    known |= {
        (name, "password")
        for name, spec in users.items()
        if spec["authentication"]["type"] == "scram-sha-512"
    }
    folders = {m["name"]: m["mountPath"] for m in found.container["volumeMounts"]}
    mounted: dict[str, tuple[str, str]] = {}
    for volume in found.pod["volumes"]:
        for source in volume.get("projected", {}).get("sources", []):
            secret = source["secret"]
            for item in secret["items"]:
                path = f"{folders[volume['name']]}/{item['path']}"
                mounted[path] = (secret["name"], item["key"])
    named = {n: path for n, path in found.environment.items() if n.endswith("_FILE")}
    if set(named.values()) != set(mounted):
        yield f"mounted are {sorted(mounted)}, named are {sorted(named.values())}"
    yield from (f"no secret {secret}" for secret in mounted.values() if secret not in known)
    if (
        mounted.get(named["COPYDESK_SASL_PASSWORD_FILE"], ("",))[0]
        != (found.environment["COPYDESK_SASL_USERNAME"])
    ):
        yield "the password of another user"
    login = found.one("TriggerAuthentication", "copydesk-scaler")["spec"]
    for reference in login["secretTargetRef"]:
        if (reference["name"], reference["key"]) not in known:
            yield f"no secret {reference}"
    (username,) = login["configMapTargetRef"]
    if found.one("ConfigMap", username["name"])["data"].get(username["key"]) not in users:
        yield "KEDA logs in as nobody"


def topics_hold_what_the_settings_let_through(found: Manifests) -> Iterator[str]:
    specs = {topic["metadata"]["name"]: topic["spec"] for topic in found.of("KafkaTopic")}
    if set(specs) != {topic.full_name() for topic in TOPICS}:
        yield f"topics {sorted(specs)}"
    for topic in TOPICS:
        spec = specs.get(topic.full_name(), {"config": {}})
        config = {key: str(value) for key, value in spec["config"].items()}
        if config != {**topic.config(), "min.insync.replicas": "2"}:
            yield f"{topic.name}: {config}"
        if spec.get("replicas", 0) <= int(config.get("min.insync.replicas", 0)):
            yield f"{topic.name}: no broker may be lost"
