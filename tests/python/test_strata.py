"""Times shuffled within strata: any column of what is in memory, months, kinds."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import UTM30

import farola

# Ward A: three events of one week at two places 100 m apart; ward B: two, a month between them.
TABLE = {
    "x": [440000.0, 440000.0, 440100.0, 445000.0, 445000.0],
    "y": [4470000.0, 4470000.0, 4470000.0, 4470000.0, 4470100.0],
    "date": np.array(
        ["2024-03-01", "2024-03-04", "2024-03-06", "2024-03-31", "2024-04-30"],
        dtype="datetime64[D]",
    ),
    "ward": ["A", "A", "A", "B", None],
    "month": [1, 1, 1, 2, 2],
}


def table(events=TABLE, **options):
    return farola.near_repeat(
        events, crs=UTM30, time="date", distance_bands=[0, 200], time_bands=[0, 7],
        permutations=0, **options,
    )  # fmt: skip


def test_a_column_in_memory():
    pandas = pytest.importorskip("pandas")
    for events in (TABLE, pandas.DataFrame(TABLE)):
        found = table(events, strata="field:month")
        assert found.matrix("expected").tolist() == [[3]]
        assert found.matrix("sd").tolist() == [[0]]
        assert found.report["near_repeat"]["strata_by"] == "field:month"
        assert found.report["near_repeat"]["strata"] == 2
    assert table(strata="none").matrix("expected").tolist() == [[pytest.approx(1.2)]]


def test_a_column_and_the_month_and_what_has_no_value():
    found = table(strata="month,ward")
    of = found.report["near_repeat"]["strata_of"]
    assert of == [
        {"month": "2024-03", "value": "A", "events": 3},
        {"month": "2024-03", "value": "B", "events": 1},
        {"month": "2024-04", "value": None, "events": 1},
    ]
    assert found.report["near_repeat"]["events_without_stratum"] == 1


def test_arrow_and_geopandas():
    geopandas = pytest.importorskip("geopandas")
    frame = geopandas.GeoDataFrame(
        {"date": TABLE["date"].astype("datetime64[s]"), "ward": TABLE["ward"]},
        geometry=geopandas.points_from_xy(TABLE["x"], TABLE["y"]),
        crs=UTM30,
    )
    assert table(frame, strata="ward").report["near_repeat"]["strata"] == 3
    pyarrow = pytest.importorskip("pyarrow")
    arrow = pyarrow.table({name: pyarrow.array(values) for name, values in TABLE.items()})
    assert table(arrow, strata="ward").report["near_repeat"]["strata"] == 3


def test_kinds_in_memory():
    kinds = ["b", "b", "r", "r", "b"]
    assert table(kind=kinds, strata="kind").report["near_repeat"]["strata"] == 2


def test_what_is_refused():
    for strata, code in [("wrd", "column-unknown"), ("ward,month,x", "strata-two-fields"),
                         ("kind", "kind-missing"), ("ward,,", "strata-unreadable")]:  # fmt: skip
        with pytest.raises(farola.UsageError) as caught:
            table(strata=strata)
        assert caught.value.code == code
        assert caught.value.parameter == "strata"
