"""Columns made into the engine's table of events: by name from a mapping, or as an Arrow stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from . import _core, _times
from ._missing import is_missing
from .errors import UsageError


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
    strata: str | None = None
    """The name of the column of strata."""


@dataclass
class Events:
    """Events as the engine takes them, and the labels of the caller's rows where there are any."""

    source: str | _core.EventTable
    labels: Any = None


def crs_text(crs: Any) -> str:
    """WKT of pyproj's CRS objects; texts and EPSG numbers as they are."""
    if crs is None:
        return ""
    if hasattr(crs, "to_wkt"):
        return str(crs.to_wkt())
    if isinstance(crs, (int, np.integer)):
        return f"EPSG:{int(crs)}"
    return str(crs)


def from_named(table: Any, columns: Columns, parameter: str, labels: Any = None) -> Events:
    x, y = _coordinate_columns(list(table.keys()), columns)
    xs, ys = numbers(_column(table, x, "x"), "x"), numbers(_column(table, y, "y"), "y")
    if len(xs) != len(ys):
        raise UsageError(
            f"x has {len(xs):,} values and y has {len(ys):,}. Each event needs both.",
            code="columns-differ-in-length",
            parameter=parameter,
        )
    rows = np.arange(len(xs), dtype=np.int64)
    return Events(table_of(table, columns, xs, ys, rows, len(xs), crs_text(columns.crs)), labels)


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


def table_of(
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
    stratum = values(columns.strata, "strata")
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
        stratum=None if stratum is None else _texts(stratum, row),
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
    texts = ["" if is_missing(v) else str(v) for v in np.asarray(values, dtype=object)]
    return [texts[i] for i in row]


def from_arrow(table: Any, columns: Columns) -> Events:
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
        stratum=columns.strata or "",
        time_format=columns.time_format or "",
        time_zone=columns.time_zone or "",
    )
    return Events(source)
