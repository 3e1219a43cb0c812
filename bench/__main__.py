"""`make bench`: measure everything, print it, and write `bench/results/latest.json` and the table in the README."""

import argparse
import asyncio
import json
import os
import platform
import re
import statistics
import tempfile
from dataclasses import astuple
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench import votes
from bench.cost import standard_launch
from bench.inbox import inbox
from bench.inbox_page import inbox_page
from bench.load import Measured
from bench.long_life import long_life

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "latest.json"
README = HERE / "README.md"


async def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--launches", type=int, default=200, help="launches with five votes each (default: 200)")
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds of both sides (default: 5)")
    parser.add_argument("--decisions", type=int, default=10_000, help="on one launch (default: 10000)")
    parser.add_argument("--entries", type=int, nargs="+", default=[10_000, 100_000], help="open tasks in an inbox")
    parser.add_argument(
        "--only", choices=["votes", "inbox-page"], help="measure this, and keep the other figures as they are"
    )
    parser.add_argument("--dry", action="store_true", help="print only; write nothing")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="slipway-bench-") as name:
        folder, entries = Path(name), tuple(sorted(wanted.entries))
        if wanted.only:
            known = json.loads(RESULTS.read_text())
            if wanted.only == "votes":
                results = {**known, "votes": await measure_votes(folder, wanted.launches, wanted.rounds)}
            else:
                results = {**known, "inbox_page": await inbox_page(folder, entries)}
        else:
            results = await measure(folder, wanted.launches, wanted.rounds, wanted.decisions, entries)
    print(json.dumps(results, indent=2))
    if not wanted.dry:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(results, indent=2) + "\n")
        README.write_text(with_table(README.read_text(), results))


async def measure(folder: Path, launches: int, rounds: int, decisions: int, entries: tuple[int, ...]) -> dict[str, Any]:
    """Every figure."""
    cast = await measure_votes(folder, launches, rounds)
    apart = await standard_launch(folder / "apart", shared=False)
    burst = await standard_launch(folder / "burst", shared=True)
    return {
        "votes": cast,
        "standard_launch": {**vars(apart), "in_a_burst": vars(burst)},
        "long_life": vars(await long_life(folder / "long", decisions)),
        "inbox": await inbox(folder / "inbox", entries),
        "inbox_page": await inbox_page(folder / "page", entries),
        "machine": machine(),
    }


async def measure_votes(folder: Path, launches: int, rounds: int) -> dict[str, Any]:
    """Both sides in turn, so that what else the machine does meets both.

    A machine that others use, too, may be half as fast a minute later: Slipway is held against the mean of the bare
    runs before and after it, and in every other round goes second.
    """
    slipway: list[Measured] = []
    silent: list[Measured] = []
    bare = [await votes.bare(folder / "bare", launches)]
    for number in range(rounds):
        for traced in (number % 2 == 0, number % 2 == 1):
            measured = await votes.slipway(folder / f"slipway-{number}-{traced}", launches, traced=traced)
            (slipway if traced else silent).append(measured)
        bare.append(await votes.bare(folder / f"bare-{number}", launches))
        print(f"round {number + 1}: bare {bare[-1]}, slipway {slipway[-1]}, untraced {silent[-1]}", flush=True)
    left = (await votes.slipway(folder / "left", launches, later=votes.LATER)).cpu_ms_later
    around = [average(*two) for two in pairwise(bare)]
    beside = list(zip(slipway, around, strict=True))
    ratios = [one.per_second / other.per_second for one, other in beside]
    return {
        "bare": middle(bare).as_json(),
        "slipway": middle(slipway).as_json(),
        "slipway_without_exporter": middle(silent).as_json(),
        "ratio": round(statistics.median(ratios), 3),
        "ratio_of_each_round": [round(ratio, 3) for ratio in ratios],
        "ratio_of_cpu": round(statistics.median(other.cpu_ms / one.cpu_ms for one, other in beside), 3),
        "cpu_ms_left_for_later": round(left, 2),
        "ratio_of_cpu_with_what_is_left": round(
            statistics.median(other.cpu_ms / (one.cpu_ms + left) for one, other in beside), 3
        ),
    }


