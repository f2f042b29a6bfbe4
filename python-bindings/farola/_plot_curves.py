"""Pictures of curves and surfaces over distance and time, by matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from .errors import UsageError

if TYPE_CHECKING:
    from .outputs import RipleyKTable, SpaceTimeKTable

INK, BAND, WIDE_BAND, CHANCE = "#b30000", "#9aa5b1", "#d9dee3", "#4a4a4a"


def ripley_k(table: RipleyKTable, ax: Axes | None, curve: str, line: dict[str, Any]) -> Axes:
    if curve not in ("l", "g"):
        raise UsageError(
            f'Curve must be "l" or "g", got {curve!r}.', code="curve-unknown", parameter="curve"
        )
    if ax is None:
        ax = plt.subplots(figsize=(6.4, 4), layout="constrained")[1]
    columns = table.columns
    r = columns["distance"]
    off = r if curve == "l" else np.zeros_like(r)
    bands = [(curve, BAND, "at each distance")]
    if curve == "l":
        bands.insert(0, ("l_global", WIDE_BAND, "as a whole"))
    for name, colour, label in bands:
        low, high = columns[f"{name}_lower"] - off, columns[f"{name}_upper"] - off
        if np.isfinite(low).any():
            ax.fill_between(r, low, high, color=colour, linewidth=0, label=f"chance, {label}")
    ax.axhline(0 if curve == "l" else 1, color=CHANCE, linewidth=0.8, linestyle="--")
    ax.plot(r, columns[curve] - off, **{"color": INK, "label": "observed", **line})
    ax.set_xlabel("distance r (m)")
    ax.set_ylabel("L(r) − r (m)" if curve == "l" else "pair correlation g(r)")
    ax.legend(frameon=False)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax


def space_time_k(
    table: SpaceTimeKTable, ax: Axes | None, column: str, image: dict[str, Any]
) -> Axes:
    if ax is None:
        ax = plt.subplots(figsize=(6.4, 4.2), layout="constrained")[1]
    values = np.ma.masked_invalid(table.matrix(column))
    s, t = table.distances, table.times
    far = float(np.abs(values).max()) if values.count() else 1.0
    style: dict[str, Any] = {"shading": "nearest"}
    if column in ("residual", "d", "excess"):
        style |= {"cmap": "RdBu_r", "vmin": -far, "vmax": far}
    drawn = ax.pcolormesh(t, s, values, **{**style, **image})
    if column == "residual" and min(values.shape) > 1:
        lines = ax.contour(t, s, values, levels=[2, 3], colors="#222222", linewidths=(0.8, 1.4))
        ax.clabel(lines, fmt="%g")
    ax.set_xlabel("time t (days)")
    ax.set_ylabel("distance s (m)")
    labels = {"residual": "D / its standard deviation", "d": "D(s, t) (m² days)"}
    bar = ax.figure.colorbar(drawn, ax=ax, pad=0.02)
    bar.set_label(labels.get(column, column))
    bar.outline.set_visible(False)
    return ax
