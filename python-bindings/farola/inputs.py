"""What a caller may hand over as events, study area or streets, made into what the engine takes.

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
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, Union

import numpy as np

from ._event_table import Columns, Events, from_arrow, from_named
from ._geometries import from_features, from_geopandas, is_features, is_geopandas
from .errors import UsageError

__all__ = [
    "ArrowStream",
    "EventsLike",
    "FactorsLike",
    "FeaturesLike",
    "GeoInterface",
    "StreetsLike",
    "StudyAreaLike",
]


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
FeaturesLike = Union[str, "os.PathLike[str]"]
FactorsLike = Union[str, "Mapping[str, str | os.PathLike[str]]", "Sequence[str]"]
StreetsLike = Union[str, "os.PathLike[str]", GeoInterface, "tuple[Any, str]", Any]

# Only files have layers and SQL; in memory the caller chooses rows himself.
FILE_ONLY = ("layer", "where", "deduplicate", "allow_remote")


def is_path(value: object) -> bool:
    return isinstance(value, (str, os.PathLike))


def events_from(value: Any, columns: Columns, parameter: str = "events") -> Events:
    if is_path(value):
        return Events(os.fspath(value))
    if isinstance(value, (tuple, list)) and len(value) == 2:
        return from_named({"x": value[0], "y": value[1]}, columns, parameter)
    if is_geopandas(value) and columns.x is None and columns.y is None:
        return from_geopandas(value, columns, parameter)
    if is_features(value) or (
        hasattr(value, "__geo_interface__") and not hasattr(value, "__arrow_c_stream__")
    ):
        return from_features(value, columns, parameter)
    if isinstance(value, np.ndarray) and value.dtype.names:
        return from_named({name: value[name] for name in value.dtype.names}, columns, parameter)
    if isinstance(value, Mapping) or _is_pandas(value):
        return from_named(value, columns, parameter, labels=getattr(value, "index", None))
    if hasattr(value, "__arrow_c_stream__"):
        return from_arrow(value, columns)
    raise UsageError(
        f"{parameter} cannot be read from {type(value).__name__}. Pass a path, a GeoDataFrame, a "
        "table with __arrow_c_stream__ or __geo_interface__, a dict of columns, or (x, y) arrays "
        "with crs=…",
        code="events-unreadable",
        parameter=parameter,
    )


def _is_pandas(value: Any) -> bool:
    return hasattr(value, "columns") and hasattr(value, "iloc")
