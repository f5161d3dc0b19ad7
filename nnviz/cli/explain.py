"""``nnviz explain``."""

from __future__ import annotations

import argparse
import json

from nnviz.cli.arguments import MAX_ITERATIONS, add_json, add_source, load, position, whole
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

DESCRIPTION = QT_TRANSLATE_NOOP(
    "cli", "Explain one operation: its equation, its numbers, its code, its check."
)


def _column(text: str) -> int | None:
    if text == "all":
        return None
    if not text.isdecimal() or len(text) > 9:
        raise argparse.ArgumentTypeError(
            translate("cli", "expected a whole number from 0, or all, not {text}").format(
                text=f"{text!r:.40}"
            )
        )
    return int(text)


def add(parser: argparse.ArgumentParser) -> None:
    """Add its arguments."""
    add_source(parser)
    parser.add_argument(
        "--at",
        type=position,
        required=True,
        metavar="ITERATION.OPERATION",
        help=translate("cli", "which; iterations count from 0, operations from 1"),
    )
    parser.add_argument(
        "--digits", type=whole(2, 8), default=3, metavar="N", help="decimals, 2 to 8 (default 3)"
    )
    parser.add_argument(
        "--batch-example",
        type=_column,
        default=0,
        metavar="K",
        help=translate(
            "cli", "the example of the batch whose numbers are shown, from 0, or `all` (default 0)"
        ),
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Do it."""
    from nnviz.core.arrays.frame import Position
    from nnviz.core.explain.report import readable, report
    from nnviz.core.run.timeline import Timeline

    timeline = Timeline(load(options))
    (iteration, operation), count = options.at, len(timeline.trainer.operations)
    if iteration > MAX_ITERATIONS:
        raise ExperimentError(
            "--at: "
            + translate("cli", "expected an iteration from 0 to {max_iterations:,}, not {iteration}").format(
                max_iterations=MAX_ITERATIONS, iteration=iteration
            )
        )
    if operation is None or not 1 <= operation <= count:
        given, such = "none" if operation is None else operation, f"{iteration}.1"
        raise ExperimentError(
            "--at: "
            + translate("cli", "expected an operation from 1 to {count}, such as {such}, not {given}").format(
                count=count, such=such, given=given
            )
        )
    frame, k = timeline.frame(Position(iteration, operation)), options.batch_example
    if k is not None and k >= frame.batch:
        raise ExperimentError(
            "--batch-example: "
            + translate("cli", "expected 0 to {batch} in this batch, not {k}").format(
                batch=frame.batch - 1, k=k
            )
        )
    fields = report(frame, k, options.digits)
    if options.json:
        print(json.dumps(fields, allow_nan=False, ensure_ascii=False))
    else:
        print(readable(frame, fields))
    return 0
