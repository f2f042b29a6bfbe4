"""Ripley's K and the space-time K function in Python: columns, files and pictures."""

import numpy as np
import pytest

import farola

# Pairs 30, 40 and 50 m apart and one event alone, in a window of 1,000 m by 1,000 m.
X = [440500.0, 440530.0, 440500.0, 440900.0]
Y = [4470500.0, 4470500.0, 4470540.0, 4470900.0]
KINDS = ["burglary", "robbery", "burglary", "robbery"]
DATES = np.array(["2024-03-11", "2024-03-14", "2024-03-25", "2024-03-29"], dtype="datetime64[D]")
WINDOW = {
    "type": "Polygon",
    "coordinates": [
        [[440000, 4470000], [441000, 4470000], [441000, 4471000], [440000, 4471000],
         [440000, 4470000]]
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def window():
    geopandas = pytest.importorskip("geopandas")
    shapely = pytest.importorskip("shapely.geometry")
    return geopandas.GeoSeries([shapely.shape(WINDOW)], crs="EPSG:25830")


def test_k_by_hand(window):
    found = farola.ripley_k(
        (X, Y), crs="EPSG:25830", study_area=window, distances=[0, 29, 30, 40, 50], simulations=19
    )
    assert isinstance(found, farola.RipleyKTable)
    assert found.columns["k"].tolist() == pytest.approx([0, 0, 1e6 / 6, 1e6 / 3, 1e6 / 2])
    assert found.columns["l"][4] == pytest.approx(np.sqrt(5e5 / np.pi))
    assert np.isnan(found.columns["g"][0])
    assert found.report["ripley_k"]["window_m2"] == 1e6
    assert found.columns["p"].min() >= 0.05


def test_cross_k(window):
    found = farola.ripley_k(
        (X, Y), crs="EPSG:25830", study_area=window, distances=[50], simulations=0,
        kind=KINDS, first_kind="burglary", second_kind="robbery",
    )  # fmt: skip
    assert found.columns["k"].tolist() == pytest.approx([5e5])
    assert found.report["ripley_k"]["null_hypothesis"] == "random labelling"


def test_space_time_k_by_hand(window):
    found = farola.space_time_k(
        (X[:3], Y[:3]), crs="EPSG:25830", study_area=window, time=DATES[:3], since="2024-03-01",
        before="2024-03-31", distances=[35, 100], times=[7, 14], permutations=19,
    )  # fmt: skip
    assert isinstance(found, farola.SpaceTimeKTable)
    assert found.distances.tolist() == [35, 100]
    assert found.times.tolist() == [7, 14]
    assert found.matrix("k_space")[:, 0].tolist() == pytest.approx([1e6 / 3, 1e6])
    assert found.matrix("k_time")[0, 0] == pytest.approx(10)
    assert found.matrix("k")[0, 0] == pytest.approx(1e7)
    assert found.report["space_time_k"]["period_days"] == 30


def test_pictures_and_files(tmp_path):
    pytest.importorskip("matplotlib").use("Agg")
    rng = np.random.default_rng(1)
    x, y = rng.uniform(0, 2000, (2, 80)) + [[440000], [4470000]]
    days = DATES[0] + rng.integers(0, 60, 80)
    k = farola.ripley_k((x, y), crs="EPSG:25830", simulations=19)
    joint = farola.space_time_k((x, y), crs="EPSG:25830", time=days, permutations=19)
    for number, axes in enumerate((k.plot(), k.plot(curve="g"), joint.plot(), joint.plot(column="d"))):
        picture = tmp_path / f"{number}.png"
        axes.figure.savefig(picture)
        assert picture.stat().st_size > 5000
    assert k.plot().get_ylabel() == "L(r) − r (m)"
    assert len(k.plot().collections) == 2  # both envelopes
    with pytest.raises(farola.UsageError, match="Curve must be"):
        k.plot(curve="f")
    k.write(tmp_path / "k.csv")
    assert (tmp_path / "k.csv").read_text().startswith("distance,k,k_random,")


def test_what_is_refused():
    with pytest.raises(farola.DataError, match="no area around them"):
        farola.ripley_k(([440500.0] * 3, [4470500.0] * 3), crs="EPSG:25830")
    with pytest.raises(farola.UsageError, match="has no use for the weights"):
        farola.ripley_k((X, Y), crs="EPSG:25830", weight=[1, 2, 3, 4])
    with pytest.raises(farola.DataError, match="no times"):
        farola.space_time_k((X, Y), crs="EPSG:25830")
