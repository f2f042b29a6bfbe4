"""What an analysis gives back: rasters and layers that know their place, unit and history."""

from ._layer_result import LayerResult
from ._raster_result import RasterResult
from ._result import ProgressLike, Reject

__all__ = ["LayerResult", "ProgressLike", "RasterResult", "Reject"]
