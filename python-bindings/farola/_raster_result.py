"""Values on a grid that know their place and unit, and where they go from here."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core, notebook
from ._layer_result import LayerResult
from ._optional import needed
from ._result import ProgressLike, Result
from .errors import UsageError

if TYPE_CHECKING:
    import geopandas
    import xarray
    from matplotlib.axes import Axes


class RasterResult(Result):
    """Values on a grid. Row 0 is the northernmost, NaN is no data.

    One band for a density; relative risk has several, by name in :attr:`bands`.
    """

    def __init__(
        self,
        run: _core.AnalysisRun,
        labels: dict[str, Any],
        hotspot_rule: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(run, labels)
        self._hotspot_rule = hotspot_rule or {}

    @property
    def bands(self) -> dict[str, np.ndarray]:
        """Each band's values by its name; views that cannot be written to, no copies."""
        return {raster.name: raster.values for raster in self._run.rasters}

    @property
    def values(self) -> np.ndarray:
        """The first band: float32, rows by columns; a view that cannot be written to."""
        return self._first.values

    def to_numpy(self) -> np.ndarray:
        """A copy of the values: rows by columns, with a leading dimension for several bands."""
        bands = list(self.bands.values())
        return bands[0].copy() if len(bands) == 1 else np.stack(bands)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        array = self.to_numpy()
        return array if dtype is None else array.astype(dtype)

    @property
    def shape(self) -> tuple[int, int]:
        rows, columns = self.values.shape
        return rows, columns

    @property
    def unit(self) -> str:
        """Of the first band, for example "events/km2"."""
        return self._first.unit

    @property
    def crs(self) -> str:
        """Well-known text of the CRS; ``pyproj.CRS(result.crs)`` and GeoPandas read it."""
        return self._first.crs_wkt

    @property
    def crs_name(self) -> str:
        """For a person: "EPSG:25830 (ETRS89 / UTM zone 30N)"."""
        return self._first.crs_label

    @property
    def cell_size(self) -> float:
        """Side of a cell in metres."""
        return self._first.cell

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """xmin, ymin, xmax, ymax: outer edges of the cells."""
        rows, columns = self.shape
        west, north, cell = self._first.xmin, self._first.ymax, self.cell_size
        return west, north - rows * cell, west + columns * cell, north

    @property
    def transform(self) -> tuple[float, float, float, float, float, float]:
        """``affine.Affine(*result.transform)``, as rasterio wants it."""
        return self.cell_size, 0.0, self._first.xmin, 0.0, -self.cell_size, self._first.ymax

    @property
    def x(self) -> np.ndarray:
        """Eastings of the cell centres, west to east."""
        return self._first.xmin + (np.arange(self.shape[1]) + 0.5) * self.cell_size

    @property
    def y(self) -> np.ndarray:
        """Northings of the cell centres, north to south."""
        return self._first.ymax - (np.arange(self.shape[0]) + 0.5) * self.cell_size

    def at_events(self) -> Any:
        """The first band's value at each of the caller's rows, NaN where a row was not used.

        A pandas Series with the caller's index when there was one, so that
        ``frame["density"] = result.at_events()`` fits; else an array. For a multipoint it is the
        largest of its points; with two inputs, the first.
        """
        if not self._labels:
            raise UsageError(
                "at_events() needs events that were in memory. Read the file with GeoPandas and "
                "hand over the frame.",
                code="events-not-in-memory",
            )
        name, labels = next(iter(self._labels.items()))
        rows_read, rows, x, y = self._run.used_events(name)
        column = np.floor((x - self._first.xmin) / self.cell_size).astype(np.int64)
        row = np.floor((self._first.ymax - y) / self.cell_size).astype(np.int64)
        inside = (column >= 0) & (column < self.shape[1]) & (row >= 0) & (row < self.shape[0])
        found = np.full(rows_read, np.nan)
        np.fmax.at(found, rows[inside], self.values[row[inside], column[inside]].astype(float))
        if labels is None:
            return found
        import pandas

        return pandas.Series(found, index=labels, name=self._first.name)

    def to_xarray(self) -> xarray.DataArray | xarray.Dataset:
        """A DataArray (several bands: a Dataset) with dimensions y and x, unit and CRS.

        The CRS is in the coordinate ``spatial_ref``, where rioxarray looks for it. Needs xarray.
        """
        needed("xarray", "to_xarray()")
        import xarray

        west, _, _, north = self.bounds
        corner = (west, self.cell_size, 0.0, north, 0.0, -self.cell_size)  # as GDAL writes it
        crs = xarray.DataArray(
            0, attrs={"crs_wkt": self.crs, "GeoTransform": " ".join(map(repr, corner))}
        )
        metres = {"units": "m", "axis": "X", "standard_name": "projection_x_coordinate"}
        coordinates = {
            "y": ("y", self.y, {**metres, "axis": "Y", "standard_name": "projection_y_coordinate"}),
            "x": ("x", self.x, metres),
            "spatial_ref": crs,
        }
        arrays = {
            raster.name: xarray.DataArray(
                raster.values.copy(),
                dims=("y", "x"),
                coords=coordinates,
                name=raster.name,
                attrs={
                    "long_name": raster.description,
                    "units": raster.unit,
                    "grid_mapping": "spatial_ref",
                },
            )
            for raster in self._run.rasters
        }
        if len(arrays) == 1:
            return next(iter(arrays.values()))
        return xarray.Dataset(arrays)

    def to_geopandas(self) -> geopandas.GeoDataFrame:
        """One square a cell, for the cells whose first band is neither 0 nor no data.

        For the outlines of hot spots see :attr:`hotspots`. Needs GeoPandas.
        """
        needed("geopandas", "to_geopandas()")
        import geopandas
        import shapely

        with np.errstate(invalid="ignore"):
            row, column = np.nonzero((self.values != 0) & ~np.isnan(self.values))
        west = self.bounds[0] + column * self.cell_size
        north = self.bounds[3] - row * self.cell_size
        squares = shapely.box(west, north - self.cell_size, west + self.cell_size, north)
        columns = {name: values[row, column] for name, values in self.bands.items()}
        return geopandas.GeoDataFrame(columns, geometry=squares, crs=self.crs)

    @property
    def hotspots(self) -> LayerResult:
        """Where the density is highest, as polygons, by the rule given to the analysis.

        Without one: the cells above the 95th percentile. :meth:`find_hotspots` goes by others.
        """
        return self.find_hotspots(**self._hotspot_rule)

    def find_hotspots(
        self,
        *,
        percentile: float | None = None,
        mean_plus_sd: float | None = None,
        share: float | None = None,
        minimum_area: float = 0,
        progress: ProgressLike = None,
    ) -> LayerResult:
        """Groups of neighbouring hot cells, ranked by the events they hold. Give one rule:

        percentile
            cells above this percentile of the cells that are not 0 (default 95)
        mean_plus_sd
            cells above the mean plus this many standard deviations
        share
            the fewest cells that hold this share of the events, in %

        Hot spots smaller than ``minimum_area``, in m², are left out and counted in the report.
        """
        options = {
            "percentile": percentile,
            "mean-plus-sd": mean_plus_sd,
            "share": share,
            "minimum-area": minimum_area or None,
        }
        given = {name: value for name, value in options.items() if value is not None}
        call = ", ".join(f"{name.replace('-', '_')}={value!r}" for name, value in given.items())
        command = f"{self.report['command']}.find_hotspots({call})"
        with notebook.told(progress) as listener:
            run = self._run.hotspots(given, command, listener)
        return LayerResult(run, self._labels)

    @property
    def contours(self) -> LayerResult:
        """Where there are more, and where fewer cases than chance gives.

        For relative risk with permutations.
        """
        if not self._run.layers("contours"):
            raise UsageError(
                "Only relative_risk() with permutations=199 or so has contours: they say where "
                "chance ends.",
                code="contours-without-permutations",
                parameter="permutations",
            )
        return LayerResult(self._run, self._labels, "contours")

    @property
    def zones(self) -> LayerResult:
        """The zones worth telling, each with the time at which it expires. For near-repeat risk."""
        if not self._run.layers("zones"):
            raise UsageError(
                "Only near_repeat_risk() has zones that expire; see hotspots for the areas where "
                "another surface is high.",
                code="zones-without-risk",
            )
        return LayerResult(self._run, self._labels, "zones")

    def write(
        self,
        path: str | os.PathLike[str],
        *,
        overwrite: bool = False,
        creation_options: Mapping[str, Any] | Sequence[str] | None = None,
        progress: ProgressLike = None,
    ) -> None:
        """Write a Cloud-Optimised GeoTIFF with unit, style and provenance; whole or not at all.

        ``creation_options`` go to GDAL's COG driver, for example ``{"COMPRESS": "DEFLATE"}``
        for programs that read TIFF without GDAL; ``["COMPRESS=DEFLATE"]`` does as well. A style
        ``NAME.qml`` of your own beside ``NAME.tif`` is kept, and :attr:`notes` says so.
        """
        options = creation_options or []
        if isinstance(options, Mapping):
            options = [f"{key}={value}" for key, value in options.items()]
        with notebook.told(progress) as listener:
            self._run.write_raster(os.fspath(path), overwrite, list(options), listener)

    def plot(self, ax: Axes | None = None, *, hotspots: bool = False, **image: Any) -> Axes:
        """Draw the first band with matplotlib; keyword arguments go to ``Axes.imshow``.

        ``hotspots=True`` outlines the hot spots.
        """
        needed("matplotlib", "plot()")
        from . import _plot

        return _plot.raster(self, ax, hotspots, image)

    def _repr_html_(self) -> str:
        return notebook.raster_html(self)

    def __repr__(self) -> str:
        rows, columns = self.shape
        names = ", ".join(self.bands)
        return (
            f"<{type(self).__name__} {names}: {rows} rows x {columns} columns of "
            f"{self.cell_size:g} m, {self.unit or 'no unit'}, {self.crs_name}>"
        )

    @property
    def _first(self) -> _core.Raster:
        return self._run.rasters[0]
