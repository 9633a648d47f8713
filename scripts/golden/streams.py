"""Golden values of packages/stats/src/sequential/page-hinkley.ts, from River.

    python -m venv venv && venv/bin/pip install river==0.26.1     (Python 3.11)
    venv/bin/python scripts/golden/streams.py > packages/stats/src/sequential/fixtures/streams.jsonl

alpha is 1: ours forgets nothing. The statistics are read after every value; River starts again with the value after an
alarm, as ours does.
"""
import json
import random

from river.drift import PageHinkley

draw = random.Random(20260111)


def stream(kind):
    changes = {"steady": [0], "step": [0, 1.5, -1], "drift": [i / 20 for i in range(40)], "far": [0, 40, 40]}[kind]
    return [round(draw.gauss(mean, 1), 4) for mean in changes for _ in range(600 // len(changes))]


for kind in ("steady", "step", "drift", "far"):
    for threshold, delta, minimum in [(5, 0.25, 30), (60, 0.005, 30), (8, 0.5, 1), (3, 0, 10)]:
        values = stream(kind)
        detector = PageHinkley(min_instances=minimum, delta=delta, threshold=threshold, alpha=1.0)
        found = []
        for value in values:
            detector.update(value)
            up = detector._sum_increase - detector._min_increase
            down = detector._max_decrease - detector._sum_decrease
            found.append([round(max(up, down), 9), 1 if detector.drift_detected else 0])
        print(json.dumps({"kind": kind, "options": {"threshold": threshold, "delta": delta, "minimum": minimum},
                          "values": values, "found": found}, separators=(",", ":")))
