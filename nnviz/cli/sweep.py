"""``nnviz sweep``."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from typing import Any

from nnviz.cli.arguments import add_source, load, whole
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

DESCRIPTION = QT_TRANSLATE_NOOP("cli", "Train many runs of an experiment: other seeds, other settings.")


def _setting(text: str) -> tuple[str, tuple[Any, ...]]:
    field, equals, values = text.partition("=")
    if not equals or not field.strip() or not values.strip():
        raise argparse.ArgumentTypeError(
            translate(
                "cli", "expected FIELD=VALUE,VALUE such as optimizer.learning_rate=0.01,0.1, not {text}"
            ).format(text=f"{text!r:.60}")
        )
    return field.strip(), tuple(_value(part.strip()) for part in values.split(","))


def _value(text: str) -> Any:
    """Return a value as JSON has it, or a word."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def add(parser: argparse.ArgumentParser) -> None:
    """Add its arguments."""
    add_source(parser)
    parser.add_argument(
        "--seeds",
        type=whole(1, 1024),
        default=16,
        metavar="N",
        help=translate("cli", "number of seeds, counted from that of the experiment (16)"),
    )
    parser.add_argument(
        "--set", dest="settings", type=_setting, action="append", default=[], metavar="FIELD=VALUE,VALUE",
        help=translate("cli", "values of a field of the experiment file; may be given more than once"),
    )  # fmt: skip
    parser.add_argument(
        "--iterations",
        type=whole(0, 10**7),
        default=1000,
        metavar="N",
        help=translate("cli", "each (default 1000)"),
    )
    parser.add_argument(
        "--jobs", type=whole(1, 256), default=1, metavar="N",
        help=translate("cli", "processes; with 1 (the default) all are trained together in this one"),
    )  # fmt: skip
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument(
        "--json", action="store_true", help=translate("cli", "print one JSON object, with all losses")
    )
    kind.add_argument("--csv", action="store_true", help=translate("cli", "print one line for each run"))


def run(options: argparse.Namespace) -> int:
    """Do it."""
    from nnviz.core.export.sweep import as_json, csv_rows, replicas, sweep

    runs = replicas(load(options), options.seeds, dict(options.settings))
    try:
        if options.jobs > 1:
            from concurrent.futures import ProcessPoolExecutor
            from multiprocessing import get_context

            with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as executor:
                results = sweep(runs, options.iterations, executor, _progress())
        else:
            results = sweep(runs, options.iterations, progress=_progress())
    except ValueError as error:
        raise ExperimentError(f"--{error}") from None
    if options.json:
        print(json.dumps(as_json(results, options.iterations), allow_nan=False, ensure_ascii=False))
    elif options.csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows(csv_rows(results))
    else:
        for row in csv_rows(results):
            print("  ".join(f"{cell:>12.12}" for cell in row))
    return 0


def _progress() -> Any:
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> bool:
        end = "\r\033[K" if done >= total else ""
        text = translate("cli", "{done:,} of {total:,} iterations").format(done=done, total=total)
        print(f"\r{text}{end}", end="", file=sys.stderr, flush=True)
        return True

    return show
