# Runs a command to its end and writes what it cost: time on the clock, processor time and memory of it and all that it started. Judges nothing.

import ctypes
import json
import os
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
PAGE = os.sysconf("SC_PAGE_SIZE")


def children(pid):
    try:
        return [int(child) for task in os.listdir(f"/proc/{pid}/task") for child in Path(f"/proc/{pid}/task/{task}/children").read_text().split()]
    except OSError:
        return []


def resident(pid):
    """Bytes in memory of a process and of all below it. Pages that they share count in each."""
    try:
        own = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except OSError:
        own = 0
    return own + sum(resident(child) for child in children(pid))


def watch(pid, ended, peak):
    while not ended.wait(0.02):
        peak[0] = max(peak[0], resident(pid))


def main(out, *command):
    linux = sys.platform == "linux"
    if linux:
        # What a command leaves behind becomes a child of this process, so its processor time is counted too.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    start = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    ended, peak = threading.Event(), [0]
    watcher = threading.Thread(target=watch, args=(process.pid, ended, peak))
    if linux:
        watcher.start()
    status = process.wait()
    wall = time.monotonic() - start
    ended.set()
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    largest = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    # The system knows the peak of the largest single process, the watcher the peak of them together but only at its moments.
    cost = {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "memory": max(largest, peak[0]), "status": status}
    Path(out).write_text(json.dumps(cost))


main(*sys.argv[1:])
