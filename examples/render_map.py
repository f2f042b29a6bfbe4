#!/usr/bin/env python3
"""Draws a density GeoTIFF, and hot spots and streets over it, as a PNG.

    python3 examples/render_map.py density.tif map.png [--hotspots hotspots.gpkg]
                                   [--streets villa_farola.gpkg] [--title TEXT]

Needs Debian's python3-gdal, python3-numpy and python3-matplotlib.
"""

import argparse

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import LineCollection
from osgeo import gdal, ogr, osr

gdal.UseExceptions()
ogr.UseExceptions()


def lines_of(path, layer, reference):
    """The outlines or lines of a layer as arrays of points, moved into `reference`."""
    source = ogr.Open(path)
    features = source.GetLayerByName(layer) if layer else source.GetLayer(0)
    own = features.GetSpatialRef()
    own.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    move = osr.CoordinateTransformation(own, reference)
    found = []
    for feature in features:
        shape = feature.GetGeometryRef()
        if shape is None:
            continue
        shape.Transform(move)
        parts = [shape]
        while parts:
            part = parts.pop()
            if part.GetGeometryCount():
                parts.extend(part.GetGeometryRef(i) for i in range(part.GetGeometryCount()))
            elif part.GetPointCount():
                found.append((feature.Clone(), np.array(part.GetPoints())[:, :2]))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("density")
    parser.add_argument("picture")
    parser.add_argument("--hotspots")
    parser.add_argument("--streets")
    parser.add_argument("--title", default="")
    options = parser.parse_args()

    raster = gdal.Open(options.density)
    band = raster.GetRasterBand(1)
    values = band.ReadAsArray().astype(float)
    values[~np.isfinite(values)] = np.nan
    x0, cell, _, y0, _, _ = raster.GetGeoTransform()
    west, north = x0 / 1000, y0 / 1000
    extent = (0, values.shape[1] * cell / 1000, -values.shape[0] * cell / 1000, 0)
    reference = raster.GetSpatialRef()
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)

    figure, axes = plt.subplots(figsize=(10, 8.2 * values.shape[0] / values.shape[1] + 0.5), dpi=110)
    if options.streets:
        streets = [line / 1000 - (west, north) for _, line in lines_of(options.streets, "streets", reference)]
        axes.add_collection(LineCollection(streets, colors="#303030", linewidths=0.4, alpha=0.35,
                                           zorder=3))
    shown = np.ma.masked_where(~(values > 0), values)
    image = axes.imshow(shown, extent=extent, cmap="inferno_r", alpha=0.8, zorder=2)
    if options.hotspots:
        spots = lines_of(options.hotspots, None, reference)
        axes.add_collection(LineCollection([line / 1000 - (west, north) for _, line in spots],
                                           colors="#0b3d91", linewidths=1.6, zorder=4))
        named = set()
        for feature, line in spots:
            rank = feature.GetField("rank")
            if rank in named or rank > 9:
                continue
            named.add(rank)
            at = line.max(axis=0) / 1000 - (west, north)
            axes.annotate(str(rank), at, color="#0b3d91", fontsize=10, weight="bold", zorder=5)
    axes.set_xlim(extent[0], extent[1])
    axes.set_ylim(extent[2], extent[3])
    axes.set_xlabel("km")
    axes.set_ylabel("km")
    axes.set_title(options.title)
    bar = figure.colorbar(image, ax=axes, shrink=0.75)
    bar.set_label(f"{band.GetDescription()} ({band.GetUnitType()})")
    figure.tight_layout()
    figure.savefig(options.picture)
    print(options.picture)


if __name__ == "__main__":
    main()
