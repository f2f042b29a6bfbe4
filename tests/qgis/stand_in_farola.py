#!/usr/bin/env python3
"""A stand-in for the farola program, for what the real one does not do on demand: end without a
word, ignore Ctrl-C, start a process of its own, describe itself by another schema.

FAROLA_STAND_IN says how it behaves:
  record FILE   write its arguments to FILE as JSON, and end well
  stubborn FILE ignore SIGINT, start a child that does too, write both numbers to FILE, run on
  polite FILE   the same, but end with 130 at SIGINT, as farola does
  error         end with code 2 and an error in the form of --progress json
  silent        end with code 5 and no error message
  schema        describe itself by schema 99
  garbage       answer --json-usage with something else
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import time


def parameter(name, kind, role="option", required=False, **more):
    positional = role != "option" and required
    described = {
        "name": name,
        "python_name": name.replace("-", "_"),
        "qgis_name": name.replace("-", "_").upper(),
        "label": name.replace("-", " ").capitalize().replace("crs", "CRS"),
        "option": None if positional else f"--{name}",
        "role": role,
        "kind": kind,
        "required": required,
        "positional": positional,
        "unit": "",
        "default": None,
        "default_rule": None,
        "choices": [],
        "minimum": None,
        "minimum_excluded": False,
        "maximum": None,
        "example": "",
        "help": f"What {name} means",
        "group": "Density",
        "python": True,
    }
    return {**described, **more}


CATALOGUE = {
    "farola": "0.1.0",
    "schema": 1,
    "analyses": [
        {
            "name": "every-kind",
            "python_name": "every_kind",
            "qgis_name": "everykind",
            "group": "density",
            "title": "Every kind",
            "summary": "One parameter of each kind.",
            "details": "First paragraph.\n\nSecond <paragraph>.",
            "examples": [],
            "page": "docs/analyses/every-kind.md",
            "parameters": [
                parameter("events", "events", "input", True),
                parameter("output", "raster-output", "output", True),
                parameter("hotspots", "vector-output", "output"),
                parameter("rejects", "file-output", "output", python=False, example="rejects.csv"),
                parameter("study-area", "polygons"),
                parameter("population", "raster"),
                parameter("people", "events-or-raster"),
                parameter("where", "text", group="Reading events"),
                parameter("factor", "factors", repeated=True),
                parameter("weight", "field", group="Reading events"),
                parameter("layer", "text", group="Reading events"),
                parameter("crs", "crs", group="Reading events"),
                parameter(
                    "target-crs", "crs", default="auto", default_rule="the UTM zone of the data"
                ),
                parameter("since", "time"),
                parameter("deduplicate", "flag"),
                parameter("seed", "integer", default="1", minimum=0),
                parameter("period", "number", unit="years", minimum=0, minimum_excluded=True),
                parameter(
                    "cell-size", "distance", unit="m", default_rule="from the extent", minimum=0
                ),
                parameter(
                    "bandwidth",
                    "distance-or-choice",
                    unit="m",
                    choices=["scott", "silverman"],
                    default_rule="chosen by scott",
                    example="300",
                ),
                parameter("kernel", "choice", choices=["uniform", "quartic"], default="quartic"),
                parameter("extent", "extent", unit="m"),
                parameter("time-bands", "bands", default_rule="7x6", example="0,7,14"),
                parameter("table", "table-output", "output"),
                parameter("progress", "choice", choices=["bar", "json", "none"], python=False),
                parameter("overwrite", "flag", python=False),
                parameter("memory", "number", python=False),
            ],
        },
        {
            "name": "from-the-future",
            "qgis_name": "fromthefuture",
            "group": "density",
            "title": "?",
            "summary": "Has a parameter of a kind this plugin cannot know.",
            "details": "",
            "parameters": [parameter("hologram", "hologram", "input", True)],
        },
    ],
}


def say(**message):
    print(json.dumps(message), file=sys.stderr, flush=True)


def record(path):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(sys.argv[1:], file)
    say(progress=0.5, stage="density")
    say(note="A note.")
    say(warning="A warning.")
    say(progress=1.0, stage="writing")


def run_on(path, stubborn):
    if stubborn:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    child = subprocess.Popen(["sleep", "300"])
    with open(path + ".part", "w", encoding="utf-8") as file:
        json.dump([os.getpid(), child.pid], file)
    os.rename(path + ".part", path)
    try:
        for _ in range(1200):  # a minute
            say(progress=0.1, stage="density")
            time.sleep(0.05)
        child.kill()
        return 0
    except KeyboardInterrupt:
        pathlib.Path(path + ".asked").touch()
        say(
            error={
                "kind": "cancelled",
                "code": "cancelled",
                "parameter": "",
                "message": "Cancelled.",
            }
        )
        return 130


def main():
    behaviour, _, path = os.environ.get("FAROLA_STAND_IN", "").partition(" ")
    if sys.argv[1:] == ["--json-usage"]:
        if behaviour == "garbage":
            print("usage: farola [-h]")
        else:
            print(json.dumps({**CATALOGUE, "schema": 99} if behaviour == "schema" else CATALOGUE))
        return 0
    if behaviour == "error":
        say(
            error={
                "kind": "usage",
                "code": "bandwidth-not-positive",
                "parameter": "bandwidth",
                "message": "Bandwidth must be positive, got -300 m.",
            }
        )
        return 2
    if behaviour == "silent":
        print("something went astray", file=sys.stderr)
        return 5
    if behaviour in ("stubborn", "polite"):
        return run_on(path, behaviour == "stubborn")
    record(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
