"""Points, lines or polygons with their columns, and where they go from here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core, notebook
from ._optional import needed
from ._result import ProgressLike, Result

if TYPE_CHECKING:
    import geopandas
    import xarray
    from matplotlib.axes import Axes


class LayerResult(Result):
    """Points, lines or polygons with their columns, such as hot spots: highest rank first.

    Some analyses give several layers in one file: :attr:`layers` holds them all by name.
    """

    def __init__(
        self,
        run: _core.AnalysisRun,
        labels: dict[str, Any],
        output: str = "output",
        number: int = 0,
    ) -> None:
        super().__init__(run, labels)
        self._output, self._layer = output, run.layers(output)[number]

    @property
    def layers(self) -> dict[str, LayerResult]:
        """Every layer of the output by its name, this kind of result each; the main one first."""
        return {
            layer.name: LayerResult(self._run, self._labels, self._output, number)
            for number, layer in enumerate(self._run.layers(self._output))
        }

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

    def to_wkb(self) -> list[bytes | None]:
        """Each geometry as well-known binary; None where a row has none."""
        return self._layer.wkb()

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """GeoJSON-like, in the layer's own CRS."""
        return {"type": "FeatureCollection", "features": list(self._features())}

    def _features(self) -> Iterator[dict[str, Any]]:
        columns = self.columns
        kind = self._layer.geometry_type
        for number, parts in enumerate(self._layer.coordinates()):
            yield {
                "type": "Feature",
                "id": number,
                "geometry": None if parts is None else {"type": kind, "coordinates": parts},
                "properties": {name: _item(values[number]) for name, values in columns.items()},
            }

    def to_numpy(self) -> np.ndarray:
        """The columns as a structured array, without the geometries."""
        columns = self.columns
        table = np.empty(len(self), dtype=[(name, v.dtype) for name, v in columns.items()])
        for name, values in columns.items():
            table[name] = values
        return table

    def to_xarray(self) -> xarray.Dataset:
        """The columns as a Dataset with the dimension ``feature``. Needs xarray."""
        needed("xarray", "to_xarray()")
        import xarray

        return xarray.Dataset({name: ("feature", values) for name, values in self.columns.items()})

    def to_geopandas(self) -> geopandas.GeoDataFrame:
        """Columns and geometries. Needs GeoPandas."""
        needed("geopandas", "to_geopandas()")
        import geopandas

        geometries = geopandas.GeoSeries.from_wkb(self.to_wkb(), crs=self.crs)
        return geopandas.GeoDataFrame(self.columns, geometry=geometries, crs=self.crs)

    def write(
        self,
        path: str | os.PathLike[str],
        *,
        overwrite: bool = False,
        progress: ProgressLike = None,
    ) -> None:
        """Write a GeoPackage of all :attr:`layers` with styles, descriptions and provenance.

        Whole or not at all.
        """
        with notebook.told(progress) as listener:
            self._run.write_layer(self._output, os.fspath(path), overwrite, listener)

    def plot(self, ax: Axes | None = None, **patches: Any) -> Axes:
        """Draw the geometries with matplotlib.

        Keyword arguments go to ``Axes.scatter`` for points, else to ``PathCollection``.
        """
        needed("matplotlib", "plot()")
        from . import _plot

        return _plot.layer(self, ax, patches)

    def _repr_html_(self) -> str:
        return notebook.layer_html(self)

    def __repr__(self) -> str:
        layer = self._layer
        kind = {"Point": "points", "LineString": "lines"}.get(layer.geometry_type, "polygons")
        return f"<{type(self).__name__} {layer.name}: {len(self)} {kind}, {layer.crs_label}>"


def _item(value: Any) -> Any:
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and value != value else value
