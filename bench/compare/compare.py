"""Measures Hark and its peers in turn and writes bench/results/CPU.md. Started by bench/compare/run, which installs the peers."""

import argparse
import datetime
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ALLOCATOR = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "100000000000", "MALLOC_TOP_PAD_": "67108864"}
FLAT = ("wave-conv", "wave-skip")
NETWORKS = (*FLAT, "spectrogram-conv", "ds-cnn", "bc-resnet-1")
MUST = {
    ("train", "wave-conv"): 2.5, ("train", "wave-skip"): 2.5, ("train", "spectrogram-conv"): 2, ("train", "ds-cnn"): 2.5, ("train", "bc-resnet-1"): 5,
    ("infer", "wave-conv"): 2.5, ("infer", "spectrogram-conv"): 2, ("infer", "ds-cnn"): 1, ("infer", "bc-resnet-1"): 2,
    ("latency", "wave-conv"): 0.5, ("latency", "ds-cnn"): 0.8, ("latency", "bc-resnet-1"): 0.5,
    ("features", "stft"): 6, ("features", "logmel"): 6, ("features", "mfcc"): 6, ("memory", "wave-conv"): 0.6}
WHAT = {"train": "training step (Adam), batch 32", "infer": "inference, batch 32", "latency": "latency of one clip", "memory": "peak memory, training",
        "features": "one core"}
FEATURE_NAMES = {"stft": "magnitude STFT 258/64, 8,000 samples", "logmel": "log-mel 512/480/160/40, 16,000 samples",
                 "mfcc": "MFCC 512/480/160/40/10, 16,000 samples"}


