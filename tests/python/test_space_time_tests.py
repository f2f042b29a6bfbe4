"""Mantel's and Jacquez's tests in Python: by hand, in memory and as files, what is refused."""

import numpy as np
import pytest

import farola

# 3, 4 and 5 m apart; 1, 2 and 3 days. A fourth, for Jacquez, far off in both.
X = [440500.0, 440503.0, 440500.0, 440900.0]
Y = [4470500.0, 4470500.0, 4470504.0, 4470900.0]
DATES = np.array(["2024-03-11", "2024-03-12", "2024-03-14", "2024-06-01"], dtype="datetime64[D]")


def test_mantel_by_hand(tmp_path):
    found = farola.mantel(
        (X[:3], Y[:3]), crs="EPSG:25830", time=DATES[:3], transform="none", permutations=19
    )
    assert isinstance(found, farola.TableResult)
    row = {name: values[0] for name, values in found.columns.items()}
    assert row["statistic"] == pytest.approx(25)
    assert row["expected"] == pytest.approx(24)
    assert row["r"] == pytest.approx(0.5)
    assert np.isnan(row["space_constant"])
    assert 0 < row["p"] <= 1
    assert found.report["mantel"]["pairs"] == 3
    found.write(tmp_path / "m.csv")
    assert (tmp_path / "m.csv").read_text().startswith("space_constant,time_constant,statistic,")


def test_mantel_is_numpys_correlation():
    rng = np.random.default_rng(1)
    x, y = rng.uniform(0, 3000, (2, 120)) + [[440000], [4470000]]
    days = rng.integers(0, 90, 120)
    found = farola.mantel(
        (x, y), crs="EPSG:25830", time=DATES[0] + days, space_constants=[1, 200],
        time_constants=[7], permutations=0,
    )  # fmt: skip
    i, j = np.triu_indices(120, 1)
    lapse = 1 / (np.abs(days[i] - days[j]) + 7)
    for constant, r in zip(found.columns["space_constant"], found.columns["r"], strict=True):
        distance = 1 / (np.hypot(x[i] - x[j], y[i] - y[j]) + constant)
        assert r == pytest.approx(np.corrcoef(distance, lapse)[0, 1], abs=1e-9)


def test_jacquez_by_hand():
    # In place: 0 1, 1 0, 2 0, 3 2; in time: 0 1, 1 0, 2 1, 3 2.
    found = farola.jacquez((X, Y), crs="EPSG:25830", time=DATES, neighbours=3, permutations=19)
    assert found.columns["k"].tolist() == [1, 2, 3]
    assert found.columns["j"].tolist() == [3, 8, 12]
    assert found.columns["delta_j"].tolist() == [3, 5, 4]
    assert found.columns["expected"].tolist() == pytest.approx([4 / 3, 16 / 3, 12])
    assert found.report["jacquez"]["neighbours"] == 3


def test_what_is_refused():
    with pytest.raises(farola.DataError, match="no times"):
        farola.mantel((X, Y), crs="EPSG:25830")
    with pytest.raises(farola.UsageError, match="has no use for the weights"):
        farola.jacquez((X, Y), crs="EPSG:25830", time=DATES, weight=[1, 2, 3, 4])
    with pytest.raises(farola.UsageError, match="Space constants must be above 0"):
        farola.mantel((X, Y), crs="EPSG:25830", time=DATES, space_constants=[0])
    with pytest.raises(farola.DataError, match="Give --neighbours 3 or fewer"):
        farola.jacquez((X, Y), crs="EPSG:25830", time=DATES)
