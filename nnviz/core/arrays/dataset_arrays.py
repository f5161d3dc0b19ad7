"""The examples of an experiment as the columns its program reads. The transpose happens here, once."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from nnviz.core.data import datasets
from nnviz.core.data.features import Standardizer, default_features, expand
from nnviz.core.experiment.experiment import DataSpec, Experiment
from nnviz.core.experiment.validation import encoding
from nnviz.core.functions.buffers import Array, aligned


@dataclass(frozen=True, eq=False)
class DatasetArrays:
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
    target_names
        Name of each target where it is a number and has one.
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
    target_names: tuple[str, ...] = ()

    @property
    def feature_labels(self) -> tuple[str, ...]:
        """What the data call the features; empty if they are no raw inputs or have no other names."""
        plain = default_features(len(self.input_names))
        return self.input_names if self.feature_names == plain != self.input_names else ()

    def columns(self, raw: Array) -> Array:
        """Return the features of raw inputs ``(examples, inputs)`` as ``(features, examples)``."""
        rows = expand(raw, self.feature_names)
        if self.standardizer is not None:
            rows = self.standardizer.apply(rows)
        columns: Array = np.ascontiguousarray(rows.T)
        return columns


def samples(e: Experiment) -> DatasetArrays:
    """Make the examples of `e`. The last few are remembered, most edits leave them as they are."""
    seed = e.seed if e.data.seed is None else e.data.seed
    key = (e.data, e.feature_names, e.standardize, seed, encoding(e), e.widths[-1])
    if e.data.inputs is not None and e.data.inputs.array.size > _LARGE:
        return _large(*key)
    return _samples(*key)


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
    inputs, classes = spec.inputs.array, spec.class_names or ()
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    margin = np.where(high > low, 0.1 * (high - low), 1.0)
    return datasets.Data(
        inputs=inputs,
        targets=spec.targets.array[:, 0].astype(np.int64) if classes else spec.targets.array,
        classes=classes,
        input_names=spec.input_names or default_features(inputs.shape[1]),
        kind="regression" if not classes else "binary" if len(classes) == 2 else "multiclass",
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


def _split(spec: DataSpec, count: int, seed: int, labels: Array | None) -> tuple[Array, Array]:
    """Return the rows for training and those for the test."""
    if spec.test_examples is not None:
        in_test = np.zeros(count, dtype=np.bool_)
        in_test[list(spec.test_examples)] = True
        return np.flatnonzero(~in_test), np.flatnonzero(in_test)
    if spec.fraction > 0:
        return datasets.split(count, spec.fraction, seed, labels)
    # Without a test set nothing is shuffled: a table keeps the order it was written in.
    return np.arange(count), np.arange(0)


def rows(e: Experiment) -> tuple[Array, Array]:
    """Return which rows of the table of `e` are for training and which for the test, in their order.

    The examples of a named set are counted as `samples` returns them: those for training first.
    """
    if e.data.inputs is None or e.data.targets is None:
        s = samples(e)
        count = len(s.raw_train)
        return np.arange(count), np.arange(count, count + len(s.raw_test))
    seed = e.seed if e.data.seed is None else e.data.seed
    labels = None if encoding(e) == "values" else e.data.targets.array[:, 0].astype(np.int64)
    return _split(e.data, e.data.inputs.shape[0], seed, labels)


def _make(
    spec: DataSpec, names: tuple[str, ...], standardize: bool, seed: int, code: str, outputs: int
) -> DatasetArrays:
    data = _raw(spec, seed)
    labels = None if code == "values" else data.targets
    train, test = _split(spec, len(data.inputs), seed, labels)
    raw_train = data.inputs[train] if len(test) else data.inputs
    rows = expand(raw_train, names)
    standardizer = Standardizer.fit(rows) if standardize else None
    targets = _encode(data, code, outputs)

    def block(rows: Array, chosen: Array) -> Array:
        columns = aligned((len(names) + 1 + outputs, len(chosen)))
        if standardizer is not None:
            rows = standardizer.apply(rows)
        columns[: len(names)] = rows.T
        columns[len(names)] = 1.0
        columns[len(names) + 1 :] = targets[:, chosen]
        columns.flags.writeable = False
        return columns

    raw_test = data.inputs[test]
    return DatasetArrays(
        train=block(rows, train),
        test=block(expand(raw_test, names), test),
        features=len(names),
        outputs=outputs,
        raw_train=raw_train,
        raw_test=raw_test,
        labels_train=None if labels is None else labels[train],
        labels_test=None if labels is None else labels[test],
        classes=data.classes,
        input_names=data.input_names,
        domain=data.domain,
        standardizer=standardizer,
        feature_names=names,
        target_names=(spec.target_names or ()) if code == "values" else (),
    )


_LARGE = 500_000
"""Numbers of a table from which on only the last examples are remembered: they may take 300 MB."""
_samples = functools.lru_cache(maxsize=4)(_make)
_large = functools.lru_cache(maxsize=1)(_make)
