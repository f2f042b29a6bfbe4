"""The other analyses from memory: second inputs, rasters, contours, hot spots of any density."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import UTM30

import farola


@pytest.fixture(scope="module")
def controls():
    """1,500 places, evenly over 3 km; and cases, with a cluster planted at 2,200, 2,200."""
    rng = np.random.default_rng(5)
    return 440_000 + rng.uniform(0, 3000, 1500), 4_474_000 + rng.uniform(0, 3000, 1500)


@pytest.fixture(scope="module")
def cases():
    rng = np.random.default_rng(6)
    even = rng.uniform(0, 3000, (200, 2))
    planted = rng.normal(2200, 150, (120, 2))
    places = np.concatenate([even, planted])
    return 440_000 + places[:, 0], 4_474_000 + places[:, 1]


RUN = {"crs": UTM30, "bandwidth": 400, "cell_size": 100}
INNER = {**RUN, "extent": (440_300, 4_474_300, 442_700, 4_476_700)}


def test_relative_risk_finds_the_planted_cluster(cases, controls):
    result = farola.relative_risk(cases, controls, measure="ratio", permutations=39, **INNER)
    assert len(result.bands) == 3
    row, column = np.unravel_index(np.nanargmax(result.values), result.shape)
    assert np.hypot(result.x[column] - 442_200, result.y[row] - 4_476_200) < 250
    assert result.to_numpy().shape == (3, *result.shape)
    inside = [side for side in result.contours.columns["side"] if side == "more"]
    assert inside
    again = farola.relative_risk(cases, controls, measure="ratio", permutations=39, **INNER)
    assert all(np.array_equal(a, b, equal_nan=True)
               for a, b in zip(result.bands.values(), again.bands.values()))  # fmt: skip


def test_relative_risk_is_the_ratio_of_two_densities(cases, controls):
    ratio = farola.relative_risk(cases, controls, measure="ratio", **INNER).values
    f = farola.kernel_density(cases, units="probability", **INNER).values.astype(float)
    g = farola.kernel_density(controls, units="probability", **INNER).values.astype(float)
    np.testing.assert_allclose(ratio, f / g, rtol=1e-5)


def test_contours_need_permutations(cases, controls):
    result = farola.relative_risk(cases, controls, **INNER)
    with pytest.raises(farola.UsageError) as caught:
        result.contours  # noqa: B018
    assert caught.value.code == "contours-without-permutations"


def test_rejects_say_which_input(cases, controls):
    spoilt = (controls[0].copy(), controls[1])
    spoilt[0][7] = np.nan
    result = farola.relative_risk(cases, spoilt, **INNER)
    assert [(r.row, r.input) for r in result.rejects] == [(7, "controls")]


def test_second_input_has_its_own_columns(cases, controls):
    table = {"x": controls[0], "y": controls[1], "people": np.full(1500, 2.0)}
    once = farola.population_rate(cases, controls, minimum_population=1, **INNER).values
    twice = farola.population_rate(
        cases, table, population_weight="people", minimum_population=1, **INNER
    ).values
    np.testing.assert_allclose(twice, once / 2, rtol=1e-5)


def test_population_from_a_data_array(cases, controls):
    pytest.importorskip("xarray")
    people = farola.kernel_density(
        controls, crs=UTM30, bandwidth=200, cell_size=50, units="expected-per-cell"
    )
    by_result = farola.population_rate(cases, people, minimum_population=1, **INNER)
    by_array = farola.population_rate(cases, people.to_xarray(), minimum_population=1, **INNER)
    np.testing.assert_array_equal(by_array.values, by_result.values)
    upside_down = people.to_xarray().isel(y=slice(None, None, -1))
    flipped = farola.population_rate(cases, upside_down, minimum_population=1, **INNER)
    np.testing.assert_array_equal(flipped.values, by_result.values)
    with pytest.raises(farola.DataError) as caught:
        farola.population_rate(cases, people.to_xarray().drop_vars("spatial_ref"), **INNER)
    assert caught.value.code == "crs-missing"


def test_space_time_density_fades_events_out(cases):
    now = np.datetime64("2024-06-01")
    age = np.where(np.arange(320) < 200, 300, 1)  # the planted ones are a day old
    result = farola.space_time_density(
        cases, time=now - age.astype("timedelta64[D]"), now=now, half_life=10, **INNER
    )
    row, column = np.unravel_index(result.values.argmax(), result.shape)
    assert np.hypot(result.x[column] - 442_200, result.y[row] - 4_476_200) < 150


def test_self_exciting_tells_the_fit_and_expects_events(cases):
    # Twenty weeks in which each planted event is followed by another the day after.
    hours = np.arange(320) * 10
    times = np.datetime64("2024-01-01T00") + hours.astype("timedelta64[h]")
    result = farola.self_exciting(
        cases, time=times, now="2024-06-01", horizon=7, **INNER
    )
    fit = result.report["self_exciting"]
    assert fit["events"] == 320
    assert fit["bandwidth"] == {"metres": 400.0, "rule": "given"}
    assert result.report["forecast"]["expected_in_cells"] == pytest.approx(
        np.nansum(result.values), rel=1e-4
    )
    with pytest.raises(farola.DataError) as caught:
        farola.self_exciting(cases, time=times, now="2023-01-01", **INNER)
    assert caught.value.code == "now-before-events"


def test_hotspot_polygons_of_a_result_are_its_hotspots(cases):
    density = farola.kernel_density(cases, share=30, **RUN)
    spots = farola.hotspot_polygons(density, cases, crs=UTM30, share=30)
    np.testing.assert_array_equal(spots.to_numpy(), density.hotspots.to_numpy())
    assert spots.to_wkb() == density.hotspots.to_wkb()
    assert spots.columns["share_of_events"].sum() == pytest.approx(0.3, abs=0.05)


def test_hotspot_polygons_of_a_file(tmp_path, cases):
    density = farola.kernel_density(cases, **RUN)
    density.write(tmp_path / "density.tif")
    spots = farola.hotspot_polygons(tmp_path / "density.tif", cases, crs=UTM30)
    np.testing.assert_array_equal(spots.to_numpy(), density.hotspots.to_numpy())
