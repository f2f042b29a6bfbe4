"""The GIL is released, Ctrl-C and callbacks stop a run, progress rises to 1."""

from __future__ import annotations

import _thread
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pytest
from conftest import UTM30

import farola


@pytest.fixture(scope="module")
def long_run():
    """Arguments of a run that would take minutes."""
    rng = np.random.default_rng(7)
    events = (
        440_000 + rng.uniform(0, 50_000, 300_000),
        4_400_000 + rng.uniform(0, 50_000, 300_000),
    )
    options = {
        "crs": UTM30, "bandwidth": 5000, "cell_size": 10, "kernel": "gaussian", "method": "exact",
    }  # fmt: skip
    return events, options


def test_ctrl_c_takes_effect_within_100_ms(long_run):
    """In processor time, so that a busy machine does not matter: 100 ms on every core."""
    events, options = long_run
    sent = []

    def interrupt():
        time.sleep(0.4)
        sent.append(time.process_time())
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(farola.Cancelled) as caught:
        farola.kernel_density(events, **options)
    assert time.process_time() - sent[0] < 0.1 * len(os.sched_getaffinity(0))
    assert isinstance(caught.value, KeyboardInterrupt) and caught.value.code == "cancelled"


def test_signal_handlers_that_raise_come_through(long_run):
    events, options = long_run

    def late(signum, frame):
        raise TimeoutError("too slow")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(TimeoutError, match="too slow"):
            farola.kernel_density(events, **options)
    finally:
        signal.signal(signal.SIGALRM, before)


def test_ctrl_c_ends_a_script():
    script = """
        import numpy as np, farola, _thread, threading
        threading.Timer(0.4, _thread.interrupt_main).start()
        x = np.random.default_rng(1).uniform(0, 50_000, 300_000)
        farola.kernel_density((440_000 + x, 4_400_000 + x[::-1]), crs="EPSG:25830",
                              bandwidth=5000, cell_size=10, kernel="gaussian", method="exact")
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, timeout=120
    )
    assert run.returncode != 0
    assert run.stderr.splitlines()[-1].startswith("farola.errors.Cancelled")


def test_other_threads_run_meanwhile(long_run):
    events, options = long_run
    counted = [0]

    def count():
        deadline = time.perf_counter() + 0.5
        while time.perf_counter() < deadline:
            counted[0] += 1
        _thread.interrupt_main()

    threading.Thread(target=count).start()
    with pytest.raises(KeyboardInterrupt):
        farola.kernel_density(events, **options)
    assert counted[0] > 1000


def test_runs_in_two_threads_at_once(city):
    wanted = farola.kernel_density(city, crs=UTM30, bandwidth=300, cell_size=20).values
    results = []
    threads = [
        threading.Thread(
            target=lambda: results.append(
                farola.kernel_density(city, crs=UTM30, bandwidth=300, cell_size=20).values
            )
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    assert all(result.tobytes() == wanted.tobytes() for result in results)


def test_progress_rises_to_one(city):
    told = []
    farola.kernel_density(
        city,
        crs=UTM30,
        bandwidth=300,
        cell_size=5,
        progress=lambda f, stage: told.append((f, stage)),
    )
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert all(isinstance(stage, str) for _, stage in told)


def test_callback_that_returns_false_cancels(long_run):
    events, options = long_run
    with pytest.raises(farola.Cancelled) as caught:
        farola.kernel_density(events, **options, progress=lambda fraction, stage: False)
    assert caught.value.code == "cancelled"


def test_exception_of_a_callback_comes_out(long_run):
    events, options = long_run

    def broken(fraction, stage):
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        farola.kernel_density(events, **options, progress=broken)


def test_bar(city, capsys):
    farola.kernel_density(city, crs=UTM30, bandwidth=300, cell_size=20, progress=True)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "100%" in shown.err and shown.err.endswith("\n")
