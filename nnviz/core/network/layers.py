"""Kinds of layers: one row each, with its settings, its parameters and the operations it consists of.

No layer has a backward pass of its own: that follows from the operations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol

from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.network.operation import ForwardNode
from nnviz.core.network.value import Value
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translated_fields

EPSILON = 1e-5
"""What keeps a normalization finite where all units are equal; as in PyTorch."""
DEFAULT_RATE = 0.5


@dataclass(frozen=True)
class Block:
    """Parameters that lie together as one matrix.

    Attributes
    ----------
    values
        The parameter; or weights and bias, folded into ``W|b`` with the bias as the last column.
    shape
        Rows and columns.
    start
        What they are set to at the start of a run; None for weights, which have an initializer.
    """

    values: tuple[Value, ...]
    shape: tuple[int, int]
    start: float | None = None

    @property
    def size(self) -> int:
        """Number of parameters."""
        return self.shape[0] * self.shape[1]

    def columns(self, value: Value) -> slice:
        """Return which columns belong to one of its values."""
        if len(self.values) == 1:
            return slice(None)
        return slice(None, -1) if value == self.values[0] else slice(-1, None)

    def shape_of(self, value: Value) -> tuple[int, int]:
        """Return rows and columns of one of its values."""
        if len(self.values) == 1:
            return self.shape
        return self.shape[0], (self.shape[1] - 1 if value == self.values[0] else 1)


class Spec(Protocol):
    """The settings of a layer, as `nnviz.core.experiment.specs.LayerSpec` has them."""

    @property
    def layer(self) -> str:
        """A row of the table of layers."""

    @property
    def units(self) -> int | None:
        """Number of units, None for those of the layer before."""

    @property
    def activation(self) -> str:
        """A row of the table of activations."""

    @property
    def bias(self) -> bool | str:
        """Whether units have biases, or share one."""

    @property
    def rate(self) -> float | None:
        """Share of units that is switched off."""


@dataclass(frozen=True)
class TorchModule:
    """A module of PyTorch that does what a layer, or a part of it, does.

    Attributes
    ----------
    code
        Expression that makes it, in names of ``nn`` and of `source`.
    parameters
        Name of a parameter → the attribute of the module that holds it, as a matrix.
    source
        Definition of a class that PyTorch does not have.
    mask
        The mask that it has to be given in every iteration.
    """

    code: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    mask: str = ""


@translated_fields("network", "title")
@dataclass(frozen=True, kw_only=True)
class Layer:
    """A kind of layer.

    Attributes
    ----------
    name, title
        The word in files, the word on screen.
    settings
        Fields of a layer in a file that it has.
    parameters
        ``parameters(spec, n, inputs)``: the parameters of layer `n`, which reads so many units.
    operations
        ``operations(spec, n, before, training)``: its forward operations in order. `before` is the value
        that it reads; what it computes at last is ``a`` of layer `n`. Without `training` it does what it
        does when a network is used.
    torch
        ``torch(spec, n, inputs)``: the modules of PyTorch it becomes, its activation aside.
    random
        Whether training draws random numbers for it: a mask in every iteration.
    mixes
        Whether it has no weights, and yet every unit depends on all units of the layer before.
    """

    name: str
    title: str
    settings: frozenset[str]
    parameters: Callable[[Spec, int, int], tuple[Block, ...]]
    operations: Callable[[Spec, int, Value, bool], tuple[ForwardNode, ...]]
    torch: Callable[[Spec, int, int], tuple[TorchModule, ...]]
    random: bool = False
    mixes: bool = False


def _dense_parameters(spec: Spec, n: int, inputs: int) -> tuple[Block, ...]:
    weights, bias = Value("W", n), Value("b", n)
    if spec.units is None:
        return ()
    if spec.bias is True:
        return (Block((weights, bias), (spec.units, inputs + 1)),)
    if spec.bias is False:
        return (Block((weights,), (spec.units, inputs)),)
    return Block((weights,), (spec.units, inputs)), Block((bias,), (1, 1), 0.0)


def _dense(spec: Spec, n: int, before: Value, training: bool) -> tuple[ForwardNode, ...]:
    z, a = Value("z", n), Value("a", n)
    if spec.units is None:
        first = ForwardNode("copy", z, (before,))
    else:
        bias = () if spec.bias is False else (Value("b", n),)
        first = ForwardNode("affine", z, (before, Value("W", n), *bias))
    kind = "activation" if ACTIVATIONS[spec.activation].elementwise else "softmax"
    return first, ForwardNode(kind, a, (z,), function=spec.activation)


_SHARED_BIAS = '''
class SharedBias(nn.Module):
    """One bias for all units of a layer."""

    def __init__(self):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return x + self.bias
'''


def _dense_torch(spec: Spec, n: int, inputs: int) -> tuple[TorchModule, ...]:
    if spec.units is None:
        return ()
    size, weights, bias = f"{inputs}, {spec.units}", {f"W{n}": "weight"}, {f"b{n}": "bias[:, None]"}
    if spec.bias is True:
        return (TorchModule(f"nn.Linear({size})", weights | bias),)
    linear = TorchModule(f"nn.Linear({size}, bias=False)", weights)
    return (linear,) if spec.bias is False else (linear, TorchModule("SharedBias()", bias, _SHARED_BIAS))


def _no_parameters(spec: Spec, n: int, inputs: int) -> tuple[Block, ...]:
    return ()


def _dropout(spec: Spec, n: int, before: Value, training: bool) -> tuple[ForwardNode, ...]:
    a = Value("a", n)
    if not training:
        return (ForwardNode("copy", a, (before,)),)
    return (ForwardNode("mask", a, (before, Value("mask", n)), number=rate_of(spec)),)


_MASK = '''
class Mask(nn.Module):
    """Dropout with given masks; nn.Dropout would draw its own. In evaluation it changes nothing."""

    def forward(self, x):
        return x * self.mask if self.training else x
'''


def _dropout_torch(spec: Spec, n: int, inputs: int) -> tuple[TorchModule, ...]:
    return (TorchModule("Mask()", source=_MASK, mask=f"mask{n}"),)


def rate_of(spec: Spec) -> float:
    """Return the share of units that a dropout layer switches off, its default filled in."""
    return DEFAULT_RATE if spec.rate is None else spec.rate


def _norm_parameters(spec: Spec, n: int, inputs: int) -> tuple[Block, ...]:
    return Block((Value("gamma", n),), (inputs, 1), 1.0), Block((Value("beta", n),), (inputs, 1), 0.0)


def _layer_norm(spec: Spec, n: int, before: Value, training: bool) -> tuple[ForwardNode, ...]:
    normalized = Value("xhat", n)
    return (
        ForwardNode("normalize", normalized, (before,), number=EPSILON),
        ForwardNode("gain", Value("a", n), (normalized, Value("gamma", n), Value("beta", n))),
    )


def _norm_torch(spec: Spec, n: int, inputs: int) -> tuple[TorchModule, ...]:
    names = {f"gamma{n}": "weight[:, None]", f"beta{n}": "bias[:, None]"}
    return (TorchModule(f"nn.LayerNorm({inputs}, eps={EPSILON!r})", names),)


_ROWS = (
    Layer(
        name="dense",
        title=QT_TRANSLATE_NOOP("network", "dense"),
        settings=frozenset({"units", "activation", "initializer", "bias"}),
        parameters=_dense_parameters,
        operations=_dense,
        torch=_dense_torch,
    ),
    Layer(
        name="dropout",
        title=QT_TRANSLATE_NOOP("network", "dropout"),
        settings=frozenset({"rate", "mask"}),
        parameters=_no_parameters,
        operations=_dropout,
        torch=_dropout_torch,
        random=True,
    ),
    Layer(
        name="layer_norm",
        title=QT_TRANSLATE_NOOP("network", "layer norm"),
        settings=frozenset(),
        parameters=_norm_parameters,
        operations=_layer_norm,
        torch=_norm_torch,
        mixes=True,
    ),
)

LAYERS: Mapping[str, Layer] = MappingProxyType({row.name: row for row in _ROWS})
"""Every kind of layer by name."""


def title_of(spec: Spec) -> str:
    """Return what a layer is called beside its number: its activation, or what kind of layer it is."""
    row = LAYERS[spec.layer]
    return ACTIVATIONS[spec.activation].title if "activation" in row.settings else row.title


@lru_cache(maxsize=64)
def parameter_blocks(layers: tuple[Spec, ...], widths: tuple[int, ...]) -> tuple[Block, ...]:
    """Return all parameters of a network in order; `widths` are its inputs and the units of every layer."""
    return tuple(
        block
        for n, spec in enumerate(layers, 1)
        for block in LAYERS[spec.layer].parameters(spec, n, widths[n - 1])
    )
