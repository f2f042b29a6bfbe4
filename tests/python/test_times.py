"""Times as NumPy, pandas, Python and Arrow hold them: all give the same wall time."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from conftest import UTM30

import farola

WALL = [
    "2024-03-01T23:30:00",
    "2024-03-02T00:30:00",
    "2024-07-05T12:00:00",
    "1969-12-31T22:59:59",
]
X = np.array([440_000.0, 440_300.0, 440_600.0, 440_900.0])
Y = np.full(4, 4_474_000.0)


def used(time, **options):
    """Positions of the events that a filter left."""
    result = farola.kernel_density(
        (X, Y), crs=UTM30, time=time, bandwidth=300, cell_size=100, **options
    )
    return result._run.used_events("events")[1].tolist()


def forms():
    moments = [dt.datetime.fromisoformat(text) for text in WALL]
    madrid = [moment.replace(tzinfo=ZoneInfo("Europe/Madrid")) for moment in moments]
    yield "texts", WALL
    yield "bytes", np.array(WALL, dtype="S")
    for unit in ("s", "ms", "us", "ns"):
        yield f"datetime64[{unit}]", np.array(WALL, dtype=f"datetime64[{unit}]")
    yield "datetime", moments
    yield "datetime with a zone", madrid


@pytest.mark.parametrize(("form", "time"), list(forms()), ids=[form for form, _ in forms()])
def test_hours_are_those_of_the_wall_clock(form, time):
    assert used(time, hours="22-1") == [0, 1, 3]
    assert used(time, hours="12") == [2]
    assert used(time, since="2024-03-02") == [1, 2]
    assert used(time, before=dt.date(2024, 3, 2)) == [0, 3]
    assert used(time, since=np.datetime64("2024-07-05T12:00")) == [2]
    assert used(time, weekdays="fri") == [0, 2]


def test_pandas_with_and_without_zone():
    pandas = pytest.importorskip("pandas")
    plain = pandas.Series(pandas.to_datetime(WALL))
    assert used(plain, hours="22-1") == [0, 1, 3]
    madrid = plain.dt.tz_localize("Europe/Madrid")
    assert used(madrid, hours="22-1") == [0, 1, 3]
    # The same instants on the clocks of Bogota: 17:30, 18:30, 05:00 and 16:59 of the day before.
    assert used(madrid, hours="16-19", time_zone="America/Bogota") == [0, 1, 3]
    assert used(madrid.dt.tz_convert("UTC"), hours="21-0") == [0, 1, 3]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_arrow_with_and_without_zone(unit):
    pyarrow = pytest.importorskip("pyarrow")

    def left(times, **options):
        table = pyarrow.table({"x": X, "y": Y, "t": times})
        result = farola.kernel_density(
            table, x="x", y="y", time="t", crs=UTM30, bandwidth=300, cell_size=100, **options
        )
        return result._run.used_events("events")[1].tolist()

    moments = [dt.datetime.fromisoformat(text) for text in WALL]
    assert left(pyarrow.array(moments, pyarrow.timestamp(unit)), hours="22-1") == [0, 1, 3]
    madrid = [moment.replace(tzinfo=ZoneInfo("Europe/Madrid")) for moment in moments]
    zoned = pyarrow.array(madrid, pyarrow.timestamp(unit, "Europe/Madrid"))
    assert left(zoned, hours="22-1") == [0, 1, 3]
    assert left(zoned, hours="16-19", time_zone="America/Bogota") == [0, 1, 3]
    assert left(pyarrow.array(WALL), hours="22-1") == [0, 1, 3]
    assert left(pyarrow.array(WALL).dictionary_encode(), hours="22-1") == [0, 1, 3]


def test_missing_times_are_not_rejected_but_not_kept_by_a_filter_either():
    times = np.array([*WALL[:3], "NaT"], dtype="datetime64[s]")
    assert used(times) == [0, 1, 2, 3]
    assert used(times, since="2000-01-01") == [0, 1, 2]


def test_dates_have_no_hour():
    for dates in (
        np.array(["2024-03-01", "2024-03-02", "2024-03-03", "2024-03-04"], "datetime64[D]"),
        np.array(["2024-03-01", "2024-03-02", "2024-03-03", "2024-03-04"], "datetime64[ns]"),
        [dt.date(2024, 3, day) for day in (1, 2, 3, 4)],
    ):
        assert used(dates, since="2024-03-03") == [2, 3]
        with pytest.raises(farola.FarolaError):
            used(dates, hours="0")


def test_unreadable_times_are_rejected_with_their_text():
    result = farola.kernel_density(
        (X, Y), crs=UTM30, time=[*WALL[:3], "yesterday"], bandwidth=300, cell_size=100
    )
    assert [(r.row, r.reason, r.value) for r in result.rejects] == [(3, "bad-time", "yesterday")]


def test_ambiguous_dates_ask_for_their_format():
    dates = ["1/2/2024", "3/4/2024", "5/6/2024", "7/8/2024"]
    with pytest.raises(farola.DataError) as caught:
        used(dates, since="2024-01-01")
    assert caught.value.code == "time-ambiguous"
    assert used(dates, time_format="dmy", since="2024-04-03") == [1, 2, 3]


def test_numbers_are_no_times():
    with pytest.raises(farola.UsageError, match=r"datetime64\[s\]") as caught:
        used(np.arange(4))
    assert caught.value.code == "column-type"


def test_intervals():
    until = np.array(WALL, dtype="datetime64[s]") + np.timedelta64(1, "h")
    until[2] -= np.timedelta64(2, "h")
    result = farola.kernel_density(
        {"x": X, "y": Y, "from": WALL, "to": until},
        crs=UTM30,
        time="from",
        until="to",
        bandwidth=300,
        cell_size=100,
    )
    assert [(r.row, r.reason) for r in result.rejects] == [(2, "until-before-from")]


def test_moments_with_a_zone_move_to_the_time_zone_as_columns_do():
    utc = dt.datetime(2024, 3, 2, 0, 0, tzinfo=dt.timezone.utc)
    moments = [utc - dt.timedelta(hours=h) for h in (1, 2, 3, 4)]  # in Bogota from 18:00 down
    run = {"time_zone": "America/Bogota"}
    assert used(moments, since=utc - dt.timedelta(hours=2), **run) == [0, 1]
    assert used(moments, before=dt.datetime(2024, 3, 1, 17), **run) == [2, 3]
    pandas = pytest.importorskip("pandas")
    assert used(moments, since=pandas.Timestamp(utc) - pandas.Timedelta("2h"), **run) == [0, 1]


def test_an_unknown_time_zone_is_named_whatever_holds_the_times():
    aware = [dt.datetime(2024, 3, 1, h, tzinfo=dt.timezone.utc) for h in range(4)]
    pandas = pytest.importorskip("pandas")
    for time in (aware, pandas.Series(aware), [moment.isoformat() for moment in aware]):
        with pytest.raises(farola.UsageError, match="America/Bogota") as caught:
            used(time, time_zone="America/Bogotaa")
        assert (caught.value.code, caught.value.parameter) == ("time-zone-unknown", "time_zone")
        assert used(time, time_zone="america/bogota", hours="19") == [0]


def test_missing_times_of_any_kind():
    pandas = pytest.importorskip("pandas")
    for nothing in (None, float("nan"), np.datetime64("NaT"), pandas.NaT, pandas.NA):
        assert used([dt.datetime(2024, 3, 1, 10), nothing, *[dt.datetime(2024, 3, 1, 11)] * 2],
                    hours="8-12") == [0, 2, 3]  # fmt: skip
        texts = np.array(["2024-03-01 10:00", nothing, "2024-03-01 11:00", ""], dtype=object)
        assert used(texts, hours="8-12") == [0, 2]


def test_periods_of_pandas_are_days_and_months():
    pandas = pytest.importorskip("pandas")
    dates = ["2024-02-10", "2024-03-02", "2024-03-03", None]
    days = pandas.Series(pandas.PeriodIndex(dates, freq="D"))
    assert used(days, weekdays="sat") == [0, 1]
    assert used(days.dt.asfreq("M"), since="2024-02-15") == [1, 2]
    months = np.array(["2024-02", "2024-03", "2024-03", "NaT"], dtype="datetime64[M]")
    assert used(months, since="2024-02-15") == [1, 2]
