"""Where on the page a line stands, and what stands around it."""

import numpy as np
from numpy.typing import NDArray

from service.stages.clean.rows import Row, Rows, Windows, add_runs, shift, since


def look_at_places(rows: Rows, size: Row, prose: NDArray[np.bool_], wording: Row) -> None:
    """Add where on the page the line stands, and where from the densest runs of prose."""
    lines = len(size)
    at = np.arange(lines)
    total = max(1.0, float(size.sum()))
    written = np.where(prose, size, 0)
    whole, above = float(written.sum()), written.cumsum() - written
    long = prose & (size >= 25)
    passed = since(np.array([prose, prose[::-1], long, long[::-1]]))
    rows.fill(
        {
            "place": at / lines,
            "words above": (size.cumsum() - size) / total,
            "lines above": np.minimum(at, 400),
            "lines below": np.minimum(lines - at, 400),
            "lines": min(lines, 1500),
            "prose above": np.minimum(above, 3000),
            "prose below": np.minimum(whole - above - written, 3000),
            "prose above, share": above / max(1.0, whole),
            "prose of page": np.log1p(whole),
            "since prose": passed[0],
            "until prose": passed[1, ::-1],
            "since long": passed[2],
            "until long": passed[3, ::-1],
        }
    )
    stops = rows["stops"] > 0
    points = np.empty((3, lines), np.float32)
    earned = np.minimum(size, 120)
    for row, (least, cost) in zip(points, ((10, 12.0), (8, 30.0)), strict=False):
        row[:] = np.where((size >= least) & stops, earned, np.minimum(size, 0.6 * cost) - cost)
    points[2] = wording - np.float32(0.3)
    add_runs(rows, ("mild", "strict", "wording"), points, (total, total, 1.0))


def look_at_chains(rows: Rows, size: Row) -> None:
    """Add sentences that the scraper broke: lines that go on where the one above did not stop."""
    lines = len(size)
    onward = (rows["lower at start"] > 0) | (rows["mark at start"] > 0)
    open_ended = rows["stops"] == 0
    goes_on = np.zeros(lines + 1, np.bool_)
    goes_on[1:-1] = onward[1:] & open_ended[:-1]
    chain = (~goes_on[:-1]).cumsum() - 1
    last = np.zeros(int(chain[-1]) + 1, np.int64)
    last[chain] = np.arange(lines)
    rows["chain"] = np.log1p(np.bincount(chain, size)[chain])
    rows["chain stops"] = rows["stops"][last][chain]
    rows["goes on"], rows["is followed"] = goes_on[:-1], goes_on[1:]


_SHIFTED = {
    "size": (-3, -2, -1, 1, 2, 3),
    "stops": (-2, -1, 1, 2),
    "cut": (-1, 1),
    "capitals": (-2, -1, 1, 2),
    "word mean": (-3, -2, -1, 1, 2, 3),
    "pair mean": (-2, -1, 1, 2),
    "after": (-2, -1, 1),
    "before": (-2, -1, 1),
    "lower at start": (1,),
    "lower at end": (-1,),
    "comma at end": (-1,),
    "repeats": (-1, 1),
    "shared": (-1, 1),
    "persons": (-1, 1),
}
_SHIFTS = np.array([(row, by) for row, bys in enumerate(_SHIFTED.values()) for by in bys])
_SHIFTED_NAMES = tuple(f"{name} {by:+d}" for name, bys in _SHIFTED.items() for by in bys)
_REACHES = (3, 8, 20)
_AROUND = [bounds for reach in _REACHES for bounds in ((-reach, -1), (1, reach))]
_WITHIN_NAMES = tuple(
    f"{what} {reach}{side}" if side else f"{what} within {reach}"
    for reach in _REACHES
    for what, side in (
        *(("prose", " above"), ("prose", " below"), ("wording", " above"), ("wording", " below")),
        *(("cut", ""), ("small", ""), ("repeated", "")),
        *(("dates", " above"), ("dates", " below"), ("persons", ""), ("shared", "")),
    )
)


def look_at_neighbours(rows: Rows, size: Row, prose: NDArray[np.bool_], wording: Row) -> None:
    """Add the lines around, one by one and summed over windows."""
    lines = len(size)
    shift(rows.several(tuple(_SHIFTED)), _SHIFTS, -1, rows.add(_SHIFTED_NAMES))
    capped = np.minimum(size, 30)
    # summed above and below apart: prose, wording, dates; both together: the others
    series = np.empty((9, lines), np.float32)
    series[0], series[1], series[2] = np.where(prose, size, 0), wording, rows["date"]
    series[3], series[4], series[5] = rows["cut"], size <= 6, rows["repeats"] > 1
    series[6] = rows["persons"] * capped
    series[7] = np.maximum(rows["shared"], 0) * capped
    series[8] = capped
    sums = Windows(series, max(_REACHES)).several(_AROUND).reshape(9, len(_REACHES), 2, lines)
    both = sums[3:, :, 0] + sums[3:, :, 1] + series[3:, None]
    room = rows.add(_WITHIN_NAMES).reshape(len(_REACHES), -1, lines).swapaxes(0, 1)
    room[0:4:2], room[1:4:2] = sums[:2, :, 0], sums[:2, :, 1]
    room[4:7] = both[:3]
    room[7], room[8] = sums[2, :, 0], sums[2, :, 1]
    np.divide(both[3:5], np.maximum(both[5], 1), out=room[9:])
    after, before = rows["after"], rows["before"]
    cues = Windows(np.array([after, before]), 25)
    # cues count from where the article seems to begin: a page's head has buttons, too
    begun = np.where(rows["mild first"] >= 0, after, 0)
    rows.fill(
        {
            "least after": np.minimum.accumulate(after),
            "after, 8 above": cues(-8, 0)[0],
            "before, 8 below": cues(0, 8)[1],
            "after, 25 above": cues(-25, 0)[0],
            "before, 25 below": cues(0, 25)[1],
            "least before": np.minimum.accumulate(before[::-1])[::-1],
            "least after, within": np.minimum.accumulate(begun),
            "after, summed within": np.minimum(begun, 0).cumsum(),
        }
    )
