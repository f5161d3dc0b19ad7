"""``nnviz check``."""

from __future__ import annotations

import argparse

from nnviz.cli.arguments import add_iteration, add_source, load

DESCRIPTION = "Compare the gradient of every parameter with central differences."


def add(parser: argparse.ArgumentParser) -> None:
    """Add its arguments."""
    add_source(parser)
    add_iteration(parser)


def run(options: argparse.Namespace) -> int:
    """Do it."""
    from nnviz.core.checks.gradient_check import TOLERANCE, check_experiment

    passed = True
    for result in check_experiment(load(options), options.iteration):
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
