"""What deploy/kubernetes says is true of the service. Every rule has a control that breaks it."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml

from schemas.topics import DEAD_LETTERS
from service.generate import keda, strimzi
from service.settings import PREFIX, Settings, read_settings
from service.topology import PIPELINE
from tests.deploy.kubernetes_rules import (
    MIB,
    a_rollout_never_has_more_workers_than_partitions,
    memory_suffices_for_stages_at_their_limit,
    nothing_but_kafka_names_and_metrics_passes,
    pods_are_restricted,
    probes_ask_the_port_that_is_served,
    prometheus_finds_the_metrics,
    secrets_are_where_the_settings_say,
    selectors_find_the_pods,
    settings_exist,
    the_drain_ends_before_the_grace_period,
    the_image_is_this_version,
    the_root_is_read_only_but_for_tmp,
    topics_hold_what_the_settings_let_through,
    workers_scale_on_the_lag_of_every_stage,
)
from tests.deploy.manifests import OVERLAYS, Manifest, Manifests, kustomize, manifests
from tests.deploy.tools import ROOT, run

CRDS = Path(__file__).parent / "crds"
CUSTOM = {"KafkaTopic", "KafkaUser", "ScaledObject", "TriggerAuthentication"}
CUSTOM |= {"PodMonitor", "PrometheusRule"}

Rule = Callable[[Manifests], Iterator[str]]
Break = Callable[[Manifests], object]


def _set(target: Callable[[Manifests], Manifest], **values: object) -> Break:
    return lambda found: target(found).update(values)


def _environment(**values: str) -> Break:
    return lambda found: found.environment.update(values)


# A rule, and all the ways to break it that are tried on it.
EVERYWHERE: dict[Rule, tuple[Break, ...]] = {
    settings_exist: (_environment(COPYDESK_BROKERS="kafka:9092"),),
    probes_ask_the_port_that_is_served: (
        _environment(COPYDESK_WEB_PORT="8081"),
        _environment(COPYDESK_WEB_HOST="127.0.0.1"),
        _set(lambda f: f.container["livenessProbe"]["httpGet"], path="/readyz"),
        _set(lambda f: f.container["readinessProbe"]["httpGet"], port="web"),
    ),
    the_drain_ends_before_the_grace_period: (
        _environment(COPYDESK_DRAIN_SECONDS="35"),
        _set(lambda f: f.pod, terminationGracePeriodSeconds=30),
    ),
    memory_suffices_for_stages_at_their_limit: (
        _environment(COPYDESK_STAGE_MEMORY_BYTES=str(4 * 1024 * MIB)),
        _environment(COPYDESK_STAGE_PROCESSES="4"),
        lambda found: found.container["resources"]["requests"].pop("cpu"),
    ),
    pods_are_restricted: (
        _set(lambda f: f.pod, hostNetwork=True),
        _set(lambda f: f.pod, automountServiceAccountToken=True),
        _set(lambda f: f.pod["securityContext"], runAsNonRoot=False),
        _set(lambda f: f.pod["securityContext"], runAsUser=0),
        _set(lambda f: f.pod["securityContext"], seccompProfile={"type": "Unconfined"}),
        _set(lambda f: f.container["securityContext"], privileged=True),
        _set(lambda f: f.container["securityContext"], readOnlyRootFilesystem=False),
        _set(lambda f: f.container["securityContext"], capabilities={"drop": []}),
        _set(lambda f: f.of("Namespace")[0]["metadata"], name="elsewhere"),
        lambda found: found.pod["volumes"].append({"name": "x", "hostPath": {"path": "/"}}),
    ),
    the_root_is_read_only_but_for_tmp: (
        lambda found: found.container["volumeMounts"].append({"name": "x", "mountPath": "/x"}),
    ),
    a_rollout_never_has_more_workers_than_partitions: (
        _set(lambda f: f.deployment["strategy"]["rollingUpdate"], maxSurge=1),
    ),
    the_image_is_this_version: (_set(lambda f: f.container, image="copydesk:latest"),),
    selectors_find_the_pods: (
        _set(lambda f: f.pod_labels, **{"app.kubernetes.io/name": "other"}),
        _set(lambda f: f.deployment["selector"]["matchLabels"], tier="backend"),
    ),
}
IN_PRODUCTION: dict[Rule, tuple[Break, ...]] = {
    prometheus_finds_the_metrics: (
        _set(lambda f: f.one("PodMonitor")["spec"], jobLabel="app"),
        _set(lambda f: f.one("PodMonitor")["spec"]["podMetricsEndpoints"][0], port="metrics"),
        _set(lambda f: f.one("PodMonitor")["spec"]["podMetricsEndpoints"][0], path="/"),
    ),
    selectors_find_the_pods: (
        _set(lambda f: f.one("NetworkPolicy")["spec"]["podSelector"]["matchLabels"], a="b"),
        _set(lambda f: f.one("PodDisruptionBudget")["spec"]["selector"]["matchLabels"], a="b"),
        _set(lambda f: f.one("PodMonitor")["spec"]["selector"]["matchLabels"], a="b"),
    ),
    nothing_but_kafka_names_and_metrics_passes: (
        _environment(COPYDESK_BROKER="kafka:9094"),
        _set(lambda f: f.one("NetworkPolicy")["spec"], policyTypes=["Ingress"]),
        _set(lambda f: f.one("NetworkPolicy")["spec"]["egress"][0], to=[{}]),
        lambda found: found.one("NetworkPolicy")["spec"]["ingress"][0].pop("from"),
        lambda found: found.one("NetworkPolicy")["spec"]["egress"].pop(),
    ),
    workers_scale_on_the_lag_of_every_stage: (
        _environment(COPYDESK_GROUP_ID="copydesk-2"),
        _environment(COPYDESK_BROKER="kafka:9094"),
        _set(lambda f: f.one("ScaledObject")["spec"], maxReplicaCount=strimzi.PARTITIONS + 1),
        _set(lambda f: f.one("ScaledObject")["spec"], minReplicaCount=0),
        _set(lambda f: f.of("KafkaTopic")[0]["spec"], partitions=strimzi.PARTITIONS * 2),
        _set(lambda f: f.deployment, replicas=3),
        lambda found: found.one("ScaledObject")["spec"]["triggers"].pop(),
        lambda found: found.one("ScaledObject")["spec"]["triggers"][0]["metadata"].update(
            limitToPartitionsWithLag="false"
        ),
    ),
    secrets_are_where_the_settings_say: (
        _environment(COPYDESK_SSL_CA_FILE="/etc/copydesk/kafka/ca.pem"),
        _environment(COPYDESK_SASL_USERNAME="copydesk-producer"),
        _set(lambda f: f.of("KafkaUser")[0]["spec"], authentication={"type": "tls"}),
        _set(lambda f: f.one("ConfigMap", "copydesk-scaler"), data={"username": "keda"}),
        lambda found: found.pod["volumes"][0]["projected"]["sources"].pop(),
        lambda found: found.one("TriggerAuthentication", "copydesk-scaler")["spec"][
            "secretTargetRef"
        ][0].update(key="sasl"),
    ),
    topics_hold_what_the_settings_let_through: (
        lambda found: found.all.remove(found.of("KafkaTopic")[0]),
        _set(lambda f: f.of("KafkaTopic")[0]["spec"], replicas=2),
        lambda found: found.of("KafkaTopic")[0]["spec"]["config"].pop("retention.ms"),
    ),
}

RULES = [
    *((overlay, rule) for overlay in OVERLAYS for rule in EVERYWHERE),
    *(("production", rule) for rule in IN_PRODUCTION if rule not in EVERYWHERE),
]
CONTROLS = [
    *(
        (overlay, rule, each)
        for overlay in OVERLAYS
        for rule in EVERYWHERE
        for each in EVERYWHERE[rule]
    ),
    *(("production", rule, each) for rule in IN_PRODUCTION for each in IN_PRODUCTION[rule]),
]


def _name(value: object) -> str:
    return value if isinstance(value, str) else getattr(value, "__name__", "").strip("<>")


@pytest.mark.parametrize(("overlay", "rule"), RULES, ids=_name)
def test_the_rule_holds(overlay: str, rule: Rule) -> None:
    assert list(rule(manifests(overlay))) == []


@pytest.mark.parametrize(("overlay", "rule", "control"), CONTROLS, ids=_name)
def test_a_manifest_that_breaks_the_rule_is_found(overlay: str, rule: Rule, control: Break) -> None:
    found = manifests(overlay)
    control(found)
    assert list(rule(found)) != []


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_worker_can_use_its_settings(
    overlay: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in os.environ:
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)
    for name, value in manifests(overlay).environment.items():
        if name.endswith("_FILE"):
            path = tmp_path / Path(value).name
            path.write_text("the secret\n")
            value = str(path)
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    settings = read_settings()
    assert settings.web_host == "0.0.0.0"
    assert settings.create_topics is (overlay == "dev")
    if overlay == "production":
        assert settings.group_id == strimzi.GROUP == Settings.model_fields["group_id"].default
        assert settings.sasl_password is not None
        assert settings.sasl_password.get_secret_value() == "the secret"


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_kubernetes_takes_every_kind_of_its_own(overlay: str, tmp_path: Path) -> None:
    ours = tmp_path / "manifests.yaml"
    kinds = [each for each in manifests(overlay).all if each["kind"] not in CUSTOM]
    ours.write_text(yaml.safe_dump_all(kinds))
    done = run("kubernetes-validate", "--strict", ours)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {each["kind"] for each in kinds} >= {"Deployment", "ConfigMap", "Namespace"}

    (deployment,) = [each for each in kinds if each["kind"] == "Deployment"]
    deployment["spec"]["template"]["spec"]["terminationGracePeriod"] = 40
    ours.write_text(yaml.safe_dump_all(kinds))
    assert run("kubernetes-validate", "--strict", ours).returncode != 0


def _problems(manifest: Manifest) -> list[str]:
    schema = json.loads((CRDS / f"{manifest['kind']}.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    return [error.message for error in validator.iter_errors(manifest)]


def test_the_operators_take_every_kind_of_theirs() -> None:
    found = [each for each in manifests("production").all if each["kind"] in CUSTOM]
    assert {each["kind"] for each in found} == CUSTOM
    for manifest in found:
        assert _problems(manifest) == []
        manifest["spec"]["replicaCount"] = 1
        assert _problems(manifest) != []
    assert {each["kind"] for each in manifests("dev").all}.isdisjoint(CUSTOM)


def test_operators_would_find_a_misspelt_value() -> None:
    found = manifests("production")
    scaler = found.one("ScaledObject")
    scaler["spec"]["triggers"][0]["metadata"]["sasl"] = "SCRAM-SHA-512"
    user = found.one("KafkaUser", "copydesk")
    user["spec"]["authorization"]["acls"][0]["operations"] = ["READ"]
    topic = found.of("KafkaTopic")[0]
    topic["spec"]["config"]["retention.millis"] = 1
    assert [len(_problems(each)) for each in (scaler, user, topic)] == [1, 1, 1]


def test_the_generated_manifests_are_fresh() -> None:
    for path, text in {**strimzi.files(), **keda.files()}.items():
        assert (ROOT / path).read_text() == text, f"{path}: `make generate`"


def test_users_get_what_they_need_of_the_pipeline_and_no_more() -> None:
    granted = {
        (user["metadata"]["name"], acl["resource"]["name"]): set(acl["operations"])
        for user in manifests("production").of("KafkaUser")
        for acl in user["spec"]["authorization"]["acls"]
    }
    raw, enriched = PIPELINE[0].source.full_name(), PIPELINE[-1].target.full_name()
    between = [step.target.full_name() for step in PIPELINE[:-1]]
    dead = DEAD_LETTERS.full_name()
    assert granted == {
        ("copydesk", "copydesk"): {"Read"},
        ("copydesk", raw): {"Read"},
        **{("copydesk", topic): {"Read", "Write"} for topic in between},
        ("copydesk", enriched): {"Write"},
        ("copydesk", dead): {"Write"},
        ("copydesk-scaler", "copydesk"): {"Describe"},
        **{("copydesk-scaler", topic): {"Describe"} for topic in [raw, *between]},
        ("copydesk-producer", raw): {"Write"},
        ("copydesk-consumer", "copydesk-consumer"): {"Read"},
        ("copydesk-consumer", enriched): {"Read"},
        ("copydesk-consumer", dead): {"Read"},
    }


def test_kustomize_gives_the_same_twice() -> None:
    first = kustomize("production")
    kustomize.cache_clear()
    assert kustomize("production") == first
