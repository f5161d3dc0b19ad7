"""``nnviz recording``."""

from __future__ import annotations

import argparse
import json
import math

from nnviz.cli.arguments import add_json
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

DESCRIPTION = QT_TRANSLATE_NOOP(
    "cli",
    "Compare a recorded PyTorch training step with the program, up to the first operation that differs.",
)


def add(parser: argparse.ArgumentParser) -> None:
    """Add its arguments."""
    parser.add_argument(
        "file",
        metavar="FILE.safetensors",
        help=translate("cli", "written by the recorder, see `nnviz recorder`"),
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code is 1 if something differs or is lost."""
    from nnviz.core.recording.comparison import compare_step
    from nnviz.core.recording.step import read_step

    found = compare_step(read_step(options.file))
    if options.json:
        fields = {
            "verdict": found.verdict,
            "message": found.message,
            "operation": found.operation,
            "quantity": found.quantity,
            "values": [
                {
                    "name": value.name,
                    "operation": value.operation,
                    "relative_error": _number(value.relative_error),
                }
                for value in found.values
            ],
        }
        print(json.dumps(fields, allow_nan=False, ensure_ascii=False))
    else:
        for value in found.values:
            print(f"{value.operation:4}  {value.name:12} {value.relative_error:.1e}")
        print(found.message)
    return 0 if found.verdict == "same" else 1


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
