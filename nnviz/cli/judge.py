"""``nnviz judge``."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from typing import TYPE_CHECKING

from nnviz.cli.arguments import MAX_ITERATIONS, add_json, add_source, load, whole
from nnviz.core.experiment.record import ExperimentError

if TYPE_CHECKING:
    from nnviz.core.judge.homework import HomeworkRow
    from nnviz.core.judge.judging import Judge

DESCRIPTION = "Judge a derivation: is an expression the gradient it claims to be? See nnviz.core.judge."


def add(parser: argparse.ArgumentParser) -> None:
    """Add its arguments."""
    add_source(parser)
    parser.add_argument("--target", metavar="NAME", help="what is claimed: dW2, dC/dz2, da2[k]/dz2[j] …")
    parser.add_argument("--claim", metavar="EXPRESSION", help="such as '(y_hat - y) @ A1.T'")
    parser.add_argument("--claims", metavar="FILE.csv", help="many: columns target, claim, names, student")
    parser.add_argument("--names", default="", metavar="NAMES", help="own names, such as o=a2,theta=W1.T")
    parser.add_argument(
        "--at",
        type=whole(0, MAX_ITERATIONS),
        default=0,
        metavar="ITERATION",
        help="whose values are compared, from 0 (default 0); fresh random ones are in any case",
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Do it."""
    import numpy as np

    from nnviz.core.checks.trace import frame_at
    from nnviz.core.judge.homework import read_names, read_rows
    from nnviz.core.judge.judging import Judge
    from nnviz.core.judge.nodes import ClaimError

    if (options.claims is None) == (options.target is None or options.claim is None):
        raise ExperimentError("--claim: give --target and --claim, or --claims FILE.csv")
    try:
        names = read_names(options.names)
    except ClaimError as error:
        raise ExperimentError(f"--names: {error}") from None
    experiment = load(options)
    rows = read_rows(options.claims) if options.claims is not None else []
    with np.errstate(all="ignore"):
        # Expressions that overflow get a verdict; warnings of NumPy would only stand beside it.
        return _judge(Judge(frame_at(experiment, options.at), names), rows, options)


def _judge(judge: Judge, rows: list[HomeworkRow], options: argparse.Namespace) -> int:
    if options.claims is not None:
        return _many(judge, rows, options.json)
    verdict = judge.judge(options.target, options.claim)
    if options.json:
        print(json.dumps(verdict.as_json(), allow_nan=False, ensure_ascii=False))
        return 0
    print(verdict.message)
    if verdict.correct and verdict.verdict in ("wrong", "conditional", "unstable"):
        print(f"{options.target} = {verdict.correct}")
    if verdict.relative_error is not None:
        print(f"relative error {verdict.relative_error:.1e} at iteration {options.at}")
    return 0


def _many(judge: Judge, rows: list[HomeworkRow], as_json: bool) -> int:
    from nnviz.core.judge.homework import as_record, judge_rows

    writer: csv.DictWriter[str] | None = None
    for row, verdict in judge_rows(judge, rows):
        record = as_record(row, verdict)
        if as_json:
            print(json.dumps(record, allow_nan=False, ensure_ascii=False))
            continue
        if writer is None:
            student = ["student"] if any("student" in row.cells for row in rows) else []
            columns = ["line", *student, "target", "claim", *verdict.as_json()]
            writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
            writer.writeheader()
        writer.writerow({column: _cell(value) for column, value in record.items()})
    return 0


def _cell(value: object) -> object:
    """Return what may stand in a table: a spreadsheet would compute a text that begins with = or @."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "@") else value
