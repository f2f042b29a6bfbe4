"""What an analysis gives back: rasters, layers and tables that know their unit and history."""

from ._curve_results import RipleyKTable, SpaceTimeKTable
from ._layer_result import LayerResult
from ._raster_result import RasterResult
from ._result import ProgressLike, Reject
from ._table_result import NearRepeatTable, TableResult

__all__ = [
    "LayerResult",
    "NearRepeatTable",
    "ProgressLike",
    "RasterResult",
    "Reject",
    "RipleyKTable",
    "SpaceTimeKTable",
    "TableResult",
]
