"""near_repeat_events and near_repeat_risk: several layers of one run, and zones beside a raster."""

from __future__ import annotations

import sqlite3

import numpy as np
import pytest
from conftest import UTM30

import farola

# At the start; next door after 3 days; at the first place after 5; far away.
PLACES = np.array([0.0, 50, 0, 5000]) + 440_000, np.full(4, 4_474_000.0)
TIMES = np.array(["2024-03-01", "2024-03-04", "2024-03-06", "2024-03-07"], dtype="datetime64[s]")
RUN = {"crs": UTM30, "time": TIMES}


def test_layers_of_chains(tmp_path):
    events = farola.near_repeat_events(PLACES, **RUN)
    assert list(events.columns["role"]) == ["originator", "near repeat", "repeat", "isolated"]
    assert list(events.layers) == ["events", "links", "chains"]
    np.testing.assert_array_equal(events.columns["parent_row"], [np.nan, 0, 0, np.nan])
    np.testing.assert_array_equal(events.columns["parent_lag_days"], [np.nan, 3, 5, np.nan])
    links, chains = events.layers["links"], events.layers["chains"]
    assert len(links) == 2 and len(chains) == 1
    assert [f["geometry"] and f["geometry"]["type"] for f in links.__geo_interface__["features"]] == [
        "LineString",
        None,
    ]
    assert events.__geo_interface__["features"][3]["geometry"]["coordinates"] == (445_000, 4_474_000)
    assert chains.columns["span_m"][0] == 50
    assert "4 points" in repr(events) and "2 lines" in repr(links)
    links.write(tmp_path / "chains.gpkg")
    with sqlite3.connect(tmp_path / "chains.gpkg") as file:
        found = file.execute("select table_name from gpkg_contents where data_type = 'features'")
        assert [name for (name,) in found] == ["events", "links", "chains"]


def test_layers_go_to_geopandas_and_are_drawn():
    pytest.importorskip("geopandas")
    pytest.importorskip("matplotlib").use("Agg")
    events = farola.near_repeat_events(PLACES, **RUN)
    frame = events.to_geopandas()
    assert frame.geometry[1].distance(frame.geometry[0]) == pytest.approx(50)
    lines = events.layers["links"].to_geopandas()
    assert lines.geometry[0].length == pytest.approx(50)
    assert lines.geometry[1] is None
    axes = events.plot()
    assert events.layers["links"].plot(axes, edgecolor="black") is axes


def test_risk_and_its_zones():
    risk = farola.near_repeat_risk(
        PLACES, now="2024-03-08", half_distance=60, half_life=7, area_budget=3, cell_size=25, **RUN
    )
    assert list(risk.bands) == ["risk"]
    row, column = np.unravel_index(np.nanargmax(risk.values), risk.shape)
    assert abs(risk.x[column] - 440_000) < 60
    zones = risk.zones
    assert list(zones.columns["rank"]) == list(range(1, len(zones) + 1))
    assert zones.columns["as_of"][0] == "2024-03-08T00:00:00"
    assert all(zones.columns["expires"] > "2024-03-08T00:00:00")
    assert not {"row", "events", "peak_x"} & set(zones.columns)


def test_weights_of_the_knox_table():
    k = np.repeat(np.arange(15), 2)
    again = np.tile([0, 1], 15)
    places = 440_000.0 + 700 * (k % 5) + 100 * (again * (k % 2)), 4_474_000.0 + 700 * (k // 5)
    times = np.datetime64("2024-01-01", "s") + (k * 17 % 300 + 2 * again) * np.timedelta64(86_400, "s")
    risk = farola.near_repeat_risk(
        places, crs=UTM30, time=times, weighting="knox", distance_bands="0,150,300", cell_size=20
    )
    told = risk.report["knox_weights"]
    assert told["significant_cells"] == len(told["bands"]) >= 1
    assert told["bands"][0]["weight"] == pytest.approx(told["bands"][0]["ratio"] - 1)
    assert np.nanmax(risk.values) > 0
    with pytest.raises(farola.DataError) as caught:
        farola.near_repeat_risk(PLACES, weighting="knox", **RUN)
    assert caught.value.code == "no-significant-band"


def test_zones_are_of_risk_alone():
    density = farola.kernel_density(PLACES, crs=UTM30, bandwidth=300, cell_size=100)
    with pytest.raises(farola.UsageError) as caught:
        density.zones  # noqa: B018
    assert caught.value.code == "zones-without-risk"


def test_dates_do_not_tell_hours():
    with pytest.raises(farola.DataError) as caught:
        farola.near_repeat_events(PLACES, crs=UTM30, time=TIMES.astype("datetime64[D]"), days=0.25)
    assert caught.value.code == "times-coarser-than-days"
