"""farola near-repeat beside its peers, whole processes on the same events: seconds and memory.

    near_repeat.py --farola PROGRAM --peers FOLDER [--events 2000 10000] [--permutations 999]
                   [--whole]

FOLDER holds checkouts of the peers, each under its own name; one that is not there is reported as
missing:

    git clone https://github.com/wsteenbeek/NearRepeat     FOLDER/wsteenbeek-NearRepeat
    git clone https://github.com/aallvin/NearRepeatLite    FOLDER/aallvin-NearRepeatLite
    git clone https://github.com/tobydavies/NearRepeat     FOLDER/tobydavies-NearRepeat

A peer is run with two small numbers of permutations, and its time for all of them is what these
two say (time grows evenly with permutations); with --whole it is run with all, as farola is. Counts
of pairs are compared:
those of the R packages with the same bands, tobydavies' with bands closed on the right.
"""

import argparse
import csv
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from measure import run

HERE = Path(__file__).resolve().parent
BANDS = {"distance": [0, 0.001, *range(100, 1001, 100)], "time": list(range(0, 43, 7))}


def write_events(path, count):
    """Half around some hundred places, half anywhere in 20 km; days of one year; one decimal."""
    random = np.random.default_rng(7)
    centres = random.uniform(0, 20_000, (count // 20, 2))
    near = centres[random.integers(0, len(centres), count // 2)]
    near = near + random.normal(0, 120, near.shape)
    xy = np.vstack([near, random.uniform(0, 20_000, (count - len(near), 2))]).round(1)
    xy += [500_000, 4_500_000]
    t = random.integers(0, 366, count)
    dates = np.datetime64("2016-01-01") + t
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["x", "y", "t", "date"])
        rows.writerows(
            [f"{x:.1f}", f"{y:.1f}", day, date] for (x, y), day, date in zip(xy, t, dates)
        )


def farola(program, events, out, permutations, threads, closed="left"):
    command = [program, "near-repeat", events, out, "--crs", "EPSG:25830", "--time", "date"]
    command += ["--distance-bands", ",".join(map(str, BANDS["distance"])), "--overwrite", "-q"]
    command += ["--time-bands", ",".join(map(str, BANDS["time"])), "--closed", closed]
    command += ["--permutations", permutations, "--threads", threads]
    command += ["--include-ends"] if closed == "right" else []
    return run(command, 600)


def counts_of_farola(out):
    with out.open() as file:
        return [float(row["observed"]) for row in csv.DictReader(file)]


def peers_in(folder):
    r, python = shutil.which("Rscript"), sys.executable
    lite = folder / "aallvin-NearRepeatLite" / "R" / "NearRepeatLite.R"
    full = folder / "wsteenbeek-NearRepeat" / "R" / "NearRepeat.R"
    davies = folder / "tobydavies-NearRepeat"
    script = HERE / "near_repeat_peer.R"
    return [
        ("wsteenbeek/NearRepeat", full, "left", (2, 6),
         lambda csv, n, out: [r, script, full, "NearRepeat", csv, n, out]),
        ("aallvin/NearRepeatLite", lite, "left", (2, 12),
         lambda csv, n, out: [r, script, lite, "NearRepeatLite", csv, n, out]),
        ("tobydavies/NearRepeat", davies / "stats" / "knox.py", "right", (2, 12),
         lambda csv, n, out: [python, "-B", HERE / "near_repeat_peer.py", davies, csv, n, out]),
    ]  # fmt: skip


def tell(*columns):
    print("| " + " | ".join(str(c) for c in columns) + " |", flush=True)


def for_all(times, counts, permutations):
    """Time grows evenly with permutations; one time alone is that of all."""
    if len(times) == 1:
        return times[0]
    each = (times[1] - times[0]) / (counts[1] - counts[0])
    return times[0] + each * (permutations - counts[0])


def compare(given, count, folder):
    events, out = folder / "events.csv", folder / "farola.csv"
    write_events(events, count)
    tell(f"{count:,} events", "seconds", "CPU s", "MB", "times farola, by CPU", "counts")
    tell("---", "---:", "---:", "---:", "---:", "---")
    best = min(
        (farola(given.farola, events, out, given.permutations, 2) for _ in range(3)),
        key=lambda done: done.cpu,
    )
    if best.outcome != "done":
        sys.exit(best.errors)
    tell(
        "farola, 2 threads",
        f"{best.seconds:.3f}",
        f"{best.cpu:.3f}",
        f"{best.megabytes:.0f}",
        1,
        "",
    )
    for name, needed, closed, few_and_more, command in peers_in(given.peers):
        if not needed.exists() or command(events, 1, out)[0] is None:
            tell(
                name,
                "missing",
                "",
                "",
                "",
                f"needs {needed.name} in {given.peers}, and R or Python",
            )
            continue
        theirs = folder / "peer.csv"
        if given.whole:
            few_and_more = (given.permutations,)
        runs = [run(command(events, n, theirs), given.limit) for n in few_and_more]
        if any(done.outcome != "done" for done in runs):
            last = next(done for done in runs if done.outcome != "done")
            word = (last.errors.strip().splitlines() or ["no word"])[-1][:100]
            tell(name, last.outcome, "", f"{last.megabytes:.0f}", "", word)
            continue
        seconds = for_all([done.seconds for done in runs], few_and_more, given.permutations)
        cpu = for_all([done.cpu for done in runs], few_and_more, given.permutations)
        farola(given.farola, events, out, 0, 2, closed)
        same = np.loadtxt(theirs, delimiter=",").ravel().tolist() == counts_of_farola(out)
        source = "" if given.whole else f" (from {few_and_more[1]} permutations)"
        tell(name, f"{seconds:.1f}{source}", f"{cpu:.1f}",
             f"{runs[-1].megabytes:.0f}", f"{cpu / best.cpu:,.0f}",
             "equal" if same else "differ")  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--farola", required=True, help="the program, built for release")
    parser.add_argument("--peers", type=Path, required=True, help="folder with their checkouts")
    parser.add_argument("--events", type=int, nargs="+", default=[2_000, 10_000])
    parser.add_argument("--permutations", type=int, default=999)
    parser.add_argument("--whole", action="store_true", help="peers make all permutations too")
    parser.add_argument("--limit", type=float, default=300, help="seconds that one run may take")
    given = parser.parse_args()
    print(subprocess.check_output([given.farola, "--version"], text=True).splitlines()[0])
    for count in given.events:
        with tempfile.TemporaryDirectory() as folder:
            compare(given, count, Path(folder))


if __name__ == "__main__":
    main()
