"""Draws the dashboards from their own queries, for the docs, where there is no Grafana.

    .tools/bin/python -m tests.operations.draw_dashboards http://localhost:9090 docs/images

Standard library, matplotlib and the Pillow that it brings. What it knows of Grafana is what these
dashboards use.
"""

import argparse
import io
import json
import math
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl  # type: ignore[import-not-found]
from matplotlib.axes import Axes  # type: ignore[import-not-found]
from matplotlib.figure import Figure  # type: ignore[import-not-found]
from matplotlib.patches import FancyBboxPatch  # type: ignore[import-not-found]
from PIL import Image  # type: ignore[import-not-found]

from tests.operations.draw_panels import (
    CARD,
    COLOURS,
    DRAWN,
    EDGE,
    FAINT,
    INK,
    PAGE,
    TIME_LEFT,
    Series,
)

DASHBOARDS = Path(__file__).resolve().parents[2] / "deploy" / "grafana" / "dashboards"
COLUMNS, LINE_INCHES, WIDTH_INCHES, DPI = 24, 0.37, 15.0, 88
STEPS = 360  # samples in the time shown
SHORTEST_STEP = 0.25  # seconds; a worker that is killed at once may have been scraped only once


@dataclass(frozen=True)
class Source:
    """A Prometheus, and the time to show."""

    url: str
    begin: float
    end: float
    rate_interval: str

    def series(self, target: dict[str, Any]) -> list[Series]:
        """The named series of a query over the whole time, without what is not a number."""
        step = max(SHORTEST_STEP, (self.end - self.begin) / STEPS)
        answer = self._ask(
            "query_range",
            query=self._filled_in(target["expr"]),
            start=f"{self.begin:.3f}",
            end=f"{self.end:.3f}",
            step=f"{step:.3f}",
        )
        found = []
        for one in answer["result"]:
            values = [(float(at), float(value)) for at, value in one["values"]]
            values = [(at, value) for at, value in values if math.isfinite(value)]
            if values:
                found.append((legend(target.get("legendFormat", ""), one["metric"]), values))
        return found

    def _filled_in(self, expression: str) -> str:
        for variable in ("job", "instance", "worker"):
            expression = expression.replace(f'"${variable}"', '".*"')
        whole = f"{math.ceil(self.end - self.begin)}s"
        return expression.replace("$__rate_interval", self.rate_interval).replace("$__range", whole)

    def _ask(self, path: str, **parameters: str) -> Any:
        query = urllib.parse.urlencode(parameters)
        with urllib.request.urlopen(f"{self.url}/api/v1/{path}?{query}", timeout=60) as answer:
            return json.load(answer)["data"]


def legend(pattern: str, labels: dict[str, str]) -> str:
    """A series' name: the pattern with its labels in it."""
    for name, value in labels.items():
        pattern = pattern.replace(f"{{{{{name}}}}}", value)
    while "{{" in pattern:  # a label that this series lacks
        before, _, rest = pattern.partition("{{")
        pattern = before + rest.partition("}}")[2]
    return " ".join(pattern.split())


