"""``nnviz quiz``."""

from __future__ import annotations

import argparse
import json

from nnviz.cli.arguments import MAX_ITERATIONS, add_json, add_source, load, position, whole
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

DESCRIPTION = QT_TRANSLATE_NOOP(
    "cli", "Make quiz items about one operation: right answers and those of usual mistakes."
)


def add(parser: argparse.ArgumentParser) -> None:
    """Add its arguments."""
    add_source(parser)
    parser.add_argument(
        "--at",
        type=position,
        required=True,
        metavar="ITERATION.OPERATION",
        help=translate("cli", "about which; iterations count from 0, operations from 1"),
    )
    parser.add_argument(
        "--count", type=whole(1, 1000), default=5, metavar="N", help=translate("cli", "at most (default 5)")
    )
    parser.add_argument(
        "--seed",
        type=whole(0, 2**32 - 1),
        default=0,
        metavar="S",
        help=translate("cli", "the same seed gives the same items"),
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Do it."""
    from nnviz.core.checks.trace import frame_at
    from nnviz.core.lessons.quiz.items import quiz

    iteration, operation = options.at
    if iteration > MAX_ITERATIONS:
        raise ExperimentError(
            "--at: "
            + translate("cli", "expected an iteration from 0 to {max_iterations:,}, not {iteration}").format(
                max_iterations=MAX_ITERATIONS, iteration=iteration
            )
        )
    frame = frame_at(load(options), iteration)
    last = len(frame.operations)
    if operation is None or not 1 <= operation <= last:
        given = "none" if operation is None else operation
        raise ExperimentError(
            "--at: "
            + translate(
                "cli", "expected an operation from 1 to {last}, such as {iteration}.1, not {given}"
            ).format(last=last, iteration=iteration, given=given)
        )
    items = quiz(frame, operation, options.count, options.seed)
    if options.json:
        print(json.dumps([item.as_json() for item in items], allow_nan=False, ensure_ascii=False))
        return 0
    for number, item in enumerate(items, 1):
        print(f"{number}. {item.prompt}\n   {item.answer}")
        for distractor in item.distractors:
            text = translate("cli", "not {wrong} ({mistake})")
            print("   " + text.format(wrong=distractor.text, mistake=distractor.mistake.replace("_", " ")))
        print(f"   {item.why}\n")
    return 0
