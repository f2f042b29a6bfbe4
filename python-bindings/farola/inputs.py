"""What a caller may hand over as events or as a study area, made into what the engine takes.

Events are, in the order in which they are recognised:

* a path (``str`` or ``os.PathLike``) of anything the command line reads;
* ``(x, y)``: two sequences of numbers, with ``crs=``;
* a GeoDataFrame or a GeoSeries of points or multipoints;
* a GeoJSON-like ``FeatureCollection``, or anything with ``__geo_interface__``, with ``crs=``;
* columns by name, with ``crs=``: a dict, a pandas DataFrame, a NumPy structured array;
* anything with ``__arrow_c_stream__`` (Polars, DuckDB, pyarrow, GDAL).

Inputs are copied once and never changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Union

import numpy as np

from . import _core, _times
from .errors import DataError, UsageError

__all__ = ["ArrowStream", "EventsLike", "GeoInterface", "StudyAreaLike"]


class ArrowStream(Protocol):
    """A table that can hand over its columns as an Arrow C stream."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


class GeoInterface(Protocol):
    """An object that can describe itself as GeoJSON."""

    @property
    def __geo_interface__(self) -> Mapping[str, Any]: ...


EventsLike = Union[
    str, "os.PathLike[str]", ArrowStream, GeoInterface, Mapping[str, Any], Sequence[Any], Any
]
StudyAreaLike = Union[str, "os.PathLike[str]", GeoInterface, "tuple[Any, str]", Any]

# Only files have layers and SQL; in memory the caller chooses rows himself.
FILE_ONLY = ("layer", "where", "deduplicate", "allow_remote")


@dataclass
class Columns:
    """The reading arguments of an analysis: names of columns, or the values themselves."""

    x: Any = None
    y: Any = None
    crs: Any = None
    time: Any = None
    until: Any = None
    time_format: str | None = None
    time_zone: str | None = None
    weight: Any = None
    kind: Any = None


@dataclass
class Events:
    """Events as the engine takes them, and the labels of the caller's rows where there are any."""

    source: str | _core.EventTable
    labels: Any = None


def is_path(value: object) -> bool:
    return isinstance(value, (str, os.PathLike))


def events_from(value: Any, columns: Columns, parameter: str = "events") -> Events:
    if is_path(value):
        return Events(os.fspath(value))
    if isinstance(value, (tuple, list)) and len(value) == 2:
        return _from_named({"x": value[0], "y": value[1]}, columns, parameter)
    if _is_geopandas(value) and columns.x is None and columns.y is None:
        return _from_geopandas(value, columns, parameter)
    if _is_features(value) or (
        hasattr(value, "__geo_interface__") and not hasattr(value, "__arrow_c_stream__")
    ):
        return _from_features(value, columns, parameter)
    if isinstance(value, np.ndarray) and value.dtype.names:
        return _from_named({name: value[name] for name in value.dtype.names}, columns, parameter)
    if isinstance(value, Mapping) or _is_pandas(value):
        return _from_named(value, columns, parameter, labels=getattr(value, "index", None))
    if hasattr(value, "__arrow_c_stream__"):
        return _from_arrow(value, columns)
    raise UsageError(
        f"{parameter} cannot be read from {type(value).__name__}. Pass a path, a GeoDataFrame, a "
        "table with __arrow_c_stream__ or __geo_interface__, a dict of columns, or (x, y) arrays "
        "with crs=…",
        code="events-unreadable",
        parameter=parameter,
    )


def study_area_from(value: Any) -> str | _core.StudyArea:
    """A path, or polygons with their CRS: a GeoDataFrame, a GeoSeries, or (geometry, crs)."""
    if isinstance(value, (str, os.PathLike)):
        return os.fspath(value)
    crs: Any = getattr(value, "crs", None)
    if isinstance(value, tuple) and len(value) == 2:
        value, crs = value
    if not hasattr(value, "__geo_interface__") and not _is_features(value):
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


def crs_text(crs: Any) -> str:
    """WKT of pyproj's CRS objects; texts and EPSG numbers as they are."""
    if crs is None:
        return ""
    if hasattr(crs, "to_wkt"):
        return str(crs.to_wkt())
    if isinstance(crs, (int, np.integer)):
        return f"EPSG:{int(crs)}"
    return str(crs)


# --- columns by name ------------------------------------------------------------------------------


def _from_named(table: Any, columns: Columns, parameter: str, labels: Any = None) -> Events:
    x, y = _coordinate_columns(list(table.keys()), columns)
    xs, ys = numbers(_column(table, x, "x"), "x"), numbers(_column(table, y, "y"), "y")
    if len(xs) != len(ys):
        raise UsageError(
            f"x has {len(xs):,} values and y has {len(ys):,}. Each event needs both.",
            code="columns-differ-in-length",
            parameter=parameter,
        )
    rows = np.arange(len(xs), dtype=np.int64)
    return Events(_table(table, columns, xs, ys, rows, len(xs), crs_text(columns.crs)), labels)


