#!/usr/bin/env python3
"""What happens when someone stops farola, or takes its streams away: test_signals.py FAROLA

A cancelled run exits with 130, says so, and leaves neither output nor temporary file. Runs are
stopped at several moments, so that reading, computing and writing are all met.
"""

import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest

FAROLA = os.path.abspath(sys.argv.pop(1))


def write_events(path, count):
    numbers = random.Random(7)
    with open(path, "w") as file:
        file.write("lon,lat\n")
        for _ in range(count):
            file.write(f"{numbers.gauss(-3.70, .05):.6f},{numbers.gauss(40.42, .04):.6f}\n")


class Signals(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shared = tempfile.TemporaryDirectory()
        cls.events = pathlib.Path(cls.shared.name) / "events.csv"
        write_events(cls.events, 100_000)

    @classmethod
    def tearDownClass(cls):
        cls.shared.cleanup()

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def start(self, *options):
        return subprocess.Popen(
            [FAROLA, "kernel-density", str(self.events), "out.tif", "--bandwidth", "400",
             "--cell-size", "6", "--progress", "json", *options],
            cwd=self.folder.name, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def stop_at(self, wanted, sent):
        """Sends the signal when progress reaches `wanted`; the lines that followed, the exit code."""
        run = self.start()
        lines = []
        for line in run.stderr:
            lines.append(json.loads(line))
            if lines[-1].get("progress", -1) >= wanted:
                break
        asked = time.monotonic()
        run.send_signal(sent)
        rest = run.communicate()[1]
        lines += [json.loads(line) for line in rest.splitlines()]
        return lines, run.returncode, time.monotonic() - asked

    def test_stopping_leaves_nothing(self):
        for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            for wanted in (0, .3, .6, .85):
                with self.subTest(signal=sent.name, progress=wanted):
                    lines, code, took = self.stop_at(wanted, sent)
                    self.assertEqual(code, 130, lines[-3:])
                    self.assertEqual(lines[-1]["error"]["code"], "cancelled")
                    self.assertEqual(os.listdir(self.folder.name), [])
                    # A cancel is noticed at once; the bound leaves room for a loaded machine.
                    self.assertLess(took, 10)

    def test_a_run_that_ends_does_not_wait_for_a_checksum(self):
        # A hole of a terabyte, refused at its first byte; its checksum would take half an hour.
        hole = pathlib.Path(self.folder.name) / "hole.csv"
        hole.touch()
        try:
            os.truncate(hole, 1 << 40)
        except OSError as trouble:
            self.skipTest(f"no large files here: {trouble}")
        run = subprocess.run([FAROLA, "kernel-density", str(hole), "out.tif"],
                             cwd=self.folder.name, capture_output=True, text=True, timeout=60)
        self.assertEqual(run.returncode, 3, run.stderr)
        self.assertEqual(os.listdir(self.folder.name), ["hole.csv"])

    def test_a_cancelled_run_names_what_it_had_finished(self):
        with open(self.folder.name + "/events.csv", "w") as file:
            file.write(self.events.read_text() + "0,0\n")
        run = subprocess.Popen(
            [FAROLA, "kernel-density", "events.csv", "out.tif", "--bandwidth", "400", "--cell-size",
             "6", "--rejects", "rejects.csv", "--progress", "json"],
            cwd=self.folder.name, stderr=subprocess.PIPE, text=True)
        for line in run.stderr:
            if json.loads(line).get("stage") == "kernel density":
                break
        run.send_signal(signal.SIGTERM)
        last = json.loads(run.communicate()[1].splitlines()[-1])
        self.assertEqual(run.returncode, 130)
        self.assertEqual(sorted(os.listdir(self.folder.name)), ["events.csv", "rejects.csv"])
        self.assertEqual(last["error"]["message"], "Cancelled. Finished before that, and whole: "
                         "rejects.csv. No other output was written.")

    def test_a_signal_that_the_starter_ignores_stays_ignored(self):
        run = subprocess.Popen(
            [FAROLA, "kernel-density", str(self.events), "out.tif", "--bandwidth", "400",
             "--cell-size", "6", "--progress", "json"],
            cwd=self.folder.name, stderr=subprocess.PIPE, text=True, restore_signals=False,
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))  # as nohup does
        run.stderr.readline()
        run.send_signal(signal.SIGHUP)
        run.communicate()
        self.assertEqual(run.returncode, 0)

    def test_progress_never_falls_and_ends_at_one(self):
        run = self.start("--report", "-")
        out, err = run.communicate()
        self.assertEqual(run.returncode, 0, err)
        fractions = [line["progress"] for line in map(json.loads, err.splitlines())
                     if "progress" in line]
        self.assertEqual(fractions, sorted(fractions))
        self.assertEqual(fractions[-1], 1)
        self.assertEqual(json.loads(out)["events"]["rows"]["used"], 100_000)

    def test_a_reader_of_progress_that_goes_away_does_not_end_the_run(self):
        run = self.start()
        run.stderr.readline()
        run.stderr.close()
        self.assertEqual(run.wait(), 0)
        self.assertEqual(sorted(os.listdir(self.folder.name)), ["out.qml", "out.tif"])
        run.stdout.close()

    def test_full_standard_output_is_an_error(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("needs /dev/full")
        for words in (["--json-usage"], ["kernel-density", "--help"], ["list"]):
            with self.subTest(words=words), open("/dev/full", "w") as full:
                run = subprocess.run([FAROLA, *words], stdout=full, stderr=subprocess.PIPE, text=True)
                self.assertEqual(run.returncode, 3)
                self.assertIn("Standard output cannot be written", run.stderr)


if __name__ == "__main__":
    unittest.main()
