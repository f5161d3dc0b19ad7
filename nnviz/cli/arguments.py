"""Arguments that several commands of the command line share, and the experiment they name."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from nnviz.core.document.document import Document
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.text.translate import translate

MAX_ITERATIONS = 10**9
_LONGEST = 600
"""Characters of the longest sentence about arguments: what was given may be of any length."""


class ArgumentParser(argparse.ArgumentParser):
    """A parser whose errors are one short sentence and exit code 2, and that takes values such as ``-Y``."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and end."""
        line = "".join(c if c.isprintable() else "\ufffd" for c in message)
        self.exit(2, f"nnviz: {line if len(line) <= _LONGEST else f'{line[:_LONGEST]}…'}\n")

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Read arguments; what follows an option with a value is its value, even if it begins with -."""
        given = list(sys.argv[1:] if args is None else args)
        return super().parse_args(self._joined(given), namespace)

    def _joined(self, given: list[str]) -> list[str]:
        options = self._option_string_actions
        joined: list[str] = []
        for argument in given:
            action = options.get(joined[-1]) if joined else None
            takes_value = action is not None and action.nargs is None and "--" not in joined
            if takes_value and argument.startswith("-") and argument not in options:
                joined[-1] += f"={argument}"
            else:
                joined.append(argument)
        return joined


def whole(low: int, high: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from `low` to `high`."""

    def parse(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(
                translate("cli", "expected a whole number from {low} to {high:,}, not {text}").format(
                    low=low, high=high, text=f"{text!r:.40}"
                )
            )
        return value

    return parse


def position(text: str) -> tuple[int, int | None]:
    """Read ``ITERATION.OPERATION``, or an iteration alone."""
    iteration, _, operation = text.partition(".")
    if not iteration.isdecimal() or (operation and not operation.isdecimal()) or len(text) > 24:
        raise argparse.ArgumentTypeError(
            translate("cli", "expected ITERATION.OPERATION such as 160.11, not {text}").format(
                text=f"{text!r:.40}"
            )
        )
    return int(iteration), int(operation) if operation else None


def add_source(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say which experiment is meant."""
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        help=translate("cli", "an experiment (.nnviz) or a recorded training step (.safetensors)"),
    )
    parser.add_argument(
        "--example", metavar="NAME", help=translate("cli", "a built-in example, see `nnviz examples`")
    )


def add_iteration(parser: argparse.ArgumentParser) -> None:
    """Add ``--iteration N``."""
    parser.add_argument(
        "--iteration",
        type=whole(0, MAX_ITERATIONS),
        default=0,
        metavar="N",
        help=translate("cli", "which, from 0 (default 0)"),
    )


def add_language(parser: argparse.ArgumentParser) -> None:
    """Add ``--language NAME``."""
    parser.add_argument(
        "--language", metavar="NAME", help=translate("cli", "language such as de, or a .qm file")
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add ``--json``."""
    parser.add_argument("--json", action="store_true", help=translate("cli", "print one JSON object"))


def load(options: argparse.Namespace, default: str | None = None) -> Experiment:
    """Return the experiment that is meant; raises ExperimentError."""
    return load_document(options, default).experiment


def load_document(options: argparse.Namespace, default: str | None = None) -> Document:
    """Return the document that is meant; raises ExperimentError."""
    from nnviz.core.document import files

    if options.file is not None and options.example is not None:
        raise ExperimentError("--example: " + translate("cli", "give either a file or an example, not both"))
    if options.file is not None and files.is_recording(options.file):
        from nnviz.core.recording.step import read_step

        return Document(read_step(options.file).experiment)
    if options.file is not None:
        return files.read_document(options.file)
    name = options.example if options.example is not None else default
    if name is None:
        raise ExperimentError("FILE: " + translate("cli", "give an experiment file, or --example NAME"))
    return Document(files.example(name))
