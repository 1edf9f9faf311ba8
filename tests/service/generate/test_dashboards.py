"""The dashboards: fresh, readable, and about metrics that exist."""

import json
from collections import Counter as Tally
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
import yaml
from prometheus_client import Counter, Gauge, Histogram

from service.generate import alerts, dashboards, metrics_table
from service.generate.grafana import COLUMNS
from service.metrics import CATALOGUE
from service.topology import PIPELINE
from tests.processes import ROOT
from tests.service.generate.promql import mistakes, selectors

DASHBOARDS: dict[str, dict[str, Any]] = {
    path.rpartition("/")[2]: json.loads(text) for path, text in dashboards.files().items()
}
PROVISIONING = ROOT / "deploy" / "grafana" / "provisioning"

each_dashboard = pytest.mark.parametrize("name", DASHBOARDS)


def panels(name: str) -> list[dict[str, Any]]:
    return [panel for panel in DASHBOARDS[name]["panels"] if panel["type"] != "row"]


def expressions(name: str) -> list[str]:
    """The queries of all panels and annotations."""
    notes = [note["expr"] for note in DASHBOARDS[name]["annotations"]["list"]]
    return notes + [target["expr"] for panel in panels(name) for target in panel["targets"]]


@pytest.mark.parametrize("maker", [dashboards, metrics_table, alerts])
def test_the_files_are_fresh_and_made_the_same_each_time(maker: Any) -> None:
    made = maker.files()
    assert made == maker.files()
    for path, text in made.items():
        assert (ROOT / path).read_text() == text, f"{path} is stale; run make generate"


@each_dashboard
def test_every_expression_names_metrics_and_labels_that_exist(name: str) -> None:
    assert {query: mistakes(query) for query in expressions(name) if mistakes(query)} == {}


def test_every_rule_names_metrics_and_labels_that_exist() -> None:
    rules: list[alerts.Recording | alerts.Alert] = [*alerts.RECORDINGS, *alerts.ALERTS]
    assert {rule.name: mistakes(rule.expr) for rule in rules if mistakes(rule.expr)} == {}


@pytest.mark.parametrize(
    ("expression", "mistake"),
    [
        ("sum(rate(copydesk_record_total[5m]))", "no metric copydesk_record_total"),
        ('copydesk_lag_seconds{topic="raw"}', "copydesk_lag_seconds has no label topic"),
        ("sum by (topic) (copydesk_lag_seconds)", "no label topic to group by"),
        ("copydesk_age_seconds > 1", "no metric copydesk_age_seconds"),
        ("job:copydesk_late:ratio_rate2h > 1e3", "no metric job:copydesk_late:ratio_rate2h"),
    ],
)
def test_a_misspelt_name_is_found(expression: str, mistake: str) -> None:
    assert mistakes(expression) == [mistake]


def test_every_metric_of_the_catalogue_is_on_a_dashboard() -> None:
    shown = {name for d in DASHBOARDS for e in expressions(d) for name, _ in selectors(e)}
    shown |= {name.removesuffix(end) for name in shown for end in ("_bucket", "_sum", "_count")}
    assert [m for m in map(metrics_table.exposed_name, CATALOGUE) if m not in shown] == []


def test_a_new_metric_gets_a_panel_by_itself() -> None:
    new = (
        Counter("copydesk_new", "New things", ["stage"], registry=None),
        Gauge("copydesk_new_bytes", "Newness", registry=None),
        Histogram("copydesk_new_seconds", "New time", registry=None),
    )
    made = dashboards.worker(PIPELINE, (*CATALOGUE, *new), json.dumps(DASHBOARDS["overview.json"]))
    rest = made["panels"][-3:]
    assert [panel["title"] for panel in made["panels"]][-4:] == [
        "Others", "copydesk_new_total", "copydesk_new_bytes", "copydesk_new_seconds"
    ]  # fmt: skip
    assert [panel["fieldConfig"]["defaults"]["unit"] for panel in rest] == [
        "suffix: /s", "bytes", "s"
    ]  # fmt: skip
    chosen = 'job=~"$job",instance=~"$instance",worker=~"$worker"'
    assert [panel["targets"][0]["expr"] for panel in rest] == [
        f"sum by (stage) (rate(copydesk_new_total{{{chosen}}}[$__rate_interval]))",
        f"sum(copydesk_new_bytes{{{chosen}}})",
        "histogram_quantile(0.5, sum by (le) "
        f"(rate(copydesk_new_seconds_bucket{{{chosen}}}[$__rate_interval])))",
    ]
    assert rest[0]["description"] == "New things."


