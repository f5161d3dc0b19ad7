"""``nnviz examples``."""

from __future__ import annotations

import argparse

from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

DESCRIPTION = QT_TRANSLATE_NOOP("cli", "List the built-in examples.")


def add(parser: argparse.ArgumentParser) -> None:
    """Add its arguments."""


def run(_options: argparse.Namespace) -> int:
    """Do it."""
    from nnviz.core.document import files

    for name, path in files.examples().items():
        e = files.read(path)
        widths = "-".join(str(w) for w in e.widths)
        data = e.data.name or translate("cli", "table of {word}").format(
            word=e.data.inputs.shape[0] if e.data.inputs is not None else 0
        )
        print(f"{name:22} {widths:12} {data}, {e.loss.replace('_', ' ')}, {e.optimizer.name}")
    return 0
