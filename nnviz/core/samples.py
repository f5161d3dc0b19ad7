"""The examples of an experiment as the columns its program reads. The transpose happens here, once."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from nnviz.core import datasets
from nnviz.core.experiment import DataSpec, Experiment
from nnviz.core.features import Standardizer, expand
from nnviz.core.fit import encoding
from nnviz.core.workspace import Array, aligned


@dataclass(frozen=True, eq=False)
class Samples:
    """Training and test examples, one per column.

    Attributes
    ----------
    train, test
        Blocks of shape ``(features + 1 + outputs, examples)``: features, a row of ones (the bias's
        input), targets.
    features, outputs
        Number of feature rows and of target rows.
    raw_train, raw_test
        Inputs before features and standardisation, ``(examples, inputs)``.
    labels_train, labels_test
        Class of each example, or None where targets are numbers.
    classes
        Names of the classes, empty for regression.
    input_names
        Name of each raw input.
    domain
        Lowest and highest value to draw, for each raw input.
    standardizer
        What is subtracted and divided by, or None.
    feature_names
        Features in the order of the rows.
    """

    train: Array
    test: Array
    features: int
    outputs: int
    raw_train: Array
    raw_test: Array
    labels_train: Array | None
    labels_test: Array | None
    classes: tuple[str, ...]
    input_names: tuple[str, ...]
    domain: tuple[tuple[float, float], ...]
    standardizer: Standardizer | None
    feature_names: tuple[str, ...]

    def columns(self, raw: Array) -> Array:
        """Return the features of raw inputs ``(examples, inputs)`` as ``(features, examples)``."""
        rows = expand(raw, self.feature_names)
        if self.standardizer is not None:
            rows = self.standardizer.apply(rows)
        columns: Array = np.ascontiguousarray(rows.T)
        return columns


def samples(e: Experiment) -> Samples:
    """Make the examples of `e`. The last few are remembered, most edits leave them as they are."""
    seed = e.seed if e.data.seed is None else e.data.seed
    return _samples(e.data, e.feature_names, e.standardize, seed, encoding(e), e.widths[-1])


def _raw(spec: DataSpec, seed: int) -> datasets.Data:
    if spec.name is not None:
        row = datasets.DATASETS[spec.name]
        return datasets.generate(
            spec.name,
            examples=spec.examples,
            noise=0.0 if spec.noise is None else spec.noise,
            classes=spec.classes if row.classes is not None else None,
            seed=seed,
        )
    assert spec.inputs is not None
    assert spec.targets is not None
    inputs = spec.inputs.array
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    margin = np.where(high > low, 0.1 * (high - low), 1.0)
    return datasets.Data(
        inputs=inputs,
        targets=spec.targets.array,
        classes=(),
        input_names=tuple(f"x{i}" for i in range(1, inputs.shape[1] + 1)),
        kind="regression",
        domain=tuple((float(a), float(b)) for a, b in zip(low - margin, high + margin, strict=True)),
    )


def _encode(data: datasets.Data, code: str, outputs: int) -> Array:
    """Return targets of shape (outputs, examples)."""
    if code == "values":
        return np.asarray(data.targets, dtype=np.float64).T
    labels = data.targets
    if code == "zero_one":
        return labels[None, :].astype(np.float64)
    if code == "minus_one_one":
        return np.asarray(2.0 * labels[None, :] - 1.0)
    hot: Array = (labels[None, :] == np.arange(outputs)[:, None]).astype(np.float64)
    return 2.0 * hot - 1.0 if code == "sign_one_hot" else hot


@functools.lru_cache(maxsize=4)
def _samples(
    spec: DataSpec, names: tuple[str, ...], standardize: bool, seed: int, code: str, outputs: int
) -> Samples:
    data = _raw(spec, seed)
    labels = None if code == "values" else data.targets
    if spec.fraction > 0:
        train, test = datasets.split(len(data.inputs), spec.fraction, seed, labels)
    else:
        # Without a test set nothing is shuffled: a table keeps the order it was written in.
        train, test = np.arange(len(data.inputs)), np.arange(0)
    rows = expand(data.inputs, names)
    standardizer = Standardizer.fit(rows[train]) if standardize else None
    if standardizer is not None:
        rows = standardizer.apply(rows)
    targets = _encode(data, code, outputs)

    def block(chosen: Array) -> Array:
        columns = aligned((len(names) + 1 + outputs, len(chosen)))
        columns[: len(names)] = rows[chosen].T
        columns[len(names)] = 1.0
        columns[len(names) + 1 :] = targets[:, chosen]
        columns.flags.writeable = False
        return columns

    return Samples(
        train=block(train),
        test=block(test),
        features=len(names),
        outputs=outputs,
        raw_train=data.inputs[train],
        raw_test=data.inputs[test],
        labels_train=None if labels is None else labels[train],
        labels_test=None if labels is None else labels[test],
        classes=data.classes,
        input_names=data.input_names,
        domain=data.domain,
        standardizer=standardizer,
        feature_names=names,
    )
