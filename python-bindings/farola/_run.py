"""From the arguments of a Python function to a run of the engine.

The functions in ``analyses`` hand over their ``locals()``: inputs, options and ``progress`` by
name. Options left at their default are not passed on, so that the engine knows what was chosen.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import os
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import numpy as np

from . import _core, _rasters, _times, notebook
from ._event_table import Columns, Events, crs_text
from ._geometries import study_area_from
from ._result import labelled
from ._streets import streets_from
from .errors import FarolaError, UsageError
from .inputs import FILE_ONLY, events_from, is_path
from .outputs import (
    LayerResult,
    NearRepeatTable,
    RasterResult,
    RipleyKTable,
    SpaceTimeKTable,
    TableResult,
)

_READING = ("x", "y", "crs", "time", "until", "time_format", "time_zone", "weight", "kind")
_FILES = ("events", "polygons", "lines", "features", "raster", "events-or-raster")
_HOTSPOT_RULE = ("percentile", "mean_plus_sd", "share", "minimum_area")


def raster(analysis: str, arguments: dict[str, Any]) -> RasterResult:
    rule = {name: arguments[name] for name in _HOTSPOT_RULE if arguments.get(name) is not None}
    return RasterResult(*_run(analysis, arguments), rule)


def layer(analysis: str, arguments: dict[str, Any]) -> LayerResult:
    return LayerResult(*_run(analysis, arguments))


def table(analysis: str, arguments: dict[str, Any]) -> TableResult:
    return TableResult(*_run(analysis, arguments))


def near_repeat_table(analysis: str, arguments: dict[str, Any]) -> NearRepeatTable:
    return NearRepeatTable(*_run(analysis, arguments))


def ripley_k_table(analysis: str, arguments: dict[str, Any]) -> RipleyKTable:
    return RipleyKTable(*_run(analysis, arguments))


def space_time_k_table(analysis: str, arguments: dict[str, Any]) -> SpaceTimeKTable:
    return SpaceTimeKTable(*_run(analysis, arguments))


def _run(analysis: str, arguments: dict[str, Any]) -> tuple[_core.AnalysisRun, dict[str, Any]]:
    call = _Call(analysis, arguments)
    try:
        with notebook.told(arguments["progress"]) as listener:
            run = _core.run(
                analysis,
                call.options,
                events=call.events,
                study_area=call.study_area,
                streets=call.streets,
                rasters=call.rasters,
                wanted=call.wanted,
                command=call.command(),
                listener=listener,
            )
    except FarolaError as error:
        error.rejects = labelled(error.rejects, call.labels)
        raise
    return run, call.labels


class _Call:
    """Sorts the arguments into what is held in memory and what the catalogue checks."""

    def __init__(self, analysis: str, arguments: dict[str, Any]) -> None:
        self.analysis = analysis
        self.options: dict[str, Any] = {}
        self.events: dict[str, _core.EventTable] = {}
        self.rasters: dict[str, _core.Raster] = {}
        self.study_area: _core.StudyArea | None = None
        self.streets: _core.Streets | None = None
        self.labels: dict[str, Any] = {}
        self._given: list[str] = []
        self._arguments = arguments
        self._on_disk = False  # whether an input of events is a path
        parameters = _parameters(analysis)
        inputs = [p for p in parameters if p["kind"] in ("events", "events-or-raster")]
        for parameter in inputs:
            if arguments[parameter["python_name"]] is not None:
                self._take_events(parameter)
        # Reading options of inputs in memory are used up: columns may be arrays.
        used_up = set() if self._on_disk or not inputs else set(_READING)
        used_up |= {f"{name.replace('-', '_')}_{key}" for name in self.events for key in _READING}
        for parameter in parameters:
            if parameter not in inputs:
                self._take(parameter, parameter["python_name"] in used_up)
        # Contours of relative risk cost a little, and can be drawn when there are permutations.
        self.wanted = {"contours"} if arguments.get("permutations") else set()
        if "area_budget" in arguments:
            self.wanted.add("zones")

    def command(self) -> str:
        """For the provenance: the call as it could be typed again, data in memory by their kind."""
        name = self.analysis.replace("-", "_")
        return f"farola.{name}({', '.join(self._given)})"

    def _take_events(self, parameter: dict[str, Any]) -> None:
        name = parameter["python_name"]
        value = self._arguments[name]
        self._told(parameter, value)
        if parameter["kind"] == "events-or-raster" and _is_raster(value):
            self.rasters[parameter["name"]] = _raster_from(value, name)
            return
        strata = _core.strata_field(str(self._arguments.get("strata") or "none"))
        columns = Columns(
            **{key: self._of_input(name, key) for key in _READING}, strata=strata or None
        )
        found: Events = events_from(value, columns, name)
        if isinstance(found.source, str):
            self.options[parameter["name"]] = found.source
            self._on_disk = True
        else:
            self._refuse_file_options(name)
            self.events[parameter["name"]] = found.source
            self.labels[parameter["name"]] = found.labels

    def _of_input(self, name: str, option: str) -> Any:
        """controls_weight before weight."""
        own = self._arguments.get(f"{name}_{option}")
        return self._arguments.get(option) if own is None else own

    def _refuse_file_options(self, events: str) -> None:
        for name in FILE_ONLY:
            if self._of_input(events, name) not in (None, False):
                _fail_needs_path(name, f"{events} is", f"{events}[{events}.kind == 'burglary']")

    def _take_streets(self, name: str, value: Any) -> None:
        for option in (f"{name}_layer", f"{name}_where"):
            if self._arguments.get(option) is not None:
                _fail_needs_path(option, f"{name} are", f"{name}[{name}.highway != 'motorway']")
        self.streets = streets_from(value, self._arguments.get(f"{name}_crs"))

    def _take(self, parameter: dict[str, Any], used_up: bool) -> None:
        name, kind = parameter["python_name"], parameter["kind"]
        value = self._arguments[name]
        if value is None or _is_default(parameter, value):
            return
        self._told(parameter, value)
        if used_up:
            return
        if kind == "polygons":
            area = study_area_from(value)
            if not isinstance(area, str):
                self.study_area = area
                return
            value = area
        elif kind == "lines" and not is_path(value):
            self._take_streets(name, value)
            return
        elif kind == "raster" and not is_path(value):
            self.rasters[parameter["name"]] = _raster_from(value, name)
            return
        elif kind == "features" and not is_path(value):
            _fail_not_a_path(name, value)
        elif kind == "factors":
            value = _factor_texts(value)
        elif kind == "crs":
            value = crs_text(value)
        elif kind == "time":
            value = _time_text(value, self._arguments.get("time_zone"))
        elif kind == "bands" and not isinstance(value, str):
            value = [float(edge) for edge in value]
        elif is_path(value):
            value = str(value)
        self.options[parameter["name"]] = value

    def _told(self, parameter: dict[str, Any], value: Any) -> None:
        if parameter["kind"] == "factors":
            text = repr([_without_folder(factor) for factor in _factor_texts(value)])
        else:
            text = _shown(value, file=parameter["kind"] in _FILES)
        name = parameter["python_name"]
        self._given.append(text if parameter["positional"] else f"{name}={text}")


def _factor_texts(value: Any) -> list[str]:
    """ "NAME=FILE,key=value" for each factor, as on the command line."""
    if isinstance(value, Mapping):
        return [f"{name}={os.fspath(path)}" for name, path in value.items()]
    several = isinstance(value, Sequence) and not isinstance(value, str)
    texts = list(value) if several else [value]
    if all(isinstance(text, str) for text in texts):
        return texts
    raise UsageError(
        f"factor cannot be {value!r}. Give a mapping of name to path, for example "
        "{'bars': 'city.gpkg,layer=bars'}.",
        code="factor-unreadable",
        parameter="factor",
    )


def _fail_not_a_path(name: str, value: Any) -> NoReturn:
    raise UsageError(
        f"{name} cannot be read from {type(value).__name__}. Pass the path of a file, for example "
        f"after {name}.to_file('{name}.gpkg').",
        code=f"{name}-unreadable",
        parameter=name,
    )


def _without_folder(factor: str) -> str:
    name, _, rest = factor.partition("=")
    path, comma, options = rest.partition(",")
    return f"{name}={path.rpartition('/')[2]}{comma}{options}"


def _fail_needs_path(name: str, held: str, example: str) -> NoReturn:
    raise UsageError(
        f"{name} goes with a path, and {held} held in memory. Choose the rows before handing them "
        f"over, for example {example}.",
        code="parameter-needs-path",
        parameter=name,
    )


def _shown(value: Any, file: bool) -> str:
    """A short literal, or the kind of thing that it is; files without their folder."""
    if is_path(value):
        return repr(str(value).rpartition("/")[2] if file else str(value))
    if isinstance(value, (bool, int, float, np.generic)):
        return repr(value.item() if isinstance(value, np.generic) else value)
    if isinstance(value, (dt.date, np.datetime64)):
        return repr(_time_text(value))
    if isinstance(value, np.ndarray) and value.ndim == 1 and value.size <= 4:
        value = value.tolist()
    if isinstance(value, (tuple, list)) and all(isinstance(v, (int, float)) for v in value):
        return repr(tuple(value)) if len(value) <= 4 else f"<{type(value).__name__}>"
    return f"<{type(value).__name__}>"


def _time_text(value: Any, time_zone: str | None = None) -> str:
    """Wall time, under the rules that columns of times follow (_times.py)."""
    if isinstance(value, np.datetime64):
        return str(value.astype("datetime64[s]"))
    if isinstance(value, dt.datetime):
        return _times.wall(value, time_zone).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _is_raster(value: Any) -> bool:
    return isinstance(value, RasterResult) or _rasters.is_array(value)


def _raster_from(value: Any, name: str) -> _core.Raster:
    """The first band of a result of farola, or a DataArray."""
    if isinstance(value, RasterResult):
        return value._run.rasters[0]
    if _rasters.is_array(value):
        return _rasters.from_array(value, name)
    raise UsageError(
        f"{name} cannot be read from {type(value).__name__}. Pass the path of a raster, a result "
        "of farola, or a DataArray of xarray.",
        code="raster-unreadable",
        parameter=name,
    )


@functools.cache
def catalogue() -> dict[str, Any]:
    """The engine's description of every analysis."""
    described: dict[str, Any] = json.loads(_core.usage_json())
    return described


@functools.cache
def _parameters(analysis: str) -> list[dict[str, Any]]:
    """Those that are arguments of the Python function."""
    found = next(a for a in catalogue()["analyses"] if a["name"] == analysis)
    return [p for p in found["parameters"] if p["python"]]


def _is_default(parameter: dict[str, Any], value: Any) -> bool:
    default = python_default(parameter)
    return type(value) is type(default) and bool(value == default)


def python_default(parameter: dict[str, Any]) -> Any:
    """The default of the Python function: the catalogue's text as a typed value."""
    text, kind = parameter["default"], parameter["kind"]
    if kind == "flag":
        return text == "true"
    if text is None:
        return None
    if kind == "integer":
        return int(text)
    if kind in ("number", "distance", "distance-or-choice"):
        try:
            return float(text)
        except ValueError:
            return text
    return text
