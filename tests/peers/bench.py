"""farola beside its peers on the same points and grid: seconds, memory, and how far results differ.

Each run is a process of its own. Runs are interleaved: every peer once, then all again (--repeats);
the median is told. A peer that is not installed, or takes longer than --limit, is told so.

    bench.py --farola PROGRAM [--quick] [--radius 10 50 200] [--only NAME …] [--page FILE] …
"""

import argparse
import datetime
import os
import statistics
import sys
import tempfile
from pathlib import Path

import numpy as np
import page
from case import Case, write_points
from peers import Farola, peers
from surfaces import difference

ROOT = Path(__file__).resolve().parents[2]
SHARED = 1.5  # load before the first run above which the page says the machine was shared


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--farola", required=True, help="the program, built for release")
    parser.add_argument(
        "--quick", action="store_true", help="100,000 events, small radii, 30 s each"
    )
    parser.add_argument("--events", type=int, default=None)
    parser.add_argument("--radius", type=float, nargs="+", default=None, help="in cells")
    parser.add_argument("--kernel", nargs="+", default=["quartic", "epanechnikov"])
    parser.add_argument("--repeats", type=int, help="of runs shorter than 20 s")
    parser.add_argument("--limit", type=float, help="seconds that one run may take")
    parser.add_argument(
        "--only", nargs="+", default=[], help="words in the names of the peers wanted"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "performance.md")
    given = parser.parse_args()
    given.events = given.events or (100_000 if given.quick else 1_000_000)
    given.radius = given.radius or ([10, 50] if given.quick else [10, 50, 200])
    given.limit = given.limit or (30 if given.quick else 300)
    given.repeats = given.repeats or (1 if given.quick else 3)
    return given


def say(text):
    print(text, file=sys.stderr, flush=True)


def measured(program, results, reference):
    """The row of the table for the runs of one program."""
    last = results[-1]
    row = {"name": program.name, "outcome": last.run.outcome, "estimated": last.estimated}
    row["compute"] = (
        statistics.median(r.compute for r in results) if last.compute is not None else None
    )
    row["whole"] = statistics.median(r.run.seconds for r in results)
    row["spread"] = max(r.run.seconds for r in results) / min(r.run.seconds for r in results)
    row["cpu"] = statistics.median(r.run.cpu for r in results)
    row["memory"] = max(r.run.megabytes for r in results)
    row["difference"] = None
    if last.run.outcome == "done" and last.surface is None:
        row["outcome"] = "failed"
    if row["outcome"] == "failed":
        row["why"] = (last.run.errors or last.run.output).strip().splitlines()[-1:] or ["no word"]
        row["why"] = row["why"][0][:120]
    elif last.surface is not None:
        row["difference"] = reference(last)
    return row


def compare(case, farola, kernel, radius, wanted, too_slow, given):
    """Every program that has this kernel, at this radius in metres; rows, farola's first.

    `too_slow`: names of those that reached the limit at a smaller radius; they are not asked again.
    """
    programs = [
        program for program in wanted if kernel in program.kernels and program.name not in too_slow
    ]
    results = {program.name: [] for program in programs}
    own = {}

    def reference(result):
        """Against farola on the grid of this result."""
        extent = result.extent or case.extent
        if extent not in own:
            own[extent] = farola.measure(case, kernel, radius, given.limit, extent).surface
        theirs, ours = result.surface, own[extent]
        if np.isnan(theirs).any():  # evaluated at some places only
            ours = np.where(np.isnan(theirs), 0, ours)
        return difference(ours, theirs)

    for repeat in range(given.repeats):
        for program in programs:
            before = results[program.name]
            if repeat and (before[-1].run.outcome != "done" or before[-1].run.seconds > 20):
                continue
            result = program.measure(case, kernel, radius, given.limit)
            say(
                f"{kernel}, radius {radius:g} m, {program.name}: {result.run.outcome}, "
                f"compute {page.seconds(result.compute)} s, whole {result.run.seconds:.2f} s"
            )
            if before:
                before[-1].surface = None  # one of each is enough to compare
            before.append(result)
    for program in programs:
        if results[program.name][-1].run.outcome == "time limit":
            too_slow.add(program.name)
    return [measured(program, results[program.name], reference) for program in programs]


def head(case, given, versions, missing, load, floor):
    day = datetime.date.today().isoformat()
    options = " ".join(sys.argv[3:])
    command = f"tests/peers/run.sh BUILD_FOLDER {options}" if options else "make bench"
    lines = [
        "## Beside its peers",
        "",
        f"{case.events:,} clustered points (seed {case.seed}), {case.columns} × {case.rows} "
        f"cells of {case.cell:g} m. Median of up to {given.repeats} interleaved runs (one "
        "where a run takes more than 20 s), each in a process of its own.",
        "",
        f"- Machine: {page.machine()}",
        f"- Date: {day}; load of the machine when the runs began: {load:.1f} (0 is quiet)",
        f"- Command: `{command}`",
        f"- Versions: {', '.join(versions)}",
    ]
    if missing:
        lines.append(f"- Missing, so not measured: {', '.join(missing)}")
    if load > SHARED:
        lines.append("- **Other programs shared the machine**: take the seconds as noisy")
    return "\n".join([*lines, "", page.LEGEND.format(floor=page.seconds(floor))])


def main():
    given = arguments()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="farola-peers-") as folder:
        case = Case(Path(folder), given.events, 2560, 1920, 10.0, given.seed)
        say(f"Writing {case.events:,} points")
        write_points(case)
        own = [Farola(given.farola, 1), Farola(given.farola, 2)]
        asked = [
            peer
            for peer in peers()
            if not given.only or any(word.lower() in peer.name.lower() for word in given.only)
        ]
        found = {peer.name: peer.version() for peer in asked}
        missing = [f"{peer.name} ({peer.needs})" for peer in asked if found[peer.name] is None]
        for name in missing:
            say(f"missing: {name}")
        wanted = own + [peer for peer in asked if found[peer.name] is not None]
        versions = [own[0].version(), *(version for version in found.values() if version)]
        floor = None
        for peer in wanted:
            if "LIBKDV" in peer.name:
                floor = peer.measure(case, "epanechnikov", 0.01 * case.cell, given.limit).compute
        parts = [head(case, given, versions, missing, load, floor)]
        for kernel in given.kernel:
            too_slow = set()
            for radius in sorted(given.radius):
                before = os.getloadavg()[0]
                rows = compare(case, own[1], kernel, radius * case.cell, wanted, too_slow, given)
                parts.append(f"### {kernel.capitalize()}, radius {radius:g} cells")
                parts.append(page.table(rows))
                after = os.getloadavg()[0]
                parts.append(
                    f"Load, these runs' own included: {before:.1f} before, {after:.1f} after."
                )
                silent = [program.name for program in wanted if program.name in too_slow]
                silent = [name for name in silent if name not in [row["name"] for row in rows]]
                if silent:
                    parts.append(
                        f"Not tried, since a smaller radius took more than {given.limit:g} s: "
                        f"{', '.join(silent)}."
                    )
                noisy = [row["name"] for row in rows if row["spread"] > 1.3]
                if noisy:
                    parts.append(f"Runs differed by more than 30 % for: {', '.join(noisy)}.")
                page.replace_part(given.page, "\n\n".join(parts))  # what is done is kept
    say(f"Written to {given.page}")


if __name__ == "__main__":
    main()
