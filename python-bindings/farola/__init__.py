"""farola: where incidents concentrate, when they come back, and what goes with it.

>>> import farola
>>> density = farola.kernel_density(
...     ([440100.0, 440150.0, 440900.0], [4474100.0, 4474120.0, 4474800.0]),
...     crs="EPSG:25830", bandwidth=300, cell_size=50)
>>> density.unit
'events/km2'
>>> round(float(density.values.sum()) * 50 * 50 / 1e6, 2)  # events per km2, times km2
3.0
"""

from . import errors
from ._core import __version__
from .analyses import *  # noqa: F403
from .analyses import __all__ as _analyses
from .errors import Cancelled, DataError, FarolaError, FileError, UsageError
from .outputs import (
    LayerResult,
    NearRepeatTable,
    RasterResult,
    Reject,
    RipleyKTable,
    SpaceTimeKTable,
    TableResult,
)

__all__ = [
    "Cancelled",
    "DataError",
    "FarolaError",
    "FileError",
    "LayerResult",
    "NearRepeatTable",
    "RasterResult",
    "Reject",
    "RipleyKTable",
    "SpaceTimeKTable",
    "TableResult",
    "UsageError",
    "__version__",
    "errors",
    *_analyses,
]
