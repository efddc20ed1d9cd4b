"""How much faster Hark is on all processors than on one: both in turn, medians, to bench/results/CPU-scaling.md. Started by `bench/compare/run --scaling`."""

import argparse
import datetime
import os
import re
import statistics

import compare

# What the machine itself gives, on the day: multiply-adds on registers, copies that no cache holds.
CEILING = [("ceiling", "arithmetic"), ("ceiling", "memory")]
ROWS = CEILING + [("train", name) for name in (*compare.NETWORKS, "bc-resnet-3")] + [("infer", name) for name in (*compare.NETWORKS, "bc-resnet-3")]
MUST_AT_TWO = 1.85


def take_row(options, kind, name):
    """Rounds of both in turn, the first one of each pair changing; ratios of neighbours."""
    workers = [compare.hark(options, kind, name, threads) for threads in (1, options.threads)]
    for worker in workers:
        worker.tell("warm")
    for number in range(options.rounds):
        for worker in workers if number % 2 == 0 else workers[::-1]:
            worker.measure(options.seconds)
    for worker in workers:
        worker.close()
    one, all_of_them = workers
    ratio = statistics.median(b / a for a, b in zip(one.values, all_of_them.values))
    strangers = statistics.median(one.strangers + all_of_them.strangers)
    judged = options.threads == 2 and kind != "ceiling"
    met = ("met" if ratio >= MUST_AT_TWO else "**not met**") if judged else ""
    what = "the machine's own (steps/s)" if kind == "ceiling" else compare.WHAT[kind]
    row = f"| {name}, {what} | {compare.number(one.median)} | {compare.number(all_of_them.median)} | {ratio:.2f} | {met} | " \
        f"{compare.spread_of(one, all_of_them)} | {strangers:.0%} |"
    print(row, flush=True)
    return row


def main():
    parser = argparse.ArgumentParser(prog="bench/compare/run --scaling", description="Hark on all processors against Hark on one, in turn, on this machine.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.5, help="of each measurement (default 1.5; two steps at least)")
    parser.add_argument("--threads", type=int, default=2, help="of the larger team (default 2)")
    parser.add_argument("--only", default="", metavar="PATTERN", help="only rows such as 'train ds-cnn'; prints, and writes no file")
    parser.add_argument("--hark", required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    started = datetime.datetime.now(datetime.timezone.utc)
    load = os.getloadavg()[0]
    table = [f"| clips/s | 1 thread | {options.threads} threads | ratio | ≥ {MUST_AT_TWO} at 2 | spread 1 / {options.threads} | others |", "|---|---|---|---|---|---|---|"]
    table += [take_row(options, kind, name) for kind, name in ROWS if re.search(options.only, f"{kind} {name}")]
    shown, details, slug = compare.machine()
    text = "\n".join([
        f"# Threads on {shown}", "", *table, "",
        f"Medians of {options.rounds} rounds of at least {options.seconds:g} s, both teams taking turns; the ratio is the median of neighbouring rounds. Spread: largest by smallest "
        "round, less one. Others: share of the processors' work that other processes did meanwhile (median).", "",
        f"- Machine: {details}", f"- {started:%Y-%m-%d %H:%M} UTC; load average at the start {load:.1f}, at the end {os.getloadavg()[0]:.1f} (the processes measured here count in it)", ""])
    print("\n" + text)
    if not options.only:
        target = compare.HERE.parent / "results" / (re.sub(r"[^a-z0-9]+", "-", slug.lower()).strip("-") + "-scaling.md")
        target.parent.mkdir(exist_ok=True)
        target.write_text(text)
        print(f"written to {target.relative_to(compare.ROOT)}")


if __name__ == "__main__":
    main()
