"""Prediction accuracy: arrays in, by hand; a split by time, and training events in memory."""

from __future__ import annotations

import numpy as np
import pytest

import farola

X = np.array([500.0, 1500, 1600, 500, 600, 2500, 1500]) + 440000
Y = np.full(7, 4470500.0)
DAYS = np.array(
    ["2024-01-05", "2024-02-01", "2024-02-02", "2025-01-01", "2025-03-01", "2025-03-02", "2025-04-01"],
    dtype="datetime64[D]",
)  # fmt: skip


def surface() -> farola.RasterResult:
    return farola.kernel_density(
        (X[:3], Y[:3]), crs="EPSG:25830", bandwidth=800, cell_size=1000,
        extent=(440000, 4470000, 443000, 4471000),
    )  # fmt: skip


def rows_of(table: farola.TableResult) -> dict[tuple[str, float], dict[str, float]]:
    """The rows of the table by surface and area share."""
    found = {}
    for i, name in enumerate(table.columns["surface"]):
        row = {column: values[i] for column, values in table.columns.items()}
        found[str(name), round(float(row["area_share"]), 6)] = row
    return found


def test_counts_by_hand_with_a_split_by_time() -> None:
    table = farola.prediction_accuracy(
        surface(), (X, Y), time=DAYS, crs="EPSG:25830",
        train_before="2025-01-01", area_shares=[100 / 3, 100], bootstrap=0,
    )  # fmt: skip
    rows = rows_of(table)
    # The middle cell had two of three; of the four later events, 2, 1 and 1 are in the three cells.
    first = rows["prior counts", 33.333333]
    assert first["hits"] == pytest.approx(1)
    assert first["hit_rate"] == pytest.approx(0.25)
    assert first["pei"] == pytest.approx(0.5)
    assert rows["surface", 100.0]["pai"] == pytest.approx(1)
    assert np.isnan(rows["surface", 100.0]["pai_low"])
    assert table.report["split"] == {
        "moment": "2025-01-01T00:00:00", "training": 3, "held_out": 4, "neither": 0,
    }  # fmt: skip


def test_training_events_in_memory() -> None:
    table = farola.prediction_accuracy(
        surface(), (X[3:], Y[3:]), training=(X[:3], Y[:3]), crs="EPSG:25830",
        area_shares="50", bootstrap=99,
    )  # fmt: skip
    rows = rows_of(table)
    assert set(rows) == {("surface", 50.0), ("prior counts", 50.0), ("kernel density", 50.0)}
    row = rows["prior counts", 50.0]
    assert row["hit_rate_low"] <= row["hit_rate"] <= row["hit_rate_high"]


def test_without_training_there_is_no_baseline() -> None:
    table = farola.prediction_accuracy(surface(), (X[3:], Y[3:]), crs="EPSG:25830")
    assert {name for name, _ in rows_of(table)} == {"surface"}


def test_refuses_two_kinds_of_training() -> None:
    with pytest.raises(farola.UsageError, match="Leave one of them out"):
        farola.prediction_accuracy(
            surface(), (X, Y), training=(X[:3], Y[:3]), train_before="2025-01-01", crs="EPSG:25830"
        )
