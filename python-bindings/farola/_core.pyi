"""The compiled engine. Use the functions of the package farola instead."""

from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

import numpy as np
from numpy.typing import NDArray

__version__: str

_Listener = Callable[[float, str], bool | None]

class TimeColumn:
    """A column of times."""

    def __init__(
        self,
        name: str,
        *,
        seconds: NDArray[np.int64] | None = ...,
        last: NDArray[np.int64] | None = ...,
        texts: Sequence[str] = ...,
    ) -> None: ...

class EventTable:
    """Events in memory, in the caller's CRS."""

    @property
    def rows(self) -> int: ...
    def __len__(self) -> int: ...

class StudyArea:
    """Polygons in memory, with their CRS."""

class Streets:
    """Street lines in memory, with their CRS."""

class Raster:
    """Values on a north-up grid."""

    @property
    def values(self) -> NDArray[np.float32]: ...
    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def xmin(self) -> float: ...
    @property
    def ymax(self) -> float: ...
    @property
    def cell(self) -> float: ...
    @property
    def crs_wkt(self) -> str: ...
    @property
    def crs_label(self) -> str: ...

class Layer:
    """Geometries with columns, or columns alone."""

    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def geometry_type(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def crs_wkt(self) -> str: ...
    @property
    def crs_label(self) -> str: ...
    def wkb(self) -> list[bytes | None]: ...
    def coordinates(self) -> list[Any]: ...
    def columns(self) -> dict[str, NDArray[Any]]: ...

class AnalysisRun:
    """What one run of an analysis left."""

    @property
    def rasters(self) -> list[Raster]: ...
    def layers(self, output: str) -> list[Layer]: ...
    def hotspots(
        self, options: Mapping[str, Any], command: str, listener: _Listener | None
    ) -> AnalysisRun: ...
    def report(self) -> dict[str, Any]: ...
    def rejects(self) -> list[tuple[str, int, str, str, str]]: ...
    def used_events(
        self, parameter: str
    ) -> tuple[int, NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]: ...
    def write_raster(
        self,
        path: str,
        overwrite: bool,
        creation_options: Sequence[str],
        listener: _Listener | None,
    ) -> None: ...
    def write_layer(
        self, output: str, path: str, overwrite: bool, listener: _Listener | None
    ) -> None: ...
    def write_table(
        self,
        output: str,
        path: str,
        overwrite: bool,
        escape_formulas: bool,
        listener: _Listener | None,
    ) -> None: ...
    def write_knox_picture(
        self, output: str, path: str, overwrite: bool, listener: _Listener | None
    ) -> None: ...

def write_bytes(path: str, bytes: bytes, overwrite: bool) -> None: ...
def usage_json() -> str: ...
def strata_field(strata: str) -> str: ...
def coordinate_columns(names: Sequence[str], crs: str) -> tuple[int, int]: ...
def event_table(
    *,
    crs: str,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    row: NDArray[np.int64],
    rows: int,
    weight: NDArray[np.float64] | None,
    time: TimeColumn | None,
    until: TimeColumn | None,
    kind: Sequence[str] | None,
    stratum: Sequence[str] | None,
    time_format: str,
    time_zone: str,
) -> EventTable: ...
def event_table_from_arrow(
    stream: object,
    *,
    crs: str,
    x: str,
    y: str,
    weight: str,
    time: str,
    until: str,
    kind: str,
    stratum: str,
    time_format: str,
    time_zone: str,
) -> EventTable: ...
def raster(
    values: NDArray[np.float32],
    *,
    xmin: float,
    ymax: float,
    cell: float,
    crs: str,
    name: str,
    unit: str,
) -> Raster: ...
def time_zone_name(name: str) -> str: ...
def study_area(polygons: Sequence[Sequence[NDArray[np.float64]]], crs: str) -> StudyArea: ...
def streets(
    vertices: NDArray[np.float64],
    ends: Sequence[int],
    features: Sequence[int],
    *,
    crs: str,
    count: int,
    empty: int,
    not_lines: int,
    other: str,
) -> Streets: ...
def run(
    name: str,
    options: Mapping[str, Any],
    *,
    events: Mapping[str, EventTable],
    study_area: StudyArea | None,
    streets: Streets | None,
    rasters: Mapping[str, Raster],
    wanted: Set[str],
    command: str,
    listener: _Listener | None,
) -> AnalysisRun: ...
