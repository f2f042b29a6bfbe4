"""Maps with matplotlib, which is imported here and nowhere else, when a map is asked for."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import Normalize, to_rgba
from matplotlib.figure import Figure
from matplotlib.offsetbox import AnchoredOffsetbox, AuxTransformBox, TextArea, VPacker
from matplotlib.patches import Rectangle
from matplotlib.path import Path

if TYPE_CHECKING:
    from .outputs import LayerResult, NearRepeatTable, RasterResult

RAMP = "OrRd"  # dark = more, safe for the colour-blind
OUTSIDE = "#e9e9e9"


def shown(values: np.ndarray, cmap: str = RAMP) -> np.ndarray:
    """RGBA: zero transparent, no data grey, the rest by the ramp."""
    some = values[~np.isnan(values)]
    top = float(some.max()) if some.size else 0.0
    norm = Normalize(0, top or 1)
    rgba = plt.get_cmap(cmap)(norm(np.nan_to_num(values)))
    rgba[values == 0] = (1, 1, 1, 0)
    rgba[np.isnan(values)] = to_rgba(OUTSIDE)
    return np.asarray(rgba)


def raster(result: RasterResult, ax: Axes | None, hotspots: bool, image: dict[str, Any]) -> Axes:
    ax = ax or plt.subplots(figsize=(7.5, 6), layout="constrained")[1]
    west, south, east, north = result.bounds
    values = np.ma.masked_invalid(result.values)
    ramp = plt.get_cmap(image.pop("cmap", RAMP)).copy()
    image.setdefault("vmin", 0 if values.count() and values.min() >= 0 else None)
    ax.set_facecolor(OUTSIDE)
    drawn = ax.imshow(
        values, extent=(west, east, south, north), origin="upper", cmap=ramp,
        **{"interpolation": "nearest", **image},
    )  # fmt: skip
    name, unit = next(iter(result.bands)).replace("_", " "), result.unit.replace("m2", "m²")
    bar = ax.figure.colorbar(drawn, ax=ax, shrink=0.75, pad=0.02)
    bar.set_label(f"{name} ({unit})" if unit else name)
    bar.outline.set_visible(False)
    if hotspots:
        layer(result.hotspots, ax, {})
    _as_map(ax, east - west)
    return ax


def layer(result: LayerResult, ax: Axes | None, patches: dict[str, Any]) -> Axes:
    alone = ax is None
    ax = ax or plt.subplots(figsize=(7, 6), layout="constrained")[1]
    shapes = [f["geometry"] for f in result._features() if f["geometry"] is not None]
    if shapes and shapes[0]["type"] == "Point":
        places = np.asarray([shape["coordinates"] for shape in shapes])
        ax.scatter(places[:, 0], places[:, 1], **{"s": 9, "color": "#0a6e6e", **patches})
    else:
        paths = [_path(shape) for shape in shapes]
        style = {"facecolor": "none", "edgecolor": "#0a6e6e", "linewidth": 1.4, **patches}
        ax.add_collection(PathCollection(paths, **style), autolim=alone)
    if alone:
        ax.autoscale_view()
        _as_map(ax, float(np.ptp(ax.get_xlim())))
    return ax


STARS = ((0.001, "***"), (0.01, "**"), (0.05, "*"))


def near_repeat(table: NearRepeatTable, ax: Axes | None, p: str, image: dict[str, Any]) -> Axes:
    ratios, ps = table.matrix("ratio"), table.matrix(p)
    rows, columns = ratios.shape
    if ax is None:
        size = (2.2 + 0.95 * columns, 1.6 + 0.5 * rows)
        ax = plt.subplots(figsize=size, layout="constrained")[1]
    # As far below 1 as above: half as often is as blue as twice as often is red.
    logs = np.log2(np.where(ratios > 0, ratios, np.nan))
    far = float(np.nanmax(np.abs(logs), initial=0.0)) or 1.0
    style = {"cmap": "RdBu_r", "vmin": -min(far, 2.0), "vmax": min(far, 2.0), **image}
    ax.set_facecolor(OUTSIDE)
    drawn = ax.imshow(np.ma.masked_invalid(logs), aspect="auto", **style)
    for row in range(rows):
        for column in range(columns):
            ratio = ratios[row, column]
            text = "–" if np.isnan(ratio) else f"{ratio:.2f}"
            stars = next((s for limit, s in STARS if ps[row, column] <= limit), "")
            dark = not np.isnan(logs[row, column]) and abs(logs[row, column]) > 0.7 * style["vmax"]
            ax.text(column, row, f"{text}{stars}", ha="center", va="center", size=9,
                    color="white" if dark else "#222222")  # fmt: skip
    ax.set_xticks(range(columns), table.time_labels, rotation=30, ha="right")
    ax.set_yticks(range(rows), table.distance_labels)
    ax.tick_params(length=0)
    bar = ax.figure.colorbar(drawn, ax=ax, shrink=0.85, pad=0.02)
    ticks = [t for t in (-2, -1, 0, 1, 2) if abs(t) <= style["vmax"] + 1e-9]
    bar.set_ticks(ticks, labels=[f"{2.0**t:g}" for t in ticks])
    bar.set_label("observed / expected")
    bar.outline.set_visible(False)
    return ax


def near_repeat_png(table: NearRepeatTable) -> bytes:
    figure = near_repeat(table, None, "p_adjusted", {}).get_figure()
    assert isinstance(figure, Figure)
    with io.BytesIO() as file:
        figure.savefig(file, format="png", dpi=150)
        plt.close(figure)
        return file.getvalue()


def _path(shape: dict[str, Any]) -> Path:
    parts = shape["coordinates"]
    if shape["type"] == "LineString":
        return Path(np.asarray(parts))
    return Path.make_compound_path(
        *(Path(np.asarray(ring), closed=True) for polygon in parts for ring in polygon)
    )


def _as_map(ax: Axes, width: float) -> None:
    """Equal scale, a scale bar instead of seven-digit coordinates."""
    ax.set_aspect("equal")
    ax.set_xticks([])
    ax.set_yticks([])
    for side in ax.spines.values():
        side.set_color("#c8c8c8")
    length = _round_length(width / 4)
    text = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
    stroke = AuxTransformBox(ax.transData)
    stroke.add_artist(Rectangle((0, 0), length, 0, ec="#222222", lw=2.5, fc="none"))
    label = TextArea(text, textprops={"size": 9, "color": "#222222"})
    box = AnchoredOffsetbox(
        "lower left", pad=0.4, borderpad=0.6, frameon=True,
        child=VPacker(children=[stroke, label], align="center", pad=0, sep=3),
    )  # fmt: skip
    box.patch.set(fc="white", ec="none", alpha=0.75)
    ax.add_artist(box)


def _round_length(length: float) -> float:
    """The longest of 1, 2 and 5 times a power of ten that is not longer."""
    power = 10.0 ** np.floor(np.log10(length))
    return float(max(step * power for step in (1, 2, 5) if step * power <= length))
