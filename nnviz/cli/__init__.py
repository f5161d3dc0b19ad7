"""The command line: opens the window, or runs one command without it.

A mistake of the user ends with one sentence on stderr and exit code 2, output that cannot be written with
exit code 3. Qt is loaded only for the window and for what draws.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import importlib
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import nnviz.threads  # noqa: F401  (before anything loads NumPy)
from nnviz import __version__, languages
from nnviz.cli.arguments import ArgumentParser, add_language, add_source, load_document
from nnviz.cli.output import EXIT_CODE, OutputError, checked_output, discard_output, say
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.text.translate import translate

if TYPE_CHECKING:
    from nnviz.core.lessons.lesson import Lesson

DEFAULT_EXAMPLE = "xor"
COMMANDS = (
    "train",
    "trace",
    "explain",
    "check",
    "judge",
    "snapshot",
    "export",
    "examples",
    "quiz",
    "sweep",
    "recorder",
    "recording",
    "install-desktop",
)
"""Each is a module of this package with a DESCRIPTION, ``add(parser)`` and ``run(options)``."""


def _window_parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="nnviz",
        description=translate(
            "cli", "A debugger for backpropagation. Without a command it opens the window."
        ),
        epilog=translate(
            "cli", "commands without a window: {commands}; `nnviz COMMAND --help` tells more"
        ).format(commands=", ".join(COMMANDS)),
    )
    add_source(parser)
    parser.add_argument(
        "--lesson", metavar="NAME", help=translate("cli", "a built-in lesson, or a lesson file (.md)")
    )
    parser.add_argument(
        "--theme", choices=("light", "dark", "system"), help=translate("cli", "colours of the window")
    )
    add_language(parser)
    parser.add_argument("--version", action="version", version=f"nnviz {__version__}")
    return parser


def _window_options(given: Sequence[str]) -> argparse.Namespace:
    """Return the options of the window; ``--help`` and ``--version`` print and end."""
    prints = {"-h", "--help", "--version"} & set(given)
    with checked_output() if prints else contextlib.nullcontext():
        options: argparse.Namespace = _window_parser().parse_args(given)
    return options


def _app() -> ModuleType:
    """Return the program of the window; nothing becomes garbage while it loads, so nothing is collected."""
    gc.disable()
    try:
        return importlib.import_module("nnviz.app")
    finally:
        gc.freeze()
        gc.enable()


def _window(options: argparse.Namespace) -> int:
    app = _app()
    lesson = None if options.lesson is None else _lesson(options.lesson)
    if lesson is not None and (options.file or options.example):
        raise ExperimentError(
            "--lesson: " + translate("cli", "a lesson brings its own experiment; give it alone")
        )
    from nnviz.core.document import files

    file: str | None = options.file
    if file is not None and files.is_recording(file) and not options.example:
        from nnviz.core.recording.opening import open_recording

        # Saving must ask for a name: the recording itself is never written over.
        recording = open_recording(file)
        shown: int = app.main(
            recording.document, None, Path(file).stem, options.theme, False, None, recording
        )
        return shown
    name = options.example or ("" if file else DEFAULT_EXAMPLE)
    document = load_document(options, DEFAULT_EXAMPLE)
    code: int = app.main(document, file, name, options.theme, not file, lesson)
    return code


def _lesson(name: str) -> Lesson:
    from nnviz.core.lessons.catalogue import built_in
    from nnviz.core.lessons.reader import SUFFIX, read

    return read(name) if name.endswith(SUFFIX) or len(Path(name).parts) > 1 else built_in(name)


def _command(name: str, arguments: Sequence[str]) -> int:
    module = importlib.import_module(f"nnviz.cli.{name.replace('-', '_')}")
    parser = ArgumentParser(prog=f"nnviz {name}", description=translate("cli", module.DESCRIPTION))
    module.add(parser)
    add_language(parser)
    code: int = module.run(parser.parse_args(arguments))
    return code


def _language(given: Sequence[str]) -> str | None:
    """Return what ``--language`` names."""
    for argument, following in pairwise([*given, ""]):
        if argument == "--":
            break
        if argument == "--language" and following:
            return following
        if argument.startswith("--language="):
            return argument.partition("=")[2]
    return None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        # Help and refusals are in the user's language too, so it is needed before arguments are read.
        languages.use(_language(given))
        if given and given[0] in COMMANDS:
            with checked_output():
                return _command(given[0], given[1:])
        return _window(_window_options(given))
    except ExperimentError as error:
        say(str(error))
        return 2
    except OutputError as error:
        discard_output()
        if not error.quiet:
            say(translate("cli", "the output could not be written: {error}").format(error=error))
        return EXIT_CODE
    except KeyboardInterrupt:
        return 130
