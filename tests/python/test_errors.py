"""Messages are the engine's, classes are Python's own, codes and parameters come with them."""

from __future__ import annotations

import pickle
import shutil
import subprocess

import numpy as np
import pytest
from conftest import UTM30

import farola

EVENTS = ([440_000.0, 440_500.0], [4_474_000.0, 4_474_100.0])


@pytest.mark.parametrize(
    ("option", "code", "words"),
    [
        ({"bandwidth": -300}, "bandwidth-not-positive", "got -300 m"),
        ({"bandwidth": 0}, "bandwidth-not-positive", "got 0 m"),
        ({"bandwidth": float("nan")}, "bandwidth-not-finite", "nan"),
        ({"bandwidth": "skott"}, "bandwidth-unknown", "Did you mean scott?"),
        ({"cell_size": -1}, "cell-size-not-positive", "got -1 m"),
        ({"kernel": "quartik"}, "kernel-unknown", "Did you mean quartic?"),
        ({"extent": (1, 2, 3)}, "extent-unreadable", "four"),
        ({"threads": 1.5}, "threads-not-whole", "1.5"),
        ({"bandwidth": True}, "parameter-type", "cannot be true or false"),
        ({"seed": "one"}, "seed-not-a-number", "one"),
        ({"crs": "EPSG:nowhere"}, "crs-unknown", "nowhere"),
        ({"target_crs": "EPSG:4326"}, "target-crs-geographic", "metres"),
    ],
)
def test_usage(option, code, words):
    with pytest.raises(farola.UsageError) as caught:
        farola.kernel_density(EVENTS, **{"crs": UTM30, "bandwidth": 300, **option})
    error = caught.value
    assert error.code == code
    assert error.parameter == next(iter(option))
    assert words in str(error)
    assert isinstance(error, ValueError) and isinstance(error, farola.FarolaError)


@pytest.mark.parametrize(
    ("events", "remedy"),
    [(([-3.70, -3.69], [40.41, 40.42]), "EPSG:4326"), (EVENTS, "EPSG:25830")],
)
def test_coordinates_without_crs(events, remedy):
    with pytest.raises(farola.DataError, match=remedy) as caught:
        farola.kernel_density(events, bandwidth=300)
    assert caught.value.code == "crs-missing"
    assert caught.value.parameter == "crs"


def test_metres_called_degrees():
    with pytest.raises(farola.DataError) as caught:
        farola.kernel_density(EVENTS, crs="EPSG:4326", bandwidth=300)
    assert caught.value.code == "crs-contradicted"


def test_grid_larger_than_memory_names_what_fits():
    with pytest.raises(farola.UsageError, match="cell size") as caught:
        farola.kernel_density(EVENTS, crs=UTM30, bandwidth=300, cell_size=1e-4, memory=1)
    assert caught.value.code == "grid-too-large"


def test_missing_file():
    with pytest.raises(farola.FileError) as caught:
        farola.kernel_density("no-such-file.csv", bandwidth=300)
    assert caught.value.code == "cannot-open"
    assert isinstance(caught.value, OSError)


def test_refused_rows_come_with_the_error():
    x = np.array([440_000.0, np.nan, np.nan, 0.0])
    y = np.array([4_474_000.0, 4_474_000.0, np.inf, 0.0])
    with pytest.raises(farola.DataError) as caught:
        farola.kernel_density((x, y), crs=UTM30, bandwidth=300)
    assert caught.value.code == "mostly-rejected"
    assert [(r.row, r.reason, r.input) for r in caught.value.rejects] == [
        (1, "missing-coordinates", "events"),
        (2, "missing-coordinates", "events"),
        (3, "zero-coordinates", "events"),
    ]


def test_no_events():
    with pytest.raises(farola.DataError) as caught:
        farola.kernel_density((np.empty(0), np.empty(0)), crs=UTM30, bandwidth=300)
    assert caught.value.code == "no-events"
    assert str(caught.value) == "The input has no rows. Hand over one event at least."


def test_unknown_argument_is_pythons_own_error():
    with pytest.raises(TypeError, match="bandwith"):
        farola.kernel_density(EVENTS, crs=UTM30, bandwith=300)


def test_options_are_keyword_only():
    with pytest.raises(TypeError, match="positional"):
        farola.kernel_density(EVENTS, 300)


@pytest.mark.parametrize(
    "kind", [farola.DataError, farola.UsageError, farola.FileError, farola.Cancelled]
)
def test_errors_can_be_pickled(kind):
    again = pickle.loads(pickle.dumps(kind("What.", code="a-code", parameter="bandwidth")))
    assert (type(again), str(again), again.code, again.parameter) == (
        kind,
        "What.",
        "a-code",
        "bandwidth",
    )


def test_cancelled_is_not_swallowed_by_except_exception():
    assert issubclass(farola.Cancelled, KeyboardInterrupt)
    assert not issubclass(farola.Cancelled, Exception)


@pytest.mark.parametrize("name", ["density.png", "density", "density.gpkg"])
def test_a_raster_goes_to_a_geotiff(tmp_path, name):
    result = farola.kernel_density(EVENTS, crs=UTM30, bandwidth=300, cell_size=50)
    with pytest.raises(farola.UsageError, match=r"must end in \.tif or \.tiff|\.tif and \.tiff") as caught:
        result.write(tmp_path / name)
    assert caught.value.code == "output-extension"
    with pytest.raises(farola.UsageError, match=r"must end in \.gpkg"):
        result.hotspots.write(tmp_path / "density.tif")
    assert not list(tmp_path.iterdir())


def test_a_grid_given_whole_is_refused_before_the_file_is_read():
    with pytest.raises(farola.UsageError) as caught:
        farola.kernel_density(
            "no-such-file.csv", extent=(0, 0, 1e5, 1e5), cell_size=1, memory=0.1, bandwidth=300
        )
    assert caught.value.code == "grid-too-large"


def test_a_full_disk_is_named(tmp_path):
    result = farola.kernel_density(EVENTS, crs=UTM30, bandwidth=300, cell_size=1)
    (tmp_path / "disk").mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=300k", "none", tmp_path / "disk"]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("needs the right to mount a small tmpfs")
    try:
        with pytest.raises(farola.FileError, match="the disk is full") as caught:
            result.write(tmp_path / "disk" / "density.tif")
        assert caught.value.code == "cannot-write"
        assert not list((tmp_path / "disk").iterdir())
    finally:
        subprocess.run(["umount", tmp_path / "disk"], check=True)
