"""Makes the data of an experiment from a table, or says in a sentence what is in the way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnviz.core.data_editing.csv_import.choices import Choices, count_faults, faults, in_test, usable
from nnviz.core.data_editing.csv_import.column import Column
from nnviz.core.data_editing.csv_import.numerals import readings
from nnviz.core.data_editing.csv_import.table import Table, clean, distinct
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.specs import MAX_CELLS, MAX_CLASSES, MAX_INPUTS, DataSpec
from nnviz.core.functions.buffers import Array
from nnviz.core.text.translate import plural, translate


@dataclass(frozen=True)
class ImportPlan:
    """What would be made.

    Attributes
    ----------
    examples, inputs
        How many.
    target, targets
        Name of the first target, and names of the numbers to be learnt; none of these for classes.
    classes
        Names and counts of the classes; empty for numbers.
    left_out, test
        Rows left out, and examples a column keeps for the test.
    """

    examples: int
    inputs: int
    target: str
    targets: tuple[str, ...]
    classes: tuple[tuple[str, int], ...]
    left_out: int
    test: int

    def sketch(self) -> DataSpec:
        """Return data of the same kind and width, of hardly any examples: what a network is fitted to."""
        rows = max(len(self.classes), 1)
        targets = np.zeros((rows, max(len(self.targets), 1)))
        if self.classes:
            targets[:, 0] = np.arange(rows)
        return DataSpec(
            inputs=Matrix(np.zeros((rows, self.inputs))),
            targets=Matrix(targets),
            class_names=_names([word for word, _ in self.classes]) if self.classes else None,
        )


def plan(table: Table, choices: Choices) -> ImportPlan:
    """Say what a table would make.

    Raises
    ------
    ExperimentError
        With one sentence that says what to do, if it can make nothing.
    """
    return _plan(table, choices)[0]


def _plan(table: Table, choices: Choices) -> tuple[ImportPlan, Array]:
    check_decided(table)
    inputs, targets = choices.having("input"), choices.having("target")
    if not inputs:
        raise ExperimentError(translate("data_editing", "choose at least one column as an input"))
    if not targets:
        raise ExperimentError(translate("data_editing", "choose the column to be predicted as the target"))
    for i in (*inputs, *targets):
        _check_column(table.columns[i], i in choices.classes)
    labelled = [table.columns[i].name for i in targets if i in choices.classes]
    if labelled and len(targets) > 1:
        raise ExperimentError(
            translate(
                "data_editing",
                "“{labelled}” holds classes, so it has to be the only target; ignore the others, or "
                "treat all targets as numbers",
            ).format(labelled=labelled[0])
        )
    good = usable(table, choices)
    kept = int(np.count_nonzero(good))
    _check_rows(table, choices, kept)
    width = sum(_width(table.columns[i], i in choices.classes, good) for i in inputs)
    if not 0 < width <= MAX_INPUTS:
        raise ExperimentError(
            translate(
                "data_editing", "at most {max_inputs:,} inputs are allowed, but these columns give {width:,}"
            ).format(max_inputs=MAX_INPUTS, width=width)
        )
    if kept * (width + len(targets)) > MAX_CELLS:
        raise ExperimentError(
            translate(
                "data_editing",
                "{kept:,} examples × {width:,} columns are {kept2:,} numbers, at most {max_cells:,} "
                "are allowed; ignore some columns",
            ).format(
                kept=kept,
                width=width + len(targets),
                kept2=kept * (width + len(targets)),
                max_cells=MAX_CELLS,
            )
        )
    found = table.columns[targets[0]].classes_of(good) if labelled else ()
    if labelled and len(found) < 2:
        raise ExperimentError(
            translate(
                "data_editing", "“{labelled}” holds only one class, so there is nothing to classify"
            ).format(labelled=labelled[0])
        )
    chosen = in_test(table, choices)
    tests = 0 if chosen is None else int(np.count_nonzero(chosen & good))
    if chosen is not None and tests == kept:
        raise ExperimentError(
            translate("data_editing", "all examples are in the test set, so there are none to train on")
        )
    names = () if labelled else tuple(table.columns[i].name for i in targets)
    return ImportPlan(
        kept, width, table.columns[targets[0]].name, names, found, table.rows - kept, tests
    ), good


def check_decided(table: Table, advice: str = "") -> None:
    """Raise ExperimentError, naming line and column, if a number of the table may be read in two ways.

    Parameters
    ----------
    table
        As it was read.
    advice
        What to do about it, at the end of the sentence.
    """
    if table.undecided is not None:
        line, name, text = table.undecided
        ways = [reading.text or "text" for reading in readings(text)]
        raise ExperimentError(
            translate(
                "data_editing",
                "line {line}, column “{name}”: “{text}” may be {first} or {second}; the table does not "
                "say whether its numbers have a decimal point or a decimal comma; {advice}",
            ).format(
                line=line,
                name=name,
                text=text,
                first=ways[0],
                second=ways[1],
                advice=advice or translate("data_editing", "choose the decimal sign"),
            )
        )


def _check_column(column: Column, classes: bool) -> None:
    if column.kind == "empty":
        raise ExperimentError(
            translate("data_editing", "“{name}” is empty; ignore it").format(name=column.name)
        )
    if column.free or (classes and column.codes is None):
        raise ExperimentError(
            translate(
                "data_editing",
                "“{name}” has more than {max_classes:,} different values, which is too many for "
                "classes; ignore it",
            ).format(name=column.name, max_classes=MAX_CLASSES)
        )
    if not classes and not column.count_numbers:
        raise ExperimentError(
            translate("data_editing", "“{name}” holds no numbers; treat it as classes, or ignore it").format(
                name=column.name
            )
        )


def _check_rows(table: Table, choices: Choices, kept: int) -> None:
    if kept == table.rows:
        return
    if not kept:
        raise ExperimentError(
            translate("data_editing", "every row has an error; ignore the columns with the most errors")
        )
    if choices.leave_out:
        return
    first = faults(table, choices, 1)[0]
    name = (
        translate("data_editing", "column “{name}”").format(name=table.columns[first.column].name)
        if first.column < len(table.columns)
        else translate("data_editing", "the end")
    )
    what = (
        translate("data_editing", "nothing there")
        if first.reason == "missing"
        else translate("data_editing", "“{text}” is {reason}").format(
            text=first.text[:40], reason=translate("data_editing", first.reason)
        )
    )
    text = translate(
        "data_editing",
        "{cells} in {rows} cannot be used (line {line}, {name}: {what}); "
        "skip these rows, or ignore the column",
    )
    raise ExperimentError(
        text.format(
            cells=plural.tr("%n cell(s)", "", count_faults(table, choices)),
            rows=plural.tr("%n row(s)", "", table.rows - kept),
            line=first.line,
            name=name,
            what=what,
        )
    )


def _width(column: Column, classes: bool, good: Array) -> int:
    """Return how many inputs a column makes: one for each of more than two classes."""
    if not classes:
        return 1
    count = len(column.classes_of(good))
    return count if count > 2 else 1


def _names(words: list[str]) -> tuple[str, ...]:
    return tuple(
        distinct(
            [
                clean(word) or translate("data_editing", "class {index}").format(index=i)
                for i, word in enumerate(words, 1)
            ]
        )
    )


def _labels(column: Column, good: Array) -> tuple[tuple[str, ...], Array]:
    """Return the names of the classes among some rows, and the number of each row's class."""
    assert column.codes is not None
    words = [word for word, _ in column.classes_of(good)]
    order = np.full(len(column.words) + 1, -1, dtype=np.int64)
    for label, word in enumerate(words):
        order[column.words.index(word)] = label
    return _names(words), order[column.codes[good]]


