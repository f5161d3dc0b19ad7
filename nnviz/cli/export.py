"""``nnviz export``."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from pathlib import Path

from nnviz.cli.arguments import MAX_ITERATIONS, add_source, load, whole
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.export.worksheet import parse_ranges
from nnviz.core.file_access.atomic_write import atomic_write
from nnviz.core.file_access.reading import display_name
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

DESCRIPTION = QT_TRANSLATE_NOOP(
    "cli", "Export a run as a NumPy or PyTorch program, its history as CSV or an iteration as a worksheet."
)
KINDS = ("numpy", "pytorch", "history", "worksheet")


def add(parser: argparse.ArgumentParser) -> None:
    """Add its arguments."""
    add_source(parser)
    parser.add_argument(
        "--as", dest="kind", choices=KINDS, required=True, help=translate("cli", "what to write")
    )
    parser.add_argument(
        "--out", required=True, metavar="FILE", help=translate("cli", "a worksheet is .html or .pdf")
    )
    parser.add_argument(
        "--iterations",
        type=whole(1, MAX_ITERATIONS),
        default=1000,
        metavar="N",
        help=translate("cli", "of the history (default 1000)"),
    )
    parser.add_argument(
        "--iteration",
        type=whole(0, MAX_ITERATIONS),
        default=0,
        metavar="N",
        help=translate("cli", "of the worksheet, from 0 (default 0)"),
    )
    parser.add_argument(
        "--batch-example",
        type=whole(0, 10**6),
        default=None,
        metavar="K",
        help=translate("cli", "of the worksheet: one example of the batch, from 0 (default all)"),
    )
    parser.add_argument(
        "--digits",
        type=whole(2, 8),
        default=3,
        metavar="N",
        help=translate("cli", "of the worksheet, 2 to 8 (default 3)"),
    )
    parser.add_argument(
        "--blanks",
        action="store_true",
        help=translate("cli", "leave out the results; the answers go to FILE-answers"),
    )
    parser.add_argument(
        "--operations", type=_numbers, default=None, metavar="N,M-K",
        help=translate("cli", "of the worksheet: which operations, from 1, such as 1-4,7 (default all)"),
    )  # fmt: skip
    parser.add_argument(
        "--fading",
        type=whole(0, 10),
        default=0,
        metavar="N",
        help=translate(
            "cli", "of the worksheet: one part worked out and N more with more and more blanks (default 0)"
        ),
    )


def _numbers(text: str) -> tuple[int, ...]:
    """Return the whole numbers of a list such as ``1-4,7``."""
    try:
        return parse_ranges(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def run(options: argparse.Namespace) -> int:
    """Do it."""
    e, out = load(options), Path(options.out)
    name = options.example or display_name(Path(options.file).stem)
    if options.kind == "worksheet":
        for path in _worksheets(e, out, name, options):
            print(path)
        return 0
    try:
        atomic_write(out, (part.encode() for part in _parts(e, options.kind, name, options.iterations)))
    except ExperimentError as error:
        raise ExperimentError("--out: " + str(error)) from None
    print(out)
    return 0


def _parts(e: Experiment, kind: str, name: str, iterations: int) -> Iterable[str]:
    if kind == "numpy":
        from nnviz.core.export.numpy_script import numpy_script

        return [numpy_script(e, name)]
    if kind == "pytorch":
        from nnviz.core.export.pytorch_script import pytorch_script

        return [pytorch_script(e, name)]
    from nnviz.core.export import history_csv
    from nnviz.core.run.timeline import Timeline

    timeline = Timeline(e)
    timeline.run(iterations)
    timeline.update_scores()
    return history_csv.lines(timeline)


def _worksheets(e: Experiment, out: Path, name: str, options: argparse.Namespace) -> list[Path]:
    """Write a worksheet, and its answers beside it if it has blanks; return the files."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from nnviz import app, theme
    from nnviz.core.run.timeline import Timeline
    from nnviz.worksheets import write_sheets

    theme.manager().apply(app.application(), "light")
    asked = options.iteration, out, name, options.batch_example, options.digits
    chosen = options.operations, options.fading
    return write_sheets(Timeline(e), *asked, options.blanks, *chosen)
