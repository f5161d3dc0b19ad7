"""``nnviz check``."""

from __future__ import annotations

import argparse

from nnviz.cli.arguments import add_iteration, add_source, load
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

DESCRIPTION = QT_TRANSLATE_NOOP("cli", "Compare the gradient of every parameter with central differences.")


def add(parser: argparse.ArgumentParser) -> None:
    """Add its arguments."""
    add_source(parser)
    add_iteration(parser)


def run(options: argparse.Namespace) -> int:
    """Do it."""
    from nnviz.core.checks.entry_checker import TOLERANCE
    from nnviz.core.checks.gradient_check import check_experiment

    passed, unsure, costly = True, 0, 0
    for result in check_experiment(load(options), options.iteration):
        passed &= result.passed
        unsure += result.unsure
        costly += result.costly
        notes = (
            [translate("cli", "{kinks} at a kink, skipped").format(kinks=result.kinks)]
            if result.kinks
            else []
        )
        if result.unsure:
            notes.append(
                translate("cli", "{unsure} cannot be checked in float64").format(unsure=result.unsure)
            )
        if result.costly:
            notes.append(
                translate("cli", "{costly} not checked: the network is too large").format(
                    costly=result.costly
                )
            )
        note = f"  ({'; '.join(notes)})" if notes else ""
        mark = (
            translate("cli", "FAILED")
            if not result.passed
            else translate("cli", "ok")
            if result.confirmed
            else translate("cli", "unsure")
        )
        rows, columns = result.gradient.shape
        text = translate("cli", "relative error {error}").format(error=f"{result.relative_error:.1e}")
        print(f"∂C/∂{result.name}  {rows}×{columns}  {text}  {mark}{note}")
    if not passed:
        said = translate("cli", "a gradient disagrees with central differences (tolerance {tolerance})")
    elif costly:
        said = translate(
            "cli",
            "every gradient that was checked agrees with central differences (tolerance {tolerance})",
        )
    elif unsure:
        said = translate(
            "cli",
            "every gradient that can be checked in float64 agrees with central differences "
            "(tolerance {tolerance})",
        )
    else:
        said = translate("cli", "every gradient agrees with central differences (tolerance {tolerance})")
    print(said.format(tolerance=f"{TOLERANCE:g}"))
    return 0 if passed else 1
