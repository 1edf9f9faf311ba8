"""Draws one panel of a dashboard, of each kind that there is."""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from matplotlib.axes import Axes  # type: ignore[import-not-found]
from matplotlib.lines import Line2D  # type: ignore[import-not-found]
from matplotlib.patches import FancyBboxPatch  # type: ignore[import-not-found]
from matplotlib.ticker import (  # type: ignore[import-not-found]
    FuncFormatter,
    LogLocator,
    MaxNLocator,
    MultipleLocator,
    NullFormatter,
)

TIME_LEFT = 0.72  # inches for the labels of a time series' values
PAGE, CARD, EDGE, INK, FAINT = "#f4f5f5", "#ffffff", "#dcdfe3", "#24292e", "#6e7681"
COLOURS = {"green": "#3f9c5a", "orange": "#e08a1e", "red": "#d0403f", "blue": "#3274d9"}
LINES = ["#3274d9", "#e08a1e", "#3f9c5a", "#a352cc", "#d0403f", "#2aa5a5", "#8c6d31", "#7f7f7f"]

Series = tuple[str, list[tuple[float, float]]]  # a name, and values by time


def formatted(value: float, unit: str) -> str:
    """A value with its unit, as short as can be read."""
    if unit.startswith("suffix:"):
        return f"{_short(value)}{unit.removeprefix('suffix:')}"
    if unit == "percentunit":
        return f"{value * 100:.3g} %"
    if unit == "s":
        for size, name in ((3600, "h"), (60, "min"), (1, "s"), (1e-3, "ms"), (1e-6, "µs")):
            if abs(value) >= size:
                return f"{_short(value / size)} {name}"
        return f"{_short(value * 1e6)} µs" if value else "0 s"
    if unit == "bytes":
        for size, name in ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB")):
            if abs(value) >= size:
                return f"{_short(value / size)} {name}"
        return f"{value:.0f} B"
    return _short(value)


def _short(value: float) -> str:
    if abs(value) >= 1e6:
        return f"{value / 1e6:.3g}M"
    if abs(value) >= 1e4:
        return f"{value / 1e3:.3g}k"
    return f"{value:.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.2g}"


def _timeseries(axes: Axes, panel: dict[str, Any], series: Sequence[Series]) -> None:
    defaults = panel["fieldConfig"]["defaults"]
    custom, unit = defaults["custom"], defaults["unit"]
    handles = []
    if custom["stacking"]["mode"] == "normal" and series:
        times = sorted({at for _, values in series for at, _ in values})
        floor = [0.0] * len(times)
        for (_, values), colour in zip(series, _cycled(len(series)), strict=True):
            known = dict(values)
            ceiling = [low + known.get(at, 0.0) for low, at in zip(floor, times, strict=True)]
            handles.append(
                axes.fill_between(times, floor, ceiling, color=colour, alpha=0.55, linewidth=0.6)
            )
            floor = ceiling
    else:
        for (_, values), colour in zip(series, _cycled(len(series)), strict=True):
            times, heights = _with_gaps(values)
            handles += axes.plot(times, heights, color=colour, linewidth=1.6)
    if custom["scaleDistribution"]["type"] == "log":
        axes.set_yscale("log")
        shown = [value for _, values in series for _, value in values if value > 0]
        low, high = min(shown, default=1) / 1.5, max(shown, default=1) * 1.5
        axes.set_ylim(low, max(high, low * 20))
        axes.yaxis.set_major_locator(LogLocator(numticks=5))
        axes.yaxis.set_minor_formatter(NullFormatter())
    else:
        top = max((value for _, values in series for _, value in values), default=0)
        axes.set_ylim(0, max(axes.get_ylim()[1], top * 1.05, 1e-9) if top > 0 else 1)
        axes.yaxis.set_major_locator(
            MultipleLocator(2 ** math.ceil(math.log2(axes.get_ylim()[1] / 5)))
            if unit == "bytes"
            else MaxNLocator(5)
        )
    low, high = axes.get_ylim()
    if custom["thresholdsStyle"]["mode"] != "off":
        for step in defaults["thresholds"]["steps"][1:]:
            # Grafana leaves out a threshold above the axis too; one just above may be seen.
            if step["value"] <= high * 1.6:
                high = max(high, step["value"] * 1.08)
                axes.axhline(step["value"], color=COLOURS[step["color"]], lw=1.1, ls="--")
        axes.set_ylim(low, high)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: formatted(value, unit)))
    axes.grid(axis="y", color=EDGE, linewidth=0.7)
    _plain(axes)
    _legend(axes, handles, [f"{n}  {formatted(v[-1][1], unit)}" for n, v in series])


def _legend(axes: Axes, handles: Sequence[Any], names: Sequence[str]) -> None:
    """Below the axes, from the left edge of the panel, as many as there is room for."""
    figure = axes.figure
    left = figure.dpi * TIME_LEFT
    room = axes.bbox.width + left
    for shown in range(len(names), 0, -1):
        rest = [f"and {len(names) - shown} more"] if shown < len(names) else []
        drawn = axes.legend(
            [*handles[:shown], *[Line2D([], [], alpha=0) for _ in rest]],
            [*names[:shown], *rest],
            loc="upper left",
            bbox_to_anchor=(-left / axes.bbox.width, -0.24 * figure.dpi / axes.bbox.height),
            borderaxespad=0,
            ncols=shown + len(rest),
            frameon=False,
            fontsize=8,
            handlelength=1.0,
            columnspacing=1.0,
            handletextpad=0.4,
            labelcolor=INK,
        )
        if drawn.get_window_extent().width <= room:
            return


