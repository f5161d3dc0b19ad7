"""Checks that the parts of an experiment fit each other. Each raises ExperimentError with one sentence."""

from __future__ import annotations

import numpy as np

from nnviz.core.data.datasets import DATASETS
from nnviz.core.data.features import available
from nnviz.core.experiment.recipe import Recipe
from nnviz.core.experiment.record import ExperimentError, shown
from nnviz.core.experiment.specs import MAX_CELLS, MAX_CHANGES, MAX_LAYERS, MAX_PARAMETERS
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.buffers import Array
from nnviz.core.functions.losses import LOSSES
from nnviz.core.network.layers import LAYERS
from nnviz.core.network.value import value_named
from nnviz.core.text.translate import plural, translate


def check_features(e: Recipe) -> None:
    """Check that features exist for the inputs of the data and are named once."""
    count = e.data.raw_inputs
    allowed = available(count)
    names = e.feature_names
    if not names:
        raise ExperimentError("features: " + translate("experiment", "at least one feature is needed"))
    for i, name in enumerate(names):
        if name not in allowed:
            shown = ", ".join(allowed) if len(allowed) <= 12 else f"{allowed[0]} … {allowed[-1]}"
            raise ExperimentError(
                f"features[{i}]: "
                + translate("experiment", "{name} is not a feature of this data; allowed: {shown}").format(
                    name=f"{name!r:.40}", shown=shown
                )
            )
    if len(set(names)) != len(names):
        raise ExperimentError("features: " + translate("experiment", "each feature may be named once"))


def check_layers(e: Recipe) -> None:
    """Check that at least one layer has weights, and that sizes stay within the limits."""
    if not 1 <= len(e.layers) <= MAX_LAYERS:
        raise ExperimentError(
            "layers: "
            + translate("experiment", "expected 1 to {max_layers} layers, not {count}").format(
                max_layers=MAX_LAYERS, count=len(e.layers)
            )
        )
    if all(layer.units is None for layer in e.layers):
        raise ExperimentError(
            "layers: "
            + translate(
                "experiment", "at least one layer needs units, because otherwise there is nothing to learn"
            )
        )
    if not e.layers[-1].is_dense:
        title = LAYERS[e.layers[-1].layer].title
        raise ExperimentError(
            f"layers[{len(e.layers) - 1}].layer: "
            + translate("experiment", "the last layer must be a dense layer; put {title} before it").format(
                title=title
            )
        )
    for i, spec in enumerate(e.layers):
        if spec.layer == "layer_norm" and e.widths[i] == 1:
            raise ExperimentError(
                f"layers[{i}].layer: "
                + translate(
                    "experiment",
                    "a single unit minus its own mean is always 0; put layer norm behind a layer of at "
                    "least 2 units",
                )
            )
    if e.parameter_count > MAX_PARAMETERS:
        raise ExperimentError(
            "layers: "
            + translate(
                "experiment",
                "at most {max_parameters:,} parameters are allowed, this network has {parameter_count:,}",
            ).format(max_parameters=MAX_PARAMETERS, parameter_count=e.parameter_count)
        )
    numbers = sum(e.widths) * e.batch_size
    if numbers > MAX_CELLS:
        raise ExperimentError(
            "batch_size: "
            + translate(
                "experiment", "units × batch size may be at most {max_cells:,}, not {numbers:,}"
            ).format(max_cells=MAX_CELLS, numbers=numbers)
        )


def check_loss(e: Recipe) -> None:
    """Check that the loss is defined for every value the last activation can take."""
    loss, last = LOSSES[e.loss], ACTIVATIONS[e.layers[-1].activation]
    if not loss.accepts(last):
        fitting = ", ".join(name for name, row in ACTIVATIONS.items() if loss.accepts(row))
        raise ExperimentError(
            "loss: "
            + translate(
                "experiment",
                "{loss} takes logarithms of outputs that {name} can make 0 or negative; let the last "
                "layer's activation be one of {fitting}",
            ).format(loss=e.loss, name=last.name, fitting=fitting)
            if loss.high == float("inf")
            else "loss: "
            + translate(
                "experiment",
                "{loss} needs outputs between 0 and 1; let the last layer's activation be one of {fitting}",
            ).format(loss=e.loss, fitting=fitting)
        )
    if e.fused and loss.fused_with != last.name:
        pairs = ", ".join(
            translate("experiment", "{fused_with} with {name}").format(
                fused_with=row.fused_with, name=row.name
            )
            for row in LOSSES.values()
            if row.fused_with
        )
        raise ExperimentError(
            "output_gradient: "
            + translate("experiment", "fused exists for {pairs}; use chain_rule here").format(pairs=pairs)
        )


