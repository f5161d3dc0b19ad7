"""``nnviz train``."""

from __future__ import annotations

import argparse
import json
import math
import sys
import time

from nnviz.cli.arguments import MAX_ITERATIONS, add_json, add_source, load, whole
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

DESCRIPTION = QT_TRANSLATE_NOOP("cli", "Train without a window and print the losses.")


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def add(parser: argparse.ArgumentParser) -> None:
    """Add its arguments."""
    add_source(parser)
    parser.add_argument(
        "--iterations",
        type=whole(0, MAX_ITERATIONS),
        default=1000,
        metavar="N",
        help=translate("cli", "how many (default 1000)"),
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Do it."""
    from nnviz.core.run.evaluation import Evaluator
    from nnviz.core.run.timeline import Timeline

    timeline = Timeline(load(options))
    seconds, chunk, done = 0.0, 1024, 0
    progress = sys.stderr.isatty()
    while done < options.iterations:
        count = min(chunk, options.iterations - done)
        began = time.perf_counter()
        timeline.run(count)
        elapsed = time.perf_counter() - began
        seconds, done = seconds + elapsed, done + count
        chunk = max(1, min(int(chunk * 0.5 / max(elapsed, 1e-6)) + 1, 2**20))
        if progress:
            text = translate("cli", "{done:,} of {total:,} iterations")
            text = text.format(done=done, total=options.iterations)
            print(f"\r{text}", end="", file=sys.stderr, flush=True)
    if progress:
        print("\r\033[K", end="", file=sys.stderr)
    trainer = timeline.trainer
    train, test = Evaluator(trainer.recipe, trainer.samples, trainer.parameters).scores()
    result = {
        "iterations": options.iterations,
        "seconds": seconds,
        "loss": _number(train.loss),
        "test_loss": _number(test.loss),
        "accuracy": _number(train.accuracy),
        "test_accuracy": _number(test.accuracy),
    }
    if options.json:
        print(json.dumps(result, allow_nan=False))
    else:
        shown = "  ".join(f"{k.replace('_', ' ')} {v:.6g}" for k, v in result.items() if v is not None)
        print(shown)
    return 0
