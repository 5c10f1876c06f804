"""`python -m bench [names…]`: measures the named subjects, or all, and fails when a limit is not kept."""

import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import get_args

import orjson
import uvloop

from bench import (
    carry,
    cold_dashboard,
    dashboard,
    delivery,
    exports,
    fanout,
    finding,
    first_chunk,
    forecast,
    hot_dashboard,
    imports,
    insights,
    lists,
    net_worth,
    page,
    record,
    record_http,
    shares,
    start,
    subscriber_memory,
    wide_fanout,
)
from bench.databases import Backend, missing
from bench.figures import Check, Figure, Skipped

Subject = Callable[[Backend], AsyncIterator[Figure | Check]]

SUBJECTS: Mapping[str, Subject] = {
    "carry": carry.measure,
    "cold_dashboard": cold_dashboard.measure,
    "dashboard": dashboard.measure,
    "delivery": delivery.measure,
    "exports": exports.measure,
    "fanout": fanout.measure,
    "finding": finding.measure,
    "first_chunk": first_chunk.measure,
    "forecast": forecast.measure,
    "hot_dashboard": hot_dashboard.measure,
    "imports": imports.measure,
    "insights": insights.measure,
    "lists": lists.measure,
    "net_worth": net_worth.measure,
    "page": page.measure,
    "record": record.measure,
    "record_http": record_http.measure,
    "shares": shares.measure,
    "start": start.measure,
    "subscriber_memory": subscriber_memory.measure,
    "wide_fanout": wide_fanout.measure,
}
RESULTS = Path(__file__).parent / "results.json"


async def measure(names: Sequence[str]) -> list[Figure | Check]:
    """Measure the subjects on each kind of database; print each figure at once, and return them all."""
    results: list[Figure | Check] = []
    for name in names:
        for backend in get_args(Backend):
            if reason := missing(backend):
                print(f"{name} on {backend}: skipped, because {reason}", flush=True)
                continue
            try:
                async for figure in SUBJECTS[name](backend):
                    print(figure if figure.kept else f"{figure}: NOT KEPT", flush=True)
                    results.append(figure)
            except Skipped as reason:
                print(f"{name} on {backend}: skipped, because {reason}", flush=True)
    return results


def main(names: Sequence[str]) -> int:
    """Measure, write the figures and return the exit code: 1 when a limit is not kept, 2 for an unknown name."""
    if unknown := set(names) - set(SUBJECTS):
        print(f"There is no {', '.join(sorted(unknown))}; choose from {', '.join(SUBJECTS)}.", file=sys.stderr)
        return 2
    results = uvloop.run(measure(names or list(SUBJECTS)))
    figures = [result for result in results if isinstance(result, Figure)]
    rows = [{"name": figure.name, "ratio": round(figure.ratio, 3), "limit": figure.limit} for figure in figures]
    RESULTS.write_bytes(orjson.dumps(rows, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    return 0 if all(result.kept for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
