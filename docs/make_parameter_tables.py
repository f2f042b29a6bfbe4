#!/usr/bin/env python3
"""Fills the parameter tables of docs/analyses/*.md from the catalogue.

    docs/make_parameter_tables.py FAROLA            write what changed
    docs/make_parameter_tables.py FAROLA --check    only say what would change; exit code 1 if anything

FAROLA is the program whose --json-usage is asked. In a page, the text between the two marker lines
is replaced; everything else is left alone. An analysis without a page gets one.
"""

import json
import pathlib
import subprocess
import sys

DOCS = pathlib.Path(__file__).resolve().parent
BEGIN = "<!-- parameters: made by docs/make_parameter_tables.py -->"
END = "<!-- end of parameters -->"


def plain(number):
    return f"{number:.15g}"


def default_of(parameter):
    parts = []
    if parameter["default"] is not None:
        parts.append(f"`{parameter['default']}`")
    if parameter["default_rule"]:
        parts.append(parameter["default_rule"])
    if parameter["required"]:
        parts.append("required")
    return "; ".join(parts)


def meaning_of(parameter):
    text = parameter["help"]
    if parameter["choices"]:
        text += ": " + ", ".join(f"`{choice}`" for choice in parameter["choices"])
    facts = []
    low, high = parameter["minimum"], parameter["maximum"]
    if low is not None:
        facts.append(f"{'more than' if parameter['minimum_excluded'] else 'at least'} {plain(low)}")
    if high is not None:
        facts.append(f"at most {plain(high)}")
    if facts:
        text += f" ({', '.join(facts)})"
    return text.replace("|", "\\|")


def table_of(analysis):
    lines = [BEGIN, ""]
    groups = list(dict.fromkeys(p["group"] for p in analysis["parameters"]))
    for group in groups:
        lines += [f"### {group}", "", "| command line | Python | QGIS | unit | default | meaning |",
                  "|---|---|---|---|---|---|"]
        for p in analysis["parameters"]:
            if p["group"] != group:
                continue
            typed = f"`{p['option']}`" if p["option"] else f"`{p['qgis_name']}`"
            python = f"`{p['python_name']}`" if p["python"] else ""
            lines.append(f"| {typed} | {python} | `{p['qgis_name']}` | {p['unit']} "
                         f"| {default_of(p)} | {meaning_of(p)} |")
        lines.append("")
    lines += ["Examples:", "", "```sh", *analysis["examples"], "```", "", END]
    return "\n".join(lines)


def page_of(analysis, text):
    table = table_of(analysis)
    if not text:
        return (f"# {analysis['title']}\n\n{analysis['summary']}\n\n{analysis['details']}\n\n"
                f"## Parameters\n\n{table}\n")
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        sys.exit(f"{analysis['page']}: needs the two marker lines once each:\n{BEGIN}\n{END}")
    before, rest = text.split(BEGIN)
    return before + table + rest.split(END)[1]


def main(farola, *options):
    usage = json.loads(subprocess.run([farola, "--json-usage"], check=True, capture_output=True,
                                      text=True).stdout)
    stale = []
    for analysis in usage["analyses"]:
        page = DOCS.parent / analysis["page"]
        old = page.read_text() if page.exists() else ""
        new = page_of(analysis, old)
        if new != old:
            stale.append(analysis["page"])
            if "--check" not in options:
                page.parent.mkdir(parents=True, exist_ok=True)
                page.write_text(new)
    known = {pathlib.Path(a["page"]).name for a in usage["analyses"]}
    orphans = sorted(p.name for p in (DOCS / "analyses").glob("*.md")
                     if BEGIN in p.read_text() and p.name not in known)
    for page in stale:
        print(f"{page}: {'out of date' if '--check' in options else 'written'}")
    for page in orphans:
        print(f"docs/analyses/{page}: describes no analysis of the catalogue")
    return 1 if orphans or (stale and "--check" in options) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
