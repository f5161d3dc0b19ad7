"""Hypothesis strategies for experiments that can be: what one part allows follows from the others."""

import numpy as np
from hypothesis import strategies as st

from nnviz.core.data.datasets import DATASETS
from nnviz.core.data.features import available
from nnviz.core.experiment.experiment import (
    REDUCTIONS,
    Change,
    DataSpec,
    Experiment,
    LayerSpec,
    OptimizerSpec,
    Regularization,
)
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.initializers import INITIALIZERS
from nnviz.core.functions.losses import LOSSES
from nnviz.core.functions.optimizers import OPTIMIZERS

KINKED = frozenset({"relu", "leaky_relu", "elu", "mean_absolute_error", "huber", "hinge"})
"""Rows with a corner, or with a bend where only the second derivative jumps."""

seeds = st.integers(0, 2**32 - 1)
small = st.integers(-16, 16).map(lambda n: n / 8)


def fitting(loss):
    """Return the activations whose every value the loss is defined for."""
    return [name for name, row in ACTIVATIONS.items() if LOSSES[loss].accepts(row)]


def pairs():
    """Return every loss with every last activation it takes."""
    return [(loss, name) for loss in LOSSES for name in fitting(loss)]


@st.composite
def targets(draw, kind, examples, outputs):
    """Draw targets of shape (examples, outputs) of one of the kinds a loss asks for."""
    rng = np.random.default_rng(draw(seeds))
    if kind == "unit":
        return rng.uniform(0, 1, (examples, outputs))
    if kind in ("one_hot", "distribution"):
        hot = np.eye(outputs)[rng.integers(0, outputs, examples)]
        if kind == "one_hot" or draw(st.booleans()):
            return hot
        shares = rng.uniform(0.1, 1, (examples, outputs))
        return shares / shares.sum(axis=1, keepdims=True)
    if kind == "sign":
        return rng.choice([-1.0, 1.0], (examples, outputs))
    return rng.normal(0, 1, (examples, outputs))


@st.composite
def tables(draw, kind, outputs, max_inputs=3, max_examples=9):
    """Draw a table whose targets fit, of generic numbers or of round ones that meet corners."""
    examples, inputs = draw(st.integers(1, max_examples)), draw(st.integers(1, max_inputs))
    if draw(st.booleans()):
        rows = np.random.default_rng(draw(seeds)).normal(0, 1, (examples, inputs))
    else:
        rows = np.array([[draw(small) for _ in range(inputs)] for _ in range(examples)])
    return DataSpec(
        inputs=Matrix(rows),
        targets=Matrix(draw(targets(kind, examples, outputs))),
        test_fraction=draw(st.sampled_from([None, 0.3])),
    )


names = st.text("abcXYZ äß中0123456789()_=−", min_size=1, max_size=12).filter(str.strip)


@st.composite
def classed_tables(draw, max_inputs=3, max_examples=9):
    """Draw a table of named classes, some of them perhaps without an example, and its origins."""
    examples, inputs = draw(st.integers(1, max_examples)), draw(st.integers(1, max_inputs))
    classes = tuple(draw(st.lists(names, min_size=2, max_size=4, unique=True)))
    rng = np.random.default_rng(draw(seeds))
    columns = st.lists(names, min_size=inputs, max_size=inputs, unique=True).map(tuple)
    chosen = None
    if examples > 1:
        chosen = draw(st.none() | st.lists(st.integers(0, examples - 1), min_size=1, max_size=examples - 1))
    return DataSpec(
        inputs=Matrix(rng.normal(0, 1, (examples, inputs))),
        targets=Matrix(rng.integers(0, len(classes), (examples, 1)).astype(float)),
        class_names=classes,
        input_names=draw(st.none() | columns),
        target_names=draw(st.none() | st.tuples(names)),
        test_examples=None if chosen is None else tuple(dict.fromkeys(chosen)),
        test_fraction=draw(st.sampled_from([None, 0.3])) if chosen is None else None,
        source=draw(st.none() | names),
        left_out=draw(st.none() | st.lists(st.integers(1, 99), min_size=1, max_size=3).map(tuple)),
    )


@st.composite
def named_sets(draw, kinds):
    """Draw a named set of one of `kinds` with some of its options."""
    row = DATASETS[draw(st.sampled_from([name for name, row in DATASETS.items() if row.kind in kinds]))]
    classes = draw(st.none() | st.integers(row.classes.low, 4)) if row.classes else None
    low = max(row.examples.low, 10)
    return DataSpec(
        name=row.name,
        classes=classes,
        examples=draw(st.integers(low, low + 20)),
        noise=draw(st.sampled_from([None, 0.0, 0.1])),
        test_fraction=draw(st.sampled_from([None, 0.0, 0.25])),
        seed=draw(st.none() | seeds),
    )


@st.composite
def layers(draw, outputs, last, activations=tuple(ACTIVATIONS), max_hidden=3, max_units=4, weightless=True):
    """Draw layers that end in `outputs` units and in the activation `last`."""
    name, rule = st.sampled_from(list(activations)), st.sampled_from(list(INITIALIZERS))
    units = st.none() | st.integers(1, max_units) if weightless else st.integers(1, max_units)
    hidden = draw(
        st.lists(st.builds(LayerSpec, activation=name, units=units, initializer=rule), max_size=max_hidden)
    )
    if weightless and draw(st.booleans()):
        first = LayerSpec(activation=draw(name), units=outputs, initializer=draw(rule))
        return (*hidden, first, LayerSpec(activation=last))
    return (*hidden, LayerSpec(activation=last, units=outputs, initializer=draw(rule)))


