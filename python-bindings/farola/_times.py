"""Columns of times: datetime64, pandas (with a time zone or not), datetime objects, or texts.

The engine wants local wall time in whole seconds, and the last second each value can mean: a date
means its whole day, a month its whole month. Times with a zone keep the wall time of that zone, or
of ``time_zone`` where it is given. Texts are read by the engine, under the same rules as in a file.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from . import _core
from ._missing import is_missing
from .errors import UsageError

if TYPE_CHECKING:
    from ._event_table import Columns

_DAY = np.timedelta64(1, "D")
_PERIODS = {"period[D]": "D", "period[M]": "M", "period[Y-DEC]": "Y", "period[A-DEC]": "Y"}
_SECOND = np.timedelta64(1, "s")


def column(values: Any, parameter: str, columns: Columns, row: np.ndarray) -> _core.TimeColumn:
    given = getattr(columns, parameter)
    name = given if isinstance(given, str) else parameter
    read = _instants(values, parameter, columns.time_zone)
    if isinstance(read, list):
        return _core.TimeColumn(name, texts=[read[i] for i in row])
    first, last = _span(read[row])
    return _core.TimeColumn(name, seconds=first, last=last)


def _instants(values: Any, parameter: str, time_zone: str | None) -> np.ndarray | list[str]:
    """datetime64 of wall times, or texts."""
    if hasattr(values, "dt") and getattr(values.dtype, "kind", "") == "M":  # a pandas Series
        clock = values.dt
        if getattr(clock, "tz", None) is not None:
            zone = _zone(time_zone)
            values = (clock.tz_convert(zone) if zone else values).dt.tz_localize(None)
        return np.asarray(values.to_numpy(dtype="datetime64[ns]"))
    if str(getattr(values, "dtype", "")) in _PERIODS:  # a pandas Series of days, months or years
        unit = _PERIODS[str(values.dtype)]
        return np.asarray(values.dt.to_timestamp().to_numpy()).astype(f"datetime64[{unit}]")
    array = _objects(values)
    if array.dtype.kind == "M":
        return array
    if array.dtype.kind in "US":
        return [_text(value) for value in array]
    if array.dtype.kind == "O":
        return _from_objects(list(array), parameter, time_zone)
    raise UsageError(
        f"{parameter} must be datetime64, datetime objects or texts, got values of type "
        f'{array.dtype}. Seconds since 1970 become times with array.astype("datetime64[s]").',
        code="column-type",
        parameter=parameter,
    )


def _objects(values: Any) -> np.ndarray:
    if hasattr(values, "isna") and hasattr(values, "to_numpy"):  # pandas: missing becomes None
        return np.asarray(values.astype(object).where(~values.isna(), None).to_numpy())
    array = np.asarray(values)
    return array if array.dtype.kind in "MUSO" or array.size else array.astype("datetime64[s]")


def _text(value: Any) -> str:
    if is_missing(value):
        return ""
    return value.decode() if isinstance(value, bytes) else str(value)


def _from_objects(
    values: list[Any], parameter: str, time_zone: str | None
) -> np.ndarray | list[str]:
    there = [value for value in values if not is_missing(value)]
    if all(isinstance(value, (str, bytes)) for value in there):
        return [_text(value) for value in values]
    if not all(isinstance(value, (dt.date, np.datetime64)) for value in there):
        odd = next(v for v in there if not isinstance(v, (dt.date, np.datetime64)))
        raise UsageError(
            f"{parameter} must be datetime64, datetime objects or texts, and holds {odd!r} of type "
            f"{type(odd).__name__}.",
            code="column-type",
            parameter=parameter,
        )
    dates = not any(isinstance(value, (dt.datetime, np.datetime64)) for value in there)
    zone = _zone(time_zone)
    walls = [np.datetime64("NaT") if is_missing(value) else _wall(value, zone) for value in values]
    return np.array(walls, dtype="datetime64[D]" if dates else "datetime64[us]")


def wall(value: dt.datetime, time_zone: str | None) -> dt.datetime:
    """One moment as the clock on the wall shows it."""
    found: dt.datetime = _wall(value, _zone(time_zone))
    return found


def _wall(value: Any, zone: ZoneInfo | None) -> Any:
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return (value.astimezone(zone) if zone else value).replace(tzinfo=None)
    return value


def _zone(name: str | None) -> ZoneInfo | None:
    if not name:
        return None
    return ZoneInfo(_core.time_zone_name(name))


def _span(times: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """Seconds since 1970 of the first and the last second meant; NaT is the engine's "no time"."""
    unit, _ = np.datetime_data(times.dtype)
    seconds = times.astype("datetime64[s]")
    there = ~np.isnat(seconds)
    if unit in ("Y", "M"):
        last = (times + 1).astype("datetime64[s]") - _SECOND
    elif unit in ("W", "D") or (
        # A clock that only ever shows midnight tells the day, not the hour.
        there.any() and bool(np.all(times[there] == times[there].astype("datetime64[D]")))
    ):
        last = seconds + _DAY - _SECOND
    else:
        return _integers(seconds), None
    return _integers(seconds), _integers(last)


def _integers(seconds: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(seconds.astype("datetime64[s]").astype(np.int64))
