#!/usr/bin/env python3
"""The pages keep their promises: test_pages.py FAROLA [arguments for unittest]

- every ```sh block below a <!-- run --> in README.md and docs/ runs, block after block, in
  a copy of sample-gis, with FAROLA on the PATH, and prints the lines of a block below <!-- says -->;
- every relative link and picture of every page leads to a file, and to a heading where it names one;
- docs/index.md links every page of docs/.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
from urllib.parse import unquote

from pages import RUN, SAYS, anchors_of, blocks_of, links_of, pages_of

ROOT = pathlib.Path(__file__).resolve().parents[2]
TUTORIALS = [page for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
             if RUN in page.read_text(encoding="utf-8").splitlines()]
FAROLA = None


def broken_links(page):
    """Links of a page that lead nowhere, in words."""
    for link in links_of(page.read_text(encoding="utf-8")):
        name, _, anchor = link.partition("#")
        target = (page.parent / unquote(name)).resolve() if name else page
        if not target.exists():
            yield f"{link}: there is no {target}"
        elif anchor and target.suffix == ".md":
            if anchor not in anchors_of(target.read_text(encoding="utf-8")):
                yield f"{link}: no such heading in {target.name}"


def run_block(text, folder, path):
    """Runs a block as a script that stops at the first failure."""
    return subprocess.run(["bash", "-euo", "pipefail", "-c", text], cwd=folder,
                          env=os.environ | {"PATH": path}, capture_output=True, text=True,
                          timeout=300)


class Commands(unittest.TestCase):
    def run_page(self, page):
        blocks = [b for b in blocks_of(page.read_text(encoding="utf-8")) if b[1]]
        self.assertIn(RUN, [b[1] for b in blocks], f"{page.name} has no block to run")
        printed = ""
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name) / "sample-gis"
            shutil.copytree(ROOT / "sample-gis", folder)
            path = f"{pathlib.Path(FAROLA).parent}{os.pathsep}{os.environ['PATH']}"
            for language, mark, text, line in blocks:
                with self.subTest(page=page.name, line=line):
                    if mark == SAYS:
                        missing = [words for words in text.splitlines()
                                   if words not in printed.splitlines()]
                        self.assertEqual(missing, [], f"not printed; printed was\n{printed}")
                        continue
                    self.assertEqual(language, "sh", "only sh blocks can be run")
                    done = run_block(text, folder, path)
                    self.assertEqual(done.returncode, 0, f"{text}\n{done.stderr}")
                    printed = done.stdout + done.stderr

    def test_commands_run(self):
        for page in TUTORIALS:
            self.run_page(page)

    def test_a_command_that_fails_is_noticed(self):
        for text in ("false\ntrue\n", "false | true\n", "echo $not_there\n"):
            self.assertNotEqual(run_block(text, ROOT, os.environ["PATH"]).returncode, 0, text)


class Links(unittest.TestCase):
    def test_links_lead_somewhere(self):
        pages = pages_of(ROOT)
        self.assertIn(ROOT / "README.md", pages)
        for page in pages:
            with self.subTest(page=str(page.relative_to(ROOT))):
                self.assertEqual(list(broken_links(page)), [])

    def test_broken_links_are_noticed(self):
        with tempfile.TemporaryDirectory() as name:
            page = pathlib.Path(name) / "page.md"
            page.write_text("# A title\n[a](b.md) ![p](p.png) [c](#a-title) [d](#none)\n"
                            "`[no](link)` [away](https://example.org)\n")
            self.assertEqual([words.split(":")[0] for words in broken_links(page)],
                             ["b.md", "p.png", "#none"])

    def test_index_links_every_page(self):
        docs = ROOT / "docs"
        index = docs / "index.md"
        linked = {(docs / link.partition("#")[0]).resolve()
                  for link in links_of(index.read_text(encoding="utf-8"))}
        missing = [str(page.relative_to(docs)) for page in pages_of(ROOT)
                   if docs in page.parents and page != index and page not in linked]
        self.assertEqual(missing, [], "not in docs/index.md")


class Blocks(unittest.TestCase):
    def test_blocks_are_read(self):
        text = "<!-- run -->\n```sh\na\n```\n\n```\nb\n```\n"
        self.assertEqual([b[:3] for b in blocks_of(text)], [("sh", RUN, "a\n"), ("", None, "b\n")])

    def test_a_mark_above_no_block_is_an_error(self):
        for text in ("<!-- run -->\nwords\n", "<!-- run -->\n", "```sh\nno end\n"):
            with self.assertRaises(ValueError):
                blocks_of(text)


if __name__ == "__main__":
    FAROLA = os.path.abspath(sys.argv.pop(1))
    unittest.main()