@st.composite
def optimizers(draw, name=None):
    """Draw an update rule with some of its settings."""
    row = OPTIMIZERS[name or draw(st.sampled_from(list(OPTIMIZERS)))]
    values = {
        "momentum": st.sampled_from([0.0, 0.5, 0.9]),
        "alpha": st.sampled_from([0.5, 0.99]),
        "beta1": st.sampled_from([0.0, 0.8]),
        "beta2": st.sampled_from([0.5, 0.99]),
        "epsilon": st.sampled_from([1e-8, 1e-3]),
        "weight_decay": st.sampled_from([0.0, 0.1]),
    }
    return OptimizerSpec(
        name=row.name,
        learning_rate=draw(st.sampled_from([1e-3, 0.03, 0.1, 1 / 3])),
        **{field: draw(st.none() | values[field]) for field in row.settings},
    )


@st.composite
def experiments(
    draw, activations=tuple(ACTIVATIONS), losses=tuple(LOSSES), named=True, penalties=True, weightless=True
):
    """Draw an experiment: every part of it may be anything that fits the rest."""
    loss = draw(st.sampled_from(list(losses)))
    last = draw(st.sampled_from([name for name in fitting(loss) if name in activations] or fitting(loss)))
    kind = LOSSES[loss].targets
    fused = LOSSES[loss].fused_with == last and draw(st.booleans())
    if named and draw(st.booleans()):
        kinds = ("binary", "multiclass") + (("regression",) if kind == "any" else ())
        data = draw(st.one_of(named_sets(kinds), classed_tables()))
        outputs = data.class_count or 1
        if outputs == 2 and kind != "one_hot" and not (fused and last == "softmax"):
            outputs = draw(st.integers(1, 2))
    else:
        outputs = draw(st.integers(1, 3))
        data = draw(tables(kind, outputs))
    names = available(data.raw_inputs)
    features = draw(st.none() | st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    penalty = st.sampled_from([0.0, 1e-3, 0.1] if penalties else [0.0])
    return Experiment(
        data=data,
        layers=draw(layers(outputs, last, activations, weightless=weightless)),
        features=None if features is None else tuple(features),
        standardize=draw(st.booleans()),
        loss=loss,
        reduction=draw(st.sampled_from(REDUCTIONS)),
        output_gradient="fused" if fused else "chain_rule",
        optimizer=draw(optimizers()),
        regularization=Regularization(l1=draw(penalty), l2=draw(penalty)),
        batch_size=draw(st.integers(1, 12)),
        seed=draw(seeds),
    )


def parameter_shapes(e):
    """Return name → (units, inputs) of every matrix of parameters."""
    shapes = {}
    for n, layer in enumerate(e.layers, 1):
        if layer.units is not None:
            shapes[f"W{n}"], shapes[f"b{n}"] = (layer.units, e.widths[n - 1]), (layer.units, 1)
    return shapes


@st.composite
def changed(draw, of=None, until=200):
    """Draw an experiment with exact starting values and with changes in the course of the run."""
    e = draw(experiments() if of is None else of)
    shapes = parameter_shapes(e)
    initial = {}
    for name in draw(st.lists(st.sampled_from(list(shapes)), max_size=3, unique=True)):
        initial[name] = Matrix(np.random.default_rng(draw(seeds)).normal(0, 1, shapes[name]))
    changes = []
    for iteration in sorted(draw(st.lists(st.integers(0, until), max_size=4))):
        name = draw(st.sampled_from(["learning_rate", "l1", "l2", *shapes]))
        if name in shapes:
            units, inputs = shapes[name]
            source = draw(st.integers(0, inputs - 1)) if name.startswith("W") else None
            place = {"parameter": name, "unit": draw(st.integers(0, units - 1)), "source": source}
            changes.append(Change(iteration=iteration, value=draw(small), **place))
        else:
            value = draw(st.sampled_from([0.001, 0.05, 0.2]))
            changes.append(Change(iteration=iteration, set=name, value=value))
    return e.replace(initial=initial or None, changes=tuple(changes))


@st.composite
def varied(draw, of=None):
    """Draw an experiment with layers of all kinds: dropout, layer norm, without bias, with a shared one."""
    e = draw(experiments() if of is None else of)
    found, width = [], e.widths[0]
    for layer in e.layers:
        kinds = ["none", "dropout"] + (["layer_norm"] if width > 2 else [])
        for kind in draw(st.lists(st.sampled_from(kinds), max_size=2)):
            if kind != "none":
                rate = draw(st.sampled_from([0.0, 0.2, 0.5])) if kind == "dropout" else None
                found.append(LayerSpec(layer=kind, rate=rate))
        if layer.units is not None:
            bias = draw(st.sampled_from([True, True, False, "shared"]))
            layer = LayerSpec(
                units=layer.units, activation=layer.activation, initializer=layer.initializer, bias=bias
            )
            width = layer.units
        found.append(layer)
    return e.replace(layers=tuple(found[:32]) if len(found) <= 32 else e.layers)
