#!/usr/bin/env python3
"""Runs command-line cases: run_cases.py FAROLA CASES.toml [NAME]

A case file is TOML. [files] holds small inputs by name, written afresh for every case; [[case]] is
one run of farola in an empty folder:

  name     what is shown                             run      the command line, split as a shell would
  exit     expected exit code (default 0)            files    more inputs of this case alone
  stderr   sentences that must be on standard error  only     standard error is exactly these lines
  silent   sentences that must not be there          stdout   texts that must be on standard output
  makes    files that must be there afterwards; nothing else may have appeared, and a command that
           fails must make nothing
  keeps    inputs that must be unchanged (all of them always are)
  contents {"file" = [texts that must be in it]}     lacks    {"file" = [texts that must not]}
  report   {"dotted.path" = value} in report.json, numbers within 1e-9
  folders  folders to make first; read_only: folders that may not be written to
  shared   a file below the shared data folder that the case needs (skipped without it); {shared} in
           `run` is that folder

Only the standard library is used.
"""

import json
import math
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import tomllib

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("FAROLA_SHARED", SOURCE.parent / "shared"))


def same(wanted, found):
    if isinstance(wanted, float) or isinstance(found, float):
        return (isinstance(found, (int, float))
                and math.isclose(wanted, found, rel_tol=1e-9, abs_tol=1e-12))
    return wanted == found


def at_path(tree, dotted):
    for step in dotted.split("."):
        tree = tree[int(step)] if isinstance(tree, list) else tree[step]
    return tree


def tree_of(folder):
    return {str(p.relative_to(folder)): p.read_bytes()
            for p in sorted(folder.rglob("*")) if p.is_file()}


def check_report(folder, wanted):
    try:
        report = json.loads((folder / "report.json").read_text())
    except (OSError, ValueError) as trouble:
        return [f"report.json: {trouble}"]
    problems = []
    for dotted, value in wanted.items():
        try:
            found = at_path(report, dotted)
        except (KeyError, IndexError, ValueError, TypeError):
            problems.append(f"the report has no {dotted}")
            continue
        if not same(value, found):
            problems.append(f"report {dotted} is {found!r}, expected {value!r}")
    return problems


def problems_of(case, farola, shared_files):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for path in case.get("folders", []) + case.get("read_only", []):
            (folder / path).mkdir(parents=True)
        for path, text in {**shared_files, **case.get("files", {})}.items():
            data = bytes(text) if isinstance(text, list) else text.encode()
            (folder / path).write_bytes(data)
        before = tree_of(folder)
        for path in case.get("read_only", []):
            (folder / path).chmod(0o555)
        words = shlex.split(case["run"].replace("{shared}", str(SHARED)))
        assert words[0] == "farola", "a case runs farola"
        # The superuser may write everywhere: what concerns rights is run as someone else.
        other = {"user": 65534} if case.get("read_only") and os.geteuid() == 0 else {}
        if other:
            folder.chmod(0o777)
        run = subprocess.run([farola, *words[1:]], cwd=folder, capture_output=True, text=True,
                             timeout=300, stdin=subprocess.DEVNULL, **other,
                             env={**os.environ, "LC_ALL": "C.UTF-8", **case.get("env", {})})
        for path in case.get("read_only", []):
            (folder / path).chmod(0o755)
        after = tree_of(folder)

        problems = []
        if run.returncode != case.get("exit", 0):
            problems.append(f"exit code {run.returncode}, expected {case.get('exit', 0)}")
        if case.get("only"):
            if run.stderr.splitlines() != case["stderr"]:
                problems.append("standard error differs")
        else:
            problems += [f"not said: {s}" for s in case.get("stderr", []) if s not in run.stderr]
        problems += [f"should not be said: {s}" for s in case.get("silent", []) if s in run.stderr]
        problems += [f"not on standard output: {s}" for s in case.get("stdout", [])
                     if s not in run.stdout]
        if "stdout" not in case and run.stdout:
            problems.append("standard output is not empty")
        made = set(after) - set(before)
        if made != set(case.get("makes", [])):
            problems.append(f"made {sorted(made)}, expected {sorted(case.get('makes', []))}")
        problems += [f"changed {p}" for p in before
                     if after.get(p) != before[p] and p not in case.get("replaces", [])]
        for path, texts in case.get("contents", {}).items():
            held = after.get(path, b"").decode()
            problems += [f"not in {path}: {s}\n{held[:2000]}" for s in texts if s not in held]
        for path, texts in case.get("lacks", {}).items():
            held = after.get(path, b"").decode()
            problems += [f"should not be in {path}: {s}" for s in texts if s in held]
        if "report" in case:
            problems += check_report(folder, case["report"])
        if problems:
            problems += [f"$ {case['run']}", "--- stdout", run.stdout[:2000], "--- stderr",
                         run.stderr[:4000]]
        return problems


def main(farola, path, wanted=None):
    book = tomllib.loads(pathlib.Path(path).read_text())
    failed = done = 0
    for case in book["case"]:
        if wanted and wanted not in case["name"]:
            continue
        if "shared" in case and not (SHARED / case["shared"]).exists():
            print(f"skipped  {case['name']}: needs shared/{case['shared']} (set FAROLA_SHARED)")
            continue
        done += 1
        try:
            problems = problems_of(case, os.path.abspath(farola), book.get("files", {}))
        except PermissionError as trouble:  # farola itself is out of reach for another user
            print(f"skipped  {case['name']}: {trouble}")
            continue
        print(f"{'FAILED ' if problems else 'passed '}  {case['name']}")
        for problem in problems:
            print(f"    {problem}")
        failed += bool(problems)
    print(f"{done} cases, {failed} failed")
    return 1 if failed or not done else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
