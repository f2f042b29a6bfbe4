"""The data all peers get: clustered points like a city's, the same for the same seed."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

CRS = "EPSG:25830"
WEST, SOUTH = 430000.0, 4470000.0  # metres; a corner in the UTM zone of Madrid


@dataclass
class Case:
    folder: Path
    events: int
    columns: int
    rows: int
    cell: float  # metres
    seed: int

    @property
    def extent(self):
        """xmin, ymin, xmax, ymax"""
        return (
            WEST,
            SOUTH,
            WEST + self.columns * self.cell,
            SOUTH + self.rows * self.cell,
        )

    @property
    def binary(self):
        return self.folder / "events.bin"  # all x, then all y, as 64-bit floats

    @property
    def geopackage(self):
        return self.folder / "events.gpkg"


def city_points(case):
    """One third spread evenly, two thirds in 300 clusters of uneven size and spread (median 150 m).

    The first two events lie at the centres of two opposite corner cells, so that a peer which takes
    its grid from the data evaluates where we do.
    """
    import numpy as np

    random = np.random.default_rng(case.seed)
    width, height = case.columns * case.cell, case.rows * case.cell
    half = case.cell / 2
    x = random.uniform(half, width - half, case.events)
    y = random.uniform(half, height - half, case.events)
    centre_x, centre_y = random.uniform(0, width, 300), random.uniform(0, height, 300)
    spread = 150 * np.exp(random.normal(size=300))
    cluster = (300 * random.uniform(size=case.events) ** 2).astype(int)  # the first are the largest
    in_cluster = random.uniform(size=case.events) < 2 / 3
    near_x = centre_x[cluster] + spread[cluster] * random.normal(size=case.events)
    near_y = centre_y[cluster] + spread[cluster] * random.normal(size=case.events)
    inside = (near_x > half) & (near_x < width - half) & (near_y > half) & (near_y < height - half)
    moved = in_cluster & inside
    x[moved], y[moved] = near_x[moved], near_y[moved]
    x[:2], y[:2] = (half, width - half), (half, height - half)
    return WEST + np.round(x, 3), SOUTH + np.round(y, 3)


def write_points(case):
    """events.bin and events.gpkg."""
    import numpy as np

    x, y = city_points(case)
    np.concatenate([x, y]).tofile(case.binary)
    csv = case.folder / "events.csv"
    np.savetxt(csv, np.column_stack([x, y]), fmt="%.3f", delimiter=",", header="x,y", comments="")
    command = ["ogr2ogr", "-f", "GPKG", str(case.geopackage), str(csv), "-a_srs", CRS]
    command += ["-oo", "X_POSSIBLE_NAMES=x", "-oo", "Y_POSSIBLE_NAMES=y", "-select", ""]
    subprocess.run(command, check=True)
    csv.unlink()
