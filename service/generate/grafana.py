"""What a dashboard is made of, and Grafana's JSON for it.

Layout, ids and order follow from the rows alone, so that the same rows make the same file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from service.generate.alerts import ALERTS

SCHEMA_VERSION = 39  # Grafana 11; later ones bring it up to theirs
COLUMNS = 24
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
GREEN, ORANGE, RED = "green", "orange", "red"

Threshold = tuple[float, str]  # from this value on, this colour

_RUNBOOKS = {alert.name: alert.runbook for alert in ALERTS}


@dataclass(frozen=True)
class Panel:
    """One panel. `size` is in columns of the page and in lines; `queries` are (legend, PromQL).

    `steps` are thresholds, and `zero` is the colour below them; `words` gives values names and
    colours; `means` says what it shows and what to do; `empty` stands where there is no value.
    """

    kind: str
    title: str
    unit: str
    size: tuple[int, int]
    means: str
    queries: Sequence[tuple[str, str]]
    steps: Sequence[Threshold] = ()
    zero: str = GREEN
    words: dict[str, tuple[str, str]] = field(default_factory=dict)
    alerts: Sequence[str] = ()
    empty: str = "no data yet"
    stacked: bool = False
    logarithmic: bool = False
    show_name: bool = False


@dataclass(frozen=True)
class Row:
    """A heading and what stands below it, from left to right."""

    title: str
    panels: Sequence[Panel]


def dashboard(
    uid: str, title: str, rows: Sequence[Row], variables: Sequence[str]
) -> dict[str, Any]:
    """Grafana's JSON. `variables` are labels that all queries select by, the widest first."""
    selector = ",".join(f'{name}=~"${name}"' for name in variables)
    return {
        "uid": uid,
        "title": title,
        "description": "Made by `make generate` from service/generate/dashboards.",
        "tags": ["copydesk"],
        "schemaVersion": SCHEMA_VERSION,
        "version": 1,
        "editable": True,
        "graphTooltip": 1,
        "refresh": "30s",
        "timezone": "browser",
        "time": {"from": "now-1h", "to": "now"},
        "templating": {"list": _variables(variables)},
        "annotations": {"list": _annotations(selector)},
        "links": [
            {
                "type": "dashboards",
                "title": "copydesk",
                "tags": ["copydesk"],
                "asDropdown": False,
                "includeVars": True,
                "keepTime": True,
                "targetBlank": False,
            }
        ],
        "panels": _laid_out(rows),
    }


