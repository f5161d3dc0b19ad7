"""The data sets a network can learn: one row each in `DATASETS`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np

from nnviz.core.data import bundled, point_shapes
from nnviz.core.data.point_shapes import Floats, Labels, Shape
from nnviz.core.data.random_streams import NOISE, ORDER, POINTS, fraction, stream, whole
from nnviz.core.data.random_streams import split as split
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate, translated_fields

Kind = Literal["binary", "multiclass", "regression"]
Interval = tuple[float, float]


class Range(NamedTuple):
    """The whole numbers an option takes, both ends included, and the one it has when not given."""

    low: int
    high: int
    default: int


_ANY = Range(4, 100_000, 200)


@translated_fields("data", "title", "about")
@dataclass(frozen=True, kw_only=True)
class Dataset:
    """One row of `DATASETS`: what a data set is called, what it takes and how it is made."""

    name: str
    title: str
    kind: Kind
    about: str
    source: str
    function: Shape
    input_names: tuple[str, ...] = ("x1", "x2")
    class_names: tuple[str, ...] = ()
    """All the names there are; a set that takes `classes` uses the first ones. Empty for regression."""
    classes: Range | None = None
    """The numbers of classes it takes, or None where that is fixed."""
    examples: Range = _ANY
    domain: Interval | None = (-point_shapes.HALF_WIDTH, point_shapes.HALF_WIDTH)
    """Where its inputs lie without noise, or None to measure it from the examples."""
    truth: tuple[int, int, int, int] | None = None
    """The outputs of a logic gate for (0, 0), (0, 1), (1, 0), (1, 1)."""

    @property
    def inputs(self) -> int:
        """The number of raw inputs."""
        return len(self.input_names)

    @property
    def options(self) -> tuple[str, ...]:
        """The names of the options `generate` takes for this set, besides the seed."""
        return ("examples", "noise") if self.classes is None else ("examples", "noise", "classes")


@dataclass(frozen=True, eq=False, slots=True)
class Data:
    """Examples with their targets; the arrays are read-only.

    Attributes
    ----------
    inputs
        Raw inputs, float64 ``(examples, inputs)``.
    targets
        Class labels, int64 ``(examples,)``, counted from 0, or float64 ``(examples, 1)`` for regression.
    classes
        The name of each class, empty for regression.
    input_names
        The name of each input.
    kind
        What is to be learnt: one of two classes, one of several, or a value.
    domain
        The lowest and highest value to draw, for each input; every example lies within.
    """

    inputs: Floats
    targets: Floats | Labels
    classes: tuple[str, ...]
    input_names: tuple[str, ...]
    kind: Kind
    domain: tuple[Interval, ...]


def _gate(name: str, truth: tuple[int, int, int, int], about: str) -> Dataset:
    return Dataset(
        name=name,
        title=name.upper(),
        kind="binary",
        about=about,
        source="definition",
        function=point_shapes.gate(truth),
        class_names=("false", "true"),
        domain=(-1.2, 1.2),
        truth=truth,
    )


_DIGITS = tuple("0123456789")
_COUNTED = tuple(map(str, range(1, 11)))
"""Names of classes without names of their own: class 1 is that of unit 1."""
_MANY = Range(2, len(_COUNTED), 3)

_ROWS = (
    _gate(
        "xor",
        (0, 1, 1, 0),
        QT_TRANSLATE_NOOP("data", "True where exactly one input is; no straight line separates it."),
    ),
    _gate(
        "and",
        (0, 0, 0, 1),
        QT_TRANSLATE_NOOP("data", "True where both inputs are; one straight line separates it."),
    ),
    _gate(
        "or",
        (0, 1, 1, 1),
        QT_TRANSLATE_NOOP("data", "True where at least one input is; one straight line separates it."),
    ),
    Dataset(
        name="circle",
        title=QT_TRANSLATE_NOOP("data", "Circle"),
        kind="binary",
        about=QT_TRANSLATE_NOOP("data", "A disc inside a ring."),
        source="definition",
        function=point_shapes.circle,
        class_names=("outside", "inside"),
    ),
    Dataset(
        name="gaussians",
        title=QT_TRANSLATE_NOOP("data", "Two gaussians"),
        kind="binary",
        source="definition",
        about=QT_TRANSLATE_NOOP(
            "data", "Two round clouds, one for each class; one straight line separates them."
        ),
        function=point_shapes.gaussians,
        class_names=("0", "1"),
    ),
    Dataset(
        name="spiral",
        title=QT_TRANSLATE_NOOP("data", "Two spirals"),
        kind="binary",
        source=QT_TRANSLATE_NOOP("data", "after Lang & Witbrock 1988"),
        about=QT_TRANSLATE_NOOP("data", "Two interlocking spiral arms: hard for a small network."),
        function=point_shapes.spirals,
        class_names=("0", "1"),
    ),
    Dataset(
        name="moons",
        title=QT_TRANSLATE_NOOP("data", "Two moons"),
        kind="binary",
        source=QT_TRANSLATE_NOOP("data", "make_moons of scikit-learn, centred and scaled"),
        about=QT_TRANSLATE_NOOP("data", "Two interleaving half circles."),
        function=point_shapes.moons,
        class_names=("lower", "upper"),
    ),
    Dataset(
        name="blobs",
        title=QT_TRANSLATE_NOOP("data", "Blobs"),
        kind="multiclass",
        source=QT_TRANSLATE_NOOP("data", "centres after Mitchell 1991"),
        about=QT_TRANSLATE_NOOP("data", "A round cloud for each class; its place depends on the seed."),
        function=point_shapes.blobs,
        class_names=_COUNTED,
        classes=_MANY,
    ),
    Dataset(
        name="spirals",
        title=QT_TRANSLATE_NOOP("data", "Spirals"),
        kind="multiclass",
        source=QT_TRANSLATE_NOOP("data", "after Lang & Witbrock 1988"),
        about=QT_TRANSLATE_NOOP("data", "A spiral arm for each class."),
        function=point_shapes.spirals,
        class_names=_COUNTED,
        classes=_MANY,
    ),
    Dataset(
        name="plane",
        title=QT_TRANSLATE_NOOP("data", "Plane"),
        kind="regression",
        source="y = (x₁ + x₂) / 6",
        about=QT_TRANSLATE_NOOP("data", "A tilted plane: a network without hidden layers can learn it."),
        function=point_shapes.plane,
    ),
    Dataset(
        name="gaussian",
        title=QT_TRANSLATE_NOOP("data", "Hills and valleys"),
        kind="regression",
        source="y = Σ ± exp(−d² / 2w²), w = 0.75",
        about=QT_TRANSLATE_NOOP("data", "Two Gaussian hills and two Gaussian valleys."),
        function=point_shapes.gaussian,
    ),
    Dataset(
        name="sine",
        title=QT_TRANSLATE_NOOP("data", "Sine"),
        kind="regression",
        source="y = sin(x₁)",
        about=QT_TRANSLATE_NOOP("data", "One period of a sine."),
        function=point_shapes.sine,
        input_names=("x1",),
        domain=(-3.5, 3.5),
    ),
    Dataset(
        name="iris",
        title=QT_TRANSLATE_NOOP("data", "Iris flowers"),
        kind="multiclass",
        source=QT_TRANSLATE_NOOP("data", "R. A. Fisher 1936; UCI, CC BY 4.0"),
        about=QT_TRANSLATE_NOOP("data", "Three species of iris by the size of sepal and petal."),
        function=bundled.iris,
        class_names=("setosa", "versicolor", "virginica"),
        input_names=(
            QT_TRANSLATE_NOOP("data", "sepal length (cm)"),
            QT_TRANSLATE_NOOP("data", "sepal width (cm)"),
            QT_TRANSLATE_NOOP("data", "petal length (cm)"),
            QT_TRANSLATE_NOOP("data", "petal width (cm)"),
        ),
        examples=Range(4, 150, 150),
        domain=None,
    ),
    Dataset(
        name="digits",
        title=QT_TRANSLATE_NOOP("data", "Handwritten digits"),
        kind="multiclass",
        source=QT_TRANSLATE_NOOP("data", "E. Alpaydin & C. Kaynak 1998; UCI, CC BY 4.0"),
        about=QT_TRANSLATE_NOOP("data", "Digits of 8×8 pixels, from 0 (paper) to 1 (ink)."),
        function=bundled.digits,
        class_names=_DIGITS,
        input_names=tuple(f"row {row} column {column}" for row in range(1, 9) for column in range(1, 9)),
        examples=Range(10, 1797, 1797),
        domain=(0.0, 1.0),
    ),
)

DATASETS: Mapping[str, Dataset] = MappingProxyType({row.name: row for row in _ROWS})
"""Every data set by name."""


def generate(
    name: str, *, examples: int | None = None, noise: float = 0.0, classes: int | None = None, seed: int = 0
) -> Data:
    """Make a data set; on one machine the same arguments give the same bits.

    Parameters
    ----------
    name
        A name in `DATASETS`.
    examples
        How many examples; None for the set's own number. A logic gate with 4 examples and no noise is
        its truth table, (0, 0), (0, 1), (1, 0), (1, 1) in this order.
    noise
        From 0 to 1: the standard deviation of the gaussian noise as a fraction of the set's own. It is
        added to the inputs, for regression to the targets.
    classes
        How many classes, for the sets that take it; None for the set's own number.
    seed
        Which draw, 0 or more. Points, order and noise are drawn apart: other noise moves the same points.

    Raises
    ------
    ValueError
        If an argument is not allowed; the message begins with its name.
    """
    row = DATASETS.get(name)
    if row is None:
        raise ValueError(
            "name: "
            + translate("data", "expected one of {datasets}, not {name}").format(
                datasets=", ".join(DATASETS), name=f"{name!r}"
            )
        )
    width = _classes(row, classes)
    least, most, usual = row.examples
    count = whole("examples", usual if examples is None else examples, max(least, width), most, row.name)
    noise = fraction("noise", noise)
    points, normal, order = stream(seed, POINTS), stream(seed, NOISE), stream(seed, ORDER)
    if row.truth is not None and count == len(row.truth) and noise == 0.0:
        truth = np.array(row.truth, dtype=np.int64)
        return _data(row, width, point_shapes.CORNERS.copy(), truth, (-0.5, 1.5))
    inputs, targets = row.function(points, count, width)
    disturbed = targets if row.kind == "regression" else inputs
    # One spread for all inputs: the noise of a plane is round.
    spread = math.sqrt(disturbed.var(axis=0).mean())
    disturbed += noise * spread * normal.standard_normal(disturbed.shape)
    shuffled = order.permutation(count)
    return _data(row, width, inputs[shuffled], targets[shuffled], row.domain)


def _classes(row: Dataset, classes: int | None) -> int:
    if row.classes is None:
        if classes is not None:
            text = translate("data", "leave this out for {name}, where it is fixed, not {classes}")
            raise ValueError("classes: " + text.format(name=row.name, classes=f"{classes!r}"))
        return len(row.class_names)
    low, high, usual = row.classes
    return whole("classes", usual if classes is None else classes, low, high, row.name)


def _data(row: Dataset, width: int, inputs: Floats, targets: Floats | Labels, base: Interval | None) -> Data:
    inputs.flags.writeable = False
    targets.flags.writeable = False
    names = row.class_names[:width]
    return Data(inputs, targets, names, row.input_names, row.kind, _domain(inputs, base))


def _domain(inputs: Floats, base: Interval | None) -> tuple[Interval, ...]:
    """Return what to draw of each input, in steps of ½ so that it rests while the noise moves a little."""
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    if base is None:
        floor, ceiling = np.floor(2.0 * low) / 2.0, np.ceil(2.0 * high) / 2.0
        return tuple((float(a), float(b)) for a, b in zip(floor, ceiling, strict=True))
    # The same for all inputs and grown alike at both ends: planes stay square and centred.
    outside = max(0.0, base[0] - float(low.min()), float(high.max()) - base[1])
    grow = math.ceil(2.0 * outside) / 2.0
    return tuple((base[0] - grow, base[1] + grow) for _ in low)