def _with_gaps(values: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    """Times and values with a gap where samples are missing."""
    times, heights = [values[0][0]], [values[0][1]]
    usual = min((b[0] - a[0] for a, b in itertools.pairwise(values)), default=1.0)
    for (before, _), (at, value) in itertools.pairwise(values):
        if at - before > usual * 1.5:
            times.append(at)
            heights.append(math.nan)
        times.append(at)
        heights.append(value)
    return times, heights


def _bargauge(axes: Axes, panel: dict[str, Any], series: Sequence[Series]) -> None:
    unit = panel["fieldConfig"]["defaults"]["unit"]
    latest = [(name, values[-1][1]) for name, values in series]
    if "{{" in panel["targets"][0]["legendFormat"]:
        latest.sort(key=lambda one: -one[1])
    top = max((value for _, value in latest), default=0) or 1
    for row, ((name, value), colour) in enumerate(zip(latest, _cycled(len(latest)), strict=True)):
        axes.barh(row, top, height=0.62, color=PAGE)
        axes.barh(row, value, height=0.62, color=colour)
        axes.text(top * 1.03, row, formatted(value, unit), va="center", size=9.5, color=INK)
        axes.text(-top * 0.03, row, name, va="center", ha="right", size=9, color=INK)
    axes.set_xlim(0, top)
    axes.set_ylim(max(len(latest), 3) - 0.4, -0.6)
    axes.axis("off")


def _stat(axes: Axes, panel: dict[str, Any], series: Sequence[Series]) -> None:
    defaults = panel["fieldConfig"]["defaults"]
    named = panel["options"]["textMode"] == "value_and_name"
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    for number, (name, values) in enumerate(series):
        value = values[-1][1]
        text, colour = _worded(defaults, value) or (
            formatted(value, defaults["unit"]),
            _judged(defaults, value),
        )
        share = 1 / len(series)
        axes.add_patch(
            FancyBboxPatch(
                (number * share, 0),
                share * 0.98,
                1,
                boxstyle="square,pad=0",
                facecolor=colour,
                edgecolor="none",
            )
        )
        middle = number * share + share / 2
        axes.text(middle, 0.56 if named else 0.5, text, size=22, color="white", ha="center",
                  va="center", weight="bold")  # fmt: skip
        if named:
            axes.text(middle, 0.16, name, size=9, color="white", ha="center", va="center")
    axes.axis("off")


def _state_timeline(axes: Axes, panel: dict[str, Any], series: Sequence[Series]) -> None:
    defaults = panel["fieldConfig"]["defaults"]
    for row, (name, values) in enumerate(series):
        step = min((b[0] - a[0] for a, b in itertools.pairwise(values)), default=1.0)
        for text, colour, begin, length in _spans(defaults, values, step):
            axes.broken_barh([(begin, length)], (row - 0.38, 0.76), facecolor=colour)
            width = length / (values[-1][0] - values[0][0] + step)
            if width > 0.14:
                axes.text(begin + length / 2, row, text, ha="center", va="center", size=8,
                          color="white")  # fmt: skip
        axes.text(-0.02, row, name, transform=axes.get_yaxis_transform(), ha="right", va="center",
                  size=9, color=INK)  # fmt: skip
    axes.set_ylim(max(len(series), 1) - 0.4, -0.6)
    axes.set_yticks([])
    _plain(axes)


def _spans(
    defaults: dict[str, Any], values: Sequence[tuple[float, float]], step: float
) -> Iterator[tuple[str, str, float, float]]:
    """Runs of one value: its word, its colour, when it began and how long it lasted."""
    begin, before, current = values[0][0], values[0][0], values[0][1]
    for at, value in [*values[1:], (math.inf, math.nan)]:
        gap = at - before > step * 1.5
        if value != current or gap:
            text, colour = _worded(defaults, current) or ("", LINES[0])
            yield text, colour, begin, (before + step if gap else at) - begin
            begin, current = at, value
        before = at


def _worded(defaults: dict[str, Any], value: float) -> tuple[str, str] | None:
    for mapping in defaults["mappings"]:
        if found := mapping["options"].get(f"{value:g}"):
            return found["text"], COLOURS[found["color"]]
    return None


def _judged(defaults: dict[str, Any], value: float) -> str:
    colour = defaults["thresholds"]["steps"][0]["color"]
    for step in defaults["thresholds"]["steps"][1:]:
        if value >= step["value"]:
            colour = step["color"]
    return COLOURS[colour]


def _cycled(count: int) -> list[str]:
    return [LINES[n % len(LINES)] for n in range(count)]


def _plain(axes: Axes) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(EDGE)
    axes.tick_params(length=0, labelsize=8.5, labelcolor=FAINT, which="both")


DRAWN: dict[str, Callable[[Axes, dict[str, Any], Sequence[Series]], None]] = {
    "timeseries": _timeseries,
    "bargauge": _bargauge,
    "stat": _stat,
    "state-timeline": _state_timeline,
}
