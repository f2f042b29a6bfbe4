#!/usr/bin/env python3
"""Writes farola/analyses.py, the typed functions of the package, from the engine's catalogue.

    python python-bindings/tools/write_analyses.py          # after a change of the catalogue
    python python-bindings/tools/write_analyses.py --check

Needs farola installed, built from that catalogue.

What stands above MARK in that file, its docstring and imports, is written by hand and kept. The
functions are written out so that editors and type checkers see them; a test runs ``--check``,
so that they cannot drift from the catalogue (a parameter is described once, in C++).
"""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path
from typing import Any

from farola._run import catalogue, python_default
from farola.inputs import FILE_ONLY

TARGET = Path(__file__).parents[1] / "farola" / "analyses.py"
WIDTH = 100

MARK = "# All below is made by tools/write_analyses.py from the catalogue: change that.\n"

TYPES = {
    "events": "EventsLike",
    "polygons": "StudyAreaLike",
    "lines": "StreetsLike",
    "features": "FeaturesLike",
    "raster": "RasterLike",
    "events-or-raster": "EventsLike | RasterLike",
    "text": "str",
    "field": "FieldLike",
    "crs": "CrsLike",
    "time": "TimeLike",
    "flag": "bool",
    "integer": "int",
    "number": "float",
    "distance": "float",
    "extent": "Sequence[float]",
    "bands": "str | Sequence[float]",
    "factors": "FactorsLike",
}

# What an analysis gives back, by its output, and by its name where the result can do more.
RESULTS = {"raster-output": "RasterResult", "vector-output": "LayerResult",
           "table-output": "TableResult"}  # fmt: skip
SPECIAL = {"near-repeat": "NearRepeatTable", "ripley-k": "RipleyKTable",
           "space-time-k": "SpaceTimeKTable"}  # fmt: skip
RUNNERS = {"RasterResult": "raster", "LayerResult": "layer", "TableResult": "table",
           "NearRepeatTable": "near_repeat_table", "RipleyKTable": "ripley_k_table",
           "SpaceTimeKTable": "space_time_k_table"}  # fmt: skip


# What a help text, which speaks of files, leaves out for Python.
IN_MEMORY = {
    "events": ". Or in memory: a GeoDataFrame, an Arrow table, columns, (x, y); see farola.inputs",
    "events-or-raster": ". Or in memory: events, a result of farola, a DataArray of xarray",
    "polygons": ". A path, a GeoDataFrame or GeoSeries, or (geometry, crs)",
    "lines": ". A path, a GeoDataFrame or GeoSeries, or (geometry, crs)",
    "features": ". The path of a file",
    "raster": ". A path, a result of farola, or a DataArray of xarray",
    "factors": ". A mapping of name to path, with what is to be said after commas: {'bars': "
    "'city.gpkg,layer=bars'}; or texts as on the command line",
}

TABLE = (
    "columns of one length, report and the rows that were rejected. write() makes a CSV, JSON or "
    "GeoPackage."
)

RETURNS = {
    "RasterResult": "values by row and column, row 0 the northernmost, float32, NaN is no data; "
    "with unit, CRS, report and the rows that were rejected. write() makes the GeoTIFF.",
    "TableResult": TABLE,
    "NearRepeatTable": TABLE + " matrix() gives a column as distance by time bands.",
    "RipleyKTable": TABLE + " plot() draws a curve with its envelopes.",
    "SpaceTimeKTable": TABLE + " matrix() gives a column as distances by times.",
    "LayerResult": "polygons with their columns, CRS, report and the rows that were rejected. "
    "write() makes the GeoPackage.",
}

RAISES = {
    "UsageError": "an argument is wrong; parameter names it.",
    "DataError": "the data cannot give a result; rejects lists the rows.",
    "FileError": "a file cannot be opened.",
    "Cancelled": "Ctrl-C, or progress returned False.",
}


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def choice_name(parameter: dict[str, Any]) -> str:
    """EdgeCorrection for edge-correction; BandwidthRule where a number may be given, too."""
    full = "-".join(filter(None, [parameter.get("alias_of"), parameter["name"]]))
    name = "".join(word.capitalize() for word in full.split("-"))
    return name + "Rule" if parameter["kind"] == "distance-or-choice" else name


def choices_as_types(analyses: list[dict[str, Any]]) -> str:
    """One alias for each list of words, so that editors can complete them.

    Where an analysis has other words under a name that is taken (the method of clusters, the method
    of a density), its alias has the name of the analysis before it: SpaceTimeClustersMethod.
    """
    types: dict[str, list[str]] = {}
    for analysis in analyses:
        for p in arguments_of(analysis):
            if not p["choices"]:
                continue
            if types.get(choice_name(p), p["choices"]) != p["choices"]:
                p["alias_of"] = analysis["name"]
            types.setdefault(choice_name(p), p["choices"])
    return "\n".join(literal(name, choices) for name, choices in types.items())


