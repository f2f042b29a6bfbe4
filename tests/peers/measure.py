"""One run of a program: how long it took, how much memory it had, and how it ended."""

import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

MARK = "\x1fseconds, peak kilobytes, processor seconds: "


@dataclass
class Run:
    seconds: float
    megabytes: float  # peak resident memory of the program or of the largest it started
    outcome: str  # "done", "time limit", "failed"
    output: str
    errors: str
    cpu: float = 0  # seconds of processor time, of all threads and all it started


def run(command, limit, environment=None):
    """Runs to the end, or kills the process group at `limit` seconds."""
    # A process keeps the peak of the one it was forked from, so a small one stands in between.
    words = [sys.executable, "-ESs", "-B", __file__, *(str(word) for word in command)]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
        too_long = False
        try:
            process.wait(limit)
        except subprocess.TimeoutExpired:
            too_long = True
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
    if too_long:
        return Run(limit, 0, "time limit", *texts)
    errors, _, figures = texts[1].rpartition(MARK)
    if not figures:
        return Run(0, 0, "failed", texts[0], texts[1])
    seconds, kilobytes, cpu = map(float, figures.splitlines()[0].split())
    outcome = "done" if process.returncode == 0 else "failed"
    return Run(seconds, kilobytes / 1024, outcome, texts[0], errors, cpu)


def _stand_between():
    start = time.perf_counter()
    done = subprocess.run(sys.argv[1:])
    seconds = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    sys.stderr.write(f"{MARK}{seconds} {used.ru_maxrss} {used.ru_utime + used.ru_stime}\n")
    sys.exit(min(max(done.returncode, 0), 255) if done.returncode >= 0 else 1)


if __name__ == "__main__":
    _stand_between()
