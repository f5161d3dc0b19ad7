"""The command line: opens the window, or does one thing without it.

A mistake of the user ends with one sentence on stderr and exit code 2. Qt is loaded only for the window
and for `snapshot`.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import NoReturn

from nnviz import __version__
from nnviz.core.experiment import Experiment
from nnviz.core.record import ExperimentError

MAX_ITERATIONS = 10**9
DEFAULT_EXAMPLE = "xor"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"nnviz: {message}\n")


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(
                f"expected a whole number from {low} to {high:,}, not {text!r:.40}"
            )
        return value

    return parse


def _position(text: str) -> tuple[int, int | None]:
    iteration, _, operation = text.partition(".")
    if not iteration.isdecimal() or (operation and not operation.isdecimal()) or len(text) > 24:
        raise argparse.ArgumentTypeError(f"expected ITERATION.OPERATION such as 160.11, not {text!r:.40}")
    return int(iteration), int(operation) if operation else None


def _column(text: str) -> int | None:
    if text == "all":
        return None
    if not text.isdecimal() or len(text) > 9:
        raise argparse.ArgumentTypeError(f"expected a whole number from 0, or all, not {text!r:.40}")
    return int(text)


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.lower().partition("x")
    if width.isdecimal() and height.isdecimal() and len(text) <= 11:
        size = int(width), int(height)
        if 640 <= size[0] <= 7680 and 480 <= size[1] <= 4320:
            return size
    raise argparse.ArgumentTypeError(f"expected WIDTHxHEIGHT from 640x480 to 7680x4320, not {text!r:.40}")


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE", help="an experiment file (.nnviz)")
    parser.add_argument("--example", metavar="NAME", help="a built-in example, see `nnviz examples`")


def _parsers() -> tuple[_Parser, dict[str, _Parser]]:
    window = _Parser(
        prog="nnviz",
        description="A debugger for backpropagation. Without a command it opens the window.",
        epilog="commands without a window: " + ", ".join(_COMMANDS) + "; `nnviz COMMAND --help` tells more",
    )
    _add_source(window)
    window.add_argument("--theme", choices=("light", "dark", "system"), help="colours of the window")
    window.add_argument("--version", action="version", version=f"nnviz {__version__}")
    commands: dict[str, _Parser] = {}

    def command(name: str, description: str, source: bool = True) -> _Parser:
        commands[name] = _Parser(prog=f"nnviz {name}", description=description)
        if source:
            _add_source(commands[name])
        return commands[name]

    train = command("train", "Train without a window and print the losses.")
    train.add_argument(
        "--iterations",
        type=_whole(0, MAX_ITERATIONS),
        default=1000,
        metavar="N",
        help="how many (default 1000)",
    )
    train.add_argument("--json", action="store_true", help="print one JSON object")
    trace = command("trace", "Print every operation and value of one iteration.")
    trace.add_argument(
        "--iteration",
        type=_whole(0, MAX_ITERATIONS),
        default=0,
        metavar="N",
        help="which, from 0 (default 0)",
    )
    trace.add_argument("--json", action="store_true", help="print one JSON object")
    explain = command("explain", "Explain one operation: its equation, its numbers, its code, its check.")
    explain.add_argument(
        "--at",
        type=_position,
        required=True,
        metavar="ITERATION.OPERATION",
        help="which; iterations count from 0, operations from 1",
    )
    explain.add_argument(
        "--digits", type=_whole(2, 8), default=3, metavar="N", help="decimals, 2 to 8 (default 3)"
    )
    explain.add_argument(
        "--batch-example",
        type=_column,
        default=0,
        metavar="K",
        help="the example of the batch whose numbers are shown, from 0, or `all` (default 0)",
    )
    explain.add_argument("--json", action="store_true", help="print one JSON object")
    check = command("check", "Compare the gradient of every parameter with central differences.")
    check.add_argument(
        "--iteration",
        type=_whole(0, MAX_ITERATIONS),
        default=0,
        metavar="N",
        help="which, from 0 (default 0)",
    )
    snapshot = command("snapshot", "Save the window as a picture.")
    snapshot.add_argument("--at", type=_position, default=(0, None), metavar="ITERATION.OPERATION")
    snapshot.add_argument("--out", required=True, metavar="FILE.png")
    snapshot.add_argument("--size", type=_size, default=(1440, 900), metavar="WIDTHxHEIGHT")
    snapshot.add_argument("--theme", choices=("light", "dark"), default="light")
    snapshot.add_argument(
        "--scale", type=float, choices=(1.0, 1.5, 2.0), default=1.0, help="pixels per point"
    )
    command("examples", "List the built-in examples.", source=False)
    return window, commands


def _load(options: argparse.Namespace, default: str | None = None) -> Experiment:
    from nnviz.core import files

    if options.file is not None and options.example is not None:
        raise ExperimentError("--example: give either a file or an example, not both")
    if options.file is not None:
        return files.read(options.file)
    name = options.example if options.example is not None else default
    if name is None:
        raise ExperimentError("FILE: give an experiment file, or --example NAME")
    return files.example(name)


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _train(options: argparse.Namespace) -> int:
    from nnviz.core.evaluate import Evaluator
    from nnviz.core.timeline import Timeline

    timeline = Timeline(_load(options))
    seconds, chunk, done = 0.0, 1024, 0
    progress = sys.stderr.isatty()
    while done < options.iterations:
        count = min(chunk, options.iterations - done)
        began = time.perf_counter()
        timeline.run(count)
        took = time.perf_counter() - began
        seconds, done = seconds + took, done + count
        chunk = max(1, min(int(chunk * 0.5 / max(took, 1e-6)) + 1, 2**20))
        if progress:
            print(f"\r{done:,} of {options.iterations:,} iterations", end="", file=sys.stderr, flush=True)
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


def _trace(options: argparse.Namespace) -> int:
    from nnviz.core.trace import frame_at, trace

    frame = frame_at(_load(options), options.iteration)
    if options.json:
        print(json.dumps(trace(frame), allow_nan=False, ensure_ascii=False))
        return 0
    import numpy as np

    with np.printoptions(precision=6, suppress=True, threshold=200, edgeitems=3):
        for number, op in enumerate(frame.operations, 1):
            print(f"{frame.position.iteration}.{number}  {op.phase:8}  {op.title}\n    {op.equation}")
            for name in op.writes:
                value = str(frame.values[name]).replace("\n", "\n" + " " * (len(name) + 7))
                print(f"    {name} = {value}")
    return 0


def _explain(options: argparse.Namespace) -> int:
    from nnviz.core.explain.report import readable, report
    from nnviz.core.frame import Position
    from nnviz.core.timeline import Timeline

    timeline = Timeline(_load(options))
    (iteration, operation), count = options.at, len(timeline.trainer.operations)
    if iteration > MAX_ITERATIONS:
        raise ExperimentError(f"--at: expected an iteration from 0 to {MAX_ITERATIONS:,}, not {iteration}")
    if operation is None or not 1 <= operation <= count:
        given, such = "none" if operation is None else operation, f"{iteration}.1"
        raise ExperimentError(f"--at: expected an operation from 1 to {count}, such as {such}, not {given}")
    frame, k = timeline.frame(Position(iteration, operation)), options.batch_example
    if k is not None and k >= frame.batch:
        raise ExperimentError(f"--batch-example: expected 0 to {frame.batch - 1} in this batch, not {k}")
    fields = report(frame, k, options.digits)
    if options.json:
        print(json.dumps(fields, allow_nan=False, ensure_ascii=False))
    else:
        print(readable(frame, fields))
    return 0


def _check(options: argparse.Namespace) -> int:
    from nnviz.core.gradcheck import TOLERANCE, check_experiment

    passed = True
    for result in check_experiment(_load(options), options.iteration):
        passed &= result.passed
        note = f"  ({result.kinks} at a kink, left out)" if result.kinks else ""
        mark = "ok" if result.passed else "FAILED"
        rows, columns = result.gradient.shape
        print(
            f"∂C/∂{result.name}  {rows}×{columns}  relative error {result.relative_error:.1e}  {mark}{note}"
        )
    print(
        f"{'every gradient agrees' if passed else 'a gradient disagrees'} with central differences "
        f"(tolerance {TOLERANCE:g})"
    )
    return 0 if passed else 1


def _snapshot(options: argparse.Namespace) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from nnviz import app

    return app.snapshot(
        _load(options),
        options.at,
        options.out,
        options.size,
        options.theme,
        options.scale,
        options.example or (os.path.basename(options.file) if options.file else ""),
    )


def _examples(_options: argparse.Namespace) -> int:
    from nnviz.core import files

    for name, path in files.examples().items():
        e = files.read(path)
        widths = "-".join(str(w) for w in e.widths)
        data = e.data.name or f"table of {e.data.inputs.shape[0] if e.data.inputs is not None else 0}"
        print(f"{name:22} {widths:12} {data}, {e.loss.replace('_', ' ')}, {e.optimizer.name}")
    return 0


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "train": _train,
    "trace": _trace,
    "explain": _explain,
    "check": _check,
    "snapshot": _snapshot,
    "examples": _examples,
}


def _window(options: argparse.Namespace) -> int:
    from nnviz import app

    name = options.example or ("" if options.file else DEFAULT_EXAMPLE)
    return app.main(
        _load(options, DEFAULT_EXAMPLE), options.file, name, options.theme, first=not options.file
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    window, commands = _parsers()
    try:
        if given and given[0] in commands:
            return _COMMANDS[given[0]](commands[given[0]].parse_args(given[1:]))
        return _window(window.parse_args(given))
    except ExperimentError as error:
        print(f"nnviz: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except KeyboardInterrupt:
        return 130
