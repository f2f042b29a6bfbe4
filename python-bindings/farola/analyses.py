"""The analyses, one function each, as the catalogue of the engine describes them.

Inputs come first, options are keyword-only; an option left at its default is chosen by the rule its
description states. ``x``, ``y``, ``time``, ``until``, ``weight`` and ``kind`` name columns, or are
the values themselves when the events are in memory. ``progress=True`` draws a bar on stderr;
``progress=callable`` is called with a fraction and a stage, at most fifty times a second, and stops
the run by returning ``False``.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, Union

import numpy as np

from . import _run
from .inputs import EventsLike, FactorsLike, FeaturesLike, StreetsLike, StudyAreaLike
from .outputs import (
    LayerResult,
    NearRepeatTable,
    ProgressLike,
    RasterResult,
    RipleyKTable,
    SpaceTimeKTable,
    TableResult,
)

if TYPE_CHECKING:
    import xarray

CrsLike = Union[str, int, Any]
FieldLike = Union[str, Sequence[Any], "np.ndarray", Any]
PathLike = Union[str, "os.PathLike[str]"]
RasterLike = Union[str, "os.PathLike[str]", RasterResult, "xarray.DataArray"]
TimeLike = Union[str, dt.date, "np.datetime64"]

# All below is made by tools/write_analyses.py from the catalogue: change that.

BandwidthRule = Literal[
    "scott",
    "silverman",
    "likelihood-cv",
    "least-squares-cv",
    "diggle",
    "cronie-van-lieshout",
    "mean-nearest-neighbour",
]
Ties = Literal["automatic", "as-published", "leave-place-out"]
Kernel = Literal["uniform", "triangular", "epanechnikov", "quartic", "triweight", "gaussian"]
EdgeCorrection = Literal["none", "uniform", "uniform-at-point"]
Method = Literal["automatic", "exact", "fft"]
Adaptive = Literal["none", "abramson", "k-nearest"]
Units = Literal["events/km2", "probability", "expected-per-cell"]
Measure = Literal["ratio", "log-ratio", "difference"]
TimeUnit = Literal["days", "hours"]
Closed = Literal["left", "right"]
OpenBands = Literal["none", "distance", "time", "both"]
DistanceMetric = Literal["euclidean", "manhattan", "network"]
Moment = Literal["midpoint", "earliest", "latest", "random"]
Correction = Literal["max-z", "fdr"]
Parent = Literal["latest", "nearest"]
Weighting = Literal["half-life", "promap", "knox"]
Strata = Literal["none", "month"]
DistanceDecay = Literal["gaussian", "exponential"]
PairCorrection = Literal["none", "isotropic", "translate", "border"]
TimeEdgeCorrection = Literal["none", "both-sides"]
SpaceTimeClustersMethod = Literal["scan", "st-dbscan"]
SpaceTimeClustersDistanceMetric = Literal["euclidean", "manhattan"]
Windows = Literal["all", "current"]
Transform = Literal["none", "reciprocal"]
Model = Literal["aggravating", "protective"]
FoldOrder = Literal["turn", "random"]
Penalty = Literal["1se", "min"]

__all__ = [
    "kernel_density",
    "hotspot_polygons",
    "relative_risk",
    "population_rate",
    "space_time_density",
    "near_repeat",
    "near_repeat_events",
    "near_repeat_risk",
    "self_exciting",
    "ripley_k",
    "space_time_k",
    "space_time_clusters",
    "mantel",
    "jacquez",
    "proximity",
    "land_use_mix",
    "risk_terrain",
    "prediction_accuracy",
]


def kernel_density(
    events: EventsLike,
    *,
    bandwidth: float | BandwidthRule | None = None,
    ties: Ties = "automatic",
    kernel: Kernel = "quartic",
    edge_correction: EdgeCorrection = "none",
    method: Method = "automatic",
    adaptive: Adaptive = "none",
    neighbours: int = 15,
    percentile: float | None = None,
    mean_plus_sd: float | None = None,
    share: float | None = None,
    minimum_area: float = 0.0,
    units: Units = "events/km2",
    period: float | None = None,
    cell_size: float | None = None,
    extent: Sequence[float] | None = None,
    layer: str | None = None,
    where: str | None = None,
    x: FieldLike | None = None,
    y: FieldLike | None = None,
    crs: CrsLike | None = None,
    time: FieldLike | None = None,
    until: FieldLike | None = None,
    time_format: str | None = None,
    time_zone: str | None = None,
    weight: FieldLike | None = None,
    kind: FieldLike | None = None,
    deduplicate: FieldLike | None = None,
    allow_remote: bool = False,
    since: TimeLike | None = None,
    before: TimeLike | None = None,
    hours: str | None = None,
    weekdays: str | None = None,
    study_area: StudyAreaLike | None = None,
    study_area_layer: str | None = None,
    target_crs: CrsLike = "auto",
    seed: int = 1,
    threads: int = 0,
    memory: float | None = None,
    progress: ProgressLike = None,
) -> RasterResult:
    """A map of how densely events lie, as a GeoTIFF, and the hot spots in it.

    Each event spreads its weight over its neighbourhood, the bandwidth, by a kernel that integrates
    to 1; a cell holds the sum at its centre. In events/km2 the map integrates to the total weight.

    It says where events were recorded, not where people are at risk: more people, more reports and
    more patrols make more events. Divide by a population with population-rate, or compare with
    other events with relative-risk. It sees no barrier: a river or a motorway does not stop a
    kernel. The bandwidth decides what you see; try another before you trust a spot.

    Parameters
    ----------
    events
        CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or PG: connection with the events. Or in
        memory: a GeoDataFrame, an Arrow table, columns, (x, y); see farola.inputs.
    bandwidth : m
        radius beyond which an event does not count (gaussian: the standard deviation), in metres,
        or the rule that chooses it from the events. Default: a thirtieth of the shorter side of the
        events' box.
    ties
        how likelihood-cv, least-squares-cv and diggle take events at one place: automatic leaves a
        place out as a whole when more than one event in twenty shares its place.
    kernel
        how an event's weight falls with distance.
    edge_correction
        make up for kernel mass lost outside the study area: uniform divides at each cell,
        uniform-at-point at each event (keeps the total).
    method
        exact sums, sums by Fourier transform, or the faster of those whose error is at most a
        millionth of the peak.
    adaptive
        give each event its own bandwidth: abramson narrows it where events are dense (the bandwidth
        is the geometric mean), k-nearest takes the distance to the k-th neighbour.
    neighbours
        k of adaptive k-nearest.
    percentile : %
        hot spots are the cells above this percentile of the cells with a density. Default: 95, when
        no other rule is given.
    mean_plus_sd
        or the cells above the mean plus this many standard deviations.
    share : %
        or the fewest cells that hold this share of the events.
    minimum_area : m2
        leave out hot spots smaller than this.
    units
        what a cell holds: events per square kilometre, a probability density, or the events
        expected in the cell.
    period : years
        years that the events cover; the map is then a rate a year.
    cell_size : m
        side of a cell. Default: a round length: about 500 cells on the shorter side, and fine
        enough for the bandwidth.
    extent : m
        xmin ymin xmax ymax in the target CRS; the grid starts at its upper left corner. Default:
        the study area, or the events and the reach of the kernel.
    layer
        layer to read, when the source has several (of a path; in memory, choose the rows yourself).
    where
        attribute filter, one SQL WHERE expression (of a path; in memory, choose the rows yourself).
    x
        CSV column of the easting or longitude. Default: found by its name.
    y
        CSV column of the northing or latitude. Default: found by its name.
    crs
        CRS of the coordinates, over what the source says. Default: the source's own; EPSG:4326 for
        CSV columns named and valued as degrees.
    time
        field with the time, or the start of the interval. Default: found by its name, if there is
        one.
    until
        field with the end of the interval.
    time_format
        iso, mdy (7/19/2017), dmy (19/7/2017) or a pattern such as %Y%m%d. Default: found from the
        values.
    time_zone
        IANA zone that times with an offset are moved to.
    weight
        field with the weight of each event. Default: every event weighs 1.
    kind
        field with the kind of each event.
    deduplicate
        field that identifies an event; later rows with a value seen before are rejected (of a path;
        in memory, choose the rows yourself). Default: every row is kept.
    allow_remote
        let inputs be URLs, network sources or virtual files (VRT).
    since
        keep events from this time on.
    before
        keep events before this time.
    hours
        keep events of these hours; 20-4 is 20:00 to 03:59.
    weekdays
        keep events of these days of the week.
    study_area
        polygons of the area studied; events outside are rejected, cells outside are no data. A
        path, a GeoDataFrame or GeoSeries, or (geometry, crs).
    study_area_layer
        layer of the study area, when the source has several.
    target_crs
        projected CRS in metres in which the analysis is done. Default: the events' own where it is
        in true metres, else their UTM zone.
    seed
        seed of the random numbers; same seed, same result.
    threads
        threads to use, 0 for all; the result is the same.
    memory : GB
        memory that rasters may take; larger ones are written strip by strip, or refused. Default:
        half of what the machine has.
    progress
        True for a bar, or callable(fraction, stage).

    Returns
    -------
    RasterResult
        values by row and column, row 0 the northernmost, float32, NaN is no data; with unit, CRS,
        report and the rows that were rejected. write() makes the GeoTIFF.

    Raises
    ------
    UsageError
        an argument is wrong; parameter names it.
    DataError
        the data cannot give a result; rejects lists the rows.
    FileError
        a file cannot be opened.
    Cancelled
        Ctrl-C, or progress returned False.

    Formula, edge cases and sources: docs/analyses/kernel-density.md.
    """
    return _run.raster("kernel-density", locals())


def hotspot_polygons(
    density: RasterLike,
    events: EventsLike,
    *,
    percentile: float | None = None,
    mean_plus_sd: float | None = None,
    share: float | None = None,
    minimum_area: float = 0.0,
    layer: str | None = None,
    where: str | None = None,
    x: FieldLike | None = None,
    y: FieldLike | None = None,
    crs: CrsLike | None = None,
    time: FieldLike | None = None,
    until: FieldLike | None = None,
    time_format: str | None = None,
    time_zone: str | None = None,
    weight: FieldLike | None = None,
    kind: FieldLike | None = None,
    deduplicate: FieldLike | None = None,
    allow_remote: bool = False,
    since: TimeLike | None = None,
    before: TimeLike | None = None,
    hours: str | None = None,
    weekdays: str | None = None,
    study_area: StudyAreaLike | None = None,
    study_area_layer: str | None = None,
    target_crs: CrsLike = "auto",
    seed: int = 1,
    threads: int = 0,
    memory: float | None = None,
    progress: ProgressLike = None,
) -> LayerResult:
    """The areas where a density raster is high, ranked by the events they hold.

    Neighbouring cells above a threshold become one polygon, outlined along cell edges. Each has its
    rank, area, events, density, share of events and of area, and the prediction accuracy index (the
    one over the other). The raster may come from kernel-density, space-time-density or another
    program; it must be in metres.

    The threshold decides what is hot: the same city has few or many hot spots as you choose. With
    the events that made the raster, the index tells concentration; only later events tell whether
    the map predicts.

    Parameters
    ----------
    density
        density GeoTIFF, in a CRS in metres. A path, a result of farola, or a DataArray of xarray.
    events
        CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or PG: connection with the events to count.
        Or in memory: a GeoDataFrame, an Arrow table, columns, (x, y); see farola.inputs.
    percentile : %
        hot spots are the cells above this percentile of the cells with a density. Default: 95, when
        no other rule is given.
    mean_plus_sd
        or the cells above the mean plus this many standard deviations.
    share : %
        or the fewest cells that hold this share of the events.
    minimum_area : m2
        leave out hot spots smaller than this.
    layer
        layer to read, when the source has several (of a path; in memory, choose the rows yourself).
    where
        attribute filter, one SQL WHERE expression (of a path; in memory, choose the rows yourself).
    x
        CSV column of the easting or longitude. Default: found by its name.
    y
        CSV column of the northing or latitude. Default: found by its name.
    crs
        CRS of the coordinates, over what the source says. Default: the source's own; EPSG:4326 for
        CSV columns named and valued as degrees.
    time
        field with the time, or the start of the interval. Default: found by its name, if there is
        one.
    until
        field with the end of the interval.
    time_format
        iso, mdy (7/19/2017), dmy (19/7/2017) or a pattern such as %Y%m%d. Default: found from the
        values.
    time_zone
        IANA zone that times with an offset are moved to.
    weight
        field with the weight of each event. Default: every event weighs 1.
    kind
        field with the kind of each event.
    deduplicate
        field that identifies an event; later rows with a value seen before are rejected (of a path;
        in memory, choose the rows yourself). Default: every row is kept.
    allow_remote
        let inputs be URLs, network sources or virtual files (VRT).
    since
        keep events from this time on.
    before
        keep events before this time.
    hours
        keep events of these hours; 20-4 is 20:00 to 03:59.
    weekdays
        keep events of these days of the week.
    study_area
        polygons of the area studied; events outside are rejected, cells outside are no data. A
        path, a GeoDataFrame or GeoSeries, or (geometry, crs).
    study_area_layer
        layer of the study area, when the source has several.
    target_crs
        projected CRS in metres in which the analysis is done. Default: the events' own where it is
        in true metres, else their UTM zone.
    seed
        seed of the random numbers; same seed, same result.
    threads
        threads to use, 0 for all; the result is the same.
    memory : GB
        memory that rasters may take; larger ones are written strip by strip, or refused. Default:
        half of what the machine has.
    progress
        True for a bar, or callable(fraction, stage).

    Returns
    -------
    LayerResult
        polygons with their columns, CRS, report and the rows that were rejected. write() makes the
        GeoPackage.

    Raises
    ------
    UsageError
        an argument is wrong; parameter names it.
    DataError
        the data cannot give a result; rejects lists the rows.
    FileError
        a file cannot be opened.
    Cancelled
        Ctrl-C, or progress returned False.

    Formula, edge cases and sources: docs/analyses/hotspot-polygons.md.
    """
    return _run.layer("hotspot-polygons", locals())


def relative_risk(
    cases: EventsLike,
    controls: EventsLike,
    *,
    measure: Measure = "log-ratio",
    permutations: int = 0,
    level: float = 0.05,
    bandwidth: float | BandwidthRule | None = None,
    ties: Ties = "automatic",
    kernel: Kernel = "quartic",
    edge_correction: EdgeCorrection = "none",
    method: Method = "automatic",
    cell_size: float | None = None,
    extent: Sequence[float] | None = None,
    layer: str | None = None,
    where: str | None = None,
    x: FieldLike | None = None,
    y: FieldLike | None = None,
    crs: CrsLike | None = None,
    time: FieldLike | None = None,
    until: FieldLike | None = None,
    time_format: str | None = None,
    time_zone: str | None = None,
    weight: FieldLike | None = None,
    kind: FieldLike | None = None,
    deduplicate: FieldLike | None = None,
    allow_remote: bool = False,
    since: TimeLike | None = None,
    before: TimeLike | None = None,
    hours: str | None = None,
    weekdays: str | None = None,
    study_area: StudyAreaLike | None = None,
    study_area_layer: str | None = None,
    target_crs: CrsLike = "auto",
    controls_layer: str | None = None,
    controls_where: str | None = None,
    controls_crs: CrsLike | None = None,
    controls_weight: FieldLike | None = None,
    seed: int = 1,
    threads: int = 0,
    memory: float | None = None,
    progress: ProgressLike = None,
) -> RasterResult:
    """Where one set of events is more concentrated than another, and where beyond chance.

    Cases (burglaries) and controls (all crimes, homes, addresses) are each smoothed into a density
    that integrates to 1, with the same kernel and bandwidth; a cell holds their ratio, its
    logarithm or their difference. With --permutations, labels are dealt anew and each cell gets the
    p-values of more and of fewer cases.

    It compares shares, not counts: twice as many cases everywhere change nothing. The p-values are
    pointwise: one cell in twenty lies below 0.05 by chance alone. Where controls are few the ratio
    is unsteady; look at the controls too.

    Parameters
    ----------
    cases
        events whose concentration is asked for: CSV, GeoPackage …. Or in memory: a GeoDataFrame, an
        Arrow table, columns, (x, y); see farola.inputs.
    controls
        events they are compared with: CSV, GeoPackage …. Or in memory: a GeoDataFrame, an Arrow
        table, columns, (x, y); see farola.inputs.
    measure
        how the densities of cases and controls, each integrating to 1, are compared.
    permutations
        times that cases and controls are dealt anew to find what chance would give; two more bands
        hold the p-values.
    level
        p-value that bounds those areas.
    bandwidth : m
        radius beyond which an event does not count (gaussian: the standard deviation), in metres,
        or the rule that chooses it from the events. Default: a thirtieth of the shorter side of the
        events' box.
    ties
        how likelihood-cv, least-squares-cv and diggle take events at one place: automatic leaves a
        place out as a whole when more than one event in twenty shares its place.
    kernel
        how an event's weight falls with distance.
    edge_correction
        make up for kernel mass lost outside the study area: uniform divides at each cell,
        uniform-at-point at each event (keeps the total).
    method
        exact sums, sums by Fourier transform, or the faster of those whose error is at most a
        millionth of the peak.
    cell_size : m
        side of a cell. Default: a round length: about 500 cells on the shorter side, and fine
        enough for the bandwidth.
    extent : m
        xmin ymin xmax ymax in the target CRS; the grid starts at its upper left corner. Default:
        the study area, or the events and the reach of the kernel.
    layer
        layer to read, when the source has several (of a path; in memory, choose the rows yourself).
    where
        attribute filter, one SQL WHERE expression (of a path; in memory, choose the rows yourself).
    x
        CSV column of the easting or longitude. Default: found by its name.
    y
        CSV column of the northing or latitude. Default: found by its name.
    crs
        CRS of the coordinates, over what the source says. Default: the source's own; EPSG:4326 for
        CSV columns named and valued as degrees.
    time
        field with the time, or the start of the interval. Default: found by its name, if there is
        one.
    until
        field with the end of the interval.
    time_format
        iso, mdy (7/19/2017), dmy (19/7/2017) or a pattern such as %Y%m%d. Default: found from the
        values.
    time_zone
        IANA zone that times with an offset are moved to.
    weight
        field with the weight of each event. Default: every event weighs 1.
    kind
        field with the kind of each event.
    deduplicate
        field that identifies an event; later rows with a value seen before are rejected (of a path;
        in memory, choose the rows yourself). Default: every row is kept.
    allow_remote
        let inputs be URLs, network sources or virtual files (VRT).
    since
        keep events from this time on.
    before
        keep events before this time.
    hours
        keep events of these hours; 20-4 is 20:00 to 03:59.
    weekdays
        keep events of these days of the week.
    study_area
        polygons of the area studied; events outside are rejected, cells outside are no data. A
        path, a GeoDataFrame or GeoSeries, or (geometry, crs).
    study_area_layer
        layer of the study area, when the source has several.
    target_crs
        projected CRS in metres in which the analysis is done. Default: the events' own where it is
        in true metres, else their UTM zone.
    controls_layer
        layer of the controls. Default: --layer.
    controls_where
        attribute filter of the controls. Default: --where.
    controls_crs
        CRS of the controls. Default: --crs.
    controls_weight
        field with the weight of each of the controls. Default: --weight.
    seed
        seed of the random numbers; same seed, same result.
    threads
        threads to use, 0 for all; the result is the same.
    memory : GB
        memory that rasters may take; larger ones are written strip by strip, or refused. Default:
        half of what the machine has.
    progress
        True for a bar, or callable(fraction, stage).

    Returns
    -------
    RasterResult
        values by row and column, row 0 the northernmost, float32, NaN is no data; with unit, CRS,
        report and the rows that were rejected. write() makes the GeoTIFF.

    Raises
    ------
    UsageError
        an argument is wrong; parameter names it.
    DataError
        the data cannot give a result; rejects lists the rows.
    FileError
        a file cannot be opened.
    Cancelled
        Ctrl-C, or progress returned False.

    Formula, edge cases and sources: docs/analyses/relative-risk.md.
    """
    return _run.raster("relative-risk", locals())


def population_rate(
    events: EventsLike,
    population: EventsLike | RasterLike,
    *,
    per_people: float = 1000.0,
    minimum_population: float = 100.0,
    period: float | None = None,
    bandwidth: float | BandwidthRule | None = None,
    ties: Ties = "automatic",
    kernel: Kernel = "quartic",
    edge_correction: EdgeCorrection = "none",
    method: Method = "automatic",
    cell_size: float | None = None,
    extent: Sequence[float] | None = None,
    layer: str | None = None,
    where: str | None = None,
    x: FieldLike | None = None,
    y: FieldLike | None = None,
    crs: CrsLike | None = None,
    time: FieldLike | None = None,
    until: FieldLike | None = None,
    time_format: str | None = None,
    time_zone: str | None = None,
    weight: FieldLike | None = None,
    kind: FieldLike | None = None,
    deduplicate: FieldLike | None = None,
    allow_remote: bool = False,
    since: TimeLike | None = None,
    before: TimeLike | None = None,
    hours: str | None = None,
    weekdays: str | None = None,
    study_area: StudyAreaLike | None = None,
    study_area_layer: str | None = None,
    target_crs: CrsLike = "auto",
    population_layer: str | None = None,
    population_where: str | None = None,
    population_crs: CrsLike | None = None,
    population_weight: FieldLike | None = None,
    seed: int = 1,
    threads: int = 0,
    memory: float | None = None,
    progress: ProgressLike = None,
) -> RasterResult:
    """Events for every 1,000 people, smoothed, as a GeoTIFF.

    The density of events over the density of people, both smoothed by the same kernel and
    bandwidth. People come as points with a weight (census blocks; name the field with
    --population-weight) or as a raster of people in each cell: counts, not densities. The second
    band is the smoothed population.

    Residents are not who is exposed: by day and by night a centre holds many more people than live
    there, so its rate looks higher than the risk is. Cells with few people get no rate.

    Parameters
    ----------
    events
        CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or PG: connection with the events. Or in
        memory: a GeoDataFrame, an Arrow table, columns, (x, y); see farola.inputs.
    population
        people: points with a weight, or a raster of people in each cell. Or in memory: events, a
        result of farola, a DataArray of xarray.
    per_people : people
        people that the rate is for.
    minimum_population : people/km2
        no rate where fewer people live to the square kilometre: one event would make a peak.
    period : years
        years that the events cover; the map is then a rate a year.
    bandwidth : m
        radius beyond which an event does not count (gaussian: the standard deviation), in metres,
        or the rule that chooses it from the events. Default: a thirtieth of the shorter side of the
        events' box.
    ties
        how likelihood-cv, least-squares-cv and diggle take events at one place: automatic leaves a
        place out as a whole when more than one event in twenty shares its place.
    kernel
        how an event's weight falls with distance.
    edge_correction
        make up for kernel mass lost outside the study area: uniform divides at each cell,
        uniform-at-point at each event (keeps the total).
    method
        exact sums, sums by Fourier transform, or the faster of those whose error is at most a
        millionth of the peak.
    cell_size : m
        side of a cell. Default: a round length: about 500 cells on the shorter side, and fine
        enough for the bandwidth.
    extent : m
        xmin ymin xmax ymax in the target CRS; the grid starts at its upper left corner. Default:
        the study area, or the events and the reach of the kernel.
    layer
        layer to read, when the source has several (of a path; in memory, choose the rows yourself).
    where
        attribute filter, one SQL WHERE expression (of a path; in memory, choose the rows yourself).
    x
        CSV column of the easting or longitude. Default: found by its name.
    y
        CSV column of the northing or latitude. Default: found by its name.
    crs
        CRS of the coordinates, over what the source says. Default: the source's own; EPSG:4326 for
        CSV columns named and valued as degrees.
    time
        field with the time, or the start of the interval. Default: found by its name, if there is
        one.
    until
        field with the end of the interval.
    time_format
        iso, mdy (7/19/2017), dmy (19/7/2017) or a pattern such as %Y%m%d. Default: found from the
        values.
    time_zone
        IANA zone that times with an offset are moved to.
    weight
        field with the weight of each event. Default: every event weighs 1.
    kind
        field with the kind of each event.
    deduplicate
        field that identifies an event; later rows with a value seen before are rejected (of a path;
        in memory, choose the rows yourself). Default: every row is kept.
    allow_remote
        let inputs be URLs, network sources or virtual files (VRT).
    since
        keep events from this time on.
    before
        keep events before this time.
    hours
        keep events of these hours; 20-4 is 20:00 to 03:59.
    weekdays
        keep events of these days of the week.
    study_area
        polygons of the area studied; events outside are rejected, cells outside are no data. A
        path, a GeoDataFrame or GeoSeries, or (geometry, crs).
    study_area_layer
        layer of the study area, when the source has several.
    target_crs
        projected CRS in metres in which the analysis is done. Default: the events' own where it is
        in true metres, else their UTM zone.
    population_layer
        layer of the population. Default: --layer.
    population_where
        attribute filter of the population. Default: --where.
    population_crs
        CRS of the population. Default: --crs.
    population_weight
        field with the weight of each of the population. Default: --weight.
    seed
        seed of the random numbers; same seed, same result.
    threads
        threads to use, 0 for all; the result is the same.
    memory : GB
        memory that rasters may take; larger ones are written strip by strip, or refused. Default:
        half of what the machine has.
    progress
        True for a bar, or callable(fraction, stage).

    Returns
    -------
    RasterResult
        values by row and column, row 0 the northernmost, float32, NaN is no data; with unit, CRS,
        report and the rows that were rejected. write() makes the GeoTIFF.

    Raises
    ------
    UsageError
        an argument is wrong; parameter names it.
    DataError
        the data cannot give a result; rejects lists the rows.
    FileError
        a file cannot be opened.
    Cancelled
        Ctrl-C, or progress returned False.

    Formula, edge cases and sources: docs/analyses/population-rate.md.
    """
    return _run.raster("population-rate", locals())


def space_time_density(
    events: EventsLike,
    *,
    now: TimeLike | None = None,
    half_life: float | None = None,
    window: float | None = None,
    units: Units = "events/km2",
    bandwidth: float | BandwidthRule | None = None,
    ties: Ties = "automatic",
    kernel: Kernel = "quartic",
    edge_correction: EdgeCorrection = "none",
    method: Method = "automatic",
    adaptive: Adaptive = "none",
    neighbours: int = 15,
    cell_size: float | None = None,
    extent: Sequence[float] | None = None,
    layer: str | None = None,
    where: str | None = None,
    x: FieldLike | None = None,
    y: FieldLike | None = None,
    crs: CrsLike | None = None,
    time: FieldLike | None = None,
    until: FieldLike | None = None,
    time_format: str | None = None,
    time_zone: str | None = None,
    weight: FieldLike | None = None,
    kind: FieldLike | None = None,
    deduplicate: FieldLike | None = None,
    allow_remote: bool = False,
    since: TimeLike | None = None,
    before: TimeLike | None = None,
    hours: str | None = None,
    weekdays: str | None = None,
    study_area: StudyAreaLike | None = None,
    study_area_layer: str | None = None,
    target_crs: CrsLike = "auto",
    seed: int = 1,
    threads: int = 0,
    memory: float | None = None,
    progress: ProgressLike = None,
) -> RasterResult:
    """Where events are to be expected now, recent ones counting most, as a GeoTIFF.

    A kernel density in which an event's weight fades with its age: by half after each half-life, or
    all alike within a window of days. A steady rate of events gives that rate, in events for each
    square kilometre and day.

    It carries the recent past forward and knows nothing else: no season, no weekday, no cause.
    Compare its hits with those of the plain density over the same days before you plan by it.

    Parameters
    ----------
    events
        CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or PG: connection with the events and their
        times. Or in memory: a GeoDataFrame, an Arrow table, columns, (x, y); see farola.inputs.
    now
        moment that is looked at; later events are left out. Default: the time of the last event.
    half_life : days
        days after which an event counts half. Default: 30, when no window is given.
    window : days
        or the days back that count, all alike.
    units
        what a cell holds: events per square kilometre, a probability density, or the events
        expected in the cell.
    bandwidth : m
        radius beyond which an event does not count (gaussian: the standard deviation), in metres,
        or the rule that chooses it from the events. Default: a thirtieth of the shorter side of the
        events' box.
    ties
        how likelihood-cv, least-squares-cv and diggle take events at one place: automatic leaves a
        place out as a whole when more than one event in twenty shares its place.
    kernel
        how an event's weight falls with distance.
    edge_correction
        make up for kernel mass lost outside the study area: uniform divides at each cell,
        uniform-at-point at each event (keeps the total).
    method
        exact sums, sums by Fourier transform, or the faster of those whose error is at most a
        millionth of the peak.
    adaptive
        give each event its own bandwidth: abramson narrows it where events are dense (the bandwidth
        is the geometric mean), k-nearest takes the distance to the k-th neighbour.
    neighbours
        k of adaptive k-nearest.
    cell_size : m
        side of a cell. Default: a round length: about 500 cells on the shorter side, and fine
        enough for the bandwidth.
    extent : m
        xmin ymin xmax ymax in the target CRS; the grid starts at its upper left corner. Default:
        the study area, or the events and the reach of the kernel.
    layer
        layer to read, when the source has several (of a path; in memory, choose the rows yourself).
    where
        attribute filter, one SQL WHERE expression (of a path; in memory, choose the rows yourself).
    x
        CSV column of the easting or longitude. Default: found by its name.
    y
        CSV column of the northing or latitude. Default: found by its name.
    crs
        CRS of the coordinates, over what the source says. Default: the source's own; EPSG:4326 for
        CSV columns named and valued as degrees.
    time
        field with the time, or the start of the interval. Default: found by its name, if there is
        one.
    until
        field with the end of the interval.
    time_format
        iso, mdy (7/19/2017), dmy (19/7/2017) or a pattern such as %Y%m%d. Default: found from the
        values.
    time_zone
        IANA zone that times with an offset are moved to.
    weight
        field with the weight of each event. Default: every event weighs 1.
    kind
        field with the kind of each event.
    deduplicate
        field that identifies an event; later rows with a value seen before are rejected (of a path;
        in memory, choose the rows yourself). Default: every row is kept.
    allow_remote
        let inputs be URLs, network sources or virtual files (VRT).
    since
        keep events from this time on.
    before
        keep events before this time.
    hours
        keep events of these hours; 20-4 is 20:00 to 03:59.
    weekdays
        keep events of these days of the week.
    study_area
        polygons of the area studied; events outside are rejected, cells outside are no data. A
        path, a GeoDataFrame or GeoSeries, or (geometry, crs).
    study_area_layer
        layer of the study area, when the source has several.
    target_crs
        projected CRS in metres in which the analysis is done. Default: the events' own where it is
        in true metres, else their UTM zone.
    seed
        seed of the random numbers; same seed, same result.
    threads
        threads to use, 0 for all; the result is the same.
    memory : GB
        memory that rasters may take; larger ones are written strip by strip, or refused. Default:
        half of what the machine has.
    progress
        True for a bar, or callable(fraction, stage).

    Returns
    -------
    RasterResult
        values by row and column, row 0 the northernmost, float32, NaN is no data; with unit, CRS,
        report and the rows that were rejected. write() makes the GeoTIFF.

    Raises
    ------
    UsageError
        an argument is wrong; parameter names it.
    DataError
        the data cannot give a result; rejects lists the rows.
    FileError
        a file cannot be opened.
    Cancelled
        Ctrl-C, or progress returned False.

    Formula, edge cases and sources: docs/analyses/space-time-density.md.
    """
    return _run.raster("space-time-density", locals())


def near_repeat(
    events: EventsLike,
    *,
    distance_bands: str | Sequence[float] | None = None,
    time_bands: str | Sequence[float] | None = None,
    time_unit: TimeUnit = "days",
    closed: Closed = "left",
    include_ends: bool = False,
    open_bands: OpenBands = "none",
    same_place: float | None = None,
    distance_metric: DistanceMetric = "euclidean",
    snap: float | None = None,
    moment: Moment = "midpoint",
    streets: StreetsLike | None = None,
    streets_layer: str | None = None,
    streets_where: str | None = None,
    streets_crs: CrsLike | None = None,
    street_distance: float = 100.0,
    street_tolerance: float = 0.1,
    join_crossings: bool = False,
    permutations: int = 999,
    correction: Correction = "max-z",
    strata: str = "none",
    first_kind: str | None = None,
    second_kind: str | None = None,
    layer: str | None = None,
    where: str | None = None,
    x: FieldLike | None = None,
    y: FieldLike | None = None,
    crs: CrsLike | None = None,
    time: FieldLike | None = None,
    until: FieldLike | None = None,
    time_format: str | None = None,
    time_zone: str | None = None,
    weight: FieldLike | None = None,
    kind: FieldLike | None = None,
    deduplicate: FieldLike | None = None,
    allow_remote: bool = False,
    since: TimeLike | None = None,
    before: TimeLike | None = None,
    hours: str | None = None,
    weekdays: str | None = None,
    study_area: StudyAreaLike | None = None,
    study_area_layer: str | None = None,
    target_crs: CrsLike = "auto",
    seed: int = 1,
    threads: int = 0,
    memory: float | None = None,
    progress: ProgressLike = None,
) -> NearRepeatTable:
    """Whether crime comes back to the same place and nearby, how soon and how far: the Knox table.

    Each pair of events is counted by how far apart they are and how many days lie between them, and
    held against what chance would give if time had nothing to do with place: mean and standard
    deviation exactly, p-values by shuffling the times. A ratio of 1.8 in [0,200) m and [0,7) days
    says that a second event within 200 m and a week comes 1.8 times as often as by chance.

    It says that events follow each other, not why, and names no address and no person. A season or
    a new neighbourhood makes such pairs too: shuffle within months (--strata month) before you
    trust a ratio. Addresses rounded to the block make repeats of what were neighbours. One cell in
    twenty lies below p = 0.05 by chance; p_adjusted allows for that.

    Parameters
    ----------
    events
        CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or PG: connection with the events and their
        times. Or in memory: a GeoDataFrame, an Arrow table, columns, (x, y); see farola.inputs.
    distance_bands : m
        edges of the distance bands, or width x count. Default: 200x5: five bands of 200 m.
    time_bands
        edges of the time bands, or width x count, in time_unit. Default: 7x6 days, or 6x8 hours.
    time_unit
        unit of the time bands.
    closed
        which end belongs to a band: left is [a,b), right is (a,b].
    include_ends
        let the outermost bands have both ends: the last of [a,b), the first of (a,b].
    open_bands
        add a band of all that is more than the last edge, of distance, of time or of both.
    same_place : m
        give pairs up to this distance, 0 for the very same place, a band of their own. Default: no
        such band.
    distance_metric
        how far two events are apart: euclidean as the crow flies, manhattan along the axes, network
        along the streets of streets.
    snap : m
        step of the coordinates, for decimal ones that should fall on edges: 0.1 for one decimal.
        Default: coordinates as they are.
    moment
        which moment counts of an event that happened some time between time and until; random draws
        one in each permutation.
    streets
        street centre lines, for distances along the streets. A path, a GeoDataFrame or GeoSeries,
        or (geometry, crs).
    streets_layer
        layer of the streets, when the source has several.
    streets_where
        which of the lines are streets, one SQL WHERE expression.
    streets_crs
        CRS of the streets, over what the source says. Default: the source's own.
    street_distance : m
        events further than this from every street are rejected.
    street_tolerance : m
        street ends and vertices that are this near to each other are one corner.
    join_crossings
        streets that cross without a shared vertex meet there; otherwise it is a bridge.
    permutations
        times that the event times are shuffled to find what chance would give; 0 leaves the
        p-values empty.
    correction
        how p_adjusted allows for the many cells: max-z for the chance of one false cell in the
        table, fdr for the share of false cells among those found.
    strata
        shuffle times only among events of one calendar month (month), of one value of a field (its
        name), of one of the kinds of kind (kind), or of several of these, as in month,district.
    first_kind
        count only pairs of an event of this kind with one of second_kind; kind names the field.
    second_kind
        the other kind of such pairs.
    layer
        layer to read, when the source has several (of a path; in memory, choose the rows yourself).
    where
        attribute filter, one SQL WHERE expression (of a path; in memory, choose the rows yourself).
    x
        CSV column of the easting or longitude. Default: found by its name.
    y
        CSV column of the northing or latitude. Default: found by its name.
    crs
        CRS of the coordinates, over what the source says. Default: the source's own; EPSG:4326 for
        CSV columns named and valued as degrees.
    time
        field with the time, or the start of the interval. Default: found by its name, if there is
        one.
    until
        field with the end of the interval.
    time_format
        iso, mdy (7/19/2017), dmy (19/7/2017) or a pattern such as %Y%m%d. Default: found from the
        values.
    time_zone
        IANA zone that times with an offset are moved to.
    weight
        field with the weight of each event. Default: every event weighs 1.
    kind
        field with the kind of each event.
    deduplicate
        field that identifies an event; later rows with a value seen before are rejected (of a path;
        in memory, choose the rows yourself). Default: every row is kept.
    allow_remote
        let inputs be URLs, network sources or virtual files (VRT).
    since
        keep events from this time on.
    before
        keep events before this time.
    hours
        keep events of these hours; 20-4 is 20:00 to 03:59.
    weekdays
        keep events of these days of the week.
    study_area
        polygons of the area studied; events outside are rejected, cells outside are no data. A
        path, a GeoDataFrame or GeoSeries, or (geometry, crs).
    study_area_layer
        layer of the study area, when the source has several.
    target_crs
        projected CRS in metres in which the analysis is done. Default: the events' own where it is
        in true metres, else their UTM zone.
    seed
        seed of the random numbers; same seed, same result.
    threads
        threads to use, 0 for all; the result is the same.
    memory : GB
        memory that rasters may take; larger ones are written strip by strip, or refused. Default:
        half of what the machine has.
    progress
        True for a bar, or callable(fraction, stage).

    Returns
    -------
    NearRepeatTable
        columns of one length, report and the rows that were rejected. write() makes a CSV, JSON or
        GeoPackage. matrix() gives a column as distance by time bands.

    Raises
    ------
    UsageError
        an argument is wrong; parameter names it.
    DataError
        the data cannot give a result; rejects lists the rows.
    FileError
        a file cannot be opened.
    Cancelled
        Ctrl-C, or progress returned False.

    Formula, edge cases and sources: docs/analyses/near-repeat.md.
    """
    return _run.near_repeat_table("near-repeat", locals())


def near_repeat_events(
    events: EventsLike,
    *,
    distance: float = 200.0,
    days: float = 14.0,
    closed: Closed = "left",
    parent: Parent = "latest",
    same_place: float = 0.0,
    distance_metric: DistanceMetric = "euclidean",
    moment: Moment = "midpoint",
    streets: StreetsLike | None = None,
    streets_layer: str | None = None,
    streets_where: str | None = None,
    streets_crs: CrsLike | None = None,
    street_distance: float = 100.0,
    street_tolerance: float = 0.1,
    join_crossings: bool = False,
    layer: str | None = None,
    where: str | None = None,
    x: FieldLike | None = None,
    y: FieldLike | None = None,
    crs: CrsLike | None = None,
    time: FieldLike | None = None,
    until: FieldLike | None = None,
    time_format: str | None = None,
    time_zone: str | None = None,
    weight: FieldLike | None = None,
    kind: FieldLike | None = None,
    deduplicate: FieldLike | None = None,
    allow_remote: bool = False,
    since: TimeLike | None = None,
    before: TimeLike | None = None,
    hours: str | None = None,
    weekdays: str | None = None,
    study_area: StudyAreaLike | None = None,
    study_area_layer: str | None = None,
    target_crs: CrsLike = "auto",
    seed: int = 1,
    threads: int = 0,
    memory: float | None = None,
    progress: ProgressLike = None,
) -> LayerResult:
    """Which event follows which nearby and soon after, and the chains they make.

    Each event is an originator, a repeat (it follows another at the same place), a near repeat (it
    follows one nearby) or isolated; lines lead from each to the event it follows, and a chain is
    all that hangs together. The GeoPackage holds three layers: events, links and chains.

    A link says that two events are close in space and time, no more. It says nothing of who did it,
    or whether one led to the other: where events are many, many are close by chance. See first,
    with near-repeat, at which distances and times there are more than chance would have. Points at
    addresses are personal data where an address has few people: keep the file within the team.

    Parameters
    ----------
    events
        CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or PG: connection with the events and their
        times. Or in memory: a GeoDataFrame, an Arrow table, columns, (x, y); see farola.inputs.
    distance : m
        two events are close when they are less than this apart.
    days : days
        and less than this many days; .5 is twelve hours.
    closed
        left: less than distance and days; right: at most.
    parent
        which of the close events before it an event follows: the latest, those at the same place
        first, or the nearest.
    same_place : m
        greatest distance that is still the same place.
    distance_metric
        how far apart two places are: as the crow flies, or along east and north, network along the
        streets of streets.
    moment
        moment taken of an event known to an interval of time.
    streets
        street centre lines, for distances along the streets. A path, a GeoDataFrame or GeoSeries,
        or (geometry, crs).
    streets_layer
        layer of the streets, when the source has several.
    streets_where
        which of the lines are streets, one SQL WHERE expression.
    streets_crs
        CRS of the streets, over what the source says. Default: the source's own.
    street_distance : m
        events further than this from every street are rejected.
    street_tolerance : m
        street ends and vertices that are this near to each other are one corner.
    join_crossings
        streets that cross without a shared vertex meet there; otherwise it is a bridge.
    layer
        layer to read, when the source has several (of a path; in memory, choose the rows yourself).
    where
        attribute filter, one SQL WHERE expression (of a path; in memory, choose the rows yourself).
    x
        CSV column of the easting or longitude. Default: found by its name.
    y
        CSV column of the northing or latitude. Default: found by its name.
    crs
        CRS of the coordinates, over what the source says. Default: the source's own; EPSG:4326 for
        CSV columns named and valued as degrees.
    time
        field with the time, or the start of the interval. Default: found by its name, if there is
        one.
    until
        field with the end of the interval.
    time_format
        iso, mdy (7/19/2017), dmy (19/7/2017) or a pattern such as %Y%m%d. Default: found from the
        values.
    time_zone
        IANA zone that times with an offset are moved to.
    weight
        field with the weight of each event. Default: every event weighs 1.
    kind
        field with the kind of each event.
    deduplicate
        field that identifies an event; later rows with a value seen before are rejected (of a path;
        in memory, choose the rows yourself). Default: every row is kept.
    allow_remote
        let inputs be URLs, network sources or virtual files (VRT).
    since
        keep events from this time on.
    before
        keep events before this time.
    hours
        keep events of these hours; 20-4 is 20:00 to 03:59.
    weekdays
        keep events of these days of the week.
    study_area
        polygons of the area studied; events outside are rejected, cells outside are no data. A
        path, a GeoDataFrame or GeoSeries, or (geometry, crs).
    study_area_layer
        layer of the study area, when the source has several.
    target_crs
        projected CRS in metres in which the analysis is done. Default: the events' own where it is
        in true metres, else their UTM zone.
    seed
        seed of the random numbers; same seed, same result.
    threads
        threads to use, 0 for all; the result is the same.
    memory : GB
        memory that rasters may take; larger ones are written strip by strip, or refused. Default:
        half of what the machine has.
    progress
        True for a bar, or callable(fraction, stage).

    Returns
    -------
    LayerResult
        polygons with their columns, CRS, report and the rows that were rejected. write() makes the
        GeoPackage.

    Raises
    ------
    UsageError
        an argument is wrong; parameter names it.
    DataError
        the data cannot give a result; rejects lists the rows.
    FileError
        a file cannot be opened.
    Cancelled
        Ctrl-C, or progress returned False.

    Formula, edge cases and sources: docs/analyses/near-repeat-events.md.
    """
    return _run.layer("near-repeat-events", locals())


def near_repeat_risk(
    events: EventsLike,
    *,
    now: TimeLike | None = None,
    weighting: Weighting = "half-life",
    distance: float | None = None,
    days: float | None = None,
    half_distance: float | None = None,
    half_life: float | None = None,
    same_place: float = 0.0,
    distance_metric: DistanceMetric = "euclidean",
    moment: Moment = "midpoint",
    streets: StreetsLike | None = None,
    streets_layer: str | None = None,
    streets_where: str | None = None,
    streets_crs: CrsLike | None = None,
    street_distance: float = 100.0,
    street_tolerance: float = 0.1,
    join_crossings: bool = False,
    distance_bands: str | Sequence[float] | None = None,
    time_bands: str | Sequence[float] | None = None,
    time_unit: TimeUnit = "days",
    closed: Closed = "left",
    include_ends: bool = False,
    permutations: int = 999,
    significance: float = 0.05,
    strata: Strata = "none",
    area_budget: float = 5.0,
    minimum_area: float = 0.0,
    cell_size: float | None = None,
    extent: Sequence[float] | None = None,
    layer: str | None = None,
    where: str | None = None,
    x: FieldLike | None = None,
    y: FieldLike | None = None,
    crs: CrsLike | None = None,
    time: FieldLike | None = None,
    until: FieldLike | None = None,
    time_format: str | None = None,
    time_zone: str | None = None,
    weight: FieldLike | None = None,
    kind: FieldLike | None = None,
    deduplicate: FieldLike | None = None,
    allow_remote: bool = False,
    since: TimeLike | None = None,
    before: TimeLike | None = None,
    hours: str | None = None,
    weekdays: str | None = None,
    study_area: StudyAreaLike | None = None,
    study_area_layer: str | None = None,
    target_crs: CrsLike = "auto",
    seed: int = 1,
    threads: int = 0,
    memory: float | None = None,
    progress: ProgressLike = None,
) -> RasterResult:
    """Where events are to be expected next because others were near there just now, as a GeoTIFF and as zones that expire.

    Each recent event raises the risk of the places around it for a while: its weight falls with
    distance and with age, and a cell holds the sum. With --weighting knox the weights are not
    supposed but found: the bands of distance and time in which the events before now followed each
    other more often than by chance. The value is a relative number, no probability. The zones are
    the highest cells within an area budget, each with the time at which it ends if nothing new
    happens.

    It is about places and never about persons: nothing in it predicts who will do or suffer
    anything, and the zones carry nothing of the events that made them. It only repeats what was
    recorded lately, so it follows where reports and patrols were. Test it first: make it --now for
    days gone by and count the later events in its zones, beside those in the plain density's hot
    spots of the same area.

    Parameters
    ----------
    events
        CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or PG: connection with the events and their
        times. Or in memory: a GeoDataFrame, an Arrow table, columns, (x, y); see farola.inputs.
    now
        moment that the surface is made for; only events that were over before it count. Default:
        the midnight after the last event.
    weighting
        how an event's weight falls: half-life halves it with each half distance and half life,
        promap is 1/((1 + cells) (1 + weeks)), knox is what the Knox table of the events before now
        finds above chance.
    distance : m
        events count in less than this distance. Default: 200, with promap 400.
    days : days
        events count for less than this many days. Default: 14, with promap 56.
    half_distance : m
        distance at which the weight is half. Default: the median distance of the near repeats
        before now.
    half_life : days
        days after which an event counts half. Default: the median lag of the repeats and near
        repeats before now.
    same_place : m
        greatest distance that is still the same place.
    distance_metric
        how far apart two places are: as the crow flies, or along east and north, network along the
        streets of streets.
    moment
        moment taken of an event known to an interval of time.
    streets
        street centre lines, for distances along the streets. A path, a GeoDataFrame or GeoSeries,
        or (geometry, crs).
    streets_layer
        layer of the streets, when the source has several.
    streets_where
        which of the lines are streets, one SQL WHERE expression.
    streets_crs
        CRS of the streets, over what the source says. Default: the source's own.
    street_distance : m
        events further than this from every street are rejected.
    street_tolerance : m
        street ends and vertices that are this near to each other are one corner.
    join_crossings
        streets that cross without a shared vertex meet there; otherwise it is a bridge.
    distance_bands : m
        edges of the distance bands, or width x count. Default: 200x5: five bands of 200 m.
    time_bands
        edges of the time bands, or width x count, in time_unit. Default: 7x6 days, or 6x8 hours.
    time_unit
        unit of the time bands.
    closed
        which end belongs to a band: left is [a,b), right is (a,b].
    include_ends
        let the outermost bands have both ends: the last of [a,b), the first of (a,b].
    permutations
        times that the event times are shuffled to find what chance would give.
    significance
        bands weigh whose p, adjusted for the whole table (max-z), is at or below this.
    strata
        shuffle times only among events of one calendar month, so that a season makes no band
        significant.
    area_budget : %
        share of the area that zones may fill, highest risk first.
    minimum_area : m2
        leave out zones smaller than this.
    cell_size : m
        side of a cell. Default: a round length: about 500 cells on the shorter side, and fine
        enough for the bandwidth.
    extent : m
        xmin ymin xmax ymax in the target CRS; the grid starts at its upper left corner. Default:
        the study area, or the events and the reach of the kernel.
    layer
        layer to read, when the source has several (of a path; in memory, choose the rows yourself).
    where
        attribute filter, one SQL WHERE expression (of a path; in memory, choose the rows yourself).
    x
        CSV column of the easting or longitude. Default: found by its name.
    y
        CSV column of the northing or latitude. Default: found by its name.
    crs
        CRS of the coordinates, over what the source says. Default: the source's own; EPSG:4326 for
        CSV columns named and valued as degrees.
    time
        field with the time, or the start of the interval. Default: found by its name, if there is
        one.
    until
        field with the end of the interval.
    time_format
        iso, mdy (7/19/2017), dmy (19/7/2017) or a pattern such as %Y%m%d. Default: found from the
        values.
    time_zone
        IANA zone that times with an offset are moved to.
    weight
        field with the weight of each event. Default: every event weighs 1.
    kind
        field with the kind of each event.
    deduplicate
        field that identifies an event; later rows with a value seen before are rejected (of a path;
        in memory, choose the rows yourself). Default: every row is kept.
    allow_remote
        let inputs be URLs, network sources or virtual files (VRT).
    since
        keep events from this time on.
    before
        keep events before this time.
    hours
        keep events of these hours; 20-4 is 20:00 to 03:59.
    weekdays
        keep events of these days of the week.
    study_area
        polygons of the area studied; events outside are rejected, cells outside are no data. A
        path, a GeoDataFrame or GeoSeries, or (geometry, crs).
    study_area_layer
        layer of the study area, when the source has several.
    target_crs
        projected CRS in metres in which the analysis is done. Default: the events' own where it is
        in true metres, else their UTM zone.
    seed
        seed of the random numbers; same seed, same result.
    threads
        threads to use, 0 for all; the result is the same.
    memory : GB
        memory that rasters may take; larger ones are written strip by strip, or refused. Default:
        half of what the machine has.
    progress
        True for a bar, or callable(fraction, stage).

    Returns
    -------
    RasterResult
        values by row and column, row 0 the northernmost, float32, NaN is no data; with unit, CRS,
        report and the rows that were rejected. write() makes the GeoTIFF.

    Raises
    ------
    UsageError
        an argument is wrong; parameter names it.
    DataError
        the data cannot give a result; rejects lists the rows.
    FileError
        a file cannot be opened.
    Cancelled
        Ctrl-C, or progress returned False.

    Formula, edge cases and sources: docs/analyses/near-repeat-risk.md.
    """
    return _run.raster("near-repeat-risk", locals())


def self_exciting(
    events: EventsLike,
    *,
    now: TimeLike | None = None,
    horizon: float = 7.0,
    moment: Moment = "midpoint",
    bandwidth: float | None = None,
    background_step: float | None = None,
    distance_decay: DistanceDecay = "gaussian",
    longest_half_life: float | None = None,
    precision: float = 10.0,
    cell_size: float | None = None,
    extent: Sequence[float] | None = None,
    layer: str | None = None,
    where: str | None = None,
    x: FieldLike | None = None,
    y: FieldLike | None = None,
    crs: CrsLike | None = None,
    time: FieldLike | None = None,
    until: FieldLike | None = None,
    time_format: str | None = None,
    time_zone: str | None = None,
    weight: FieldLike | None = None,
    kind: FieldLike | None = None,
    deduplicate: FieldLike | None = None,
    allow_remote: bool = False,
    since: TimeLike | None = None,
    before: TimeLike | None = None,
    hours: str | None = None,
    weekdays: str | None = None,
    study_area: StudyAreaLike | None = None,
    study_area_layer: str | None = None,
    target_crs: CrsLike = "auto",
    seed: int = 1,
    threads: int = 0,
    memory: float | None = None,
    progress: ProgressLike = None,
) -> RasterResult:
    """How much of crime is set off by earlier crime nearby, for how long and how far, and the events to be expected in each cell in the coming days.

    A point process with a background that varies from place to place and a trigger: each event sets
    off others, on average as many as the branching ratio, soon after (half-life) and near by
    (sigma, or the mean distance). Fitted by maximum likelihood with stochastic declustering;
    estimates come with 95 % intervals. The raster holds the events to be expected in each cell from
    now until the horizon.

    A good fit does not say that one event causes another: a season, a new estate or a feature that
    the background is too smooth for looks like triggering too. Recorded crime is not crime, and
    patrols sent by such a map find more where they are sent. It predicts places for some days,
    never a person.

    Parameters
    ----------
    events
        CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or PG: connection with the events and their
        times. Or in memory: a GeoDataFrame, an Arrow table, columns, (x, y); see farola.inputs.
    now
        end of the period that is learnt from and start of the forecast; later events are left out.
        Default: --before, or the time of the last event.
    horizon : days
        days after now that the map is for.
    moment
        which moment counts of an event that happened some time between time and until, or on a day.
    bandwidth : m
        standard deviation of the Gaussian kernel that smooths the background. Default: the most
        likely of several.
    background_step : days
        let the background's rate change in steps of this length, for seasons and trends; the
        forecast takes the last. Default: one rate for the whole period.
    distance_decay
        form of the distance to a set-off event: gaussian, or exponential (most are very near, a few
        far).
    longest_half_life : days
        half-lives are not sought above; slower triggering is a place that is always busy. Default:
        60, or a tenth of the period if that is shorter.
    precision : m
        how well places are known; the distance of set-off events is not sought below.
    cell_size : m
        side of a cell. Default: a round length: about 500 cells on the shorter side, and fine
        enough for the bandwidth.
    extent : m
        xmin ymin xmax ymax in the target CRS; the grid starts at its upper left corner. Default:
        the study area, or the events and the reach of the kernel.
    layer
        layer to read, when the source has several (of a path; in memory, choose the rows yourself).
    where
        attribute filter, one SQL WHERE expression (of a path; in memory, choose the rows yourself).
    x
        CSV column of the easting or longitude. Default: found by its name.
    y
        CSV column of the northing or latitude. Default: found by its name.
    crs
        CRS of the coordinates, over what the source says. Default: the source's own; EPSG:4326 for
        CSV columns named and valued as degrees.
    time
        field with the time, or the start of the interval. Default: found by its name, if there is
        one.
    until
        field with the end of the interval.
    time_format
        iso, mdy (7/19/2017), dmy (19/7/2017) or a pattern such as %Y%m%d. Default: found from the
        values.
    time_zone
        IANA zone that times with an offset are moved to.
    weight
        field with the weight of each event. Default: every event weighs 1.
    kind
        field with the kind of each event.
    deduplicate
        field that identifies an event; later rows with a value seen before are rejected (of a path;
        in memory, choose the rows yourself). Default: every row is kept.
    allow_remote
        let inputs be URLs, network sources or virtual files (VRT).
    since
        keep events from this time on.
    before
        keep events before this time.
    hours
        keep events of these hours; 20-4 is 20:00 to 03:59.
    weekdays
        keep events of these days of the week.
    study_area
        polygons of the area studied; events outside are rejected, cells outside are no data. A
        path, a GeoDataFrame or GeoSeries, or (geometry, crs).
    study_area_layer
        layer of the study area, when the source has several.
    target_crs
        projected CRS in metres in which the analysis is done. Default: the events' own where it is
        in true metres, else their UTM zone.
    seed
        seed of the random numbers; same seed, same result.
    threads
        threads to use, 0 for all; the result is the same.
    memory : GB
        memory that rasters may take; larger ones are written strip by strip, or refused. Default:
        half of what the machine has.
    progress
        True for a bar, or callable(fraction, stage).

    Returns
    -------
    RasterResult
        values by row and column, row 0 the northernmost, float32, NaN is no data; with unit, CRS,
        report and the rows that were rejected. write() makes the GeoTIFF.

    Raises
    ------
    UsageError
        an argument is wrong; parameter names it.
    DataError
        the data cannot give a result; rejects lists the rows.
    FileError
        a file cannot be opened.
    Cancelled
        Ctrl-C, or progress returned False.

    Formula, edge cases and sources: docs/analyses/self-exciting.md.
    """
    return _run.raster("self-exciting", locals())


def ripley_k(
    events: EventsLike,
    *,
    distances: str | Sequence[float] | None = None,
    pair_correction: PairCorrection = "isotropic",
    bandwidth: float | None = None,
    simulations: int = 199,
    level: float = 0.05,
    first_kind: str | None = None,
    second_kind: str | None = None,
    layer: str | None = None,
    where: str | None = None,
    x: FieldLike | None = None,
    y: FieldLike | None = None,
    crs: CrsLike | None = None,
    time: FieldLike | None = None,
    until: FieldLike | None = None,
    time_format: str | None = None,
    time_zone: str | None = None,
    weight: FieldLike | None = None,
    kind: FieldLike | None = None,
    deduplicate: FieldLike | None = None,
    allow_remote: bool = False,
    since: TimeLike | None = None,
    before: TimeLike | None = None,
    hours: str | None = None,
    weekdays: str | None = None,
    study_area: StudyAreaLike | None = None,
    study_area_layer: str | None = None,
    target_crs: CrsLike = "auto",
    seed: int = 1,
    threads: int = 0,
    memory: float | None = None,
    progress: ProgressLike = None,
) -> RipleyKTable:
    """Whether events cluster and at which distances, or one kind around another: Ripley's K, L and the pair correlation, with envelopes.

    Around each event, the other events within r are counted and held against what events strewn at
    random over the same window would give. L(r) above r: more neighbours within r than chance; the
    pair correlation says at which distance they are. With two kinds, neighbours of the second
    around events of the first, held against the kinds shuffled.

    Nobody expects crime at random over a city with parks and water in it, so that L leaves its
    envelope is seldom news. Ask how far, and compare: one kind with another, one year with the
    next, or with the places where it could have happened. For clusters in time as well, see
    space-time-k and near-repeat.

    Parameters
    ----------
    events
        CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or PG: connection with the events. Or in
        memory: a GeoDataFrame, an Arrow table, columns, (x, y); see farola.inputs.
    distances : m
        distances at which K is told, or step x count. Default: 40 round steps, up to a quarter of
        the window's shorter side and to 250 neighbours if events were at random.
    pair_correction
        makes up for neighbours outside the window: isotropic by the share of a circle inside,
        translate by the window moved, border by leaving events near the outline out.
    bandwidth : m
        half-width of the kernel of the pair correlation. Default: 0.15 times the root of the area
        for each event.
    simulations
        patterns drawn from chance for the envelopes and p-values; 0 leaves them empty.
    level
        chance with which a curve leaves the envelopes when nothing is there.
    first_kind
        cross-K: events of this kind are looked from; kind names the field.
    second_kind
        cross-K: neighbours of this kind are counted.
    layer
        layer to read, when the source has several (of a path; in memory, choose the rows yourself).
    where
        attribute filter, one SQL WHERE expression (of a path; in memory, choose the rows yourself).
    x
        CSV column of the easting or longitude. Default: found by its name.
    y
        CSV column of the northing or latitude. Default: found by its name.
    crs
        CRS of the coordinates, over what the source says. Default: the source's own; EPSG:4326 for
        CSV columns named and valued as degrees.
    time
        field with the time, or the start of the interval. Default: found by its name, if there is
        one.
    until
        field with the end of the interval.
    time_format
        iso, mdy (7/19/2017), dmy (19/7/2017) or a pattern such as %Y%m%d. Default: found from the
        values.
    time_zone
        IANA zone that times with an offset are moved to.
    weight
        field with the weight of each event. Default: every event weighs 1.
    kind
        field with the kind of each event.
    deduplicate
        field that identifies an event; later rows with a value seen before are rejected (of a path;
        in memory, choose the rows yourself). Default: every row is kept.
    allow_remote
        let inputs be URLs, network sources or virtual files (VRT).
    since
        keep events from this time on.
    before
        keep events before this time.
    hours
        keep events of these hours; 20-4 is 20:00 to 03:59.
    weekdays
        keep events of these days of the week.
    study_area
        polygons of the area studied; events outside are rejected, cells outside are no data. A
        path, a GeoDataFrame or GeoSeries, or (geometry, crs).
    study_area_layer
        layer of the study area, when the source has several.
    target_crs
        projected CRS in metres in which the analysis is done. Default: the events' own where it is
        in true metres, else their UTM zone.
    seed
        seed of the random numbers; same seed, same result.
    threads
        threads to use, 0 for all; the result is the same.
    memory : GB
        memory that rasters may take; larger ones are written strip by strip, or refused. Default:
        half of what the machine has.
    progress
        True for a bar, or callable(fraction, stage).

    Returns
    -------
    RipleyKTable
        columns of one length, report and the rows that were rejected. write() makes a CSV, JSON or
        GeoPackage. plot() draws a curve with its envelopes.

    Raises
    ------
    UsageError
        an argument is wrong; parameter names it.
    DataError
        the data cannot give a result; rejects lists the rows.
    FileError
        a file cannot be opened.
    Cancelled
        Ctrl-C, or progress returned False.

    Formula, edge cases and sources: docs/analyses/ripley-k.md.
    """
    return _run.ripley_k_table("ripley-k", locals())


def space_time_k(
    events: EventsLike,
    *,
    distances: str | Sequence[float] | None = None,
    times: str | Sequence[float] | None = None,
    pair_correction: PairCorrection = "isotropic",
    time_edge_correction: TimeEdgeCorrection = "both-sides",
    moment: Moment = "midpoint",
    permutations: int = 999,
    layer: str | None = None,
    where: str | None = None,
    x: FieldLike | None = None,
    y: FieldLike | None = None,
    crs: CrsLike | None = None,
    time: FieldLike | None = None,
    until: FieldLike | None = None,
    time_format: str | None = None,
    time_zone: str | None = None,
    weight: FieldLike | None = None,
    kind: FieldLike | None = None,
    deduplicate: FieldLike | None = None,
    allow_remote: bool = False,
    since: TimeLike | None = None,
    before: TimeLike | None = None,
    hours: str | None = None,
    weekdays: str | None = None,
    study_area: StudyAreaLike | None = None,
    study_area_layer: str | None = None,
    target_crs: CrsLike = "auto",
    seed: int = 1,
    threads: int = 0,
    memory: float | None = None,
    progress: ProgressLike = None,
) -> SpaceTimeKTable:
    """Whether events that are close in place come close in time, over all distances and times up to a limit: the space-time K function.

    K(s,t) counts the events within s metres and t days of an event. If time had nothing to do with
    place it would be the product of K of place alone and K of time alone; what it is more, D(s,t),
    is interaction, told in standard deviations of what shuffled times give.

    It adds up: what holds within 200 m and a week goes on counting within 1,000 m and a month, so
    look for where the excess share is greatest, and at near-repeat for which band it comes from. A
    season that shifts between districts gives interaction as well as repeats do.

    Parameters
    ----------
    events
        CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or PG: connection with the events and their
        times. Or in memory: a GeoDataFrame, an Arrow table, columns, (x, y); see farola.inputs.
    distances : m
        distances of the table, or step x count. Default: 100x10: 0 to 1,000 m.
    times : days
        times of the table, or step x count. Default: 7x6: 0 to 42 days.
    pair_correction
        makes up for neighbours outside the window: isotropic by the share of a circle inside,
        translate by the window moved; border is for ripley-k alone.
    time_edge_correction
        makes up for time before and after the period: both-sides counts a pair twice where only one
        side of it was seen.
    moment
        which moment counts of an event that happened some time between time and until.
    permutations
        times that the event times are shuffled for the p-values; 0 leaves them empty.
    layer
        layer to read, when the source has several (of a path; in memory, choose the rows yourself).
    where
        attribute filter, one SQL WHERE expression (of a path; in memory, choose the rows yourself).
    x
        CSV column of the easting or longitude. Default: found by its name.
    y
        CSV column of the northing or latitude. Default: found by its name.
    crs
        CRS of the coordinates, over what the source says. Default: the source's own; EPSG:4326 for
        CSV columns named and valued as degrees.
    time
        field with the time, or the start of the interval. Default: found by its name, if there is
        one.
    until
        field with the end of the interval.
    time_format
        iso, mdy (7/19/2017), dmy (19/7/2017) or a pattern such as %Y%m%d. Default: found from the
        values.
    time_zone
        IANA zone that times with an offset are moved to.
    weight
        field with the weight of each event. Default: every event weighs 1.
    kind
        field with the kind of each event.
    deduplicate
        field that identifies an event; later rows with a value seen before are rejected (of a path;
        in memory, choose the rows yourself). Default: every row is kept.
    allow_remote
        let inputs be URLs, network sources or virtual files (VRT).
    since
        keep events from this time on.
    before
        keep events before this time.
    hours
        keep events of these hours; 20-4 is 20:00 to 03:59.
    weekdays
        keep events of these days of the week.
    study_area
        polygons of the area studied; events outside are rejected, cells outside are no data. A
        path, a GeoDataFrame or GeoSeries, or (geometry, crs).
    study_area_layer
        layer of the study area, when the source has several.
    target_crs
        projected CRS in metres in which the analysis is done. Default: the events' own where it is
        in true metres, else their UTM zone.
    seed
        seed of the random numbers; same seed, same result.
    threads
        threads to use, 0 for all; the result is the same.
    memory : GB
        memory that rasters may take; larger ones are written strip by strip, or refused. Default:
        half of what the machine has.
    progress
        True for a bar, or callable(fraction, stage).

    Returns
    -------
    SpaceTimeKTable
        columns of one length, report and the rows that were rejected. write() makes a CSV, JSON or
        GeoPackage. matrix() gives a column as distances by times.

    Raises
    ------
    UsageError
        an argument is wrong; parameter names it.
    DataError
        the data cannot give a result; rejects lists the rows.
    FileError
        a file cannot be opened.
    Cancelled
        Ctrl-C, or progress returned False.

    Formula, edge cases and sources: docs/analyses/space-time-k.md.
    """
    return _run.space_time_k_table("space-time-k", locals())


def space_time_clusters(
    events: EventsLike,
    *,
    method: SpaceTimeClustersMethod = "scan",
    moment: Moment = "midpoint",
    distance: float | None = None,
    days: float | None = None,
    minimum_points: int | None = None,
    distance_metric: SpaceTimeClustersDistanceMetric = "euclidean",
    maximum_radius: float | None = None,
    maximum_share: float | None = None,
    maximum_days: float | None = None,
    time_step: float | None = None,
    windows: Windows | None = None,
    centre_spacing: float | None = None,
    minimum_events: int | None = None,
    maximum_clusters: int | None = None,
    permutations: int = 999,
    layer: str | None = None,
    where: str | None = None,
    x: FieldLike | None = None,
    y: FieldLike | None = None,
    crs: CrsLike | None = None,
    time: FieldLike | None = None,
    until: FieldLike | None = None,
    time_format: str | None = None,
    time_zone: str | None = None,
    weight: FieldLike | None = None,
    kind: FieldLike | None = None,
    deduplicate: FieldLike | None = None,
    allow_remote: bool = False,
    since: TimeLike | None = None,
    before: TimeLike | None = None,
    hours: str | None = None,
    weekdays: str | None = None,
    study_area: StudyAreaLike | None = None,
    study_area_layer: str | None = None,
    target_crs: CrsLike = "auto",
    seed: int = 1,
    threads: int = 0,
    memory: float | None = None,
    progress: ProgressLike = None,
) -> LayerResult:
    """Where and when events gathered: clusters as areas with their period.

    Two methods. The space-time permutation scan looks at every circle and period for more events
    than the busy place and the busy season explain on their own, and says by shuffling the times
    how unlikely each is. ST-DBSCAN joins events that lie densely in space and time into clusters of
    any shape, and gives no p: how many it finds is up to its distance, days and minimum of points.
    The GeoPackage holds two layers, clusters and events.

    A cluster is a place and a period that are worth asking about, not a reason and not a person. A
    change in recording, a new building or one event written down ten times makes one, too. With the
    scan, look at p before the map: some circle is always the fullest. Points at addresses are
    personal data where an address has few people: keep the file within the team.

    Parameters
    ----------
    events
        CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or PG: connection with the events and their
        times. Or in memory: a GeoDataFrame, an Arrow table, columns, (x, y); see farola.inputs.
    method
        scan: circles and periods with more events than place and time explain, with a p; st-dbscan:
        events that lie densely, in any shape, without one.
    moment
        moment taken of an event known to an interval of time.
    distance : m
        two events are neighbours when they are at most this apart (eps1). Default: 200.
    days : days
        and at most this many days (eps2); .5 is twelve hours. Default: 14.
    minimum_points
        neighbours that an event needs to be the core of a cluster, itself counted. Default: 5.
    distance_metric
        how far apart two places are: as the crow flies, or along east and north.
    maximum_radius : m
        greatest radius of a cluster. Default: 1000; none when a maximum share is given.
    maximum_share : %
        or greatest share of all events, of any time, in the circle of a cluster; both hold when
        both are given. Default: 50.
    maximum_days : days
        greatest duration of a cluster; never more than half of the period. Default: 30.
    time_step : days
        days that are taken together; clusters begin and end with one. Default: 1.
    windows
        all: clusters of any time; current: only those that last until the last event. Default: all.
    centre_spacing : m
        look for clusters around points on a lattice of this spacing. Default: around the places of
        the events.
    minimum_events
        fewest events of a cluster. Default: 2.
    maximum_clusters
        clusters to list, the likeliest first. Default: 20.
    permutations
        times that the event times are shuffled to find what chance would give; 0 leaves p empty.
    layer
        layer to read, when the source has several (of a path; in memory, choose the rows yourself).
    where
        attribute filter, one SQL WHERE expression (of a path; in memory, choose the rows yourself).
    x
        CSV column of the easting or longitude. Default: found by its name.
    y
        CSV column of the northing or latitude. Default: found by its name.
    crs
        CRS of the coordinates, over what the source says. Default: the source's own; EPSG:4326 for
        CSV columns named and valued as degrees.
    time
        field with the time, or the start of the interval. Default: found by its name, if there is
        one.
    until
        field with the end of the interval.
    time_format
        iso, mdy (7/19/2017), dmy (19/7/2017) or a pattern such as %Y%m%d. Default: found from the
        values.
    time_zone
        IANA zone that times with an offset are moved to.
    weight
        field with the weight of each event. Default: every event weighs 1.
    kind
        field with the kind of each event.
    deduplicate
        field that identifies an event; later rows with a value seen before are rejected (of a path;
        in memory, choose the rows yourself). Default: every row is kept.
    allow_remote
        let inputs be URLs, network sources or virtual files (VRT).
    since
        keep events from this time on.
    before
        keep events before this time.
    hours
        keep events of these hours; 20-4 is 20:00 to 03:59.
    weekdays
        keep events of these days of the week.
    study_area
        polygons of the area studied; events outside are rejected, cells outside are no data. A
        path, a GeoDataFrame or GeoSeries, or (geometry, crs).
    study_area_layer
        layer of the study area, when the source has several.
    target_crs
        projected CRS in metres in which the analysis is done. Default: the events' own where it is
        in true metres, else their UTM zone.
    seed
        seed of the random numbers; same seed, same result.
    threads
        threads to use, 0 for all; the result is the same.
    memory : GB
        memory that rasters may take; larger ones are written strip by strip, or refused. Default:
        half of what the machine has.
    progress
        True for a bar, or callable(fraction, stage).

    Returns
    -------
    LayerResult
        polygons with their columns, CRS, report and the rows that were rejected. write() makes the
        GeoPackage.

    Raises
    ------
    UsageError
        an argument is wrong; parameter names it.
    DataError
        the data cannot give a result; rejects lists the rows.
    FileError
        a file cannot be opened.
    Cancelled
        Ctrl-C, or progress returned False.

    Formula, edge cases and sources: docs/analyses/space-time-clusters.md.
    """
    return _run.layer("space-time-clusters", locals())


def mantel(
    events: EventsLike,
    *,
    transform: Transform = "reciprocal",
    space_constants: str | Sequence[float] | None = None,
    time_constants: str | Sequence[float] | None = None,
    moment: Moment = "midpoint",
    permutations: int = 999,
    layer: str | None = None,
    where: str | None = None,
    x: FieldLike | None = None,
    y: FieldLike | None = None,
    crs: CrsLike | None = None,
    time: FieldLike | None = None,
    until: FieldLike | None = None,
    time_format: str | None = None,
    time_zone: str | None = None,
    weight: FieldLike | None = None,
    kind: FieldLike | None = None,
    deduplicate: FieldLike | None = None,
    allow_remote: bool = False,
    since: TimeLike | None = None,
    before: TimeLike | None = None,
    hours: str | None = None,
    weekdays: str | None = None,
    study_area: StudyAreaLike | None = None,
    study_area_layer: str | None = None,
    target_crs: CrsLike = "auto",
    seed: int = 1,
    threads: int = 0,
    memory: float | None = None,
    progress: ProgressLike = None,
) -> TableResult:
    """One number for whether events that are close in place are close in time: the correlation of distance and lapse over all pairs, with its p-value.

    Mantel's test takes every pair of events, its distance and the time between, and asks whether
    the two go together more than when the times are shuffled. By default it takes reciprocals, so
    that near pairs decide and not the width of the city; the constants say how near, and several
    can be tried at once, with a p-value for all of them.

    It says that there is interaction, not what causes it, nor where or how far it reaches: see
    near-repeat for the bands. A season or a growth that differs between districts gives it as well.
    All pairs are gone through in every permutation: 10,000 events take seconds, 50,000 minutes.

    Parameters
    ----------
    events
        CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or PG: connection with the events and their
        times. Or in memory: a GeoDataFrame, an Arrow table, columns, (x, y); see farola.inputs.
    transform
        what is correlated: reciprocal takes 1 / (distance + constant) and 1 / (time + constant), so
        that near pairs count; none takes metres and days as they are.
    space_constants : m
        constants added to the distance before the reciprocal, parted by commas: distances well
        below count alike. Default: 1.
    time_constants : days
        the same for time; one row for each constant of space with each of time. Default: 1.
    moment
        which moment counts of an event that happened some time between time and until.
    permutations
        times that the event times are shuffled for the p-values; 0 leaves them empty.
    layer
        layer to read, when the source has several (of a path; in memory, choose the rows yourself).
    where
        attribute filter, one SQL WHERE expression (of a path; in memory, choose the rows yourself).
    x
        CSV column of the easting or longitude. Default: found by its name.
    y
        CSV column of the northing or latitude. Default: found by its name.
    crs
        CRS of the coordinates, over what the source says. Default: the source's own; EPSG:4326 for
        CSV columns named and valued as degrees.
    time
        field with the time, or the start of the interval. Default: found by its name, if there is
        one.
    until
        field with the end of the interval.
    time_format
        iso, mdy (7/19/2017), dmy (19/7/2017) or a pattern such as %Y%m%d. Default: found from the
        values.
    time_zone
        IANA zone that times with an offset are moved to.
    weight
        field with the weight of each event. Default: every event weighs 1.
    kind
        field with the kind of each event.
    deduplicate
        field that identifies an event; later rows with a value seen before are rejected (of a path;
        in memory, choose the rows yourself). Default: every row is kept.
    allow_remote
        let inputs be URLs, network sources or virtual files (VRT).
    since
        keep events from this time on.
    before
        keep events before this time.
    hours
        keep events of these hours; 20-4 is 20:00 to 03:59.
    weekdays
        keep events of these days of the week.
    study_area
        polygons of the area studied; events outside are rejected, cells outside are no data. A
        path, a GeoDataFrame or GeoSeries, or (geometry, crs).
    study_area_layer
        layer of the study area, when the source has several.
    target_crs
        projected CRS in metres in which the analysis is done. Default: the events' own where it is
        in true metres, else their UTM zone.
    seed
        seed of the random numbers; same seed, same result.
    threads
        threads to use, 0 for all; the result is the same.
    memory : GB
        memory that rasters may take; larger ones are written strip by strip, or refused. Default:
        half of what the machine has.
    progress
        True for a bar, or callable(fraction, stage).

    Returns
    -------
    TableResult
        columns of one length, report and the rows that were rejected. write() makes a CSV, JSON or
        GeoPackage.

    Raises
    ------
    UsageError
        an argument is wrong; parameter names it.
    DataError
        the data cannot give a result; rejects lists the rows.
    FileError
        a file cannot be opened.
    Cancelled
        Ctrl-C, or progress returned False.

    Formula, edge cases and sources: docs/analyses/mantel.md.
    """
    return _run.table("mantel", locals())


def jacquez(
    events: EventsLike,
    *,
    neighbours: int = 10,
    moment: Moment = "midpoint",
    permutations: int = 999,
    layer: str | None = None,
    where: str | None = None,
    x: FieldLike | None = None,
    y: FieldLike | None = None,
    crs: CrsLike | None = None,
    time: FieldLike | None = None,
    until: FieldLike | None = None,
    time_format: str | None = None,
    time_zone: str | None = None,
    weight: FieldLike | None = None,
    kind: FieldLike | None = None,
    deduplicate: FieldLike | None = None,
    allow_remote: bool = False,
    since: TimeLike | None = None,
    before: TimeLike | None = None,
    hours: str | None = None,
    weekdays: str | None = None,
    study_area: StudyAreaLike | None = None,
    study_area_layer: str | None = None,
    target_crs: CrsLike = "auto",
    seed: int = 1,
    threads: int = 0,
    memory: float | None = None,
    progress: ProgressLike = None,
) -> TableResult:
    """Whether the k nearest events in place are among the k nearest in time, for k = 1, 2, 3 …: a test without distances, bands or constants.

    Jacquez's test looks at each event's nearest events in place and its nearest in time and counts
    how many are both. Neighbours are ranks, so a dense centre and a thin edge count alike, and
    there is no distance or period to choose; only k. Shuffled times say how many to expect, for
    each k and for all k together.

    Events as near as each other share the places of the nearest evenly. With dates, all of one day
    are as near; where a day has more events than neighbours are asked for the test can see little,
    and a warning says so. It says that there is interaction, not what causes it: a season or a
    growth that differs between districts gives it as well.

    Parameters
    ----------
    events
        CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or PG: connection with the events and their
        times. Or in memory: a GeoDataFrame, an Arrow table, columns, (x, y); see farola.inputs.
    neighbours
        greatest k: one row for each number of nearest events from 1 to this.
    moment
        which moment counts of an event that happened some time between time and until.
    permutations
        times that the event times are shuffled for the p-values; 0 leaves them empty.
    layer
        layer to read, when the source has several (of a path; in memory, choose the rows yourself).
    where
        attribute filter, one SQL WHERE expression (of a path; in memory, choose the rows yourself).
    x
        CSV column of the easting or longitude. Default: found by its name.
    y
        CSV column of the northing or latitude. Default: found by its name.
    crs
        CRS of the coordinates, over what the source says. Default: the source's own; EPSG:4326 for
        CSV columns named and valued as degrees.
    time
        field with the time, or the start of the interval. Default: found by its name, if there is
        one.
    until
        field with the end of the interval.
    time_format
        iso, mdy (7/19/2017), dmy (19/7/2017) or a pattern such as %Y%m%d. Default: found from the
        values.
    time_zone
        IANA zone that times with an offset are moved to.
    weight
        field with the weight of each event. Default: every event weighs 1.
    kind
        field with the kind of each event.
    deduplicate
        field that identifies an event; later rows with a value seen before are rejected (of a path;
        in memory, choose the rows yourself). Default: every row is kept.
    allow_remote
        let inputs be URLs, network sources or virtual files (VRT).
    since
        keep events from this time on.
    before
        keep events before this time.
    hours
        keep events of these hours; 20-4 is 20:00 to 03:59.
    weekdays
        keep events of these days of the week.
    study_area
        polygons of the area studied; events outside are rejected, cells outside are no data. A
        path, a GeoDataFrame or GeoSeries, or (geometry, crs).
    study_area_layer
        layer of the study area, when the source has several.
    target_crs
        projected CRS in metres in which the analysis is done. Default: the events' own where it is
        in true metres, else their UTM zone.
    seed
        seed of the random numbers; same seed, same result.
    threads
        threads to use, 0 for all; the result is the same.
    memory : GB
        memory that rasters may take; larger ones are written strip by strip, or refused. Default:
        half of what the machine has.
    progress
        True for a bar, or callable(fraction, stage).

    Returns
    -------
    TableResult
        columns of one length, report and the rows that were rejected. write() makes a CSV, JSON or
        GeoPackage.

    Raises
    ------
    UsageError
        an argument is wrong; parameter names it.
    DataError
        the data cannot give a result; rejects lists the rows.
    FileError
        a file cannot be opened.
    Cancelled
        Ctrl-C, or progress returned False.

    Formula, edge cases and sources: docs/analyses/jacquez.md.
    """
    return _run.table("jacquez", locals())


def proximity(
    features: FeaturesLike,
    *,
    maximum: float | None = None,
    cell_size: float | None = None,
    extent: Sequence[float] | None = None,
    layer: str | None = None,
    where: str | None = None,
    x: FieldLike | None = None,
    y: FieldLike | None = None,
    crs: CrsLike | None = None,
    allow_remote: bool = False,
    study_area: StudyAreaLike | None = None,
    study_area_layer: str | None = None,
    target_crs: CrsLike = "auto",
    threads: int = 0,
    memory: float | None = None,
    progress: ProgressLike = None,
) -> RasterResult:
    """How far every place is from the nearest feature, in metres, as a GeoTIFF.

    The exact straight distance from the centre of each cell to the nearest point, line or polygon
    of a layer; 0 inside polygons. Features outside the study area count, for the nearest lamp may
    stand across the border. Beyond --maximum cells have no data.

    A crow's distance: a river, a wall or a motorway between a place and the nearest bus stop does
    not show. A map of distances tells nothing of crime by itself; it is a factor for an overlay or
    a risk terrain model.

    Parameters
    ----------
    features
        points, lines or polygons: GeoPackage, GeoJSON, Shapefile, FlatGeobuf or PG: connection, or
        CSV with points. The path of a file.
    maximum : m
        cells further than this from every feature have no data. Default: every cell has a distance.
    cell_size : m
        side of a cell. Default: a round length: about 500 cells on the shorter side.
    extent : m
        xmin ymin xmax ymax in the target CRS; the grid starts at its upper left corner. Default:
        the study area, or that of the features.
    layer
        layer to read, when the source has several (of a path; in memory, choose the rows yourself).
    where
        attribute filter, one SQL WHERE expression (of a path; in memory, choose the rows yourself).
    x
        CSV column of the easting or longitude. Default: found by its name.
    y
        CSV column of the northing or latitude. Default: found by its name.
    crs
        CRS of the coordinates, over what the source says. Default: the source's own; EPSG:4326 for
        CSV columns named and valued as degrees.
    allow_remote
        let inputs be URLs, network sources or virtual files (VRT).
    study_area
        polygons of the area studied; cells outside have no data, features outside count. A path, a
        GeoDataFrame or GeoSeries, or (geometry, crs).
    study_area_layer
        layer of the study area, when the source has several.
    target_crs
        projected CRS in metres in which the analysis is done. Default: the features' own where it
        is in true metres, else their UTM zone.
    threads
        threads to use, 0 for all; the result is the same.
    memory : GB
        memory that rasters may take; larger ones are written strip by strip, or refused. Default:
        half of what the machine has.
    progress
        True for a bar, or callable(fraction, stage).

    Returns
    -------
    RasterResult
        values by row and column, row 0 the northernmost, float32, NaN is no data; with unit, CRS,
        report and the rows that were rejected. write() makes the GeoTIFF.

    Raises
    ------
    UsageError
        an argument is wrong; parameter names it.
    DataError
        the data cannot give a result; rejects lists the rows.
    FileError
        a file cannot be opened.
    Cancelled
        Ctrl-C, or progress returned False.

    Formula, edge cases and sources: docs/analyses/proximity.md.
    """
    return _run.raster("proximity", locals())


def land_use_mix(
    land_use: FeaturesLike,
    *,
    class_: FieldLike,
    radius: float,
    cell_size: float | None = None,
    extent: Sequence[float] | None = None,
    layer: str | None = None,
    where: str | None = None,
    crs: CrsLike | None = None,
    allow_remote: bool = False,
    study_area: StudyAreaLike | None = None,
    study_area_layer: str | None = None,
    target_crs: CrsLike = "auto",
    threads: int = 0,
    memory: float | None = None,
    progress: ProgressLike = None,
) -> RasterResult:
    """How mixed the land use is around every place, as a GeoTIFF with a band a measure.

    Areas of the classes within a radius of each cell, and from their shares the Shannon entropy,
    evenness, the Herfindahl index and the Hill numbers of order 0, 1 and 2. The last band is the
    share of the window that has a class. A window without any class has no data.

    The classes decide what is seen: ten kinds of shops are more mixed than one class of shops.
    Compare maps only where the classes and the radius are the same. Mixed use goes with more crime
    in some studies and with less in others; it is a factor, not a finding.

    Parameters
    ----------
    land_use
        polygons of land use: GeoPackage, GeoJSON, Shapefile, FlatGeobuf or PG: connection. The path
        of a file.
    class_
        field with the class of each polygon.
    radius : m
        how far around a place its land use counts.
    cell_size : m
        side of a cell. Default: a round length: about 500 cells on the shorter side.
    extent : m
        xmin ymin xmax ymax in the target CRS; the grid starts at its upper left corner. Default:
        the study area, or that of the features.
    layer
        layer to read, when the source has several (of a path; in memory, choose the rows yourself).
    where
        attribute filter, one SQL WHERE expression (of a path; in memory, choose the rows yourself).
    crs
        CRS of the coordinates, over what the source says. Default: the source's own.
    allow_remote
        let inputs be URLs, network sources or virtual files (VRT).
    study_area
        polygons of the area studied; cells outside have no data, features outside count. A path, a
        GeoDataFrame or GeoSeries, or (geometry, crs).
    study_area_layer
        layer of the study area, when the source has several.
    target_crs
        projected CRS in metres in which the analysis is done. Default: the features' own where it
        is in true metres, else their UTM zone.
    threads
        threads to use, 0 for all; the result is the same.
    memory : GB
        memory that rasters may take; larger ones are written strip by strip, or refused. Default:
        half of what the machine has.
    progress
        True for a bar, or callable(fraction, stage).

    Returns
    -------
    RasterResult
        values by row and column, row 0 the northernmost, float32, NaN is no data; with unit, CRS,
        report and the rows that were rejected. write() makes the GeoTIFF.

    Raises
    ------
    UsageError
        an argument is wrong; parameter names it.
    DataError
        the data cannot give a result; rejects lists the rows.
    FileError
        a file cannot be opened.
    Cancelled
        Ctrl-C, or progress returned False.

    Formula, edge cases and sources: docs/analyses/land-use-mix.md.
    """
    return _run.raster("land-use-mix", locals())


def risk_terrain(
    events: EventsLike,
    *,
    factor: FactorsLike,
    block_length: float,
    blocks: float = 3.0,
    half_blocks: bool = False,
    model: Model = "aggravating",
    folds: int = 10,
    fold_order: FoldOrder = "turn",
    penalty: Penalty = "1se",
    alpha: float = 0.5,
    cell_size: float | None = None,
    extent: Sequence[float] | None = None,
    layer: str | None = None,
    where: str | None = None,
    x: FieldLike | None = None,
    y: FieldLike | None = None,
    crs: CrsLike | None = None,
    time: FieldLike | None = None,
    until: FieldLike | None = None,
    time_format: str | None = None,
    time_zone: str | None = None,
    weight: FieldLike | None = None,
    kind: FieldLike | None = None,
    deduplicate: FieldLike | None = None,
    allow_remote: bool = False,
    since: TimeLike | None = None,
    before: TimeLike | None = None,
    hours: str | None = None,
    weekdays: str | None = None,
    study_area: StudyAreaLike | None = None,
    study_area_layer: str | None = None,
    target_crs: CrsLike = "auto",
    seed: int = 1,
    threads: int = 0,
    memory: float | None = None,
    progress: ProgressLike = None,
) -> RasterResult:
    """Which features of the environment go with events, how near and how strongly.

    Each factor becomes 0/1 variables of the cells: near, within one block, two blocks and so on,
    and for points dense. An elastic net with cross-validation chooses candidates, a stepwise search
    on BIC builds the Poisson and the negative binomial model with at most one variable of a factor,
    and the better one is taken. The raster holds the relative risk score, 1 for a place without any
    factor of the model, and the part of each factor; micro-places are cells above the mean by more
    than two standard deviations.

    It is about places and never about persons. It tells what goes with recorded events, not what
    causes them: a factor may stand for something that is not on the map, and events are where they
    are reported. Compare what it foresees with plain counts of earlier events before acting on it;
    these are often hard to beat.

    Parameters
    ----------
    events
        CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or PG: connection with the events. Or in
        memory: a GeoDataFrame, an Arrow table, columns, (x, y); see farola.inputs.
    factor
        a layer of the environment, NAME=FILE and after commas layer=, where=, crs=, as=proximity,
        density or both, and blocks=, its maximum influence; give one for each factor. A mapping of
        name to path, with what is to be said after commas: {'bars': 'city.gpkg,layer=bars'}; or
        texts as on the command line.
    block_length : m
        mean length of a block; variables are made for one block, two blocks and so on.
    blocks : blocks
        maximum influence of the factors that do not say blocks=.
    half_blocks
        go by half blocks.
    model
        aggravating: factors can only raise the risk; protective: only lower it.
    folds
        folds of the cross-validation.
    fold_order
        how cells come into folds: in turn, row by row, or at random by the seed.
    penalty
        which penalty of the elastic net chooses the candidates: 1se, the largest within one
        standard error of the best, or min, the best, which keeps more.
    alpha
        mixture of the elastic net: 1 is the lasso, 0 the ridge.
    cell_size : m
        side of a cell. Default: half a block.
    extent : m
        xmin ymin xmax ymax in the target CRS; the grid starts at its upper left corner. Default:
        the study area, or that of the events.
    layer
        layer to read, when the source has several (of a path; in memory, choose the rows yourself).
    where
        attribute filter, one SQL WHERE expression (of a path; in memory, choose the rows yourself).
    x
        CSV column of the easting or longitude. Default: found by its name.
    y
        CSV column of the northing or latitude. Default: found by its name.
    crs
        CRS of the coordinates, over what the source says. Default: the source's own; EPSG:4326 for
        CSV columns named and valued as degrees.
    time
        field with the time, or the start of the interval. Default: found by its name, if there is
        one.
    until
        field with the end of the interval.
    time_format
        iso, mdy (7/19/2017), dmy (19/7/2017) or a pattern such as %Y%m%d. Default: found from the
        values.
    time_zone
        IANA zone that times with an offset are moved to.
    weight
        field with the weight of each event. Default: every event weighs 1.
    kind
        field with the kind of each event.
    deduplicate
        field that identifies an event; later rows with a value seen before are rejected (of a path;
        in memory, choose the rows yourself). Default: every row is kept.
    allow_remote
        let inputs be URLs, network sources or virtual files (VRT).
    since
        keep events from this time on.
    before
        keep events before this time.
    hours
        keep events of these hours; 20-4 is 20:00 to 03:59.
    weekdays
        keep events of these days of the week.
    study_area
        polygons of the area studied; events outside are rejected, cells outside are no data. A
        path, a GeoDataFrame or GeoSeries, or (geometry, crs).
    study_area_layer
        layer of the study area, when the source has several.
    target_crs
        projected CRS in metres in which the analysis is done. Default: the events' own where it is
        in true metres, else their UTM zone.
    seed
        seed of the random numbers; same seed, same result.
    threads
        threads to use, 0 for all; the result is the same.
    memory : GB
        memory that rasters may take; larger ones are written strip by strip, or refused. Default:
        half of what the machine has.
    progress
        True for a bar, or callable(fraction, stage).

    Returns
    -------
    RasterResult
        values by row and column, row 0 the northernmost, float32, NaN is no data; with unit, CRS,
        report and the rows that were rejected. write() makes the GeoTIFF.

    Raises
    ------
    UsageError
        an argument is wrong; parameter names it.
    DataError
        the data cannot give a result; rejects lists the rows.
    FileError
        a file cannot be opened.
    Cancelled
        Ctrl-C, or progress returned False.

    Formula, edge cases and sources: docs/analyses/risk-terrain.md.
    """
    return _run.raster("risk-terrain", locals())


def prediction_accuracy(
    surface: RasterLike,
    events: EventsLike,
    *,
    area_shares: str | Sequence[float] = "1,5,10,20",
    areas: str | Sequence[float] | None = None,
    bootstrap: int = 999,
    confidence: float = 95.0,
    training: EventsLike | None = None,
    train_before: TimeLike | None = None,
    baseline_bandwidth: float | None = None,
    training_layer: str | None = None,
    training_where: str | None = None,
    training_crs: CrsLike | None = None,
    training_weight: FieldLike | None = None,
    layer: str | None = None,
    where: str | None = None,
    x: FieldLike | None = None,
    y: FieldLike | None = None,
    crs: CrsLike | None = None,
    time: FieldLike | None = None,
    until: FieldLike | None = None,
    time_format: str | None = None,
    time_zone: str | None = None,
    weight: FieldLike | None = None,
    kind: FieldLike | None = None,
    deduplicate: FieldLike | None = None,
    allow_remote: bool = False,
    since: TimeLike | None = None,
    before: TimeLike | None = None,
    hours: str | None = None,
    weekdays: str | None = None,
    study_area: StudyAreaLike | None = None,
    study_area_layer: str | None = None,
    target_crs: CrsLike = "auto",
    seed: int = 1,
    threads: int = 0,
    memory: float | None = None,
    progress: ProgressLike = None,
) -> TableResult:
    """How many later events lie where a map is highest, beside what their earlier counts alone would have found.

    The cells of a raster are taken from the highest value down until 1, 5, 10 and 20 % of the area
    are taken, and the held-out events in them are counted: hit rate, prediction accuracy index (hit
    rate by share of area), prediction efficiency index (by the highest hit rate possible),
    recapture rate index, events a square kilometre, and the Gini of the whole curve, with bootstrap
    intervals. Cells of equal value count by expectation.

    With the training events, two baselines that anyone can make are measured on the same cells and
    events: their counts in each cell, and their kernel density. A map that does not beat them has
    added nothing. Use events that the map has not seen: with those that made it, every map looks
    good. The figures hold for this place, period and crime, and for what was recorded: where
    patrols follow a map, more is recorded there.

    Parameters
    ----------
    surface
        GeoTIFF whose high values say where to expect events, in a CRS in metres. A path, a result
        of farola, or a DataArray of xarray.
    events
        CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or PG: connection with the events to find.
        Or in memory: a GeoDataFrame, an Arrow table, columns, (x, y); see farola.inputs.
    area_shares : %
        shares of the study area to take, highest scores first.
    areas : km2
        areas to take, besides the shares.
    bootstrap
        times that the held-out events are drawn anew for the intervals; 0 leaves them empty.
    confidence : %
        share of the samples that an interval holds.
    training
        the earlier events that the map was made from: for the baselines and the recapture rate. Or
        in memory: a GeoDataFrame, an Arrow table, columns, (x, y); see farola.inputs.
    train_before
        the events before this moment are the training events, the others are held out.
    baseline_bandwidth : m
        bandwidth of the baseline's kernel density. Default: that of farola kernel-density.
    training_layer
        layer of the training. Default: --layer.
    training_where
        attribute filter of the training. Default: --where.
    training_crs
        CRS of the training. Default: --crs.
    training_weight
        field with the weight of each of the training. Default: --weight.
    layer
        layer to read, when the source has several (of a path; in memory, choose the rows yourself).
    where
        attribute filter, one SQL WHERE expression (of a path; in memory, choose the rows yourself).
    x
        CSV column of the easting or longitude. Default: found by its name.
    y
        CSV column of the northing or latitude. Default: found by its name.
    crs
        CRS of the coordinates, over what the source says. Default: the source's own; EPSG:4326 for
        CSV columns named and valued as degrees.
    time
        field with the time, or the start of the interval. Default: found by its name, if there is
        one.
    until
        field with the end of the interval.
    time_format
        iso, mdy (7/19/2017), dmy (19/7/2017) or a pattern such as %Y%m%d. Default: found from the
        values.
    time_zone
        IANA zone that times with an offset are moved to.
    weight
        field with the weight of each event. Default: every event weighs 1.
    kind
        field with the kind of each event.
    deduplicate
        field that identifies an event; later rows with a value seen before are rejected (of a path;
        in memory, choose the rows yourself). Default: every row is kept.
    allow_remote
        let inputs be URLs, network sources or virtual files (VRT).
    since
        keep events from this time on.
    before
        keep events before this time.
    hours
        keep events of these hours; 20-4 is 20:00 to 03:59.
    weekdays
        keep events of these days of the week.
    study_area
        polygons of the area studied; events outside are rejected, cells outside are no data. A
        path, a GeoDataFrame or GeoSeries, or (geometry, crs).
    study_area_layer
        layer of the study area, when the source has several.
    target_crs
        projected CRS in metres in which the analysis is done. Default: the events' own where it is
        in true metres, else their UTM zone.
    seed
        seed of the random numbers; same seed, same result.
    threads
        threads to use, 0 for all; the result is the same.
    memory : GB
        memory that rasters may take; larger ones are written strip by strip, or refused. Default:
        half of what the machine has.
    progress
        True for a bar, or callable(fraction, stage).

    Returns
    -------
    TableResult
        columns of one length, report and the rows that were rejected. write() makes a CSV, JSON or
        GeoPackage.

    Raises
    ------
    UsageError
        an argument is wrong; parameter names it.
    DataError
        the data cannot give a result; rejects lists the rows.
    FileError
        a file cannot be opened.
    Cancelled
        Ctrl-C, or progress returned False.

    Formula, edge cases and sources: docs/analyses/prediction-accuracy.md.
    """
    return _run.table("prediction-accuracy", locals())