def encoding(e: Recipe) -> str:
    """How class labels become targets: "one_hot", "zero_one", "minus_one_one", or "values" for regression."""
    if e.data.class_count is None:
        return "values"
    sign = e.loss == "hinge" or e.layers[-1].activation == "tanh"
    if e.widths[-1] == 1:
        return "minus_one_one" if sign else "zero_one"
    return "sign_one_hot" if sign else "one_hot"


def check_targets(e: Recipe) -> None:
    """Check that the last layer has as many units as targets, and that the loss takes their values."""
    last = max(i for i, layer in enumerate(e.layers) if layer.units is not None)
    units = e.widths[-1]
    where = f"layers[{last}].units"
    classes = e.data.class_count
    if e.data.targets is not None and classes is None:
        table = e.data.targets.array
        columns = table.shape[1]
        if columns != units:
            raise ExperimentError(
                f"{where}: "
                + translate(
                    "experiment",
                    "the targets have {columns}, so the last layer needs {needed}, not {units}",
                ).format(
                    columns=plural.tr("%n column(s)", "", columns),
                    needed=plural.tr("%n unit(s)", "", columns),
                    units=units,
                )
            )
        check_values(e, table)
        return
    if classes is None:
        assert e.data.name is not None
        row = DATASETS[e.data.name]
        if units != 1:
            raise ExperimentError(
                f"{where}: "
                + translate(
                    "experiment", "{name} has one target, so the last layer needs 1 unit, not {units}"
                ).format(name=row.name, units=units)
            )
        if LOSSES[e.loss].targets != "any":
            fitting = ", ".join(name for name, loss in LOSSES.items() if loss.targets == "any")
            raise ExperimentError(
                "loss: "
                + translate("experiment", "{name} is for numeric targets; choose one of {fitting}").format(
                    name=row.name, fitting=fitting
                )
            )
        return
    allowed = {classes} | ({1} if classes == 2 else set())
    if units not in allowed:
        words = translate("experiment", " or ").join(str(n) for n in sorted(allowed))
        raise ExperimentError(
            f"{where}: "
            + translate(
                "experiment",
                "the data has {classes} classes, so the last layer needs {words} units, not {units}",
            ).format(classes=classes, words=words, units=units)
        )
    if LOSSES[e.loss].targets == "one_hot" and units == 1:
        raise ExperimentError(
            f"{where}: "
            + translate("experiment", "{loss} needs one unit per class, so {classes} units, not 1").format(
                loss=e.loss, classes=classes
            )
        )
    if e.fused and LOSSES[e.loss].fused_with == "softmax" and units == 1:
        raise ExperimentError(
            f"{where}: "
            + translate("experiment", "softmax over one unit is always 1; use {classes} units").format(
                classes=classes
            )
        )


def check_values(e: Recipe, targets: Array) -> None:
    """Targets of a table, shape (examples, outputs), must fit the loss."""
    kind = LOSSES[e.loss].targets
    wrong: Array | None = None
    if kind in ("unit", "distribution"):
        wrong, allowed = (targets < 0) | (targets > 1), translate("experiment", "numbers from 0 to 1")
    elif kind == "sign":
        wrong, allowed = np.abs(targets) != 1, "−1 or 1"
    elif kind == "one_hot":
        wrong, allowed = (
            (targets != 0) & (targets != 1),
            translate("experiment", "one 1 and otherwise 0 in each row"),
        )
    if wrong is not None and wrong.any():
        r, c = (int(i) for i in np.argwhere(wrong)[0])
        raise ExperimentError(
            "data.targets: "
            + translate("experiment", "{loss} needs {allowed}; row {row}, column {column} is {given}").format(
                loss=e.loss, allowed=allowed, row=r + 1, column=c + 1, given=f"{targets[r, c]:g}"
            )
        )
    if kind == "one_hot" or (kind == "distribution" and e.fused):
        sums = targets.sum(axis=1)
        bad = np.flatnonzero(np.abs(sums - 1) > 1e-9)
        if bad.size:
            why = (
                e.loss
                if kind == "one_hot"
                else translate("experiment", "{loss} in fused form").format(loss=e.loss)
            )
            raise ExperimentError(
                "data.targets: "
                + translate("experiment", "{why} needs rows that sum to 1; row {row} sums to {sums}").format(
                    why=why, row=bad[0] + 1, sums=f"{sums[bad[0]]:g}"
                )
            )


