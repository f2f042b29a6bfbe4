"""Clusters in space and time from Python: two layers, p where there is one, what is refused."""

import numpy as np
import pytest

import farola

# Four events around one corner in four days, and six far from each other in place and time.
X = 440_000.0 + np.array([0, 0, 100, 100, 5000, 5000, 6000, 7000, 5000, 8000])
Y = 4_470_000.0 + np.array([0, 0, 0, 100, 0, 5000, 0, 0, 8000, 0])
TIMES = np.datetime64("2024-03-01", "D") + np.array([0, 1, 2, 3, 0, 10, 20, 30, 40, 50])


def clusters(**options):
    return farola.space_time_clusters((X, Y), crs="EPSG:25830", time=TIMES, **options)


def test_st_dbscan_by_hand():
    found = clusters(method="st-dbscan", distance=200, days=7, minimum_points=3)
    assert list(found.layers) == ["clusters", "events"]
    assert found.columns["events"].tolist() == [4]
    assert np.isnan(found.columns["p"]).all()
    events = found.layers["events"].columns
    assert events["role"].tolist() == ["core"] * 4 + ["noise"] * 6
    np.testing.assert_array_equal(events["cluster"], [1] * 4 + [np.nan] * 6)


def test_scan_by_hand():
    found = clusters(minimum_events=4, permutations=19, seed=7)
    first = {name: values[0] for name, values in found.columns.items()}
    assert (first["events"], first["expected"], first["ratio"]) == (4, 2.0, 2.0)
    assert first["first"] == "2024-03-01T00:00:00"
    assert first["last"] == "2024-03-04T23:59:59"
    assert 0 < first["p"] <= 1
    assert found.report["scan"]["permutations"] == 19


def test_what_belongs_to_the_other_method_is_refused():
    with pytest.raises(farola.UsageError, match="is an option of --method st-dbscan") as caught:
        clusters(distance=200)
    assert caught.value.code == "option-of-other-method"
