"""The CPU time and memory of this process, for the bench: the counterpart of usage.cjs."""

import atexit
import json
import os
import re
import resource


def _write():
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak = used.ru_maxrss
    if os.path.exists("/proc/self/status"):
        with open("/proc/self/status") as status:
            peak = int(re.search(r"VmHWM:\s+(\d+) kB", status.read())[1])
    with open(os.environ["BENCH_USAGE_FILE"], "w") as file:
        json.dump({"cpu": used.ru_utime + used.ru_stime, "peak": peak * 1024}, file)


atexit.register(_write)
