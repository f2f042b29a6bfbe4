"""Rasters that a caller may hand over: a result of farola, or a DataArray of xarray."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from .errors import DataError, UsageError

if TYPE_CHECKING:
    import xarray

DIMENSIONS = (("y", "x"), ("lat", "lon"), ("latitude", "longitude"))


def is_array(value: Any) -> bool:
    return hasattr(value, "dims") and hasattr(value, "coords") and hasattr(value, "values")


def from_array(array: xarray.DataArray, parameter: str) -> _core.Raster:
    """North up, square cells, with a CRS: in spatial_ref, as rioxarray and farola write it."""
    array = array.squeeze(drop=True)
    for y, x in DIMENSIONS:
        if set(array.dims) == {y, x}:
            break
    else:
        raise UsageError(
            f"{parameter} must have the dimensions y and x alone, got "
            f"{', '.join(map(str, array.dims))}. Choose one band or time first, for "
            "example array.sel(band=1).",
            code="raster-shape",
            parameter=parameter,
        )
    array = array.transpose(y, x).sortby(y, ascending=False).sortby(x)
    xs, ys = np.asarray(array[x], float), np.asarray(array[y], float)
    cell = _cell(xs, ys, parameter)
    values = np.array(array.values, dtype=np.float32)
    for key in ("_FillValue", "missing_value"):
        missing = array.attrs.get(key, array.encoding.get(key))
        if missing is not None and missing == missing:
            values[array.values == missing] = np.nan
    return _core.raster(
        values,
        xmin=xs[0] - cell / 2,
        ymax=ys[0] + cell / 2,
        cell=cell,
        crs=_crs(array, parameter),
        name=str(array.name or "values"),
        unit=str(array.attrs.get("units", "")),
    )


def _cell(xs: np.ndarray, ys: np.ndarray, parameter: str) -> float:
    steps = np.concatenate([np.diff(xs), -np.diff(ys)])
    if len(steps) and np.allclose(steps, steps[0], rtol=1e-6, atol=0):
        return float(steps.mean())
    raise DataError(
        f"{parameter} must have square cells of one size, at least two of them. Resample it first, "
        "for example with rioxarray's reproject(resolution=…).",
        code="raster-not-square",
        parameter=parameter,
    )


def _crs(array: xarray.DataArray, parameter: str) -> str:
    mapping = array.attrs.get("grid_mapping", array.encoding.get("grid_mapping", "spatial_ref"))
    if mapping in array.coords:
        attributes = array.coords[mapping].attrs
        found = attributes.get("crs_wkt", attributes.get("spatial_ref"))
        if found:
            return str(found)
    raise DataError(
        f"{parameter} has no coordinate reference system. Write one with rioxarray, for example "
        'array.rio.write_crs("EPSG:25830").',
        code="crs-missing",
        parameter=parameter,
    )
