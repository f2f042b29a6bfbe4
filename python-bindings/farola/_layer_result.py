"""Polygons with their columns that know their place, and where they go from here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core, notebook
from ._result import ProgressLike, Result

if TYPE_CHECKING:
    import geopandas
    import xarray
    from matplotlib.axes import Axes


class LayerResult(Result):
    """Polygons with their columns, such as hot spots: highest rank first."""

    def __init__(
        self, run: _core.AnalysisRun, labels: dict[str, Any], output: str = "output"
    ) -> None:
        super().__init__(run, labels)
        layer = run.layer(output)
        assert layer is not None, output
        self._output, self._layer = output, layer

    @property
    def columns(self) -> dict[str, np.ndarray]:
        """Each column's values by its name."""
        columns: dict[str, np.ndarray] = self._layer.columns()
        return columns

    @property
    def crs(self) -> str:
        """Well-known text of the CRS."""
        return self._layer.crs_wkt

    def __len__(self) -> int:
        return self._layer.size

    def to_wkb(self) -> list[bytes]:
        """Each multipolygon as well-known binary."""
        return self._layer.wkb()

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """GeoJSON-like, in the layer's own CRS."""
        return {"type": "FeatureCollection", "features": list(self._features())}

    def _features(self) -> Iterator[dict[str, Any]]:
        columns = self.columns
        for number, parts in enumerate(self._layer.coordinates()):
            yield {
                "type": "Feature",
                "id": number,
                "geometry": {"type": "MultiPolygon", "coordinates": parts},
                "properties": {name: _item(values[number]) for name, values in columns.items()},
            }

    def to_numpy(self) -> np.ndarray:
        """The columns as a structured array, without the outlines."""
        columns = self.columns
        table = np.empty(len(self), dtype=[(name, v.dtype) for name, v in columns.items()])
        for name, values in columns.items():
            table[name] = values
        return table

    def to_xarray(self) -> xarray.Dataset:
        """The columns as a Dataset with the dimension ``feature``. Needs xarray."""
        import xarray

        return xarray.Dataset({name: ("feature", values) for name, values in self.columns.items()})

    def to_geopandas(self) -> geopandas.GeoDataFrame:
        """Columns and outlines. Needs GeoPandas."""
        import geopandas

        outlines = geopandas.GeoSeries.from_wkb(self.to_wkb(), crs=self.crs)
        return geopandas.GeoDataFrame(self.columns, geometry=outlines, crs=self.crs)

    def write(
        self,
        path: str | os.PathLike[str],
        *,
        overwrite: bool = False,
        progress: ProgressLike = None,
    ) -> None:
        """Write a GeoPackage with style, description and provenance; whole or not at all."""
        with notebook.told(progress) as listener:
            self._run.write_layer(self._output, os.fspath(path), overwrite, listener)

    def plot(self, ax: Axes | None = None, **patches: Any) -> Axes:
        """Draw the outlines with matplotlib; keyword arguments go to ``PathCollection``."""
        from . import _plot

        return _plot.layer(self, ax, patches)

    def _repr_html_(self) -> str:
        return notebook.layer_html(self)

    def __repr__(self) -> str:
        layer = self._layer
        return f"<{type(self).__name__} {layer.name}: {len(self)} polygons, {layer.crs_label}>"


def _item(value: Any) -> Any:
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and value != value else value