def _variables(names: Sequence[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {
            "name": "datasource",
            "label": "Prometheus",
            "type": "datasource",
            "query": "prometheus",
            "hide": 0,
        }
    ]
    for number, name in enumerate(names):
        narrower = ",".join(f'{n}=~"${n}"' for n in names[:number])
        query = f"label_values(copydesk_build_info{{{narrower}}}, {name})"
        found.append(
            {
                "name": name,
                "label": name,
                "type": "query",
                "datasource": SOURCE,
                "definition": query,
                "query": {"query": query, "refId": name},
                "refresh": 2,
                "sort": 1,
                "multi": True,
                "includeAll": True,
                # Where there is no such label; for the others Grafana lists those that there
                # are, which keeps the processes of other programs out.
                "allValue": ".*" if name == "worker" else None,
                "current": {"text": ["All"], "value": ["$__all"]},
                "hide": 0,
            }
        )
    found.append(
        {
            "name": "docs",
            "label": "docs are at",
            "description": "What to put before docs/runbook.md, so that the links to it are whole",
            "type": "textbox",
            "query": "",
            "current": {"text": "", "value": ""},
            "hide": 0,
        }
    )
    return found


def _annotations(selector: str) -> list[dict[str, Any]]:
    build = f"count by (version) (copydesk_build_info{{{selector}}})"
    earlier = f"count by (version) (copydesk_build_info{{{selector}}} offset 5m)"
    return [
        {
            "name": "Starts",
            "datasource": SOURCE,
            "enable": True,
            "iconColor": "orange",
            # The value is the time at which to draw: exact, however wide the steps are.
            "expr": f"max by (instance, worker) (process_start_time_seconds{{{selector}}}) * 1000",
            "useValueForTime": "on",
            "step": "15s",
            "titleFormat": "Start",
            "textFormat": "{{instance}} {{worker}}",
        },
        {
            "name": "Deployments",
            "datasource": SOURCE,
            "enable": True,
            "iconColor": "blue",
            "expr": f"{build} unless on (version) {earlier}",
            "useValueForTime": "off",
            "step": "15s",
            "titleFormat": "Version {{version}}",
            "textFormat": "first seen within the last five minutes",
        },
    ]


def _laid_out(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Panels with places and ids: each where there is room highest up, and then leftmost."""
    found: list[dict[str, Any]] = []
    y = 0
    for row in rows:
        found.append(
            {
                "id": len(found) + 1,
                "type": "row",
                "title": row.title,
                "collapsed": False,
                "gridPos": {"h": 1, "w": COLUMNS, "x": 0, "y": y},
                "panels": [],
            }
        )
        y += 1
        ground = [y] * COLUMNS  # the first free line of each column
        for panel in row.panels:
            width, height = panel.size
            tops = [max(ground[at : at + width]) for at in range(COLUMNS - width + 1)]
            x = tops.index(min(tops))
            place = {"h": height, "w": width, "x": x, "y": tops[x]}
            found.append(_panel(panel, len(found) + 1, place))
            ground[x : x + width] = [tops[x] + height] * width
        y = max(ground)
    return found


def _panel(panel: Panel, number: int, place: dict[str, int]) -> dict[str, Any]:
    instant = panel.kind == "bargauge"
    return {
        "id": number,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.means,
        "datasource": SOURCE,
        "gridPos": place,
        "links": [
            {
                "title": f"Runbook: {name}",
                "url": f"${{docs}}{_RUNBOOKS[name]}",
                "targetBlank": True,
            }
            for name in panel.alerts
        ],
        "targets": [
            {
                "refId": chr(ord("A") + position),
                "datasource": SOURCE,
                "expr": query,
                "legendFormat": legend,
                "range": not instant,
                "instant": instant,
            }
            for position, (legend, query) in enumerate(panel.queries)
        ],
        "fieldConfig": {"defaults": _field(panel), "overrides": []},
        "options": _options(panel),
    }


def _field(panel: Panel) -> dict[str, Any]:
    steps: list[dict[str, Any]] = [{"color": panel.zero, "value": None}]
    steps += [{"color": colour, "value": value} for value, colour in panel.steps]
    judged = panel.kind == "stat" or bool(panel.words)
    defaults: dict[str, Any] = {
        "unit": panel.unit,
        "noValue": panel.empty,
        "color": {"mode": "thresholds" if judged else "palette-classic"},
        "thresholds": {"mode": "absolute", "steps": steps},
        "mappings": _mappings(panel.words),
    }
    if panel.kind != "state-timeline":
        defaults["min"] = 0
    if panel.kind == "timeseries":
        defaults["custom"] = {
            "lineWidth": 2,
            "fillOpacity": 40 if panel.stacked else 5,
            "showPoints": "never",
            "spanNulls": False,
            "stacking": {"mode": "normal" if panel.stacked else "none", "group": "A"},
            "scaleDistribution": {"type": "log", "log": 10}
            if panel.logarithmic
            else {"type": "linear"},
            "thresholdsStyle": {"mode": "dashed" if panel.steps else "off"},
        }
        if panel.logarithmic:
            del defaults["min"]
    return defaults


def _mappings(words: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    if not words:
        return []
    options = {
        value: {"index": position, "text": text, "color": colour}
        for position, (value, (text, colour)) in enumerate(words.items())
    }
    return [{"type": "value", "options": options}]


def _options(panel: Panel) -> dict[str, Any]:
    reduce = {"calcs": ["lastNotNull"], "fields": "", "values": False}
    if panel.kind == "stat":
        return {
            "reduceOptions": reduce,
            "colorMode": "background",
            "graphMode": "none" if panel.words or panel.show_name else "area",
            "justifyMode": "center",
            "orientation": "auto",
            "textMode": "value_and_name" if panel.show_name else "value",
        }
    if panel.kind == "bargauge":
        return {
            "reduceOptions": reduce,
            "displayMode": "basic",
            "orientation": "horizontal",
            "showUnfilled": True,
            "valueMode": "color",
        }
    if panel.kind == "state-timeline":
        return {
            "showValue": "auto",
            "mergeValues": True,
            "rowHeight": 0.8,
            "legend": {"showLegend": False, "displayMode": "list", "placement": "bottom"},
            "tooltip": {"mode": "single", "sort": "none"},
        }
    return {
        "legend": {
            "showLegend": True,
            "displayMode": "list",
            "placement": "bottom",
            "calcs": ["lastNotNull"],
        },
        "tooltip": {"mode": "multi", "sort": "desc"},
    }
