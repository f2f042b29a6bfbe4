"""The functions are what the catalogue says: a parameter is described once, in C++."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys

import pytest
from conftest import ROOT

import farola
from farola import _core

ANALYSES = json.loads(_core.usage_json())["analyses"]


@pytest.mark.parametrize("analysis", ANALYSES, ids=[a["name"] for a in ANALYSES])
def test_signature(analysis):
    function = getattr(farola, analysis["python_name"])
    found = list(inspect.signature(function).parameters.values())
    described = [p for p in analysis["parameters"] if p["python"]]
    assert [p.name for p in found] == [p["python_name"] for p in described] + ["progress"]
    for mine, its in zip(found, described):
        positional = mine.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
        assert positional == its["positional"], mine.name
        if its["required"]:
            assert mine.default is inspect.Parameter.empty, mine.name
        elif its["kind"] == "flag":
            assert mine.default is False, mine.name
        elif its["default"] is None:
            assert mine.default is None, mine.name
        elif isinstance(mine.default, (int, float)):
            assert mine.default == float(its["default"]), mine.name
        else:
            assert mine.default == its["default"], mine.name
        assert f"    {mine.name}" in function.__doc__


def test_every_analysis_is_exported():
    assert {a["python_name"] for a in ANALYSES} <= set(farola.__all__)


def test_functions_are_written_from_this_catalogue():
    tool = ROOT / "python-bindings" / "tools" / "write_analyses.py"
    run = subprocess.run([sys.executable, tool, "--check"], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_defaults_are_accepted_when_given(city):
    """Each default as a caller may write it gives the same as leaving it out."""
    signature = inspect.signature(farola.kernel_density)
    defaults = {
        name: p.default
        for name, p in signature.parameters.items()
        if p.default not in (inspect.Parameter.empty, None) and name != "bandwidth"
    }
    run = {"crs": "EPSG:25830", "bandwidth": 300, "cell_size": 50}
    given = farola.kernel_density(city, **run, **defaults)
    left_out = farola.kernel_density(city, **run)
    assert given.values.tobytes() == left_out.values.tobytes()
    assert given.report["options"] == left_out.report["options"]
