"""``nnviz snapshot``."""

from __future__ import annotations

import argparse
import os

from nnviz.cli.arguments import add_source, load, position
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

DESCRIPTION = QT_TRANSLATE_NOOP("cli", "Save the window as a picture.")


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.lower().partition("x")
    if width.isdecimal() and height.isdecimal() and len(text) <= 11:
        size = int(width), int(height)
        if 640 <= size[0] <= 7680 and 480 <= size[1] <= 4320:
            return size
    raise argparse.ArgumentTypeError(
        translate("cli", "expected WIDTHxHEIGHT from 640x480 to 7680x4320, not {text}").format(
            text=f"{text!r:.40}"
        )
    )


def add(parser: argparse.ArgumentParser) -> None:
    """Add its arguments."""
    add_source(parser)
    parser.add_argument("--at", type=position, default=(0, None), metavar="ITERATION.OPERATION")
    parser.add_argument("--out", required=True, metavar="FILE.png")
    parser.add_argument("--size", type=_size, default=(1440, 900), metavar="WIDTHxHEIGHT")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument(
        "--scale", type=float, choices=(1.0, 1.5, 2.0), default=1.0, help=translate("cli", "pixels per point")
    )


def run(options: argparse.Namespace) -> int:
    """Do it."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from nnviz import app

    return app.snapshot(
        load(options),
        options.at,
        options.out,
        options.size,
        options.theme,
        options.scale,
        options.example or (os.path.basename(options.file) if options.file else ""),
    )
