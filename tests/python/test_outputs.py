"""What comes out: arrays without copies, xarray, GeoPandas, files, pictures."""

from __future__ import annotations

import copy
import gc
import json
import pickle
import subprocess
import sys

import numpy as np
import pytest
from conftest import UTM30

import farola


@pytest.fixture(scope="module")
def result(city):
    return farola.kernel_density(city, crs=UTM30, bandwidth=250, cell_size=50)


def test_values_are_a_view_that_cannot_be_written_to(result):
    assert result.values.dtype == np.float32
    assert np.shares_memory(result.values, result.values)
    with pytest.raises(ValueError, match="read-only"):
        result.values[0, 0] = 1
    copy = result.to_numpy()
    copy[0, 0] = 1
    assert not np.shares_memory(copy, result.values)
    np.testing.assert_array_equal(np.asarray(result), result.values)


def test_values_outlive_their_result(city):
    values = farola.kernel_density(city, crs=UTM30, bandwidth=250, cell_size=50).values
    wanted = values.copy()
    gc.collect()
    for _ in range(3):  # would reuse the memory if it had been freed
        farola.kernel_density(city, crs=UTM30, bandwidth=500, cell_size=50)
    np.testing.assert_array_equal(values, wanted)


def test_geometry_of_the_grid(result):
    west, south, east, north = result.bounds
    rows, columns = result.shape
    assert (east - west, north - south) == (columns * 50, rows * 50)
    assert result.x[0] == west + 25 and result.y[0] == north - 25
    assert result.transform == (50, 0, west, 0, -50, north)
    assert "25830" in result.crs and "EPSG:25830" in result.crs_name


def test_report(result):
    assert result.report["analysis"] == "kernel-density"
    assert result.report["command"] == (
        "farola.kernel_density(<tuple>, bandwidth=250, cell_size=50, crs='EPSG:25830')"
    )
    assert json.loads(json.dumps(result.report)) == result.report
    assert result.rejects == [] and isinstance(result.notes, list)


def test_to_xarray(result):
    pytest.importorskip("xarray")
    array = result.to_xarray()
    assert array.dims == ("y", "x") and array.name == "density"
    assert array.attrs["units"] == "events/km2"
    np.testing.assert_array_equal(array.values, result.values)
    assert float(array.y[0]) > float(array.y[-1])
    assert "25830" in array.spatial_ref.attrs["crs_wkt"]
    corner = [float(v) for v in array.spatial_ref.attrs["GeoTransform"].split()]
    assert corner == [result.bounds[0], 50, 0, result.bounds[3], 0, -50]


def test_to_geopandas(result):
    pytest.importorskip("geopandas")
    frame = result.to_geopandas()
    assert len(frame) == np.count_nonzero(result.values)
    assert frame.crs.to_epsg() == 25830
    assert frame.density.sum() == pytest.approx(result.values.sum(dtype=float))
    np.testing.assert_allclose(frame.area, 2500)
    peak = frame.loc[frame.density.idxmax()].geometry.centroid
    row, column = np.unravel_index(result.values.argmax(), result.shape)
    assert (peak.x, peak.y) == (result.x[column], result.y[row])


def test_write(tmp_path, result):
    path = tmp_path / "density.tif"
    result.write(path)
    info = json.loads(
        subprocess.run(
            ["gdalinfo", "-json", path], capture_output=True, text=True, check=True
        ).stdout
    )
    assert info["size"] == [result.shape[1], result.shape[0]]
    assert info["geoTransform"] == [result.bounds[0], 50, 0, result.bounds[3], 0, -50]
    assert info["bands"][0]["type"] == "Float32"
    provenance = json.loads(info["metadata"][""]["FAROLA_PROVENANCE"])
    assert provenance["command"] == result.report["command"]
    with pytest.raises(farola.FileError) as caught:
        result.write(path)
    assert caught.value.code == "output-exists"
    before = path.read_bytes()
    result.write(path, overwrite=True, progress=lambda fraction, stage: None)
    assert len(path.read_bytes()) == len(before)
    with pytest.raises(farola.FileError) as caught:
        result.write(tmp_path / "nowhere" / "density.tif")
    assert caught.value.code == "output-folder-missing"


def test_written_file_reads_back_the_same(tmp_path, result):
    result.write(tmp_path / "density.tif", creation_options={"COMPRESS": "NONE"})
    raw = tmp_path / "raw.bin"
    subprocess.run(
        ["gdal_translate", "-q", "-of", "ENVI", tmp_path / "density.tif", raw], check=True
    )
    np.testing.assert_array_equal(np.fromfile(raw, np.float32).reshape(result.shape), result.values)


def test_plot(tmp_path, result):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    ax = result.plot()
    ax.figure.savefig(tmp_path / "map.png", dpi=60)
    image = ax.images[0]
    np.testing.assert_array_equal(np.ma.filled(image.get_array(), np.nan), result.values)
    assert tuple(image.get_extent()) == (*result.bounds[::2], *result.bounds[1::2])
    assert (tmp_path / "map.png").stat().st_size > 5000


def test_html(result):
    pytest.importorskip("matplotlib")
    html = result._repr_html_()
    assert "events/km2" in html and "EPSG:25830" in html and "data:image/png;base64," in html
    assert len(html) < 100_000


