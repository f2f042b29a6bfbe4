"""Street lines in memory made into what the engine takes: GeoPandas, GeoJSON, geometries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from . import _core
from ._event_table import crs_text
from ._geometries import features_of, is_features, is_geopandas
from .errors import DataError, UsageError


def streets_from(value: Any, crs: Any = None) -> _core.Streets:
    """Lines with their CRS: a GeoDataFrame, a GeoSeries, or (geometry, crs)."""
    own: Any = getattr(value, "crs", None)
    if isinstance(value, tuple) and len(value) == 2:
        value, own = value
    crs = own if crs is None else crs
    if not hasattr(value, "__geo_interface__") and not is_features(value):
        raise UsageError(
            f"streets cannot be read from {type(value).__name__}. Pass a path, a GeoDataFrame or "
            "GeoSeries of lines, or (geometry, crs).",
            code="streets-unreadable",
            parameter="streets",
        )
    if crs is None:
        raise DataError(
            "The streets have no coordinate reference system. Pass a GeoSeries with a CRS, the "
            'pair (geometry, "EPSG:25830"), or streets_crs=.',
            code="crs-missing",
            parameter="streets",
        )
    lines: list[np.ndarray] = []
    features: list[int] = []
    count = empty = not_lines = 0
    other = ""
    for count, shape in enumerate(_shapes(value), start=1):  # noqa: B007
        if shape is None or _is_empty(shape):
            empty += 1
            continue
        parts = list(_lines_in(shape))
        if not parts:
            not_lines += 1
            other = other or str(shape["type"])
        lines += parts
        features += [count] * len(parts)
    vertices = np.concatenate(lines) if lines else np.empty((0, 2))
    ends = np.cumsum([len(line) for line in lines]).tolist() if lines else []
    return _core.streets(
        vertices,
        ends,
        features,
        crs=crs_text(crs),
        count=count,
        empty=empty,
        not_lines=not_lines,
        other=other,
    )


def _shapes(value: Any) -> Iterable[Mapping[str, Any] | None]:
    """Each feature's geometry in the form of GeoJSON."""
    if is_geopandas(value):
        for geometry in value.geometry:
            yield None if geometry is None else geometry.__geo_interface__
        return
    for feature in features_of(value):
        yield feature.get("geometry")


def _is_empty(shape: Mapping[str, Any]) -> bool:
    inside = shape.get("geometries") if "geometries" in shape else shape.get("coordinates")
    return not len(inside or ())


def _lines_in(shape: Mapping[str, Any]) -> Iterable[np.ndarray]:
    kind = shape["type"]
    if kind in ("LineString", "LinearRing"):
        yield _line(shape["coordinates"])
    elif kind == "MultiLineString":
        for part in shape["coordinates"]:
            yield _line(part)
    elif kind == "GeometryCollection":
        for geometry in shape["geometries"]:
            yield from _lines_in(geometry)


def _line(coordinates: Any) -> np.ndarray:
    return np.asarray([place[:2] for place in coordinates], dtype=np.float64).reshape(-1, 2)
