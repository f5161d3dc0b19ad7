"""``nnviz recorder``."""

from __future__ import annotations

import argparse
import sys

from nnviz import resources
from nnviz.core.text.translate import QT_TRANSLATE_NOOP

DESCRIPTION = QT_TRANSLATE_NOOP(
    "cli", "Print the recorder: one file that writes a PyTorch training step for nnviz to open."
)


def add(parser: argparse.ArgumentParser) -> None:
    """Add its arguments."""


def run(_options: argparse.Namespace) -> int:
    """Do it."""
    sys.stdout.write(resources.path("recorder", "nnviz_recorder.py").read_text(encoding="utf-8"))
    return 0