def build(table: Table, choices: Choices) -> DataSpec:
    """Return the data a table makes, names kept.

    Classes among the inputs become 0 and 1, an input for each class, or one for the second of two.

    Raises
    ------
    ExperimentError
        With one sentence that says what to do, if it can make none.
    """
    plan, good = _plan(table, choices)
    whole = plan.examples == table.rows
    inputs, names, at = np.empty((plan.examples, plan.inputs)), list[str](), 0
    for i in choices.having("input"):
        column = table.columns[i]
        if i not in choices.classes:
            inputs[:, at] = column.numbers if whole else column.numbers[good]
            names.append(column.name)
            at += 1
            continue
        words, labels = _labels(column, good)
        for label in range(len(words)) if len(words) > 2 else (len(words) - 1,):
            inputs[:, at] = labels == label
            names.append(clean(f"{column.name} = {words[label]}"))
            at += 1
    if plan.classes:
        class_names, labels = _labels(table.columns[choices.having("target")[0]], good)
        targets = labels[:, None].astype(np.float64)
    else:
        class_names = None
        targets = np.column_stack([table.columns[i].numbers[good] for i in choices.having("target")])
    chosen = in_test(table, choices)
    test = np.flatnonzero(chosen[good]) if chosen is not None else np.empty(0, dtype=np.int64)
    return DataSpec(
        inputs=Matrix(inputs),
        targets=Matrix(targets),
        input_names=tuple(distinct(names)),
        target_names=tuple(table.columns[i].name for i in choices.having("target")),
        class_names=class_names,
        test_examples=tuple(test.tolist()) if test.size else None,
        test_fraction=choices.test_fraction if chosen is None and choices.test_fraction else None,
        source=clean(table.source) or None,
        left_out=tuple(table.lines[~good].tolist()) if not whole else None,
    )
