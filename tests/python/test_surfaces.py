"""proximity() and land_use_mix() on the layers of Villa Farola."""

from pathlib import Path

import numpy as np
import pytest

import farola

LAYERS = Path(__file__).parents[2] / "sample-gis" / "villa_farola.gpkg"


def test_proximity_is_the_distance_to_the_nearest_bar():
    result = farola.proximity(LAYERS, layer="bars", cell_size=100, maximum=400)
    told = result.report["proximity"]
    assert result.report["features"]["points"] == 36
    assert 0 <= told["nearest_m"] < 100
    assert np.nanmax(result.values) <= 400
    assert np.isnan(result.values).sum() == told["beyond_maximum"]


def test_options_of_reading_are_used():
    with pytest.raises(farola.UsageError, match="EPSG"):
        farola.proximity(LAYERS, layer="bars", crs="EPSG:0")


def test_features_in_memory_are_refused_with_a_way_out():
    with pytest.raises(farola.UsageError, match="Pass the path of a file") as refused:
        farola.proximity([(0, 0)])
    assert refused.value.code == "features-unreadable"


def test_land_use_mix_has_a_band_a_measure():
    result = farola.land_use_mix(
        LAYERS, layer="blocks", class_="land_use", radius=300, cell_size=100
    )
    told = result.report["land_use_mix"]
    assert len(told["classes"]) == 7
    assert np.nanmax(result.values) <= np.log(7)
