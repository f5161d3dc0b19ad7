"""``nnviz judge``."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from nnviz.cli.arguments import MAX_ITERATIONS, add_json, add_source, load, whole
from nnviz.core.derivation.notation.claim_sides import claim_sides
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

if TYPE_CHECKING:
    from nnviz.core.judge.homework import HomeworkRow
    from nnviz.core.judge.judging import Judge

DESCRIPTION = QT_TRANSLATE_NOOP(
    "cli", "Judge a derivation: is an expression the gradient it claims to be? See nnviz.core.judge."
)


def add(parser: argparse.ArgumentParser) -> None:
    """Add its arguments."""
    add_source(parser)
    parser.add_argument(
        "--target", metavar="NAME", help=translate("cli", "what is claimed: dW2, dC/dz2, da2[k]/dz2[j] …")
    )
    parser.add_argument(
        "--claim",
        metavar="EXPRESSION",
        help=translate("cli", "such as '(y_hat - y) @ A1.T', or with its target, 'dW2 = (y_hat - y) @ A1.T'"),
    )
    parser.add_argument(
        "--claims",
        metavar="FILE.csv",
        help="many: " + translate("cli", "columns target, claim, names, student"),
    )
    parser.add_argument(
        "--derivation",
        metavar="TEXT",
        help=translate(
            "cli",
            "a whole text (.md, .tex, .txt, .py, .ipynb): every formula in it; without an "
            "experiment the network is the one the text defines",
        ),
    )
    parser.add_argument(
        "--names", default="", metavar="NAMES", help=translate("cli", "own names, such as o=a2,theta=W1.T")
    )
    parser.add_argument(
        "--at",
        type=whole(0, MAX_ITERATIONS),
        default=0,
        metavar="ITERATION",
        help=translate(
            "cli",
            "iteration whose values are compared, from 0 (default 0); new random values are "
            "always tested as well",
        ),
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Do it."""
    import numpy as np

    from nnviz.core.checks.trace import frame_at
    from nnviz.core.derivation.notation.claims import NotationJudge
    from nnviz.core.judge.homework import read_names, read_rows
    from nnviz.core.judge.nodes import ClaimError

    if options.derivation is not None:
        return _derivation(options)
    several = options.claims is not None
    if several == (options.claim is not None) or (several and options.target is not None):
        raise ExperimentError(
            "--claim: " + translate("cli", "give --target and --claim, or --claims FILE.csv")
        )
    sides = claim_sides(options.claim or "")
    if not several and options.target is None and len(sides) == 1:
        raise ExperimentError(
            "--claim: "
            + translate("cli", "give its --target too, or write it as an equation such as dW2 = dz2 @ a1.T")
        )
    try:
        names = read_names(options.names)
    except ClaimError as error:
        raise ExperimentError(f"--names: {error}") from None
    experiment = load(options)
    rows = read_rows(options.claims) if options.claims is not None else []
    with np.errstate(all="ignore"):
        # Expressions that overflow get a verdict; warnings of NumPy would only stand beside it.
        return _judge(NotationJudge(frame_at(experiment, options.at), names), rows, options)


def _judge(judge: Judge, rows: list[HomeworkRow], options: argparse.Namespace) -> int:
    if options.claims is not None:
        return _many(judge, rows, options.json)
    target = options.target or claim_sides(options.claim)[0]
    verdict = judge.judge(target, options.claim)
    if options.json:
        print(json.dumps(verdict.as_json(), allow_nan=False, ensure_ascii=False))
        return 0
    print(verdict.message)
    if verdict.correct and verdict.verdict in ("wrong", "conditional", "unstable"):
        print(f"{target} = {verdict.correct}")
    if verdict.relative_error is not None:
        print(
            translate("cli", "relative error {relative_error} at iteration {at}").format(
                relative_error=f"{verdict.relative_error:.1e}", at=options.at
            )
        )
    return 0


def _derivation(options: argparse.Namespace) -> int:
    import numpy as np

    from nnviz.core.derivation.judging import judge_derivation
    from nnviz.core.derivation.report import as_json, lines_of
    from nnviz.core.derivation.source_text import MAX_BYTES, SUFFIXES, DerivationError, read_text
    from nnviz.core.file_access.reading import read_bounded

    if options.target is not None or options.claim is not None or options.claims is not None:
        raise ExperimentError(
            "--derivation: "
            + translate("cli", "a text brings its own claims; leave out --target and --claim")
        )
    suffix = Path(options.derivation).suffix.lower()
    if suffix not in SUFFIXES:
        raise ExperimentError(
            "--derivation: "
            + translate("cli", "expected a file that ends in {suffixes}").format(suffixes=", ".join(SUFFIXES))
        )
    given = options.file is not None or options.example is not None
    experiment = load(options) if given else None
    try:
        text = read_text(read_bounded(options.derivation, MAX_BYTES), suffix)
        with np.errstate(all="ignore"):
            judge = judge_derivation(text, experiment)
            for _ in judge.run():
                pass
            shown = as_json(judge) if options.json else lines_of(judge)
            if isinstance(shown, dict):
                print(json.dumps(shown, allow_nan=False, ensure_ascii=False))
            else:
                print("\n".join(shown))
    except DerivationError as error:
        raise ExperimentError(f"--derivation: {error}") from None
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