class Page:
    """A dashboard as a figure."""

    def __init__(self, dashboard: dict[str, Any], source: Source, caption: str) -> None:
        self._dashboard = dashboard
        self._source = source
        places = [panel["gridPos"] for panel in dashboard["panels"]]
        lines = max(place["y"] + place["h"] for place in places)
        self._height = (lines + 4) * LINE_INCHES
        self._figure = Figure(figsize=(WIDTH_INCHES, self._height), facecolor=PAGE)
        self._notes = [
            (at, COLOURS[note["iconColor"]])
            for note in dashboard["annotations"]["list"]
            for at in self._times(note)
        ]
        self._text(0.15, 0.75, dashboard["title"], size=19, weight="bold")
        self._text(0.15, 1.75, caption, size=9.5, color=FAINT)
        for panel in dashboard["panels"]:
            self._draw(panel)

    def save(self, path: Path) -> None:
        """Write the figure as a PNG, with as few colours as do."""
        drawn = io.BytesIO()
        self._figure.savefig(drawn, dpi=DPI, facecolor=PAGE)
        pixels = Image.open(drawn).convert("RGB")
        # The usual method spends its colours on areas, and makes an orange line a red one.
        pixels = pixels.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        pixels.save(path, optimize=True)

    def _times(self, note: dict[str, Any]) -> Iterator[float]:
        for _, values in self._source.series(note):
            if note["useValueForTime"] == "on":
                yield from sorted({value / 1000 for _, value in values})
            else:
                yield values[0][0]

    def _text(self, column: float, line: float, text: str, **style: Any) -> None:
        style = {"color": INK, "va": "center", "ha": "left", **style}
        y = 1 - line * LINE_INCHES / self._height
        self._figure.text(column / COLUMNS, y, text, **style)

    def _draw(self, panel: dict[str, Any]) -> None:
        place = panel["gridPos"]
        line = place["y"] + 2.6
        if panel["type"] == "row":
            self._text(0.15, line + 0.6, panel["title"], size=12.5, weight="bold", color=FAINT)
            return
        x, width = place["x"] / COLUMNS * WIDTH_INCHES, place["w"] / COLUMNS * WIDTH_INCHES
        top, height = line * LINE_INCHES, place["h"] * LINE_INCHES
        x, width, top, height = x + 0.06, width - 0.12, top + 0.05, height - 0.1
        card = FancyBboxPatch(
            (x / WIDTH_INCHES, 1 - (top + height) / self._height),
            width / WIDTH_INCHES,
            height / self._height,
            boxstyle="square,pad=0",
            transform=self._figure.transFigure,
            facecolor=CARD,
            edgecolor=EDGE,
            linewidth=0.8,
            zorder=-1,
        )
        self._figure.add_artist(card)
        self._text(
            (x + 0.12) / WIDTH_INCHES * COLUMNS,
            (top + 0.2) / LINE_INCHES,
            panel["title"],
            size=10.5,
            weight="bold",
        )
        left, right = {
            "timeseries": (TIME_LEFT, 0.25),
            "bargauge": (1.5, 0.75),
            "state-timeline": (1.35, 0.25),
        }.get(panel["type"], (0.15, 0.15))
        foot = {"timeseries": 0.56, "state-timeline": 0.3}.get(panel["type"], 0.15)
        axes = self._figure.add_axes(
            (
                (x + left) / WIDTH_INCHES,
                1 - (top + height - foot) / self._height,
                (width - left - right) / WIDTH_INCHES,
                (height - foot - 0.42) / self._height,
            )
        )
        series = [one for target in panel["targets"] for one in self._source.series(target)]
        if panel["type"] == "timeseries" and "{{" in panel["targets"][0]["legendFormat"]:
            series.sort(key=lambda one: -max(value for _, value in one[1]))
        DRAWN[panel["type"]](axes, panel, series)
        if not series:
            axes.cla()
            axes.axis("off")
            empty = panel["fieldConfig"]["defaults"]["noValue"]
            axes.text(0.5, 0.5, empty, ha="center", va="center", color=FAINT, size=10)
        elif panel["type"] in ("timeseries", "state-timeline"):
            self._time_axis(axes)

    def _time_axis(self, axes: Axes) -> None:
        begin, end = self._source.begin, self._source.end
        axes.set_xlim(begin, end)
        minutes = max(1, round((end - begin) / 60 / 6))
        ticks = [begin + 60 * n for n in range(0, int((end - begin) / 60) + 1, minutes)]
        axes.set_xticks(ticks, [f"{round((at - begin) / 60)} min" for at in ticks])
        for at, colour in self._notes:
            if begin <= at <= end:
                axes.axvline(at, color=colour, linewidth=0.8, linestyle=(0, (3, 2)), alpha=0.75)


def main() -> None:
    """Draw every dashboard to FOLDER/<name>.png."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("url", help="of Prometheus")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--from", dest="begin", type=float, help="Unix time; default: an hour ago")
    parser.add_argument("--to", dest="end", type=float, help="Unix time; default: now")
    parser.add_argument("--rate-interval", default="1m", help="for $__rate_interval")
    parser.add_argument("--caption", default="", help="what was measured")
    given = parser.parse_args()
    end = given.end or time.time()
    source = Source(given.url.rstrip("/"), given.begin or end - 3600, end, given.rate_interval)
    honest = "Drawn by matplotlib from this dashboard's own queries to Prometheus, not by Grafana."
    mpl.rcParams["font.family"] = "DejaVu Sans"
    given.folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(DASHBOARDS.glob("*.json")):
        page = Page(json.loads(path.read_text()), source, f"{given.caption} {honest}".strip())
        page.save(given.folder / f"{path.stem}.png")


if __name__ == "__main__":
    main()
