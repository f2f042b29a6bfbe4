"""Tables of curves and surfaces over distance and time, and their pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._table_result import TableResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class RipleyKTable(TableResult):
    """K, L and g by distance, with their envelopes."""

    def plot(self, ax: Axes | None = None, *, curve: str = "l", **line: Any) -> Axes:
        """A curve within its envelopes: ``"l"`` as L(r) - r, or ``"g"``.

        The dark band is the envelope at each distance, the light one (of L) that of the curve as a
        whole. Keyword arguments go to ``plot``. Needs matplotlib.
        """
        from . import _plot_curves

        return _plot_curves.ripley_k(self, ax, curve, line)


class SpaceTimeKTable(TableResult):
    """K(s,t) and what it is beyond chance, distance by distance and time by time."""

    @property
    def distances(self) -> np.ndarray:
        return np.unique(self.columns["distance"])

    @property
    def times(self) -> np.ndarray:
        return np.unique(self.columns["time"])

    def matrix(self, column: str = "residual") -> np.ndarray:
        """A column as distances by times."""
        return np.asarray(self.columns[column]).reshape(len(self.distances), len(self.times))

    def plot(self, ax: Axes | None = None, *, column: str = "residual", **image: Any) -> Axes:
        """A column as a surface over distance and time; ``"residual"``, ``"d"``, ``"excess"`` …

        Residuals of 2 and 3 are outlined. Keyword arguments go to ``pcolormesh``. Needs matplotlib.
        """
        from . import _plot_curves

        return _plot_curves.space_time_k(self, ax, column, image)
