"""``python -m tests.benchmarks [PART …] [--json]``: what is claimed about speed, measured here and now."""

from __future__ import annotations

import argparse
import json
import os


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument(
        "parts",
        nargs="*",
        choices=["core", "start", "step", "window", "charts", "seek", "maps", "judge", "replicas", []],
        help="all if none is named",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    import nnviz  # noqa: F401  sets the number of BLAS threads before NumPy loads
    from tests.benchmarks import (
        charts_age,
        core_speed,
        judge_speed,
        maps_speed,
        replicas_speed,
        seek_speed,
        start_up,
        step_latency,
        window_speed,
    )

    parts = {
        "core": core_speed.measure,
        "start": start_up.measure,
        "step": step_latency.measure,
        "window": window_speed.measure,
        "charts": charts_age.measure,
        "seek": seek_speed.measure,
        "maps": maps_speed.measure,
        "judge": judge_speed.measure,
        "replicas": replicas_speed.measure,
    }
    results = {name: part() for name, part in parts.items() if not options.parts or name in options.parts}
    if options.json:
        print(json.dumps(results))
        return
    for name, result in results.items():
        for row in result if isinstance(result, list) else [result]:
            print(f"{name}: " + "  ".join(f"{key} {value}" for key, value in row.items()))


if __name__ == "__main__":
    main()
