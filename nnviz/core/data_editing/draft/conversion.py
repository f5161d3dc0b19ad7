"""From the data of an experiment to a drawing and back."""

from __future__ import annotations

import numpy as np

from nnviz.core.arrays.dataset_arrays import samples
from nnviz.core.data.features import default_features
from nnviz.core.data_editing.draft.dataset_draft import DatasetDraft, frozen
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.specs import DataSpec
from nnviz.core.functions.buffers import Array
from nnviz.core.text.translate import translate


def from_experiment(e: Experiment) -> DatasetDraft:
    """Return the data of an experiment: a table as it is, a named set as a table of its own.

    A named set has its training examples first, in the order that it trains on, and then those of its test.
    """
    seed = e.seed if e.data.seed is None else e.data.seed
    return _from_set(e, seed) if e.data.name is not None else _from_table(e.data, seed)


def _from_set(e: Experiment, seed: int) -> DatasetDraft:
    s = samples(e)
    if s.labels_train is not None and s.labels_test is not None:
        targets = np.concatenate([s.labels_train, s.labels_test]).astype(np.float64)[:, None]
    else:
        targets = np.concatenate([s.train[s.features + 1 :].T, s.test[s.features + 1 :].T])
    inputs = np.concatenate([s.raw_train, s.raw_test])
    test = np.repeat([False, True], [len(s.raw_train), len(s.raw_test)])
    plain = s.input_names == default_features(inputs.shape[1])
    return DatasetDraft(
        inputs=frozen(inputs),
        targets=frozen(targets),
        test=frozen(test),
        classes=s.classes,
        input_names=None if plain else s.input_names,
        target_names=s.target_names or None,
        split_seed=seed,
        seed=e.data.seed,
    )


def _from_table(data: DataSpec, seed: int) -> DatasetDraft:
    assert data.inputs is not None
    assert data.targets is not None
    inputs = data.inputs.array
    test = np.zeros(len(inputs), dtype=np.bool_)
    if data.test_examples is not None:
        test[list(data.test_examples)] = True
    drawn = DatasetDraft(
        inputs=inputs,
        targets=data.targets.array,
        test=frozen(test),
        classes=data.class_names or (),
        input_names=data.input_names,
        target_names=data.target_names,
        share=data.test_fraction,
        split_seed=seed,
        seed=data.seed,
        source=data.source,
        left_out=data.left_out,
    )
    return drawn.split()


def missing(drawn: DatasetDraft) -> str:
    """Return what is missing before it can be learnt from, in a sentence; empty if nothing is."""
    if not len(drawn):
        return translate("data_editing", "There are no examples yet.")
    training = ~drawn.test
    if not training.any():
        return translate(
            "data_editing", "All examples are in the test set; at least one is needed for training."
        )
    if not drawn.classes:
        return ""
    seen = np.unique(drawn.targets[training, 0])
    if len(seen) > 1:
        return ""
    if len(np.unique(drawn.targets[:, 0])) > 1:
        return translate(
            "data_editing",
            "All training examples are of one class; training needs examples of a second class.",
        )
    return translate("data_editing", "All examples are of class {classes}; a second class is needed.").format(
        classes=drawn.classes[int(seen[0])]
    )


def spec(drawn: DatasetDraft, like: DataSpec | None = None) -> DataSpec:
    """Return the data of an experiment. Classes at the end that have no examples are left out.

    Parameters
    ----------
    like
        Data whose large matrices are taken where they are the same, instead of copying.

    Raises
    ------
    ExperimentError
        If there is something missing, naming it, or beyond what is allowed.
    """
    if why := missing(drawn):
        raise ExperimentError("inputs: " + why[0].lower() + why[1:].rstrip("."))
    classes = drawn.classes
    if classes:
        classes = classes[: max(int(drawn.targets[:, 0].max()) + 1, 2)]
    test = np.flatnonzero(drawn.test).tolist() if drawn.share is None else []
    inputs, targets = _matrix(drawn.inputs, like, "inputs"), _matrix(drawn.targets, like, "targets")
    return DataSpec(
        inputs=inputs,
        targets=targets,
        test_fraction=drawn.share,
        seed=drawn.seed,
        input_names=drawn.input_names,
        target_names=drawn.target_names,
        class_names=classes or None,
        test_examples=tuple(test) or None,
        source=drawn.source,
        left_out=drawn.left_out,
    )


def _matrix(array: Array, like: DataSpec | None, field: str) -> Matrix:
    known = getattr(like, field) if like is not None else None
    return known if isinstance(known, Matrix) and known.array is array else Matrix(array)


def learn(e: Experiment, drawn: DatasetDraft) -> Experiment:
    """Return the experiment that learns a drawing.

    The network stays as it is where it can learn these data; else the output layer and the loss follow, as
    they do for an imported table.

    Raises
    ------
    ExperimentError
        If there is something missing, or the data are beyond what is allowed.
    """
    data = spec(drawn, e.data)
    if _alike(data, e.data):
        try:
            return e.replace(data=data)
        except ExperimentError:
            # Numbers, for example, that the loss cannot take.
            pass
    return edits.set_table(e, data, single=not (data.class_count == 2 and e.widths[-1] > 1))


def _alike(new: DataSpec, old: DataSpec) -> bool:
    if (new.raw_inputs, new.class_count) != (old.raw_inputs, old.class_count):
        return False
    before = 1 if old.targets is None else old.targets.shape[1]
    return new.class_count is not None or (new.targets is not None and new.targets.shape[1] == before)
