"""The words of the import: kinds, roles, reasons, and what will be made."""

from __future__ import annotations

from collections.abc import Sequence

from nnviz.core.data_editing.csv_import import Choices, Column, ImportPlan
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.text.translate import plural, translate


def role(name: str) -> str:
    """Return a role in a word."""
    return {
        "input": translate("importing", "input"),
        "target": translate("importing", "target"),
        "split": translate("importing", "train or test"),
        "ignore": translate("importing", "ignored"),
    }[name]


def kind(column: Column, classes: bool) -> str:
    """Return what a column holds, in a few words."""
    if column.kind == "empty":
        return translate("importing", "empty")
    if column.free or (column.kind == "text" and not column.count_numbers):
        return translate("importing", "text, too varied")
    if classes and column.codes is not None:
        return plural.tr("%n class(es)", "", len(column.classes))
    return translate("importing", "numbers")


def listed(found: Sequence[tuple[str, int]], most: int = 6) -> str:
    """Return classes with their counts, no more than a few."""
    words = [f"{word}: {number:,}" for word, number in found[:most]]
    if len(found) > most:
        words.append(translate("importing", "and {0} more").format(f"{len(found) - most:,}"))
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
        what = plural.tr("%n class(es)", "", len(plan.classes))
    else:
        what = plural.tr("%n numeric target(s)", "", len(plan.targets))
    parts = [plural.tr("%n example(s)", "", plan.examples), plural.tr("%n input(s)", "", plan.inputs), what]
    return f"{', '.join(parts)} → {network(made)}"


def notes(plan: ImportPlan, choices: Choices) -> str:
    """Return what else is to be known: the split, and rows that are left out."""
    words = [f"{plan.target} – {listed(plan.classes)}"] if plan.classes else list(plan.targets[:6])
    if plan.test:
        words.append(translate("importing", "{0} in the test set by its column").format(f"{plan.test:,}"))
    elif choices.test_fraction:
        words.append(
            translate("importing", "{0} in the test set").format(
                f"{round(choices.test_fraction * plan.examples):,}"
            )
        )
    if plan.left_out:
        words.append(plural.tr("%n row(s) skipped", "", plan.left_out))
    return " · ".join(words)


def sentence(text: str) -> str:
    """Return an error as a sentence: begun with a capital, ended with a stop."""
    return f"{text[:1].upper()}{text[1:]}".rstrip(".") + "." if text else ""
