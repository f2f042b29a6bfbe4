"""The table of peers: what each is called with, and the kernel it is compared in.

That is the quartic; LIBKDV and scikit-learn do not have it, so they stand in a table of their own.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from case import CRS
from measure import run
from surfaces import read_raw, read_tif

HERE = Path(__file__).resolve().parent


@dataclass
class Result:
    compute: float  # seconds; None where it cannot be told apart
    run: object
    surface: object = None
    extent: object = None  # where it is not the case's
    estimated: bool = False


class Farola:
    def __init__(self, executable, threads):
        self.executable, self.threads = executable, threads
        self.name = f"farola, {threads} thread{'s' if threads > 1 else ''}"
        self.kernels = ("quartic", "epanechnikov")

    def version(self):
        return subprocess.check_output([self.executable, "--version"], text=True).splitlines()[0]

    def measure(self, case, kernel, radius, limit, extent=None):
        output, report = case.folder / "farola.tif", case.folder / "farola.json"
        command = [self.executable, "kernel-density", case.geopackage, output, "--overwrite", "-q"]
        command += ["--kernel", kernel, "--bandwidth", radius, "--cell-size", case.cell]
        command += ["--target-crs", CRS, "--threads", self.threads, "--report", report]
        command += ["--extent", *(extent or case.extent)]
        done = run(command, limit)
        if done.outcome != "done":
            return Result(None, done)
        compute = json.loads(report.read_text())["seconds"]["density"]
        return Result(compute, done, *read_tif(output))


class PythonPackage:
    def __init__(self, name, package, kernels, key, estimated=False):
        self.name, self.package, self.kernels, self.key = name, package, kernels, key
        self.estimated = estimated
        self.needs = f"package {package} is not in the virtual environment"

    def version(self):
        code = f"import sys; sys.path.insert(0, {str(HERE)!r}); import python_peers, json;"
        code += "print(json.dumps(python_peers.versions()))"
        found = json.loads(subprocess.check_output([sys.executable, "-B", "-c", code], text=True))
        return f"{self.package} {found[self.package]}" if self.package in found else None

    def measure(self, case, kernel, radius, limit):
        output = case.folder / "peer.raw"
        place = [*case.extent[:2], case.columns, case.rows, case.cell]
        script = [sys.executable, "-B", HERE / "python_peers.py", self.key]
        done = run([*script, kernel, radius, case.binary, *place, output], limit)
        return _raw_result(done, output, case, self.estimated)


class Spatstat:
    name, kernels = "spatstat density.ppp", ("quartic",)
    needs = "no Rscript, or R without spatstat.explore"

    def version(self):
        if not shutil.which("Rscript"):
            return None
        code = 'cat(as.character(packageVersion("spatstat.explore")))'
        found = subprocess.run(["Rscript", "-e", code], capture_output=True, text=True)
        return f"spatstat.explore {found.stdout}" if found.returncode == 0 else None

    def measure(self, case, kernel, radius, limit):
        output = case.folder / "peer.raw"
        place = [*case.extent[:2], case.columns, case.rows, case.cell]
        script = ["Rscript", HERE / "spatstat_density.R"]
        done = run([*script, kernel, radius, case.binary, *place, output], limit)
        return _raw_result(done, output, case)


class QgisHeatmap:
    name, kernels = "QGIS heatmap", ("quartic",)
    needs = "no qgis_process that runs"

    def __init__(self):
        self.program = shutil.which("qgis_process.bin") or shutil.which("qgis_process")

    def environment(self, folder):
        return {"QT_QPA_PLATFORM": "offscreen", "QGIS_CUSTOM_CONFIG_PATH": str(folder)}

    def version(self):
        if not self.program:
            return None
        with tempfile.TemporaryDirectory() as folder:
            said = run([self.program, "--version"], 60, self.environment(folder)).output
        return said.splitlines()[0] if said else None

    def measure(self, case, kernel, radius, limit):
        output = case.folder / "qgis.tif"
        number = {"quartic": 0, "epanechnikov": 4}[kernel]
        words = [f"INPUT={case.geopackage}", f"RADIUS={radius}", f"PIXEL_SIZE={case.cell}"]
        words += [f"KERNEL={number}", "OUTPUT_VALUE=0", f"OUTPUT={output}"]
        command = [self.program, "run", "qgis:heatmapkerneldensityestimation", "--", *words]
        done = run(command, limit, self.environment(case.folder / "qgis"))
        if done.outcome != "done" or not output.exists():
            return Result(None, done)
        return Result(None, done, *read_tif(output))


class Grass:
    name, kernels = "GRASS v.kernel", ("quartic",)
    needs = "no program grass"

    def version(self):
        if not shutil.which("grass"):
            return None
        found = subprocess.run(["grass", "--version"], capture_output=True, text=True)
        return (found.stdout + found.stderr).splitlines()[0]

    def measure(self, case, kernel, radius, limit):
        output = case.folder / "peer.raw"
        script = [HERE / "grass_kernel.sh", kernel, radius, case.geopackage, *case.extent]
        command = ["grass", "--tmp-location", CRS, "--exec", *script, case.cell, output]
        return _raw_result(run(command, limit), output, case)


def _raw_result(done, output, case, estimated=False):
    if done.outcome != "done":
        return Result(None, done)
    compute = json.loads(done.output.strip().splitlines()[-1])["compute"]
    surface, _ = read_raw(output, case.columns, case.rows)
    output.unlink()
    return Result(compute, done, surface, None, estimated)


def peers():
    both = ("quartic", "epanechnikov")
    return [
        PythonPackage("LIBKDV, 2 threads", "libkdv", ("epanechnikov",), "libkdv"),
        PythonPackage("SciPy binned FFT", "scipy", both, "scipy"),
        PythonPackage("KDEpy FFTKDE", "KDEpy", ("quartic",), "kdepy"),
        PythonPackage("scikit-learn", "scikit-learn", ("epanechnikov",), "scikit-learn", True),
        Spatstat(),
        QgisHeatmap(),
        Grass(),
    ]