def check_initial(e: Recipe) -> None:
    """Check that exact starting values name existing parameters and have their shapes."""
    for name, matrix in (e.initial or {}).items():
        shape = parameter_shape(e, name)
        if shape is None:
            raise ExperimentError(
                f"initial.{shown(name)}: "
                + translate("experiment", "there is no such parameter; allowed: {names}").format(
                    names=_parameter_names(e)
                )
            )
        if matrix.shape != shape:
            rows, columns = matrix.shape
            raise ExperimentError(
                f"initial.{name}: "
                + translate("experiment", "expected {expected} of {width}, not {rows} of {columns}").format(
                    expected=plural.tr("%n row(s)", "", shape[0]), width=shape[1], rows=rows, columns=columns
                )
            )


def check_changes(e: Recipe) -> None:
    """Check that changes come in the order of their iterations and name existing entries."""
    if len(e.changes) > MAX_CHANGES:
        raise ExperimentError(
            "changes: "
            + translate("experiment", "at most {max_changes:,} changes are allowed, not {count:,}").format(
                max_changes=MAX_CHANGES, count=len(e.changes)
            )
        )
    if not e.changes:
        return
    before, shapes, numbers = 0, _shapes(e), 0
    for i, change in enumerate(e.changes):
        if change.iteration < before:
            raise ExperimentError(
                f"changes[{i}].iteration: "
                + translate("experiment", "changes must be in order, {iteration} follows {before}").format(
                    iteration=change.iteration, before=before
                )
            )
        before = change.iteration
        if change.parameter is None:
            continue
        shape = shapes.get(change.parameter)
        if shape is None:
            raise ExperimentError(
                f"changes[{i}].parameter: "
                + translate("experiment", "{parameter} does not exist; allowed: {names}").format(
                    parameter=f"{change.parameter!r:.40}", names=_parameter_names(e)
                )
            )
        if change.values is not None:
            numbers += change.values.array.size
            if change.values.shape != shape:
                rows, columns = change.values.shape
                raise ExperimentError(
                    f"changes[{i}].values: "
                    + translate(
                        "experiment", "expected {expected} of {width}, not {rows} of {columns}"
                    ).format(
                        expected=plural.tr("%n row(s)", "", shape[0]),
                        width=shape[1],
                        rows=rows,
                        columns=columns,
                    )
                )
            if numbers > MAX_CELLS:
                raise ExperimentError(
                    "changes: "
                    + translate(
                        "experiment", "at most {max_cells:,} numbers are allowed in all matrices"
                    ).format(max_cells=MAX_CELLS)
                )
            continue
        if change.unit is None or change.unit >= shape[0]:
            raise ExperimentError(
                f"changes[{i}].unit: "
                + translate("experiment", "expected 0 to {last}").format(last=shape[0] - 1)
            )
        info = value_named(change.parameter).info
        if info.belongs_to == "weight" and (change.source is None or change.source >= shape[1]):
            raise ExperimentError(
                f"changes[{i}].source: "
                + translate("experiment", "expected 0 to {last}").format(last=shape[1] - 1)
            )
        if info.belongs_to != "weight" and change.source is not None:
            raise ExperimentError(
                f"changes[{i}].source: "
                + translate("experiment", "a {belongs_to} has no source; leave it out").format(
                    belongs_to=info.belongs_to
                )
            )


def _shapes(e: Recipe) -> dict[str, tuple[int, int]]:
    """Return the shapes of all parameters by name."""
    return {str(value): block.shape_of(value) for block in e.blocks for value in block.values}


def parameter_shape(e: Recipe, name: str) -> tuple[int, int] | None:
    """Return the shape of a parameter such as ``W2`` or ``gamma3``, None if there is none."""
    return _shapes(e).get(name)


def _parameter_names(e: Recipe) -> str:
    return ", ".join(_shapes(e))
