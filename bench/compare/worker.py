"""What every measured process in Python does: obeys `warm`, `go SECONDS` and `quit` on stdin, a JSON line each, so that the
measurements of several processes can take turns."""

import json
import resource
import statistics
import sys
import time


def serve(make, clips, latency):
    """make() gives the step to measure; clips a step; latency: milliseconds a step (median) instead of clips a second."""
    step = None
    for line in sys.stdin:
        words = line.split()
        if words[0] == "warm":
            step = make()
            warm(step)
            answer({})
        elif words[0] == "go":
            answer({"value": measure(step, float(words[1]), clips, latency)})
        else:
            answer({"peakMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024})
            return


def warm(step):
    """Thirty steps at least, or five seconds, but never fewer than two."""
    start = time.perf_counter()
    steps = 0
    while steps < 2 or (time.perf_counter() - start < 5 and (steps < 30 or time.perf_counter() - start < 1)):
        step()
        steps += 1


def measure(step, seconds, clips, latency):
    times = []
    start = before = time.perf_counter()
    while len(times) < 2 or before - start < seconds:
        step()
        now = time.perf_counter()
        times.append(now - before)
        before = now
    return statistics.median(times) * 1e3 if latency else clips * len(times) / (before - start)


def answer(what):
    print(json.dumps(what), flush=True)
