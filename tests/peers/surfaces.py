"""Reading what the peers wrote, and comparing it with farola's."""

import json
import subprocess

import numpy as np


def read_tif(path):
    """(values by row from the north, (xmin, ymin, xmax, ymax))"""
    info = json.loads(subprocess.check_output(["gdalinfo", "-json", str(path)]))
    columns, rows = info["size"]
    west, dx, _, north, _, dy = info["geoTransform"]
    raw = path.with_suffix(".raw")
    command = ["gdal_translate", "-q", "-of", "ENVI", "-ot", "Float32", "-b", "1", path, raw]
    subprocess.run([str(word) for word in command], check=True)
    values = np.fromfile(raw, dtype=np.float32).reshape(rows, columns)
    values[values == -9999] = 0  # QGIS' heatmap: no event in reach
    raw.unlink()
    return values, (west, north + rows * dy, west + columns * dx, north)


def read_raw(path, columns, rows):
    return np.fromfile(path, dtype=np.float32).reshape(rows, columns), None


def difference(ours, theirs):
    """max |a - b| / max a, after both are made to sum to 1 over the cells."""
    ours, theirs = np.nan_to_num(ours.astype(float)), np.nan_to_num(theirs.astype(float))
    ours /= ours.sum()
    theirs /= theirs.sum()
    return float(np.abs(ours - theirs).max() / ours.max())