class Worker:
    """A process that measures when it is told to."""

    def __init__(self, label, command, environment=None):
        self.label, self.values, self.peak_mib, self.strangers = label, [], None, []
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})})

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        while True:
            answer = self.process.stdout.readline()
            if not answer:
                raise RuntimeError(f"{self.label} ended with {self.process.wait()}")
            if answer.startswith("{"):
                return json.loads(answer)

    def measure(self, seconds):
        machine, own = machine_time(), self.cpu_time()
        value = self.tell(f"go {seconds}")["value"]
        machine, own = machine_time() - machine, self.cpu_time() - own
        self.values.append(value)
        self.strangers.append(max(0.0, machine - own) / max(machine, 1e-9))

    def cpu_time(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    def close(self):
        self.peak_mib = self.tell("quit")["peakMiB"]
        self.process.wait()

    @property
    def median(self):
        return statistics.median(self.values)


def machine_time():
    """Ticks that all processors spent at work."""
    fields = [int(f) for f in pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return sum(fields) - fields[3] - fields[4]


def hark(options, kind, name, threads):
    return Worker("Hark", [options.hark, "models", kind, name, str(threads)])


def pytorch(kind, name, threads, variant, tuned=True):
    script = [sys.executable, str(HERE / "pytorch.py"), kind, name, str(threads), variant]
    return Worker(f"PyTorch, {variant}" + ("" if tuned else ", plain allocator"), script, ALLOCATOR if tuned else None)


def onnx(options, kind, name, threads):
    model = options.work / "models" / f"{name}-{1 if kind == 'latency' else 32}.onnx"
    environment = {"ONNX_NODE": str(options.work / "node_modules" / "onnxruntime-node"), **ALLOCATOR}
    return Worker("ONNX Runtime", [options.node, str(HERE / "onnx.cjs"), kind, str(model), str(threads)], environment)


def feature(kind, library, batch):
    return Worker(f"{library}, {batch} at once", [sys.executable, str(HERE / "features.py"), kind, library, str(batch)], {**ALLOCATOR, "OMP_NUM_THREADS": "1"})


def peers(options, kind, name, threads):
    if kind == "features":
        return [feature(name, library, batch) for library in ("torch" if name == "stft" else "torchaudio", "scipy") for batch in (1, 8)]
    if kind == "train":
        variants = ("plain+foreach", "wide+foreach") if name in FLAT else ("plain+foreach", "channels-last+foreach")
        found = [pytorch(kind, name, threads, variant) for variant in variants]
        return found + [pytorch(kind, name, threads, "plain", tuned=False)] if name == "wave-conv" else found
    variants = ("plain", "wide") if name in FLAT else ("plain", "channels-last")
    return [onnx(options, kind, name, threads)] + [pytorch(kind, name, threads, variant) for variant in (*variants, "plain+optimized")]


def take_row(options, kind, name, threads):
    """The first round judges every setting of the peers; the later ones go on with those within a tenth of the best."""
    everyone = [hark(options, kind, name, threads), *peers(options, kind, name, threads)]
    for worker in everyone:
        worker.tell("warm")
    better = min if kind == "latency" else max
    for number in range(options.rounds):
        going = everyone
        if number > 0:
            best = better(w.values[0] for w in everyone[1:])
            going = [w for w in everyone if w is everyone[0] or max(w.values[0], best) / min(w.values[0], best) < 1.1]
        for worker in going:
            worker.measure(options.seconds)
    for worker in everyone:
        worker.close()
    finalists = [w for w in everyone[1:] if len(w.values) == options.rounds]
    best = better(finalists, key=lambda w: w.median)
    note(kind, name, threads, everyone)
    return everyone, best


def note(kind, name, threads, workers):
    print(f"{kind} {name}, {threads} threads (load {os.getloadavg()[0]:.1f})")
    for w in workers:
        others = max(w.strangers)
        print(f"    {w.label:40} {' '.join(f'{v:10.4g}' for v in w.values)}   peak {w.peak_mib:.0f} MiB, others' share of the processors {others:.0%}", flush=True)


def line(kind, name, threads, mine, best_label, theirs, spread, unit):
    ratio, must = mine / theirs, MUST.get((kind, name))
    at_most = kind in ("latency", "memory")
    met = "" if must is None or (kind != "features" and threads == 1) else ("met" if (ratio <= must if at_most else ratio >= must) else "**not met**")
    wanted = "" if not met else f"{'≤' if at_most else '≥'} {must}"
    faster = "" if abs(ratio - 1) < 0.02 else ("Hark" if (ratio < 1) == at_most else "peer")
    label = FEATURE_NAMES.get(name, name)
    count = "" if kind == "features" else f", {threads} thread" + ("s" if threads > 1 else "")
    return f"| {label}, {WHAT[kind]}{count} | {number(mine)} {unit} | {number(theirs)} {unit} ({best_label}) | {ratio:.2f} | {wanted} | {met} | {faster} | {spread} |"


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def spread_of(*workers):
    return " / ".join(f"{(max(w.values) / min(w.values) - 1):.0%}" for w in workers)


def rows(options):
    plan = [(kind, name, 2) for kind, names in (("train", NETWORKS), ("infer", NETWORKS), ("latency", ("wave-conv", "ds-cnn", "bc-resnet-1"))) for name in names]
    if options.one_thread:
        plan += [(kind, name, 1) for kind, name, _ in plan]
    plan += [("features", name, 1) for name in FEATURE_NAMES]
    return [row for row in plan if re.search(options.only, f"{row[0]} {row[1]}")]


def machine():
    info = pathlib.Path("/proc/cpuinfo").read_text()

    def field(name):
        found = re.search(rf"^{name}\s*:\s*(.+)$", info, re.M)
        return found.group(1).strip() if found else "unknown"

    vectors = "AVX-512" if " avx512f" in info else "AVX2" if " avx2" in info else "no AVX2"
    return field("model name"), f"{field('model name')} (family {field('cpu family')}, model {field('model')}), {os.cpu_count()} processors, {vectors}, " \
        f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB", f"{field('model name')} family {field('cpu family')} {os.cpu_count()} processors"


def versions(options):
    import numpy
    import scipy
    import torch
    import torchaudio
    package = json.loads((options.work / "node_modules" / "onnxruntime-node" / "package.json").read_text())

    def ask(*command):
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT).stdout.strip()

    return f"Hark {ask('git', 'rev-parse', '--short', 'HEAD')} on .NET {ask('dotnet', '--version')} (SDK); PyTorch {torch.__version__}, torchaudio {torchaudio.__version__}, " \
        f"SciPy {scipy.__version__}, NumPy {numpy.__version__} on Python {sys.version.split()[0]}; ONNX Runtime {package['version']} on Node {ask(options.node, '--version')}"


def main():
    parser = argparse.ArgumentParser(prog="bench/compare/run", description="Hark against PyTorch, ONNX Runtime, SciPy and torchaudio, in turn, on this machine.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.5, help="of each measurement (default 1.5; two steps at least)")
    parser.add_argument("--one-thread", action="store_true", help="the networks on one thread too")
    parser.add_argument("--only", default="", metavar="PATTERN", help="only rows such as 'train ds-cnn'; prints, and writes no file")
    parser.add_argument("--hark", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--node", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--work", required=True, type=pathlib.Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    typed = " ".join(["bench/compare/run", *filter_hidden(sys.argv[1:])])

    started, load, strangers = datetime.datetime.now(datetime.timezone.utc), os.getloadavg(), []
    table = ["| row | Hark | best peer | ratio | must | met? | faster | spread Hark / peer |", "|---|---|---|---|---|---|---|---|"]
    for kind, name, threads in rows(options):
        everyone, best = take_row(options, kind, name, threads)
        strangers += [share for w in everyone for share in w.strangers]
        mine = everyone[0]
        table.append(line(kind, name, threads, mine.median, best.label, best.median, spread_of(mine, best), "ms" if kind == "latency" else "clips/s"))
        if (kind, name, threads) == ("train", "wave-conv", 2):
            least = min(everyone[1:], key=lambda w: w.peak_mib)
            memory = line("memory", name, threads, mine.peak_mib, least.label, least.peak_mib, "", "MiB")
            table.append(memory)

    shown, details, slug = machine()
    text = "\n".join([
        f"# Hark and its peers on {shown}", "", *table, "",
        "Ratio: Hark by peer; throughput wants more than 1, latency and memory less. fp32 throughout. Medians of "
        f"{options.rounds} rounds of at least {options.seconds:g} s, processes taking turns; latency is the median of single calls. Spread: largest by smallest round, less one. "
        "The best peer is the fastest of all settings tried (for memory the smallest). \"Must\" is the goal set for the project before it was measured here; blank where none was set.", "",
        f"- Machine: {details}", f"- Versions: {versions(options)}", f"- Command: `{typed}`, {started:%Y-%m-%d %H:%M} UTC, "
        f"{(datetime.datetime.now(datetime.timezone.utc) - started).total_seconds() / 60:.0f} minutes",
        f"- Load average at the start {load[0]:.1f}, at the end {os.getloadavg()[0]:.1f} (the processes measured here count in it); while a process was measured, other processes took "
        f"{statistics.median(strangers):.0%} of the work done (median), {max(strangers):.0%} at most", ""])
    print("\n" + text)
    if not options.only:
        results = HERE.parent / "results"
        results.mkdir(exist_ok=True)
        target = results / (re.sub(r"[^a-z0-9]+", "-", slug.lower()).strip("-") + ".md")
        target.write_text(text)
        print(f"written to {target.relative_to(ROOT)}")


def filter_hidden(arguments):
    shown, skip = [], False
    for one in arguments:
        if skip or one in ("--hark", "--node", "--work"):
            skip = not skip
            continue
        shown.append(one)
    return shown


if __name__ == "__main__":
    main()
