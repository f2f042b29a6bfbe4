"""Peers that are Python packages. Run as: python_peers.py NAME KERNEL RADIUS EVENTS.bin WEST SOUTH
COLUMNS ROWS CELL SURFACE.raw; prints the seconds of the computation alone as JSON."""

import json
import sys
import time

import numpy as np


class Grid:
    def __init__(self, west, south, columns, rows, cell):
        self.west, self.south, self.cell = float(west), float(south), float(cell)
        self.columns, self.rows = int(columns), int(rows)

    def centres(self):
        """x from the west, y from the south."""
        x = self.west + (np.arange(self.columns) + 0.5) * self.cell
        y = self.south + (np.arange(self.rows) + 0.5) * self.cell
        return x, y


def libkdv(x, y, kernel, radius, grid, threads=2):
    """LIBKDV has one kernel, Epanechnikov; its bandwidth is half of the radius. compute() writes
    points as text, calls the library, and reads the cells back as text: that is its one way."""
    import pandas
    from libkdv import kdv

    events = pandas.DataFrame({"x": x - grid.west, "y": y - grid.south})
    start = time.perf_counter()
    computation = kdv(
        events,
        GPS=False,
        KDV_type="KDV",
        num_threads=threads,
        row_pixels=grid.columns,
        col_pixels=grid.rows,
        bandwidth=radius / 2,
    )
    result = computation.compute()
    seconds = time.perf_counter() - start
    surface = np.zeros((grid.rows, grid.columns))
    column = np.rint((result["x"].to_numpy() - grid.cell / 2) / grid.cell).astype(int)
    row = np.rint((result["y"].to_numpy() - grid.cell / 2) / grid.cell).astype(int)
    surface[row, column] = result["val"].to_numpy()
    return seconds, surface


def scipy_fft(x, y, kernel, radius, grid):
    """Counts per cell, convolved with the kernel sampled at cell centres."""
    from scipy.signal import fftconvolve

    start = time.perf_counter()
    edges_x = grid.west + np.arange(grid.columns + 1) * grid.cell
    edges_y = grid.south + np.arange(grid.rows + 1) * grid.cell
    counts, _, _ = np.histogram2d(y, x, bins=(edges_y, edges_x))
    reach = int(np.ceil(radius / grid.cell))
    offset = np.arange(-reach, reach + 1) * grid.cell
    u2 = (offset[:, None] ** 2 + offset[None, :] ** 2) / radius**2
    weights = np.where(u2 < 1, (1 - u2) ** (2 if kernel == "quartic" else 1), 0)
    surface = fftconvolve(counts, weights / weights.sum(), mode="same")
    return time.perf_counter() - start, surface


def kdepy(x, y, kernel, radius, grid):
    """KDEpy's FFTKDE; its bandwidth is the radius times the root of its kernel's variance."""
    from KDEpy import FFTKDE

    name = {"quartic": "biweight", "epanechnikov": "epa"}[kernel]
    shape = FFTKDE(kernel=name, bw=1.0).kernel
    start = time.perf_counter()
    centres_x, centres_y = grid.centres()
    # One ring of cells more: it wants every point inside the grid, strictly.
    wide_x = np.r_[centres_x[0] - grid.cell, centres_x, centres_x[-1] + grid.cell]
    wide_y = np.r_[centres_y[0] - grid.cell, centres_y, centres_y[-1] + grid.cell]
    places = np.stack(np.meshgrid(wide_x, wide_y, indexing="ij"), -1).reshape(-1, 2)
    made = FFTKDE(kernel=name, bw=radius * np.sqrt(shape.var), norm=2)
    values = made.fit(np.column_stack([x, y])).evaluate(places)
    seconds = time.perf_counter() - start
    return seconds, values.reshape(len(wide_x), len(wide_y)).T[1:-1, 1:-1]


def scikit_learn(x, y, kernel, radius, grid):
    """KernelDensity evaluates place by place: every 32nd row and column is, and the seconds of the
    whole grid are told as that many times more."""
    from sklearn.neighbors import KernelDensity

    step = 32
    centres_x, centres_y = grid.centres()
    rows, columns = np.arange(step // 2, grid.rows, step), np.arange(step // 2, grid.columns, step)
    places = np.stack(np.meshgrid(centres_x[columns], centres_y[rows]), -1).reshape(-1, 2)
    start = time.perf_counter()
    fitted = KernelDensity(kernel=kernel, bandwidth=radius, rtol=0).fit(np.column_stack([x, y]))
    fitting = time.perf_counter() - start
    start = time.perf_counter()
    values = np.exp(fitted.score_samples(places))
    evaluating = time.perf_counter() - start
    share = len(places) / (grid.rows * grid.columns)
    surface = np.full((grid.rows, grid.columns), np.nan)
    surface[np.ix_(rows, columns)] = values.reshape(len(rows), len(columns))
    return fitting + evaluating / share, surface


def versions():
    from importlib.metadata import PackageNotFoundError, version

    found = {}
    for package in ("libkdv", "scipy", "KDEpy", "scikit-learn", "numpy"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            pass
    return found


def main():
    name, kernel, radius, events, west, south, columns, rows, cell, path = sys.argv[1:]
    grid = Grid(west, south, columns, rows, cell)
    x, y = np.fromfile(events).reshape(2, -1)
    computes = {"libkdv": libkdv, "scipy": scipy_fft, "kdepy": kdepy, "scikit-learn": scikit_learn}
    seconds, surface = computes[name](x, y, kernel, float(radius), grid)
    surface[::-1].astype(np.float32).tofile(path)  # rows from the north
    print(json.dumps({"compute": seconds}))


if __name__ == "__main__":
    main()
