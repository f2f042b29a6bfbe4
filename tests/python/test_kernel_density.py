"""Values: against a twin in NumPy, against the definition, and for any number of threads."""

from __future__ import annotations

import numpy as np
import pytest
import twin
from conftest import UTM30

import farola


@pytest.mark.parametrize("kernel", sorted(twin.KERNELS))
def test_values_are_those_of_the_twin(city, kernel):
    x, y = city[0][:300], city[1][:300]
    weight = np.linspace(0.5, 2, 300)
    bandwidth = 120 if kernel == "gaussian" else 260
    result = farola.kernel_density(
        {"x": x, "y": y, "w": weight},
        weight="w",
        crs=UTM30,
        bandwidth=bandwidth,
        kernel=kernel,
        cell_size=53,
        method="exact",
    )
    expected = twin.density(x, y, result.x, result.y, bandwidth, kernel, weight)
    # Float32 out: half a unit in the last place of the peak is 6e-8 of it.
    if kernel == "uniform":  # a centre exactly on the circle may fall on either side
        assert np.mean(np.abs(result.values - expected) > 1e-6 * expected.max()) < 1e-3
    else:
        np.testing.assert_allclose(result.values, expected, rtol=0, atol=1.2e-7 * expected.max())


def test_integrates_to_the_number_of_events(city):
    result = farola.kernel_density(city, crs=UTM30, bandwidth=200, cell_size=10)
    integral = result.values.sum(dtype=float) * 10 * 10 / 1e6
    assert integral == pytest.approx(2000, rel=1e-3)


def test_units(city):
    run = {"crs": UTM30, "bandwidth": 200, "cell_size": 20}
    density = farola.kernel_density(city, **run)
    cells = farola.kernel_density(city, units="expected-per-cell", **run)
    assert density.unit == "events/km2"
    assert cells.unit == "events/cell"
    np.testing.assert_allclose(cells.values, density.values * 20 * 20 / 1e6, rtol=1e-6)


def test_same_bits_for_any_threads(city):
    one = farola.kernel_density(city, crs=UTM30, bandwidth=200, cell_size=10, threads=1)
    two = farola.kernel_density(city, crs=UTM30, bandwidth=200, cell_size=10, threads=2)
    assert one.values.tobytes() == two.values.tobytes()


def test_degrees_are_projected():
    lon, lat = np.array([-3.70, -3.69]), np.array([40.41, 40.42])
    result = farola.kernel_density((lon, lat), crs="EPSG:4326", bandwidth=500, cell_size=50)
    assert result.report["crs"]["code"] == "EPSG:32630"
    west, south, east, north = result.bounds
    # Puerta del Sol is at 440,600 E 4,473,600 N or thereabouts.
    assert 439_000 < west < east < 443_000 and 4_472_000 < south < north < 4_477_000


def test_grid_starts_at_the_upper_left_corner_of_the_extent(city):
    extent = (440_000, 4_474_000, 441_000, 4_475_010)
    result = farola.kernel_density(city, crs=UTM30, bandwidth=300, cell_size=100, extent=extent)
    assert result.bounds == (440_000, 4_473_910, 441_000, 4_475_010)
    assert result.shape == (11, 10)
    assert result.x[0] == 440_050 and result.y[0] == 4_474_960


def test_chooses_bandwidth_and_cell_size(city):
    result = farola.kernel_density(city, crs=UTM30)
    assert result.report["bandwidth"]["rule"] != "given"
    assert result.report["bandwidth"]["metres"] > 0
    assert result.cell_size < result.report["bandwidth"]["metres"]
