"""The words of the import: kinds, roles, reasons, and what will be made."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from nnviz.core.data_editing.csv_import import Choices, Column, ImportPlan
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.activations import ACTIVATIONS


def tr(text: str, *values: object) -> str:
    """Return a text in the user's language, with values put in."""
    return QCoreApplication.translate("importing", text).format(*values)


def count(number: int, one: str, many: str) -> str:
    """Return a count of items: `one` is what stands for 1, `many` has a place for the number."""
    return tr(one) if number == 1 else tr(many, f"{number:,}")


def role(name: str) -> str:
    """Return a role in a word."""
    return {
        "input": tr("input"), "target": tr("target"), "split": tr("train or test"), "ignore": tr("ignored")
    }[name]


def kind(column: Column, classes: bool) -> str:
    """Return what a column holds, in a few words."""
    if column.kind == "empty":
        return tr("empty")
    if column.free or (column.kind == "text" and not column.count_numbers):
        return tr("text, too varied")
    if classes and column.codes is not None:
        return count(len(column.classes), "1 class", "{0} classes")
    return tr("numbers")


def listed(found: Sequence[tuple[str, int]], most: int = 6) -> str:
    """Return classes with their counts, no more than a few."""
    words = [f"{word}: {number:,}" for word, number in found[:most]]
    if len(found) > most:
        words.append(tr("and {0} more", f"{len(found) - most:,}"))
    return " · ".join(words)


def network(e: Experiment) -> str:
    """Return the sizes of a network and its last activation: ``4-6-3 softmax``."""
    hidden = [layer.units for layer in e.layers if layer.units is not None]
    sizes = "-".join(str(n) for n in (e.widths[0], *hidden))
    return f"{sizes} {ACTIVATIONS[e.layers[-1].activation].title}"


def result(plan: ImportPlan, choices: Choices, e: Experiment) -> str:
    """Return what will be made, in one line."""
    made = edits.set_table(e, plan.sketch(), choices.single)
    if plan.classes:
        what = count(len(plan.classes), "1 class", "{0} classes")
    else:
        what = count(len(plan.targets), "1 numeric target", "{0} numeric targets")
    parts = [
        count(plan.examples, "1 example", "{0} examples"), count(plan.inputs, "1 input", "{0} inputs"), what
    ]
    return f"{', '.join(parts)} → {network(made)}"


def notes(plan: ImportPlan, choices: Choices) -> str:
    """Return what else is to be known: the split, and rows that are left out."""
    words = [f"{plan.target} – {listed(plan.classes)}"] if plan.classes else list(plan.targets[:6])
    if plan.test:
        words.append(tr("{0} in the test set by its column", f"{plan.test:,}"))
    elif choices.test_fraction:
        words.append(tr("{0} in the test set", f"{round(choices.test_fraction * plan.examples):,}"))
    if plan.left_out:
        words.append(count(plan.left_out, "1 row skipped", "{0} rows skipped"))
    return " · ".join(words)


def sentence(text: str) -> str:
    """Return an error as a sentence: begun with a capital, ended with a stop."""
    return f"{text[:1].upper()}{text[1:]}".rstrip(".") + "." if text else ""