def test_a_new_step_gets_its_bars_and_its_row_by_itself() -> None:
    longer = (*PIPELINE, replace(PIPELINE[-1], name="sentiment"))
    bars = dashboards.overview(longer)["panels"]
    flow = next(panel for panel in bars if panel["title"] == "From raw to enriched")
    assert 'stage="sentiment"' in flow["targets"][-2]["expr"]
    rows = [p["title"] for p in dashboards.worker(longer, CATALOGUE, "")["panels"]]
    assert "sentiment: tagged → enriched" in rows
    age = next(panel for panel in bars if panel["title"] == "Age of articles when enriched")
    assert 'stage="sentiment"' in age["targets"][0]["expr"], "the end is where the last step is"


@each_dashboard
def test_every_panel_has_a_unit_a_description_and_words_for_no_value(name: str) -> None:
    for panel in panels(name):
        defaults = panel["fieldConfig"]["defaults"]
        assert defaults["unit"], panel["title"]
        assert defaults["noValue"], panel["title"]
        assert len(panel["description"]) > 40, panel["title"]
        assert panel["description"].endswith("."), panel["title"]
        assert panel["targets"], panel["title"]


@each_dashboard
def test_ids_and_titles_are_unique_and_panels_do_not_overlap(name: str) -> None:
    everything = DASHBOARDS[name]["panels"]
    assert Tally(panel["id"] for panel in everything).most_common(1)[0][1] == 1
    assert Tally(panel["title"] for panel in panels(name)).most_common(1)[0][1] == 1
    places = [panel["gridPos"] for panel in everything]
    assert overlaps(places) == []
    assert [place for place in places if place["x"] + place["w"] > COLUMNS] == []
    for panel in panels(name):
        letters = [target["refId"] for target in panel["targets"]]
        assert len(set(letters)) == len(letters), panel["title"]


def overlaps(places: list[dict[str, int]]) -> list[tuple[dict[str, int], dict[str, int]]]:
    return [
        (a, b)
        for a, b in combinations(places, 2)
        if a["x"] < b["x"] + b["w"]
        and b["x"] < a["x"] + a["w"]
        and a["y"] < b["y"] + b["h"]
        and b["y"] < a["y"] + a["h"]
    ]


def test_an_overlap_is_found() -> None:
    one, two = {"x": 0, "y": 0, "w": 8, "h": 8}, {"x": 7, "y": 7, "w": 8, "h": 8}
    assert overlaps([one, two]) == [(one, two)]
    assert overlaps([one, {**two, "y": 8}]) == []


def test_every_alert_is_linked_from_a_panel() -> None:
    linked = {
        link["url"] for name in DASHBOARDS for panel in panels(name) for link in panel["links"]
    }
    assert linked == {f"${{docs}}{alert.runbook}" for alert in alerts.ALERTS}


@each_dashboard
def test_queries_use_the_variables_that_there_are(name: str) -> None:
    variables = {variable["name"] for variable in DASHBOARDS[name]["templating"]["list"]}
    assert variables >= {"datasource", "docs", "job"}
    for query in expressions(name):
        asked = {word.split('"')[0].strip("${}") for word in query.split('=~"$')[1:]}
        assert asked <= variables, query


def test_the_dashboards_have_uids_of_their_own() -> None:
    assert [d["uid"] for d in DASHBOARDS.values()] == ["copydesk-overview", "copydesk-worker"]


def test_the_goal_is_the_bound_of_a_bucket() -> None:
    assert f'le="{float(alerts.GOAL_SECONDS)}"' in alerts.RECORDINGS[0].expr
    (age,) = (m for m in CATALOGUE if metrics_table.exposed_name(m) == "copydesk_age_seconds")
    assert isinstance(age, Histogram)
    assert float(alerts.GOAL_SECONDS) in age._kwargs["buckets"]


def test_grafana_is_told_where_prometheus_and_the_dashboards_are() -> None:
    (source,) = yaml.safe_load((PROVISIONING / "datasources" / "prometheus.yml").read_text())[
        "datasources"
    ]
    assert (source["type"], source["url"]) == ("prometheus", "http://prometheus:9090")
    (provider,) = yaml.safe_load((PROVISIONING / "dashboards" / "copydesk.yml").read_text())[
        "providers"
    ]
    assert provider["options"]["path"] == "/var/lib/grafana/dashboards"


def test_the_table_has_a_row_for_every_metric_as_prometheus_knows_it() -> None:
    rows = metrics_table.metrics_table(CATALOGUE).splitlines()[2:]
    assert len(rows) == len(CATALOGUE)
    assert (
        "| `copydesk_dead_letters_total` | counter | `stage`, `reason` "
        "| Records that became dead letters, by reason |"
    ) in rows
