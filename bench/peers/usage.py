"""The CPU time and memory of this process, for the bench: the counterpart of usage.cjs."""

import atexit
import json
import os
import re
import resource
import time

_start = None


def start():
    """The work begins here: what was done before, such as making the data, is not measured."""
    global _start
    _start = (_cpu(), time.perf_counter())


def _cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _write():
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if os.path.exists("/proc/self/status"):
        with open("/proc/self/status") as status:
            peak = int(re.search(r"VmHWM:\s+(\d+) kB", status.read())[1])
    usage = {"cpu": _cpu(), "peak": peak * 1024}
    if _start:
        usage = {**usage, "cpu": usage["cpu"] - _start[0], "wall": time.perf_counter() - _start[1]}
    with open(os.environ["BENCH_USAGE_FILE"], "w") as file:
        json.dump(usage, file)


atexit.register(_write)
