"""``nnviz trace``."""

from __future__ import annotations

import argparse
import json

from nnviz.cli.arguments import add_iteration, add_json, add_source, load
from nnviz.core.text.translate import QT_TRANSLATE_NOOP

DESCRIPTION = QT_TRANSLATE_NOOP("cli", "Print every operation and value of one iteration.")


def add(parser: argparse.ArgumentParser) -> None:
    """Add its arguments."""
    add_source(parser)
    add_iteration(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Do it."""
    from nnviz.core.checks.trace import frame_at, trace

    frame = frame_at(load(options), options.iteration)
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