def _coordinate_columns(names: list[Any], columns: Columns) -> tuple[Any, Any]:
    if columns.x is not None and columns.y is not None:
        return columns.x, columns.y
    x, y = _core.coordinate_columns([str(name) for name in names], crs_text(columns.crs))
    return (
        names[x] if columns.x is None else columns.x,
        names[y] if columns.y is None else columns.y,
    )


def _column(table: Any, name: Any, parameter: str) -> Any:
    """The column of that name; values given instead of a name are taken as they are."""
    if hasattr(name, "__len__") and not isinstance(name, (str, tuple)):
        return name
    try:
        return table[name]
    except (KeyError, ValueError, IndexError):
        names = ", ".join(map(str, table.keys()))
        raise UsageError(
            f'There is no column "{name}" for {parameter}. The columns are {names}.',
            code="column-unknown",
            parameter=parameter,
        ) from None


def _table(
    table: Any,
    columns: Columns,
    x: np.ndarray,
    y: np.ndarray,
    row: np.ndarray,
    rows: int,
    crs: str,
) -> _core.EventTable:
    """The engine's table. ``row`` says for each point which row of ``table`` it came from."""

    def values(name: Any, parameter: str) -> Any:
        if name is None:
            return None
        found = _column(table, name, parameter)
        if len(found) != rows:
            raise UsageError(
                f"{parameter} has {len(found):,} values, and there are {rows:,} events. Each needs "
                "one.",
                code="columns-differ-in-length",
                parameter=parameter,
            )
        return found

    weight, kind = values(columns.weight, "weight"), values(columns.kind, "kind")
    time, until = values(columns.time, "time"), values(columns.until, "until")
    return _core.event_table(
        crs=crs,
        x=x,
        y=y,
        row=row,
        rows=rows,
        weight=None if weight is None else numbers(weight, "weight")[row],
        time=None if time is None else _times.column(time, "time", columns, row),
        until=None if until is None else _times.column(until, "until", columns, row),
        kind=None if kind is None else _texts(kind, row),
        time_format=columns.time_format or "",
        time_zone=columns.time_zone or "",
    )


def numbers(values: Any, parameter: str) -> np.ndarray:
    """float64, NaN for what is missing or is no number."""
    if np.ma.isMaskedArray(values):
        values = np.ma.filled(values.astype(float), np.nan)
    if hasattr(values, "to_numpy") and hasattr(values, "isna"):  # pandas, nullable types too
        if values.dtype.kind in "biuf":
            values = values.to_numpy(dtype=float, na_value=np.nan)
        else:
            values = values.astype(object).where(~values.isna(), None).to_numpy()
    array = np.asarray(values)
    if array.ndim != 1:
        raise UsageError(
            f"{parameter} must be one column of numbers, got an array of shape {array.shape}.",
            code="column-shape",
            parameter=parameter,
        )
    if array.dtype.kind in "biuf":
        return np.ascontiguousarray(array, dtype=np.float64)
    if array.dtype.kind in "OUS":
        return np.fromiter((_number(v) for v in array), np.float64, len(array))
    raise UsageError(
        f"{parameter} must be numbers, got values of type {array.dtype}.",
        code="column-type",
        parameter=parameter,
    )


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


def _texts(values: Any, row: np.ndarray) -> list[str]:
    missing = values.isna().to_numpy() if hasattr(values, "isna") else None
    array = np.asarray(values, dtype=object)
    texts = [
        "" if v is None or v != v or (missing is not None and missing[i]) else str(v)
        for i, v in enumerate(array)
    ]
    return [texts[i] for i in row]


def _is_pandas(value: Any) -> bool:
    return hasattr(value, "columns") and hasattr(value, "iloc")


# --- GeoPandas, GeoJSON, Arrow --------------------------------------------------------------------


def _is_geopandas(value: Any) -> bool:
    return hasattr(value, "iloc") and hasattr(value, "geometry") and hasattr(value, "crs")


def _from_geopandas(frame: Any, columns: Columns, parameter: str) -> Events:
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
    return Events(_table(frame, columns, x, y, row, len(frame), crs_text(crs)), frame.index)


def _is_features(value: Any) -> bool:
    return isinstance(value, Mapping) and value.get("type") in ("FeatureCollection", "Feature")


def _interface(value: Any) -> Mapping[str, Any]:
    interface: Mapping[str, Any] = value if _is_features(value) else value.__geo_interface__
    return interface


def _from_features(value: Any, columns: Columns, parameter: str) -> Events:
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
        _table(
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


def _from_arrow(table: Any, columns: Columns) -> Events:
    for parameter in ("x", "y", "weight", "time", "until", "kind"):
        if not isinstance(getattr(columns, parameter), (str, type(None))):
            raise UsageError(
                f"{parameter} must be the name of a column of the table, got values. Add them to "
                "the table first.",
                code="column-not-a-name",
                parameter=parameter,
            )
    capsule = table.__arrow_c_stream__()
    source = _core.event_table_from_arrow(
        capsule,
        crs=crs_text(columns.crs),
        x=columns.x or "",
        y=columns.y or "",
        weight=columns.weight or "",
        time=columns.time or "",
        until=columns.until or "",
        kind=columns.kind or "",
        time_format=columns.time_format or "",
        time_zone=columns.time_zone or "",
    )
    return Events(source)
