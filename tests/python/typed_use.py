"""Checked by mypy --strict, never run: what is right must type-check, what is wrong must not."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import farola


def good(x: np.ndarray, y: np.ndarray) -> None:
    density = farola.kernel_density((x, y), crs="EPSG:25830", bandwidth=300, cell_size=25)
    density = farola.kernel_density(Path("a.csv"), bandwidth="likelihood-cv", progress=print_it)
    values: np.ndarray = density.values
    unit: str = density.unit
    width: float = density.bounds[2] - density.bounds[0]
    density.write(Path("density.tif"), overwrite=True)
    reasons: list[str] = [reject.reason for reject in density.rejects]
    print(values, unit, width, reasons, len(density.hotspots))


def print_it(fraction: float, stage: str) -> bool | None:
    print(fraction, stage)
    return None


def bad() -> None:
    farola.kernel_density("a.csv", kernel="quartik")  # type: ignore[arg-type]
    farola.kernel_density("a.csv", 300)  # type: ignore[misc]
    farola.kernel_density("a.csv", bandwith=300)  # type: ignore[call-arg]