def test_html_escapes():
    from farola import notebook

    assert "&lt;script&gt;" in notebook._facts({"Band": "<script>"})
    assert "&lt;b&gt;" in notebook._sentences(["<b>"], [])


def test_package_imports_no_optional_package():
    code = (
        "import sys, farola; heavy = {'pandas', 'geopandas', 'xarray', 'matplotlib', 'pyarrow'}; "
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_module_exports_only_its_entry_point():
    """The engine is linked in statically; its symbols must not meet another copy's."""
    symbols = subprocess.run(
        ["nm", "-D", "--defined-only", farola._core.__file__],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    ours = [line for line in symbols.splitlines() if "farola" in line]
    assert ours == []
    assert "PyInit__core" in symbols


def test_hotspots(tmp_path, city, result):
    geopandas = pytest.importorskip("geopandas")
    spots = result.hotspots
    frame = spots.to_geopandas()
    assert list(frame["rank"]) == list(range(1, len(spots) + 1))
    np.testing.assert_allclose(frame.area, frame.cells * 2500)
    np.testing.assert_allclose(frame.area_m2, frame.area)
    assert frame.crs.to_epsg() == 25830
    # The cells above the threshold, counted by hand: rank ceil(.95 n) of the n that are not 0.
    there = np.sort(result.values[result.values > 0])
    threshold = there[int(np.ceil(0.95 * len(there))) - 1]
    assert frame.cells.sum() == np.count_nonzero(result.values > threshold)
    # The events inside, counted by geometry; no event lies on an outline here.
    points = geopandas.GeoSeries(geopandas.points_from_xy(*city), crs=UTM30)
    counted = [int(points.within(outline).sum()) for outline in frame.geometry]
    assert list(frame.events) == counted
    again = geopandas.GeoDataFrame.from_features(spots, crs=spots.crs)
    assert all(a.equals(b) for a, b in zip(again.geometry, frame.geometry))
    assert "<table>" in spots._repr_html_()

    path = tmp_path / "hotspots.gpkg"
    spots.write(path)
    read = geopandas.read_file(path, layer="hotspots")
    assert len(read) == len(spots) and list(read["rank"]) == list(frame["rank"])
    np.testing.assert_allclose(read.area, frame.area)


def test_hotspot_rules(city, result):
    half = result.find_hotspots(share=50)
    assert 0.5 <= half.columns["share_of_events"].sum() < 0.55
    high = result.find_hotspots(mean_plus_sd=2)
    hot = result.values > result.values.mean(dtype=float) + 2 * result.values.std(
        dtype=float, ddof=1
    )
    assert high.columns["cells"].sum() == np.count_nonzero(hot)
    large = result.find_hotspots(mean_plus_sd=2, minimum_area=100_000)
    assert (large.columns["area_m2"] >= 100_000).all()
    with pytest.raises(farola.UsageError) as caught:
        result.find_hotspots(share=50, percentile=90)
    assert caught.value.code == "hotspot-rules-several"
    with pytest.raises(farola.UsageError) as caught:
        result.find_hotspots(percentile=101)
    assert caught.value.code == "percentile-too-large"


def test_plot_of_hotspots(result):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    ax = result.plot(hotspots=True)
    assert len(ax.collections[-1].get_paths()) == len(result.hotspots)
    ax.figure.canvas.draw()
    result.hotspots.plot().figure.canvas.draw()


def test_a_style_of_the_users_own_is_kept_and_told(tmp_path, city):
    result = farola.kernel_density(city, crs=UTM30, bandwidth=250, cell_size=50)
    (tmp_path / "density.qml").write_text("<qgis/>")
    result.write(tmp_path / "density.tif")
    result.write(tmp_path / "density.tif", overwrite=True)
    assert (tmp_path / "density.qml").read_text() == "<qgis/>"
    kept = [note for note in result.notes if "density.qml" in note]
    assert kept == [
        "The style density.qml was there before and has been kept. Delete it to have one made for "
        "the new density.tif."
    ]
    result.write(tmp_path / "other.tif")
    assert not [note for note in result.notes if "other.qml" in note]


def test_results_say_why_they_cannot_be_pickled(result):
    for one in (result, result.hotspots):
        with pytest.raises(TypeError, match="or the path of the file that write"):
            pickle.dumps(one)
        assert copy.copy(one) is one and copy.deepcopy(one) is one


def test_the_command_can_be_typed_again(tmp_path, city):
    area = tmp_path / "area.geojson"
    area.write_text(
        '{"type": "Polygon", "coordinates":'
        " [[[-3.8, 40.3], [-3.6, 40.3], [-3.6, 40.5], [-3.8, 40.5], [-3.8, 40.3]]]}"
    )
    result = farola.kernel_density(
        city, crs=UTM30, units="expected-per-cell", bandwidth=250, study_area=area,
        time=np.full(2000, "2024-01-01T10:00"), time_zone="America/Bogota",
    )  # fmt: skip
    command = result.report["command"]
    assert "time_zone='America/Bogota'" in command and "study_area='area.geojson'" in command


def test_creation_options_in_either_form(tmp_path, result):
    result.write(tmp_path / "a.tif", creation_options={"COMPRESS": "DEFLATE", "LEVEL": 9})
    result.write(tmp_path / "b.tif", creation_options=["COMPRESS=DEFLATE", "LEVEL=9"])
    assert (tmp_path / "a.tif").stat().st_size == (tmp_path / "b.tif").stat().st_size
