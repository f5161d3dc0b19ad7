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
    from nnviz.core.checks.entry_checker import TOLERANCE
    from nnviz.core.checks.gradient_check import check_experiment

    passed, unsure = True, 0
    for result in check_experiment(load(options), options.iteration):
        passed &= result.passed
        unsure += result.unsure
        notes = [f"{result.kinks} at a kink, skipped"] if result.kinks else []
        if result.unsure:
            notes.append(f"{result.unsure} cannot be checked in float64")
        note = f"  ({'; '.join(notes)})" if notes else ""
        mark = "FAILED" if not result.passed else "ok" if result.confirmed else "unsure"
        rows, columns = result.gradient.shape
        print(
            f"∂C/∂{result.name}  {rows}×{columns}  relative error {result.relative_error:.1e}  {mark}{note}"
        )
    if not passed:
        said = "a gradient disagrees"
    elif unsure:
        said = "every gradient that can be checked in float64 agrees"
    else:
        said = "every gradient agrees"
    print(f"{said} with central differences (tolerance {TOLERANCE:g})")
    return 0 if passed else 1
