#!/usr/bin/env python3
"""An output is the old file or the whole new one, whatever happens: test_whole_or_absent.py FAROLA

kill -9 at a hundred random moments, and a disk that is full.
"""

import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

FAROLA = os.path.abspath(sys.argv.pop(1))
ENVIRONMENT = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}  # the same bytes at any time


def command(events):
    return [FAROLA, "kernel-density", str(events), "out.tif", "--bandwidth", "200", "--cell-size", "4",
            "--overwrite", "-q"]


class WholeOrAbsent(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        self.addCleanup(self.place.cleanup)
        self.events = pathlib.Path(self.place.name) / "events.csv"
        numbers = random.Random(11)
        with open(self.events, "w") as file:
            file.write("lon,lat\n")
            for _ in range(2000):
                file.write(f"{numbers.gauss(-3.70, .01):.6f},{numbers.gauss(40.42, .01):.6f}\n")
        self.folder = pathlib.Path(self.place.name) / "work"
        self.folder.mkdir()
        self.target = self.folder / "out.tif"

    def whole_run(self):
        """The bytes a run that is left alone writes, and the seconds it takes."""
        begun = time.monotonic()
        subprocess.run(command(self.events), cwd=self.folder, env=ENVIRONMENT, check=True)
        took = time.monotonic() - begun
        return self.target.read_bytes(), took

    def test_killed_at_a_hundred_moments(self):
        new, took = self.whole_run()
        old = b"what was there before"
        moments = random.Random(5)
        finished = 0
        for i in range(100):
            self.target.write_bytes(old)
            run = subprocess.Popen(command(self.events), cwd=self.folder, env=ENVIRONMENT)
            # Half of the moments lie in the second half, where the file is written.
            time.sleep(took * (moments.uniform(0, 1.1) if i % 2 else moments.uniform(.5, 1.1)))
            run.send_signal(signal.SIGKILL)
            run.wait()
            found = self.target.read_bytes()
            self.assertIn(found, (old, new), f"moment {i}: {len(found)} bytes")
            finished += found == new
            others = [p.name for p in self.folder.iterdir()
                      if p != self.target and p.name != "out.qml"]
            self.assertTrue(all(name.startswith(".out.") and ".farola-" in name for name in others),
                            others)
        self.assertGreater(100, finished, "no run was killed in time")
        # The next run clears away what the killed ones left.
        self.assertEqual(self.whole_run()[0], new)
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["out.qml", "out.tif"])

    def test_full_disk(self):
        # GDAL loses its place in the file at one step or another, and says something else each time.
        for size in ("60k", "200k", "300k", "600k", "3000k"):
            with self.subTest(size):
                self.fill_disk(size)

    def fill_disk(self, size):
        if shutil.which("mount") is None or subprocess.run(
                ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", self.folder],
                capture_output=True).returncode != 0:
            self.skipTest("needs the right to mount a small tmpfs")
        try:
            for old in (None, b"what was there before"):
                if old:
                    self.target.write_bytes(old)
                run = subprocess.run(command(self.events), cwd=self.folder, capture_output=True,
                                     text=True)
                self.assertEqual(run.returncode, 3, run.stderr)
                self.assertEqual(
                    run.stderr,
                    'farola: Output "output" cannot be written to out.tif: the disk is full. Nothing '
                    "was left there; free some space or choose another folder, and run again.\n")
                self.assertEqual([p.read_bytes() for p in self.folder.iterdir()], [old] if old else [])
        finally:
            subprocess.run(["umount", self.folder], check=True)


if __name__ == "__main__":
    unittest.main()
