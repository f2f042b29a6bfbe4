"""Distances along the streets: streets by path and in memory, and what is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest
from conftest import UTM30

import farola

# Two doors of one street, three days apart; one over the river, 60 m off and 460 m by the bridge;
# one far from every street.
PLACES = np.array([0.0, 50, 0, 0]) + 440_000, np.array([5.0, -5, 60, 1000]) + 4_470_000
DATES = np.array(["2024-03-01", "2024-03-04", "2024-03-05", "2024-03-06"], dtype="datetime64[D]")
LINES = [
    [(439_900, 4_470_000), (440_200, 4_470_000)],
    [(439_900, 4_470_060), (440_200, 4_470_060)],
    [(440_200, 4_470_000), (440_200, 4_470_060)],
]
COLLECTION = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {}, "geometry": {"type": kind, "coordinates": places}}
        for kind, places in [
            ("LineString", LINES[0]),
            ("MultiLineString", LINES[1:]),
            ("Point", LINES[0][0]),
            ("LineString", []),
        ]
    ],
}


def table(streets, **options):
    return farola.near_repeat(
        PLACES, crs=UTM30, time=DATES, distance_bands=[0, 100, 500], time_bands=[0, 7],
        permutations=0, distance_metric="network", streets=streets, **options,
    )  # fmt: skip


def path_of(tmp_path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25830"}}
    path = tmp_path / "streets.geojson"
    path.write_text(json.dumps({**COLLECTION, "crs": crs}), encoding="utf-8")
    return path


def test_a_path_and_lines_in_memory_are_the_same(tmp_path):
    file, memory = table(path_of(tmp_path)), table((COLLECTION, UTM30))
    for found in (file, memory):
        assert found.matrix("observed").tolist() == [[1], [2]]
        report = found.report
        assert report["near_repeat"]["metric"] == "network"
        assert report["streets"]["km"] == 0.66
        assert report["street_layer"]["features"] == 4
        assert report["street_layer"]["lines"] == 3
        assert report["street_layer"]["not_lines"] == report["street_layer"]["empty"] == 1
        assert any("the first is a Point" in warning for warning in report["warnings"])
        assert [(r.row, r.reason) for r in found.rejects] == [(3, "far-from-street")]
    assert [i["parameter"] for i in file.report["inputs"]] == ["streets"]
    assert "streets='streets.geojson'" in file.report["command"]
    assert "streets=<tuple>" in memory.report["command"]


def test_a_geodataframe_moved_from_degrees():
    geopandas = pytest.importorskip("geopandas")
    shapely = pytest.importorskip("shapely.geometry")
    lines = geopandas.GeoDataFrame(
        {"name": ["a", "b", "c", "d"]},
        geometry=[*(shapely.LineString(line) for line in LINES), None],
        crs=UTM30,
    ).to_crs(4326)
    found = table(lines)
    assert found.matrix("observed").tolist() == [[1], [2]]
    assert found.report["street_layer"]["crs"].startswith("EPSG:4326")
    assert found.report["street_layer"]["empty"] == 1
    series = table(lines.geometry.set_crs(None, allow_override=True), streets_crs="EPSG:4326")
    assert series.matrix("observed").tolist() == [[1], [2]]


def test_chains_along_the_streets():
    run = {"crs": UTM30, "time": DATES, "distance_metric": "network"}
    events = farola.near_repeat_events(PLACES, streets=(COLLECTION, UTM30), **run)
    assert list(events.columns["role"]) == ["originator", "near repeat", "isolated"]
    assert events.columns["parent_distance_m"][1] == 50


def test_two_kinds_in_memory():
    kinds = ["burglary", "burglary", "robbery", "robbery"]
    found = table(
        (COLLECTION, UTM30), kind=kinds, first_kind="burglary", second_kind="robbery"
    )
    assert found.matrix("observed").tolist() == [[0], [2]]
    assert found.report["near_repeat"]["second_kind"]["events"] == 1


def refused(error, code, **options):
    with pytest.raises(error) as caught:
        farola.near_repeat(PLACES, crs=UTM30, time=DATES, **options)
    assert caught.value.code == code
    return str(caught.value)


def test_what_is_refused():
    streets = (COLLECTION, UTM30)
    refused(farola.UsageError, "streets-needed", distance_metric="network")
    refused(farola.UsageError, "streets-unused", streets=streets)
    refused(farola.UsageError, "streets-unreadable", distance_metric="network", streets=7)
    refused(farola.DataError, "crs-missing", distance_metric="network", streets=COLLECTION)
    local = 'LOCAL_CS["a plan",UNIT["metre",1]]'
    refused(farola.DataError, "crs-missing", distance_metric="network", streets=(COLLECTION, local))
    nothing = {"type": "FeatureCollection", "features": []}
    refused(farola.DataError, "streets-empty", distance_metric="network", streets=(nothing, UTM30))
    said = refused(
        farola.UsageError, "parameter-needs-path", distance_metric="network", streets=streets,
        streets_where="highway <> 'motorway'",
    )  # fmt: skip
    assert "streets_where goes with a path, and streets are held in memory" in said
    far = {"type": "LineString", "coordinates": [(-3.0, 40.3), (-3.1, 40.3)]}
    refused(
        farola.DataError, "far-from-streets", distance_metric="network",
        streets=({"type": "Feature", "properties": {}, "geometry": far}, "EPSG:4326"),
    )  # fmt: skip


def test_risk_along_the_streets():
    run = {"crs": UTM30, "time": DATES, "now": "2024-03-10", "cell_size": 20, "before": "2024-03-05"}
    plane = farola.near_repeat_risk(PLACES, **run)
    along = farola.near_repeat_risk(
        PLACES, distance_metric="network", streets=(COLLECTION, UTM30), street_distance=25, **run
    )
    off = np.isnan(along.values)
    assert off.any() and not off.all() and not np.isnan(plane.values).any()
    assert along.report["cells_off_streets"] == np.count_nonzero(off)
    # Over the river it is 60 m to the events in the plane, and none within 200 m on foot.
    assert np.count_nonzero(plane.values > 0) > np.count_nonzero(along.values > 0) > 0
