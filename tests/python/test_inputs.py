"""Every form of events gives the same surface, and bad rows keep the caller's labels."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import UTM30

import farola

RUN = {"bandwidth": 250, "cell_size": 50, "extent": (439_500, 4_473_500, 443_500, 4_477_500)}


@pytest.fixture(scope="module")
def wanted(city):
    return farola.kernel_density(city, crs=UTM30, **RUN).values


def same(result, wanted):
    np.testing.assert_array_equal(result.values, wanted)


def test_arrays_lists_and_columns(city, wanted):
    x, y = city
    same(farola.kernel_density((list(x), list(y)), crs=25830, **RUN), wanted)
    same(farola.kernel_density({"x": x, "y": y}, crs=UTM30, **RUN), wanted)
    same(farola.kernel_density({"E": x, "N": y}, x="E", y="N", crs=UTM30, **RUN), wanted)
    table = np.rec.fromarrays([x, y], names="easting,northing")
    same(farola.kernel_density(table, crs=UTM30, **RUN), wanted)
    same(farola.kernel_density((np.flip(x[::-1]), y), crs=UTM30, **RUN), wanted)  # negative strides


def test_inputs_are_not_changed(city):
    x, y = city[0].copy(), city[1].copy()
    x[5] = np.nan
    farola.kernel_density((x, y), crs=UTM30, **RUN)
    assert np.isnan(x[5]) and np.array_equal(y, city[1])


def test_pandas(city, wanted):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"Lon": city[0], "Lat": city[1]})
    same(farola.kernel_density(frame, crs=UTM30, **RUN), wanted)
    nullable = frame.astype("Float64")
    nullable.loc[7, "Lon"] = pandas.NA
    result = farola.kernel_density(nullable, crs=UTM30, **RUN)
    assert [r[1:3] for r in result.rejects] == [(7, "missing-coordinates")]


def test_missing_kinds(city):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"x": city[0], "y": city[1]})
    for nothing in (None, float("nan"), pandas.NA):
        for dtype in ("object", "string", "category"):
            frame["kind"] = pandas.Series([nothing, *["theft"] * 1999], dtype=dtype)
            farola.kernel_density(frame, kind="kind", crs=UTM30, **RUN)


def test_a_box_of_geopandas_is_an_extent_and_stands_in_the_command(city):
    box = np.array([440_000.0, 4_474_000.0, 443_000.0, 4_477_000.0])  # as total_bounds gives it
    result = farola.kernel_density(city, crs=UTM30, bandwidth=250, cell_size=50, extent=box)
    assert result.bounds == tuple(box)
    assert "extent=(440000.0, 4474000.0, 443000.0, 4477000.0)" in result.report["command"]


def test_geopandas_keeps_the_index(city, wanted):
    geopandas = pytest.importorskip("geopandas")
    labels = [f"case {n}" for n in range(len(city[0]))]
    frame = geopandas.GeoDataFrame(
        {"victims": 1.0}, index=labels, geometry=geopandas.points_from_xy(*city), crs=UTM30
    )
    result = farola.kernel_density(frame, weight="victims", **RUN)
    same(result, wanted)
    sampled = result.at_events()
    assert list(sampled.index) == labels
    column = int((city[0][0] - RUN["extent"][0]) // 50)
    row = int((RUN["extent"][3] - city[1][0]) // 50)
    assert sampled["case 0"] == wanted[row, column]

    spoilt = frame.copy()
    spoilt.loc["case 3", "victims"] = -1
    spoilt.loc["case 9", "geometry"] = None
    result = farola.kernel_density(spoilt, weight="victims", **RUN)
    assert [(r.label, r.reason) for r in result.rejects] == [
        ("case 3", "negative-weight"),
        ("case 9", "missing-coordinates"),
    ]
    assert result.report["events"]["rows"] == {
        "read": 2000,
        "used": 1998,
        "filtered": {},
        "rejected": {"missing-coordinates": 1, "negative-weight": 1},
    }
    assert np.isnan(result.at_events()["case 9"])


def test_geoseries_multipoints_and_polygons(city, wanted):
    geopandas = pytest.importorskip("geopandas")
    points = geopandas.GeoSeries(geopandas.points_from_xy(*city), crs=UTM30)
    same(farola.kernel_density(points, **RUN), wanted)
    halves = points.groupby(np.arange(2000) // 2).apply(lambda pair: pair.union_all())
    multipoints = geopandas.GeoSeries(halves.to_numpy(), crs=UTM30)
    assert set(multipoints.geom_type) >= {"MultiPoint"}
    same(farola.kernel_density(multipoints, **RUN), wanted)
    with pytest.raises(farola.DataError, match="centroid") as caught:
        farola.kernel_density(points.buffer(10), **RUN)
    assert caught.value.code == "geometry-not-points"


def test_geojson(city, wanted):
    collection = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"w": 1},
                "geometry": {"type": "Point", "coordinates": [x, y]},
            }
            for x, y in zip(*city)
        ],
    }
    same(farola.kernel_density(collection, crs=UTM30, weight="w", **RUN), wanted)
    with pytest.raises(farola.DataError) as caught:
        farola.kernel_density(collection, **RUN)
    assert caught.value.code == "crs-missing"

    class Described:
        __geo_interface__ = collection

    same(farola.kernel_density(Described(), crs=UTM30, **RUN), wanted)


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
@pytest.mark.parametrize("interleaved", [True, False])
def test_arrow_geometry(city, wanted, encoding, interleaved):
    geopandas = pytest.importorskip("geopandas")
    pyarrow = pytest.importorskip("pyarrow")
    frame = geopandas.GeoDataFrame(
        {"w": np.ones(2000)}, geometry=geopandas.points_from_xy(*city), crs=UTM30
    )
    table = frame.to_arrow(geometry_encoding=encoding, interleaved=interleaved, index=False)
    same(farola.kernel_density(table, weight="w", **RUN), wanted)
    # In several batches, the first with an offset.
    whole = pyarrow.table(frame.to_arrow(geometry_encoding=encoding, interleaved=interleaved))
    pieces = pyarrow.concat_tables([whole.slice(1, 700), whole.slice(701), whole.slice(0, 1)])
    same(farola.kernel_density(pieces, **RUN), wanted)


def test_arrow_numbers(city, wanted):
    pyarrow = pytest.importorskip("pyarrow")
    table = pyarrow.table({"lon": city[0], "lat": city[1], "n": pyarrow.array([1] * 2000)})
    same(farola.kernel_density(table, x="lon", y="lat", weight="n", crs=UTM30, **RUN), wanted)
    texts = pyarrow.table({"x": [str(v) for v in city[0]], "y": city[1]})
    same(farola.kernel_density(texts, x="x", y="y", crs=UTM30, **RUN), wanted)
    same(farola.kernel_density(table, crs=UTM30, **RUN), wanted)  # lon and lat, by their names
    with pytest.raises(farola.UsageError, match=r'x="lon"') as caught:
        farola.kernel_density(table.rename_columns(["a", "b", "c"]), crs=UTM30, **RUN)
    assert caught.value.code == "coordinates-missing"
    with pytest.raises(farola.UsageError, match='Did you mean "lat"') as caught:
        farola.kernel_density(table, x="lon", y="latt", crs=UTM30, **RUN)
    assert caught.value.code == "column-unknown"


def test_arrow_nulls_and_multipoints():
    geopandas = pytest.importorskip("geopandas")
    pytest.importorskip("pyarrow")
    shapely = pytest.importorskip("shapely")
    places = [
        shapely.Point(440_000, 4_474_000),
        None,
        shapely.MultiPoint([(440_100, 4_474_000), (440_200, 4_474_100)]),
        shapely.Point(),
    ]
    frame = geopandas.GeoDataFrame({"n": range(4)}, geometry=places, crs=UTM30)
    result = farola.kernel_density(frame.to_arrow(geometry_encoding="WKB"), bandwidth=300)
    assert [r.row for r in result.rejects] == [1, 3]
    assert result.report["events"]["rows"]["read"] == 4
    by_frame = farola.kernel_density(frame, bandwidth=300)
    np.testing.assert_array_equal(result.values, by_frame.values)
    assert [r.row for r in by_frame.rejects] == [1, 3]


def test_the_crs_says_which_of_two_pairs(city, wanted):
    both = {"lon": np.full(2000, -3.7), "lat": np.full(2000, 40.4), "x": city[0], "y": city[1]}
    same(farola.kernel_density(both, crs=UTM30, **RUN), wanted)
    degrees = farola.kernel_density(both, crs="EPSG:4326", bandwidth=300, cell_size=50)
    assert degrees.report["crs"]["code"] == "EPSG:32630"


def test_path(tmp_path, city, wanted):
    file = tmp_path / "incidents.csv"
    rows = "\n".join(f"{x!r},{y!r}" for x, y in zip(*(c.tolist() for c in city)))
    file.write_text(f"x,y\n{rows}\n")
    same(farola.kernel_density(file, crs=UTM30, **RUN), wanted)
    same(farola.kernel_density(str(file), crs=UTM30, **RUN), wanted)


def test_wrong_columns(city):
    x, y = city
    with pytest.raises(farola.UsageError) as caught:
        farola.kernel_density((x, y[:-1]), crs=UTM30, **RUN)
    assert caught.value.code == "columns-differ-in-length"
    with pytest.raises(farola.UsageError, match="a and b") as caught:
        farola.kernel_density({"a": x, "b": y}, crs=UTM30, **RUN)
    assert caught.value.code == "coordinates-missing"
    with pytest.raises(farola.UsageError, match="no column") as caught:
        farola.kernel_density({"x": x, "y": y}, weight="w", crs=UTM30, **RUN)
    assert caught.value.code == "column-unknown"
    with pytest.raises(farola.UsageError, match="Pass a path") as caught:
        farola.kernel_density(17, crs=UTM30, **RUN)
    assert caught.value.code == "events-unreadable"


def test_options_of_files_do_not_go_with_memory(city):
    with pytest.raises(farola.UsageError, match="Choose the rows") as caught:
        farola.kernel_density(city, crs=UTM30, where="kind = 'x'", **RUN)
    assert (caught.value.code, caught.value.parameter) == ("parameter-needs-path", "where")


def test_study_area(city):
    geopandas = pytest.importorskip("geopandas")
    shapely = pytest.importorskip("shapely")
    area = shapely.box(440_000, 4_474_000, 443_000, 4_477_000)
    x, y = city[0] - 440_000, city[1] - 4_474_000
    inside = (x >= 0) & (x <= 3000) & (y >= 0) & (y <= 3000)
    assert 1000 < inside.sum() < 2000
    run = {"crs": UTM30, "bandwidth": 250, "cell_size": 50, "extent": RUN["extent"]}
    frame = farola.kernel_density(city, study_area=geopandas.GeoSeries([area], crs=UTM30), **run)
    pair = farola.kernel_density(city, study_area=(area, UTM30), **run)
    np.testing.assert_array_equal(frame.values, pair.values)
    assert frame.report["events"]["rows"]["used"] == inside.sum()
    assert np.count_nonzero(~np.isnan(frame.values)) == 60 * 60
    with pytest.raises(farola.DataError) as caught:
        farola.kernel_density(city, study_area=area, **run)
    assert caught.value.code == "crs-missing"
