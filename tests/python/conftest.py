"""What the tests of the Python package share."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
UTM30 = "EPSG:25830"


@pytest.fixture(scope="session")
def city() -> tuple[np.ndarray, np.ndarray]:
    """2,000 clustered places, in metres of EPSG:25830."""
    rng = np.random.default_rng(20261124)
    centres = rng.uniform(0, 3000, (12, 2))
    of = rng.integers(0, 12, 2000)
    places = centres[of] + rng.normal(0, 180, (2000, 2))
    return 440_000 + places[:, 0], 4_474_000 + places[:, 1]


@pytest.fixture(scope="session")
def sample_gis() -> Path:
    folder = ROOT / "sample-gis"
    if not (folder / "incidents.csv").exists():
        pytest.skip("sample-gis/incidents.csv is not in this checkout")
    return folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real data, beside the checkout or named by FAROLA_SHARED; the tests that want it may skip."""
    for folder in (os.environ.get("FAROLA_SHARED"), ROOT.parent / "shared"):
        if folder and (Path(folder) / "data").exists():
            return Path(folder) / "data"
    pytest.skip("no shared data: set FAROLA_SHARED to the folder that holds data/")