def literal(name: str, choices: list[str]) -> str:
    line = f"{name} = Literal[{', '.join(quoted(c) for c in choices)}]"
    if len(line) <= WIDTH:
        return line
    inside = f"    {', '.join(quoted(c) for c in choices)}"
    if len(inside) > WIDTH:
        inside = "\n".join(f"    {quoted(c)}," for c in choices)
    return f"{name} = Literal[\n{inside}\n]"


def type_of(parameter: dict[str, Any]) -> str:
    kind = parameter["kind"]
    if kind == "choice":
        found = choice_name(parameter)
    elif kind == "distance-or-choice":
        found = f"float | {choice_name(parameter)}"
    else:
        found = TYPES[kind]
    optional = python_default(parameter) is None and not parameter["required"]
    return f"{found} | None" if optional else found


def signature_of(analysis: dict[str, Any]) -> list[str]:
    inputs = [p for p in arguments_of(analysis) if p["positional"]]
    options = [p for p in arguments_of(analysis) if not p["positional"]]
    lines = [f"{p['python_name']}: {type_of(p)}," for p in inputs] + ["*,"]
    for p in options:
        value = python_default(p)
        if p["required"] and value is None:
            lines.append(f"{p['python_name']}: {type_of(p)},")
            continue
        shown = quoted(value) if isinstance(value, str) else repr(value)
        lines.append(f"{p['python_name']}: {type_of(p)} = {shown},")
    return [*lines, "progress: ProgressLike = None,"]


def arguments_of(analysis: dict[str, Any]) -> list[dict[str, Any]]:
    return [p for p in analysis["parameters"] if p["python"]]


def returned_by(analysis: dict[str, Any]) -> str:
    if analysis["name"] in SPECIAL:
        return SPECIAL[analysis["name"]]
    outputs = [
        p["kind"] for p in analysis["parameters"] if p["positional"] and p["role"] == "output"
    ]
    return RESULTS[outputs[0]]


def wrapped(text: str, indent: int) -> str:
    space = " " * indent
    return textwrap.fill(text, WIDTH, initial_indent=space, subsequent_indent=space,
                         break_on_hyphens=False)  # fmt: skip


def described(parameter: dict[str, Any]) -> str:
    unit = f" : {parameter['unit']}" if parameter["unit"] else ""
    rule = f" Default: {parameter['default_rule']}." if parameter["default_rule"] else ""
    help_text = parameter["help"] + IN_MEMORY.get(parameter["kind"], "")
    if parameter["python_name"] in FILE_ONLY and parameter["kind"] != "flag":
        help_text += " (of a path; in memory, choose the rows yourself)"
    for word in parameter_words(help_text):
        help_text = help_text.replace("--" + word, word.replace("-", "_"))
    return f"    {parameter['python_name']}{unit}\n" + wrapped(f"{help_text}.{rule}", 8)


def parameter_words(text: str) -> list[str]:
    """Options that a help text names as on the command line."""
    return [w.strip(".,;:()")[2:] for w in text.split() if w.startswith("--")]


def function_for(analysis: dict[str, Any]) -> str:
    signature = "\n".join("    " + line for line in signature_of(analysis))
    returned = returned_by(analysis)
    runner = RUNNERS[returned]
    paragraphs = [wrapped(p, 4) for p in analysis["details"].split("\n\n")]
    parts = [
        f'    """{analysis["summary"]}',
        *paragraphs,
        "    Parameters\n    ----------\n" + "\n".join(described(p) for p in arguments_of(analysis))
        + "\n    progress\n" + wrapped("True for a bar, or callable(fraction, stage).", 8),
        f"    Returns\n    -------\n    {returned}\n" + wrapped(RETURNS[returned], 8),
        "    Raises\n    ------\n"
        + "\n".join(f"    {error}\n" + wrapped(when, 8) for error, when in RAISES.items()),
        wrapped(f"Formula, edge cases and sources: docs/analyses/{analysis['name']}.md.", 4),
    ]  # fmt: skip
    text = "\n\n".join(parts)
    return (
        f'def {analysis["python_name"]}(\n{signature}\n) -> {returned}:\n{text}\n    """\n'
        f"    return _run.{runner}({quoted(analysis['name'])}, locals())\n"
    )


def text_of_module() -> str:
    analyses = catalogue()["analyses"]
    names = "\n".join(f"    {quoted(a['python_name'])}," for a in analyses)
    exported = f"__all__ = [\n{names}\n]\n"
    written_by_hand = TARGET.read_text(encoding="utf-8").partition(MARK)[0]
    head = f"{written_by_hand}{MARK}\n{choices_as_types(analyses)}\n\n{exported}"
    return "\n\n".join([head, *(function_for(a) for a in analyses)])


def main() -> int:
    wanted = text_of_module()
    if "--check" not in sys.argv:
        TARGET.write_text(wanted, encoding="utf-8")
        return 0
    if TARGET.read_text(encoding="utf-8") == wanted:
        return 0
    print(f"{TARGET.name} is not what the catalogue says: run write_analyses.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
