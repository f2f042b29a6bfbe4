"""The page docs/performance.md."""

import os
import platform
from pathlib import Path

START, END = "<!-- peers: written by tests/peers/bench.py -->", "<!-- /peers -->"

LEGEND = """\
*Compute* is the sum alone, points and cells in memory. LIBKDV has one entry, which takes points
and gives cells as text; at a radius of a hundredth of a cell, where there is next to nothing to
sum, that entry takes {floor} s. *Whole process* is what a user waits for, and *CPU* its processor
seconds, which other work on the machine disturbs least: farola, QGIS and GRASS read a GeoPackage
and write a raster; the others read and write plain binary numbers. *≈*: scikit-learn evaluates
place by place; one cell in 1,024 was, and the seconds are told for all. *>*: stopped at the time
limit. *Differs by* is the largest difference from farola's surface on the same cells over its
peak, each scaled to the same sum; binning points to cells is what the FFT methods pay with. QGIS
adds a margin of one radius around the points; farola is compared on that grid."""


def machine():
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    kilobytes = int(Path("/proc/meminfo").read_text().split()[1])
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    return f"{model}, {os.cpu_count()} cores, {kilobytes / 1e6:.0f} GB, {system}"


def seconds(value, prefix=""):
    if value is None:
        return "–"
    return f"{prefix}{value:,.0f}" if value >= 100 else f"{prefix}{value:.3g}"


def times(theirs, ours, prefix=""):
    if theirs is None or not ours:
        return "–"
    return (
        f"{prefix}{theirs / ours:,.0f}" if theirs >= 10 * ours else f"{prefix}{theirs / ours:.1f}"
    )


def table(rows):
    """Rows of dicts, of one kernel and radius; the first two are farola's, one thread first."""
    ours = rows[1]
    lines = [
        "| program | compute, s | times farola's | whole process, s | times farola's "
        "| CPU, s | peak memory, MB | differs by |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        about = "≈ " if row.get("estimated") else ""
        whole = None if row.get("estimated") else row["whole"]
        more = "> " if row["outcome"] == "time limit" else ""
        if row["outcome"] == "failed":
            lines.append(f"| {row['name']} | failed: {row['why']} |||||||")
            continue
        cells = [
            row["name"],
            seconds(row["compute"], about),
            times(row["compute"], ours["compute"], about),
            seconds(whole, more),
            times(whole, ours["whole"], more),
            "–" if more or row.get("estimated") else seconds(row["cpu"]),
            f"{row['memory']:,.0f}" if not more else "–",
            "–" if row["difference"] is None else f"{row['difference']:.1g}",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def replace_part(path, text):
    """Put `text` between the two marks of the page; what others wrote there stays."""
    old = (
        path.read_text(encoding="utf-8") if path.exists() else f"# Performance\n\n{START}\n{END}\n"
    )
    if START not in old:
        old = old.rstrip() + f"\n\n{START}\n{END}\n"
    before, _, rest = old.partition(START)
    _, _, after = rest.partition(END)
    path.parent.mkdir(exist_ok=True)
    whole = path.with_name(path.name + ".new")  # the page is the old one or the whole new one
    whole.write_text(f"{before}{START}\n{text}\n{END}{after}", encoding="utf-8")
    os.replace(whole, path)
