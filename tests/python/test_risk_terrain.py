"""risk_terrain() on Villa Farola, where bars and bus stops are planted and schools are not."""

from pathlib import Path

import numpy as np
import pytest

import farola

CITY = Path(__file__).parents[2] / "sample-gis"
LAYERS = CITY / "villa_farola.gpkg"
FACTORS = {
    name: f"{LAYERS},layer={layer},as=proximity,blocks=2"
    for name, layer in (("bars", "bars"), ("stops", "bus_stops"), ("schools", "schools"))
}


def model(**options):
    return farola.risk_terrain(
        CITY / "incidents.csv",
        where="kind = 'assault'",
        study_area=LAYERS,
        study_area_layer="study_area",
        block_length=100,
        half_blocks=True,
        cell_size=25,
        **options,
    )


def test_planted_factors_are_found():
    result = model(factor=FACTORS)
    told = result.report["risk_terrain"]
    found = {row["factor"]: row for row in told["factors"]}
    assert set(found) == {"bars", "stops"}
    assert found["bars"]["distance"] == 100
    assert found["stops"]["distance"] == 50
    assert found["bars"]["rrv"] == pytest.approx(np.exp(found["bars"]["coefficient"]))
    assert np.nanmin(result.values) == 1
    assert np.nanmax(result.values) == pytest.approx(told["rrs_maximum"], rel=1e-6)


def test_texts_as_on_the_command_line_give_the_same():
    texts = [f"{name}={path}" for name, path in FACTORS.items()]
    one, other = model(factor=FACTORS), model(factor=texts)
    np.testing.assert_array_equal(one.values, other.values)
    assert "layer=bars" in one.report["command"]
    assert str(CITY) not in one.report["command"]


def test_what_is_no_factor_is_refused():
    for wrong in ([1, 2], 5):
        with pytest.raises(farola.UsageError, match="'bars': 'city.gpkg,layer=bars'"):
            model(factor=wrong)
    with pytest.raises(farola.UsageError, match="has no name before a ="):
        model(factor="bars.csv")
