"""Geometries made into events or into a study area: GeoPandas, GeoJSON, ``__geo_interface__``."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from . import _core
from ._event_table import Columns, Events, crs_text, table_of
from .errors import DataError, UsageError


def is_geopandas(value: Any) -> bool:
    return hasattr(value, "iloc") and hasattr(value, "geometry") and hasattr(value, "crs")


def from_geopandas(frame: Any, columns: Columns, parameter: str) -> Events:
    points = frame.geometry.reset_index(drop=True)
    kinds = set(points.geom_type.dropna().unique())
    if kinds - {"Point", "MultiPoint"}:
        raise DataError(
            f"Events are points, and {parameter} holds {', '.join(sorted(kinds))}. Hand over "
            "points, for example frame.set_geometry(frame.centroid).",
            code="geometry-not-points",
            parameter=parameter,
        )
    missing = (points.isna() | points.is_empty).to_numpy()
    there = points[~missing]
    if "MultiPoint" in kinds:
        there = there.explode(index_parts=False)
    nowhere = np.full(np.count_nonzero(missing), np.nan)
    row = np.concatenate([there.index.to_numpy(), np.flatnonzero(missing)]).astype(np.int64)
    x = np.concatenate([there.x.to_numpy(), nowhere])
    y = np.concatenate([there.y.to_numpy(), nowhere])
    order = np.argsort(row, kind="stable")
    row, x, y = row[order], x[order], y[order]
    crs = columns.crs if columns.crs is not None else frame.crs
    return Events(table_of(frame, columns, x, y, row, len(frame), crs_text(crs)), frame.index)


def is_features(value: Any) -> bool:
    return isinstance(value, Mapping) and value.get("type") in ("FeatureCollection", "Feature")


def _interface(value: Any) -> Mapping[str, Any]:
    interface: Mapping[str, Any] = value if is_features(value) else value.__geo_interface__
    return interface


def features_of(value: Any) -> Iterable[Mapping[str, Any]]:
    """The features of a GeoJSON mapping, or of anything with __geo_interface__."""
    return _features(_interface(value))


def from_features(value: Any, columns: Columns, parameter: str) -> Events:
    features = list(_features(_interface(value)))
    x: list[float] = []
    y: list[float] = []
    row: list[int] = []
    for number, feature in enumerate(features):
        for place in _points_in(feature.get("geometry"), parameter):
            x.append(place[0])
            y.append(place[1])
            row.append(number)
    names = {name for feature in features for name in (feature.get("properties") or {})}
    table = {
        name: [(feature.get("properties") or {}).get(name) for feature in features]
        for name in sorted(names)
    }
    crs = columns.crs if columns.crs is not None else getattr(value, "crs", None)
    if crs is None:
        crs = ((_interface(value).get("crs") or {}).get("properties") or {}).get("name")
    return Events(
        table_of(
            table,
            columns,
            np.array(x, float),
            np.array(y, float),
            np.array(row, np.int64),
            len(features),
            crs_text(crs),
        )
    )


def _features(interface: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    if interface.get("type") == "FeatureCollection":
        yield from interface["features"]
    elif interface.get("type") == "Feature":
        yield interface
    else:
        yield {"type": "Feature", "geometry": interface, "properties": {}}


def _points_in(geometry: Mapping[str, Any] | None, parameter: str) -> list[Sequence[float]]:
    nowhere = [(float("nan"), float("nan"))]
    if geometry is None:
        return nowhere  # type: ignore[return-value]
    if geometry["type"] == "Point":
        return [geometry["coordinates"]] if len(geometry["coordinates"]) else nowhere  # type: ignore[return-value]
    if geometry["type"] == "MultiPoint":
        return list(geometry["coordinates"]) or nowhere  # type: ignore[return-value]
    raise DataError(
        f"Events are points, and {parameter} holds a {geometry['type']}. Hand over points, for "
        "example the centroids.",
        code="geometry-not-points",
        parameter=parameter,
    )


def _geometries(value: Any) -> Iterable[Mapping[str, Any]]:
    for feature in _features(_interface(value)):
        if feature.get("geometry") is not None:
            yield feature["geometry"]


def _polygons_in(geometry: Mapping[str, Any]) -> list[list[np.ndarray]]:
    """Each polygon as its rings, arrays of x, y."""
    if geometry["type"] == "Polygon":
        return [_rings(geometry["coordinates"])]
    if geometry["type"] == "MultiPolygon":
        return [_rings(part) for part in geometry["coordinates"]]
    raise DataError(
        f"A study area is made of polygons, and this one holds a {geometry['type']}.",
        code="study-area-not-polygons",
        parameter="study_area",
    )


def _rings(coordinates: Any) -> list[np.ndarray]:
    return [np.asarray([place[:2] for place in ring], dtype=np.float64) for ring in coordinates]


def study_area_from(value: Any) -> str | _core.StudyArea:
    """A path, or polygons with their CRS: a GeoDataFrame, a GeoSeries, or (geometry, crs)."""
    if isinstance(value, (str, os.PathLike)):
        return os.fspath(value)
    crs: Any = getattr(value, "crs", None)
    if isinstance(value, tuple) and len(value) == 2:
        value, crs = value
    if not hasattr(value, "__geo_interface__") and not is_features(value):
        raise UsageError(
            f"study_area cannot be read from {type(value).__name__}. Pass a path, a GeoDataFrame "
            "or GeoSeries of polygons, or (geometry, crs).",
            code="study-area-unreadable",
            parameter="study_area",
        )
    if crs is None:
        raise DataError(
            "The study area has no coordinate reference system. Pass a GeoSeries with a CRS, or "
            'the pair (geometry, "EPSG:25830").',
            code="crs-missing",
            parameter="study_area",
        )
    polygons = [ring for shape in _geometries(value) for ring in _polygons_in(shape)]
    return _core.study_area(polygons, crs_text(crs))
