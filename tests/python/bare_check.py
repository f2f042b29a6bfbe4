"""With NumPy alone: farola imports, computes, writes, and says what is missing. Needs no pytest."""

from __future__ import annotations

import os
import sys
import tempfile

OPTIONAL = ("geopandas", "pandas", "xarray", "matplotlib", "shapely", "pyarrow")


class NotInstalled:
    """Makes the optional packages unimportable even where Debian has them."""

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in OPTIONAL:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, NotInstalled())

import numpy as np  # noqa: E402

import farola  # noqa: E402

x = np.array([440_100.0, 440_150.0, 440_900.0])
y = np.array([4_474_100.0, 4_474_120.0, 4_474_800.0])
density = farola.kernel_density((x, y), crs="EPSG:25830", bandwidth=300, cell_size=50)
assert abs(density.values.sum(dtype=float) * 50 * 50 / 1e6 - 3) < 0.02, density
assert "<table>" in density._repr_html_() and "<img" not in density._repr_html_()
for method in (density.to_xarray, density.to_geopandas, density.plot):
    try:
        method()
    except ModuleNotFoundError as error:
        assert error.name in OPTIONAL, error
        assert f"{method.__name__}() needs {error.name}" in str(error), error
        assert f"pip install {error.name}" in str(error), error
    else:
        raise AssertionError(f"{method} worked without its package")
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "density.tif")
    density.write(path)
    assert os.path.getsize(path) > 1000
print(f"farola {farola.__version__} under {sys.version.split()[0]}, NumPy {np.__version__}: passed")
