"""Activation functions: one row each, with the calls that compute it and its slope.

Shapes are ``(units, batch)``. All rows are finite, without floating-point warnings, for |z| up to 1e4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np

from nnviz.core.functions.buffers import Array, Buffers, Calls, maximum, minimum, run
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate, translated_fields

_INF = float("inf")


@dataclass(frozen=True)
class WrittenForms:
    """Forms of a function: rendered from its formula, or written where no formula of one variable gives it.

    Attributes
    ----------
    equation, slope_equation, numpy, latex, slope_latex, slope_numpy, slope_where
        As the properties of `Activation`; for the entries of a and of the Jacobian where outputs depend on
        all inputs.
    """

    equation: str
    slope_equation: str
    numpy: str
    latex: str
    slope_latex: str
    slope_numpy: str = ""
    slope_where: str = ""


@translated_fields("functions", "title")
@dataclass(frozen=True)
class Activation:
    """A row of the table: its formula, from which text, LaTeX and NumPy are rendered, and its calls.

    Attributes
    ----------
    name, title
        The word in files, the word on screen.
    formula, slope_formula
        What it computes and the derivative, in ``z`` and ``a`` (see `nnviz.core.functions.expression`).
    term
        An equation ``t = …`` for a longer term in `slope_formula`.
    forward
        ``forward(workspace, z, a)``: calls that fill `a` from `z`.
    slope
        ``slope(workspace, z, a, out)``: calls that fill `out` with f'(z); None where f'(z) = 1.
    slope_reads
        Which of "z" and "a" the slope is computed from.
    backward
        ``backward(workspace, a, da, dz)`` for a function that is not elementwise: calls that fill
        `dz` with the transposed Jacobian times `da`. None for elementwise functions.
    low, high, low_open, high_open
        The range of values and whether its ends are never reached in exact arithmetic.
    source
        Where the formula comes from.
    function
        The function's name in LaTeX; empty for the identity, which needs none.
    torch
        The module of PyTorch, as an expression in ``nn``.
    corners
        Pre-activations at which there is no derivative.
    written
        The forms of a function that is not elementwise, which has no formulas.
    """

    name: str
    title: str
    forward: Callable[[Buffers, Array, Array], Calls]
    slope: Callable[[Buffers, Array, Array, Array], Calls] | None
    source: str
    formula: str = ""
    slope_formula: str = ""
    term: str = ""
    slope_reads: tuple[str, ...] = ()
    backward: Callable[[Buffers, Array, Array, Array], Calls] | None = None
    low: float = -_INF
    high: float = _INF
    low_open: bool = True
    high_open: bool = True
    function: str = ""
    torch: str = ""
    corners: tuple[float, ...] = ()
    written: WrittenForms | None = None

    @property
    def elementwise(self) -> bool:
        """Whether every output depends on its own input alone."""
        return self.backward is None

    @cached_property
    def _forms(self) -> WrittenForms:
        if self.written is not None:
            return self.written
        # Formulas are read when the first form is asked for, not while the program starts.
        from nnviz.core.functions.rendering import to_latex, to_numpy, to_text

        return WrittenForms(
            equation=to_text(self.formula),
            slope_equation=", ".join(map(to_text, filter(None, (self.slope_formula, self.term)))),
            numpy=to_numpy(self.formula),
            slope_numpy=to_numpy(self.slope_formula, self.term),
            latex=to_latex(self.formula),
            slope_latex=to_latex(self.slope_formula),
            slope_where=to_latex(self.term) if self.term else "",
        )

    @property
    def equation(self) -> str:
        """What it computes, as text in ``z``."""
        return self._forms.equation

    @property
    def slope_equation(self) -> str:
        """The derivative, as text in ``z`` and ``a``."""
        return self._forms.slope_equation

    @property
    def numpy(self) -> str:
        """What it computes, as a NumPy expression in ``{z}``."""
        return self._forms.numpy

    @property
    def slope_numpy(self) -> str:
        """The derivative, as a NumPy expression in ``{z}`` and ``{a}``; empty if it is no elementwise one."""
        return self._forms.slope_numpy

    @property
    def latex(self) -> str:
        """What it computes in LaTeX, a template in ``$z`` (see `nnviz.core.equations.formula.fill`)."""
        return self._forms.latex

    @property
    def slope_latex(self) -> str:
        """The derivative in LaTeX, a template in ``$z`` and ``$a``."""
        return self._forms.slope_latex

    @property
    def slope_where(self) -> str:
        """What stands for a longer term in `slope_latex`, as an equation."""
        return self._forms.slope_where


def _identity(w: Buffers, z: Array, a: Array) -> Calls:
    return [(np.copyto, (a, z))]


def _sigmoid(w: Buffers, z: Array, a: Array) -> Calls:
    # exp(-z) is cut off where its reciprocal would stop being a normal number, so nothing overflows.
    t = w.empty(*z.shape)
    one, limit = w.constant(1.0), w.constant(w.exp_limit)
    return [
        (np.negative, (z, t)),
        minimum(t, limit, t),
        (np.exp, (t, t)),
        (np.add, (t, one, t)),
        (np.reciprocal, (t, a)),
    ]


def _sigmoid_slope(w: Buffers, z: Array, a: Array, out: Array) -> Calls:
    return [(np.subtract, (w.constant(1.0), a, out)), (np.multiply, (a, out, out))]


def _tanh(w: Buffers, z: Array, a: Array) -> Calls:
    return [(np.tanh, (z, a))]


def _tanh_slope(w: Buffers, z: Array, a: Array, out: Array) -> Calls:
    return [(np.multiply, (a, a, out)), (np.subtract, (w.constant(1.0), out, out))]


def _relu(w: Buffers, z: Array, a: Array) -> Calls:
    return [maximum(z, w.constant(0.0), a)]


def _relu_slope(w: Buffers, z: Array, a: Array, out: Array) -> Calls:
    return [(np.sign, (a, out))]


_LEAK = 0.01


def _leaky_relu(w: Buffers, z: Array, a: Array) -> Calls:
    t = w.empty(*z.shape)
    return [(np.multiply, (z, w.constant(_LEAK), t)), maximum(z, t, a)]


def _leaky_relu_slope(w: Buffers, z: Array, a: Array, out: Array) -> Calls:
    return [
        (np.heaviside, (z, w.constant(0.0), out)),
        maximum(out, w.constant(_LEAK), out),
    ]


def _elu(w: Buffers, z: Array, a: Array) -> Calls:
    t, zero = w.empty(*z.shape), w.constant(0.0)
    return [
        minimum(z, zero, t),
        (np.expm1, (t, t)),
        maximum(z, zero, a),
        (np.add, (a, t, a)),
    ]


def _elu_slope(w: Buffers, z: Array, a: Array, out: Array) -> Calls:
    return [minimum(z, w.constant(0.0), out), (np.exp, (out, out))]


_GELU_SCALE = float(np.sqrt(2.0 / np.pi))
_GELU_CUBE = 0.044715


def _gelu_inner(w: Buffers, z: Array, t: Array) -> Calls:
    return [
        (np.multiply, (z, z, t)),
        (np.multiply, (t, w.constant(_GELU_CUBE), t)),
        (np.add, (t, w.constant(1.0), t)),
        (np.multiply, (t, z, t)),
        (np.multiply, (t, w.constant(_GELU_SCALE), t)),
        (np.tanh, (t, t)),
    ]


def _gelu(w: Buffers, z: Array, a: Array) -> Calls:
    t = w.empty(*z.shape)
    return [
        *_gelu_inner(w, z, t),
        (np.add, (t, w.constant(1.0), t)),
        (np.multiply, (t, z, t)),
        (np.multiply, (t, w.constant(0.5), a)),
    ]


def _gelu_slope(w: Buffers, z: Array, a: Array, out: Array) -> Calls:
    t, u = w.empty(*z.shape), w.empty(*z.shape)
    half, one = w.constant(0.5), w.constant(1.0)
    return [
        *_gelu_inner(w, z, t),
        (np.multiply, (z, z, u)),
        (np.multiply, (u, w.constant(3 * _GELU_CUBE), u)),
        (np.add, (u, one, u)),
        (np.multiply, (u, z, u)),
        (np.multiply, (u, w.constant(_GELU_SCALE), u)),
        (np.multiply, (t, t, out)),
        (np.subtract, (one, out, out)),
        (np.multiply, (out, u, out)),
        (np.add, (out, t, out)),
        (np.add, (out, one, out)),
        (np.multiply, (out, half, out)),
    ]


def _silu(w: Buffers, z: Array, a: Array) -> Calls:
    t = w.empty(*z.shape)
    return [*_sigmoid(w, z, t), (np.multiply, (z, t, a))]


def _silu_slope(w: Buffers, z: Array, a: Array, out: Array) -> Calls:
    t, one = w.empty(*z.shape), w.constant(1.0)
    return [
        *_sigmoid(w, z, t),
        (np.subtract, (one, t, out)),
        (np.multiply, (out, z, out)),
        (np.add, (out, one, out)),
        (np.multiply, (out, t, out)),
    ]


def softplus_calls(w: Buffers, z: Array, out: Array) -> Calls:
    """Return calls that fill `out` with ln(1 + e^z), without overflow."""
    t = w.empty(*z.shape)
    return [
        (np.absolute, (z, t)),
        (np.negative, (t, t)),
        (np.exp, (t, t)),
        (np.log1p, (t, t)),
        maximum(z, w.constant(0.0), out),
        (np.add, (out, t, out)),
    ]


def _mish(w: Buffers, z: Array, a: Array) -> Calls:
    t = w.empty(*z.shape)
    return [*softplus_calls(w, z, t), (np.tanh, (t, t)), (np.multiply, (z, t, a))]


def _mish_slope(w: Buffers, z: Array, a: Array, out: Array) -> Calls:
    t, u = w.empty(*z.shape), w.empty(*z.shape)
    return [
        *softplus_calls(w, z, t),
        (np.tanh, (t, t)),
        *_sigmoid(w, z, u),
        (np.multiply, (u, z, u)),
        (np.multiply, (t, t, out)),
        (np.subtract, (w.constant(1.0), out, out)),
        (np.multiply, (out, u, out)),
        (np.add, (out, t, out)),
    ]


def _softplus_slope(w: Buffers, z: Array, a: Array, out: Array) -> Calls:
    return _sigmoid(w, z, out)


@dataclass(frozen=True, eq=False)
class Exponentials:
    """What a softmax leaves in its scratch arrays, all ``(units, batch)``.

    Attributes
    ----------
    z
        The pre-activations they belong to.
    shifted, e, total
        z − max z per column, e to the power of that, and its sum over the column, written into every row.
    """

    z: Array
    shifted: Array
    e: Array
    total: Array


_FEW = 4
"""Up to so many rows, maxima row by row are quicker than a reduction."""


def exponentials(w: Buffers, z: Array) -> tuple[Calls, Exponentials]:
    """Return calls for e^(z − max z) per column and its sums, and where they put them.

    Maxima and sums get into every row by a product with ones: a broadcast operand would be several
    times slower. The second time a workspace is asked for the same `z` there is nothing left to do.
    """
    known = w.shared.get(id(z))
    if isinstance(known, Exponentials) and known.z is z:
        return [], known
    units, batch = z.shape
    peak, peaks = w.empty(1, batch), w.empty(units, batch)
    found = Exponentials(z, w.empty(units, batch), w.empty(units, batch), w.empty(units, batch))
    w.shared[id(z)] = found
    if 2 <= units <= _FEW:
        # fmax passes over nan, but the nan itself stays in its row and reaches all sums.
        calls: Calls = [(np.fmax, (z[0], z[1], peak[0]))]
        calls += [(np.fmax, (z[k], peak[0], peak[0])) for k in range(2, units)]
    else:
        calls = [(np.maximum.reduce, (z, 0, None, peak, True))]
    calls += [
        (w.full(1.0, units, 1).dot, (peak, peaks)),
        (np.subtract, (z, peaks, found.shifted)),
        (np.exp, (found.shifted, found.e)),
        (w.full(1.0, units, units).dot, (found.e, found.total)),
    ]
    return calls, found


def _softmax(w: Buffers, z: Array, a: Array) -> Calls:
    calls, x = exponentials(w, z)
    return [*calls, (np.divide, (x.e, x.total, a))]


def _softmax_backward(w: Buffers, a: Array, da: Array, dz: Array) -> Calls:
    # Jᵀ∇a with J_kj = a_k(δ_jk − a_j):  δ_j = a_j (∇a_j − Σ_k a_k ∇a_k).
    units, batch = a.shape
    t, total = w.empty(units, batch), w.empty(units, batch)
    return [
        (np.multiply, (a, da, t)),
        (w.full(1.0, units, units).dot, (t, total)),
        (np.subtract, (da, total, t)),
        (np.multiply, (a, t, dz)),
    ]


_ROWS = (
    Activation(
        "identity", QT_TRANSLATE_NOOP("functions", "identity"), _identity, None, "definition",
        formula="z", slope_formula="1",
        torch="nn.Identity()",
    ),
    Activation(
        "sigmoid", "sigmoid", _sigmoid, _sigmoid_slope,
        QT_TRANSLATE_NOOP("functions", "Rumelhart, Hinton & Williams 1986, eq. 2"),
        formula="1 / (1 + exp(-z))", slope_formula="a * (1 - a)", slope_reads=("a",),
        low=0.0, high=1.0, function=r"\sigma", torch="nn.Sigmoid()",
    ),
    Activation(
        "tanh", "tanh", _tanh, _tanh_slope,
        QT_TRANSLATE_NOOP("functions", "LeCun et al., Efficient BackProp, 1998, §4.4"),
        formula="(exp(z) - exp(-z)) / (exp(z) + exp(-z))", slope_formula="1 - a^2", slope_reads=("a",),
        low=-1.0, high=1.0, function=r"\tanh", torch="nn.Tanh()",
    ),
    Activation(
        "relu", "ReLU", _relu, _relu_slope,
        QT_TRANSLATE_NOOP("functions", "Nair & Hinton 2010; f'(0) = 0 as in PyTorch"),
        formula="max(0, z)", slope_formula="where(a > 0, 1, 0)", slope_reads=("a",),
        low=0.0, low_open=False, function=r"\operatorname{ReLU}", torch="nn.ReLU()", corners=(0.0,),
    ),
    Activation(
        "leaky_relu", QT_TRANSLATE_NOOP("functions", "leaky ReLU"), _leaky_relu, _leaky_relu_slope,
        QT_TRANSLATE_NOOP("functions", "Maas, Hannun & Ng 2013"),
        formula="max(z, 0.01 * z)", slope_formula="where(z > 0, 1, 0.01)", slope_reads=("z",),
        function=r"\operatorname{LeakyReLU}", torch="nn.LeakyReLU(0.01)", corners=(0.0,),
    ),
    Activation(
        "elu", "ELU", _elu, _elu_slope,
        QT_TRANSLATE_NOOP("functions", "Clevert, Unterthiner & Hochreiter 2016, α = 1"),
        formula="where(z > 0, z, exp(z) - 1)", slope_formula="where(z > 0, 1, exp(z))", slope_reads=("z",),
        low=-1.0, function=r"\operatorname{ELU}", torch="nn.ELU()",
    ),
    Activation(
        "gelu", "GELU", _gelu, _gelu_slope,
        QT_TRANSLATE_NOOP("functions", "Hendrycks & Gimpel 2016, tanh form"),
        formula="0.5 * z * (1 + tanh(sqrt(2 / pi) * (z + 0.044715 * z^3)))",
        slope_formula="0.5 * (1 + t + z * (1 - t^2) * sqrt(2 / pi) * (1 + 0.134145 * z^2))",
        term="t = tanh(sqrt(2 / pi) * (z + 0.044715 * z^3))", slope_reads=("z",),
        low=-0.2, low_open=False, function=r"\operatorname{GELU}", torch='nn.GELU(approximate="tanh")',
    ),
    Activation(
        "silu", "SiLU", _silu, _silu_slope,
        QT_TRANSLATE_NOOP("functions", "Elfwing, Uchibe & Doya 2018"),
        formula="z / (1 + exp(-z))", slope_formula="sigma(z) * (1 + z * (1 - sigma(z)))", slope_reads=("z",),
        low=-0.3, low_open=False, function=r"\operatorname{SiLU}", torch="nn.SiLU()",
    ),
    Activation(
        "softplus", "softplus", softplus_calls, _softplus_slope,
        QT_TRANSLATE_NOOP("functions", "Dugas et al. 2001"),
        formula="ln(1 + exp(z))", slope_formula="1 / (1 + exp(-z))", slope_reads=("z",),
        low=0.0, function=r"\operatorname{softplus}", torch="nn.Softplus()",
    ),
    Activation(
        "mish", "mish", _mish, _mish_slope, "Misra 2019, eq. 1",
        formula="z * tanh(ln(1 + exp(z)))", slope_formula="t + z * (1 - t^2) * sigma(z)",
        term="t = tanh(ln(1 + exp(z)))", slope_reads=("z",),
        low=-0.31, low_open=False, function=r"\operatorname{mish}", torch="nn.Mish()",
    ),
    Activation(
        "softmax", "softmax", _softmax, None, "Bridle 1990; Bishop 2006, eq. 4.106",
        slope_reads=("a",), backward=_softmax_backward, low=0.0, high=1.0,
        function=r"\operatorname{softmax}", torch="nn.Softmax(dim=1)",
        written=WrittenForms(
            equation="eᶻₖ / Σⱼ eᶻⱼ",
            slope_equation=QT_TRANSLATE_NOOP("functions", "J with Jₖⱼ = aₖ (δⱼₖ − aⱼ)"),
            numpy="np.exp({z} - {z}.max(axis=0)) / np.exp({z} - {z}.max(axis=0)).sum(axis=0)",
            latex=r"\frac{e^{${z}_{k}}}{\sum_{j} e^{${z}_{j}}}",
            slope_latex=r"${a}_{k}\,(\delta_{kj}-${a}_{j})",
        ),
    ),
)  # fmt: skip

ACTIVATIONS: Mapping[str, Activation] = MappingProxyType({row.name: row for row in _ROWS})
"""Every activation by name."""


def through(w: Buffers, row: Activation, z: Array, a: Array, da: Array, dz: Array) -> Calls:
    """Return calls that fill ``dz = J_f(z)ᵀ da``: the gradient taken back through `row`."""
    if row.backward is not None:
        return row.backward(w, a, da, dz)
    if row.slope is None:
        return [(np.copyto, (dz, da))]
    slope = w.empty(*z.shape)
    return [*row.slope(w, z, a, slope), (np.multiply, (da, slope, dz))]


_CONSTANTS: dict[float, Array] = {}
"""The few constants of all activations, for those who compute one at a time."""


def activate(row: Activation, z: Array) -> Array:
    """Return f(z) for `z` of shape (units, batch), by the calls that training uses."""
    z = np.ascontiguousarray(z, dtype=np.float64)
    w, a = Buffers(constants=_CONSTANTS), np.empty_like(z)
    run(row.forward(w, z, a))
    return a


def slope(row: Activation, z: Array) -> Array:
    """Return f'(z) of an elementwise activation for `z` of shape (units, batch).

    Raises
    ------
    ValueError
        If the activation is not elementwise: its derivative is a matrix, see `jacobian`.
    """
    if not row.elementwise:
        raise ValueError(
            translate(
                "functions", "{name} has no slope per unit: its derivative is a Jacobian matrix"
            ).format(name=row.name)
        )
    z = np.ascontiguousarray(z, dtype=np.float64)
    out = np.ones_like(z)
    if row.slope is not None:
        run(row.slope(Buffers(constants=_CONSTANTS), z, activate(row, z), out))
    return out


def jacobian(row: Activation, z: Array) -> Array:
    """Return J with J[k, j] = ∂a_k/∂z_j for one example, `z` of shape (units,) or (units, 1)."""
    z = np.asarray(z, dtype=np.float64).reshape(-1, 1)
    units = z.shape[0]
    columns = np.repeat(z, units, axis=1)
    a, dz = activate(row, columns), np.empty((units, units))
    run(through(Buffers(), row, columns, a, np.eye(units), dz))
    return dz.T.copy()
