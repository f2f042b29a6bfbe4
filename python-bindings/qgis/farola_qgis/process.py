"""Starting and ending a process so that none is left behind, on Linux, macOS and Windows."""

import os
import signal
import subprocess

WINDOWS = os.name == "nt"


def no_window():
    """Keyword arguments of subprocess that keep Windows from opening a console."""
    return {"creationflags": subprocess.CREATE_NO_WINDOW} if WINDOWS else {}


def own_group():
    """Keyword arguments that put the process, and what it starts, in a group of its own."""
    if WINDOWS:
        return {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def ask_to_stop(process):
    """As Ctrl-C would: farola removes its unfinished files and ends with 130."""
    if WINDOWS:
        process.terminate()
    else:
        _signal_group(process, signal.SIGINT)


def kill(process):
    """End the process and all of its group at once."""
    if WINDOWS:
        subprocess.run(
            ["taskkill", "/F", "/T", "/PID", str(process.pid)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **no_window(),
        )
        process.kill()
    else:
        _signal_group(process, signal.SIGKILL)


def _signal_group(process, number):
    try:
        os.killpg(process.pid, number)  # the group has the number of its first process
    except (ProcessLookupError, PermissionError):
        pass  # all of it has ended
