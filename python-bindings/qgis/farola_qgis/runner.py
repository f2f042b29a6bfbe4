"""Running farola: progress, notes and warnings as they come, and an end that leaves nothing behind.

A thread reads each pipe, so that the program never waits for us; only the thread of the algorithm
touches `feedback`, ten times a second. Cancel asks the program to stop and, GRACE_SECONDS later,
ends it and all that it started. Should QGIS itself die, the program ends at its next word of
progress.
"""

import json
import queue
import shlex
import subprocess
import threading
import time

from qgis.core import QgsProcessingException

from .process import ask_to_stop, kill, own_group

POLL_SECONDS = 0.1
GRACE_SECONDS = 0.6
SAID_LINES = 20  # how much of what it said is kept for a message, should it end without one

_END = object()


def run(command, feedback):
    """Run to the end. Raises QgsProcessingException in the engine's words."""
    feedback.pushCommandInfo(shlex.join(command))
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **own_group(),
        )
    except OSError as error:
        raise QgsProcessingException(
            f"{command[0]} cannot be run: {error.strerror or error}."
        ) from None

    lines = queue.Queue()
    for pipe, name in ((process.stdout, "stdout"), (process.stderr, "stderr")):
        threading.Thread(target=_read, args=(pipe, name, lines), daemon=True).start()
    listener = _Listener(feedback)
    try:
        _follow(process, lines, listener, feedback)
    except BaseException:
        kill(process)
        process.wait()
        raise
    if process.returncode != 0 or listener.error:
        raise QgsProcessingException(
            listener.error or _unexplained(process.returncode, listener.said)
        )


def _read(pipe, name, lines):
    with pipe:
        for raw in pipe:
            lines.put((name, raw.decode("utf-8", "replace").rstrip("\r\n")))
    lines.put((name, _END))


def _follow(process, lines, listener, feedback):
    open_pipes = 2
    while open_pipes:
        if feedback.isCanceled():
            _stop(process)
            raise QgsProcessingException("Cancelled. No output was written.")
        try:
            name, line = lines.get(timeout=POLL_SECONDS)
        except queue.Empty:
            if process.poll() is not None and lines.empty():
                break  # something it started holds the pipes; its work is over all the same
            continue
        if line is _END:
            open_pipes -= 1
        else:
            listener.hear(name, line)
    process.wait()


def _stop(process):
    ask_to_stop(process)
    until = time.monotonic() + GRACE_SECONDS
    while process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    kill(process)  # also what it may have started
    process.wait()


def _unexplained(code, said):
    words = " ".join(said) or "nothing"
    if code < 0:
        return f"farola was ended by signal {-code}. It had said: {words}"
    return f"farola stopped with exit code {code} and said: {words}"


class _Listener:
    """Hands each line of `--progress json` to where QGIS shows such a thing."""

    def __init__(self, feedback):
        self.feedback = feedback
        self.stage = None
        self.error = ""
        self.said = []

    def hear(self, name, line):
        if not line.strip():
            return
        message = _message(line) if name == "stderr" else None
        if message is None:
            self.said = [*self.said, line][-SAID_LINES:]
            self.feedback.pushConsoleInfo(line)
            return
        if "progress" in message:
            self.feedback.setProgress(100 * float(message["progress"]))
            if message.get("stage") and message["stage"] != self.stage:
                self.stage = message["stage"]
                self.feedback.setProgressText(self.stage)
        if "note" in message:
            self.feedback.pushInfo(message["note"])
        if "warning" in message:
            self.feedback.pushWarning(message["warning"])
        if "error" in message:
            error = message["error"]
            self.error = error["message"] if isinstance(error, dict) else str(error)


def _message(line):
    if not line.startswith("{"):
        return None
    try:
        message = json.loads(line)
    except ValueError:
        return None
    return message if isinstance(message, dict) else None