def average(one: Measured, other: Measured) -> Measured:
    """What lies between two runs."""
    return Measured(*(statistics.mean(pair) for pair in zip(astuple(one), astuple(other), strict=True)))


def middle(rounds: list[Measured]) -> Measured:
    """The round with the median throughput."""
    return sorted(rounds, key=lambda item: item.per_second)[len(rounds) // 2]


def machine() -> dict[str, Any]:
    """What it ran on."""
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def with_table(text: str, results: dict[str, Any]) -> str:
    """The README with the figures between its two marks replaced."""
    cast = results["votes"]
    sides = [cast[side] for side in ("bare", "slipway", "slipway_without_exporter")]
    cost = results["standard_launch"]
    burst, long = cost["in_a_burst"], results["long_life"]

    def row(title: str, field: str, unit: str = "") -> str:
        return f"| {title} | " + " | ".join(f"{side[field]}{unit}" for side in sides) + " |"

    rows = [
        "| | bare workflow and endpoint | Slipway, every trace exported | Slipway, nothing exported |",
        "|---|---|---|---|",
        row(f"votes per second, {votes.CLIENTS} clients", "per_second"),
        row("p50", "p50_ms", " ms"),
        row("p99", "p99_ms", " ms"),
        row("CPU of engine, worker and API for each vote", "cpu_ms", " ms"),
        "",
        f"Ratio of throughput with everything on: **{cast['ratio']}** (target: at least 0.6); round by round "
        f"{', '.join(map(str, cast['ratio_of_each_round']))}. By the CPU that each vote took it is "
        f"{cast['ratio_of_cpu']}. Deliveries that are open when the clock stops cost another "
        f"{cast['cpu_ms_left_for_later']} ms a vote, later; with those it is {cast['ratio_of_cpu_with_what_is_left']}.",
        "",
        f"Whole launch (7 × 6 tasks, 7 × 3 approvals): **{cost['actions']} engine actions** (target: at most 160), "
        f"{cost['events']} history events, {cost['bytes'] / 1024:.0f} KiB of history, when acts lie apart; in a burst, "
        f"where one delivery covers several, {burst['actions']} actions and {burst['events']} events.",
        "",
        f"One launch, {long['decisions']:,} decisions: p99 **{long['p99_ms']} ms**, {long['slowdown']} times that of "
        f"the first hundred (target: at most 1.5); {long['runs']} runs, the longest of {long['longest_run_events']:,} "
        "events (target: below 10,240).",
        "",
        "| inbox page of 50 among | p50 | p95 |",
        "|---|---|---|",
        *(
            f"| {int(size):,} open tasks | {item['p50_ms']} ms | {item['p95_ms']} ms |"
            for size, item in results["inbox"].items()
        ),
        "",
        *of_pages(results["inbox_page"]),
        "",
        f"Machine: {results['machine']['cores']} cores, {results['machine']['memory_gib']} GiB, "
        f"{results['machine']['system']}, Python {results['machine']['python']}.",
    ]
    table = "\n".join(rows)
    return re.sub(
        r"(<!-- figures -->\n).*?(<!-- end -->)", lambda m: f"{m[1]}\n{table}\n\n{m[2]}", text, flags=re.DOTALL
    )


def of_pages(found: dict[str, Any]) -> list[str]:
    """What the page of the inbox takes."""
    assets = found["assets"]
    return [
        "| the page in front of it, among | server p50 | server p95 | largest paint, first visit |",
        "|---|---|---|---|",
        *(
            f"| {int(size):,} open tasks | {item['p50_ms']} ms | {item['p95_ms']} ms | {item['lcp_ms']} ms |"
            for size, item in found.items()
            if size != "assets"
        ),
        "",
        "Targets: p95 below 100 ms among 10,000, largest paint below 1,000 ms. "
        f"A page loads **{assets['js_bytes']:,} bytes of scripts and {assets['css_bytes']:,} of styles**, "
        "compressed (at most 50,000 and 30,000).",
    ]


if __name__ == "__main__":
    asyncio.run(main())
