"""Loss functions: one row each, with the calls for the loss of a batch and its gradient.

Activations `a` and targets `y` have shape ``(units, batch)``. The loss adds up the units of an example
and takes the mean (or the sum) over the examples of the batch, so that ``∂C/∂a`` holds the factor 1/m.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from nnviz.core.functions.activations import Activation, exponentials, softplus_calls
from nnviz.core.functions.buffers import Array, Buffers, Calls, maximum, minimum, run
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translated_fields

_INF = float("inf")


@translated_fields("functions", "title")
@dataclass(frozen=True)
class Loss:
    """A row of the table.

    Attributes
    ----------
    name, title
        The word in files, the word on screen.
    equation, gradient_equation
        Loss of one example and its derivative by the activation, as text in ``a`` and ``y``.
    numpy, gradient_numpy
        NumPy expressions in ``{a}`` and ``{y}`` for the sum over the batch and for the gradient of it.
    bind
        ``bind(workspace, a, y, c, da, scale)`` gives (calls that write the loss into `c`, calls that
        write the gradient into `da`). `scale` is 1/m for the mean, 1 for the sum. The gradient may use
        what the loss has left in its scratch arrays.
    fused_with
        The activation with which the last two factors of the chain rule collapse to ``(a − y)``, or None.
    fused
        ``fused(workspace, z, y, c, scale)``: the loss from the pre-activations, stable for any z.
    targets
        Which targets fit: "any", "unit" (0 to 1), "distribution" (0 to 1, one row per class), "one_hot",
        "sign" (−1 or 1).
    low, high, open_ends
        Activations the loss is defined for, and whether the ends themselves are excluded.
    source
        Where the formula comes from.
    latex, latex_sign, latex_where
        What one unit adds to the loss in LaTeX, a template in ``$a`` and ``$y`` (see
        `nnviz.core.equations.formula.fill`) and the number of outputs ``$K``; the sign before the sum; an
        equation that says what a function in it is.
    gradient_latex
        The derivative by the activation of a unit.
    gradient_cases
        Where the derivative has two cases: what it is where it is not 0, and otherwise.
    fused_latex, fused_where
        As `latex` and `latex_where`, from the pre-activations ``$z``.
    guarded_numpy, guarded_gradient_numpy, guarded_latex, guarded_gradient_latex
        As `numpy`, `gradient_numpy`, `latex` and `gradient_latex` where an activation has reached 0 or 1, and
        logarithm and quotient stop at the smallest normal number: ``$p`` is a, ``$q`` is 1 − a and ``$d`` is
        a (1 − a), none of them smaller than that.
    corner
        ``corner(a, y)``: what is 0 at activations where there is no derivative, and changes its sign there;
        None for a loss that is smooth.
    """

    name: str
    title: str
    equation: str
    gradient_equation: str
    numpy: str
    gradient_numpy: str
    bind: Callable[[Buffers, Array, Array, Array, Array, float], tuple[Calls, Calls]]
    source: str
    targets: str = "any"
    low: float = -_INF
    high: float = _INF
    fused_with: str | None = None
    fused: Callable[[Buffers, Array, Array, Array, float], Calls] | None = None
    fused_equation: str = ""
    fused_numpy: str = ""
    latex: str = ""
    latex_sign: str = ""
    latex_where: str = ""
    gradient_latex: str = ""
    gradient_cases: tuple[str, str] | None = None
    fused_latex: str = ""
    fused_where: str = ""
    guarded_numpy: str = ""
    guarded_gradient_numpy: str = ""
    guarded_latex: str = ""
    guarded_gradient_latex: str = ""
    corner: Callable[[Array, Array], Array] | None = None

    def of_outputs(self, outputs: int) -> Loss:
        """Return the row for so many outputs, their number put into its LaTeX."""
        if "$K" not in self.latex:
            return self
        latex, gradient = (text.replace("$K", str(outputs)) for text in (self.latex, self.gradient_latex))
        return replace(self, latex=latex, gradient_latex=gradient)

    def accepts(self, activation: Activation) -> bool:
        """Whether every value `activation` can take lies where this loss is defined."""
        low = activation.low > self.low or (
            activation.low == self.low and (self.low == -_INF or activation.low_open)
        )
        high = activation.high < self.high or (
            activation.high == self.high and (self.high == _INF or activation.high_open)
        )
        return low and high


def _total(w: Buffers, values: Array, scale: float, c: Array) -> Calls:
    """Write ``scale · Σ values`` into `c`: one dot, four times faster than a sum."""
    return [(values.reshape(-1).dot, (w.full(scale, values.size), c))]


def _mean_squared_error(
    w: Buffers, a: Array, y: Array, c: Array, da: Array, scale: float
) -> tuple[Calls, Calls]:
    r = w.empty(*a.shape)
    flat = r.reshape(-1)
    return [
        (np.subtract, (a, y, r)),
        (flat.dot, (flat, c)),
        (np.multiply, (c, w.constant(0.5 * scale), c)),
    ], [(np.multiply, (r, w.constant(scale), da))]


def _squared_error(w: Buffers, a: Array, y: Array, c: Array, da: Array, scale: float) -> tuple[Calls, Calls]:
    r = w.empty(*a.shape)
    flat = r.reshape(-1)
    return [
        (np.subtract, (a, y, r)),
        (flat.dot, (flat, c)),
        (np.multiply, (c, w.constant(scale), c)),
    ], [(np.multiply, (r, w.constant(2.0 * scale), da))]


def _mean_squared_error_elements(
    w: Buffers, a: Array, y: Array, c: Array, da: Array, scale: float
) -> tuple[Calls, Calls]:
    return _squared_error(w, a, y, c, da, scale / len(a))


def _mean_absolute_error(
    w: Buffers, a: Array, y: Array, c: Array, da: Array, scale: float
) -> tuple[Calls, Calls]:
    r, t = w.empty(*a.shape), w.empty(*a.shape)
    return [(np.subtract, (a, y, r)), (np.absolute, (r, t)), *_total(w, t, scale, c)], [
        (np.sign, (r, da)),
        (np.multiply, (da, w.constant(scale), da)),
    ]


def _huber(w: Buffers, a: Array, y: Array, c: Array, da: Array, scale: float) -> tuple[Calls, Calls]:
    # q (|r| − q/2) with q = min(|r|, 1) is r²/2 up to 1 and |r| − 1/2 beyond.
    r, t, q, one = w.empty(*a.shape), w.empty(*a.shape), w.empty(*a.shape), w.constant(1.0)
    u = w.empty(*a.shape)
    return [
        (np.subtract, (a, y, r)),
        (np.absolute, (r, t)),
        minimum(t, one, q),
        (np.multiply, (q, w.constant(0.5), u)),
        (np.subtract, (t, u, t)),
        (np.multiply, (t, q, t)),
        *_total(w, t, scale, c),
    ], [
        maximum(r, w.constant(-1.0), da),
        minimum(da, one, da),
        (np.multiply, (da, w.constant(scale), da)),
    ]


def _hinge(w: Buffers, a: Array, y: Array, c: Array, da: Array, scale: float) -> tuple[Calls, Calls]:
    t = w.empty(*a.shape)
    return [
        (np.multiply, (y, a, t)),
        (np.subtract, (w.constant(1.0), t, t)),
        maximum(t, w.constant(0.0), t),
        *_total(w, t, scale, c),
    ], [
        (np.sign, (t, da)),
        (np.multiply, (da, y, da)),
        (np.multiply, (da, w.constant(-scale), da)),
    ]


def _margin(a: Array, y: Array) -> Array:
    margin: Array = y * a - 1
    return margin


def _binary_cross_entropy(
    w: Buffers, a: Array, y: Array, c: Array, da: Array, scale: float
) -> tuple[Calls, Calls]:
    # Logarithm and quotient stop at the smallest normal number: a saturated unit gives a large finite
    # loss instead of inf, and a gradient of 0 (the slope there is 0) instead of nan.
    p, q, s, t = (w.empty(*a.shape) for _ in range(4))
    one, tiny = w.constant(1.0), w.constant(w.tiny)
    return [
        maximum(a, tiny, p),
        (np.log, (p, p)),
        (np.multiply, (p, y, p)),
        (np.subtract, (one, a, q)),
        maximum(q, tiny, t),
        (np.log, (t, t)),
        (np.subtract, (one, y, s)),
        (np.multiply, (t, s, t)),
        (np.add, (p, t, p)),
        *_total(w, p, -scale, c),
    ], [
        (np.multiply, (a, q, q)),
        maximum(q, tiny, q),
        (np.subtract, (a, y, da)),
        (np.divide, (da, q, da)),
        (np.multiply, (da, w.constant(scale), da)),
    ]


def _binary_fused(w: Buffers, z: Array, y: Array, c: Array, scale: float) -> Calls:
    s, t = w.empty(*z.shape), w.empty(*z.shape)
    return [
        *softplus_calls(w, z, s),
        (np.multiply, (z, y, t)),
        (np.subtract, (s, t, s)),
        *_total(w, s, scale, c),
    ]


def _categorical_cross_entropy(
    w: Buffers, a: Array, y: Array, c: Array, da: Array, scale: float
) -> tuple[Calls, Calls]:
    p, t, tiny = w.empty(*a.shape), w.empty(*a.shape), w.constant(w.tiny)
    return [
        maximum(a, tiny, p),
        (np.log, (p, t)),
        (np.multiply, (t, y, t)),
        *_total(w, t, -scale, c),
    ], [(np.divide, (y, p, da)), (np.multiply, (da, w.constant(-scale), da))]


def _softmax_fused(w: Buffers, z: Array, y: Array, c: Array, scale: float) -> Calls:
    # −Σ y ln softmax(z) = Σ_k y_k (ln Σ e^(z − max) − (z_k − max)); the forward pass has the parts.
    calls, x = exponentials(w, z)
    t = w.empty(*z.shape)
    return [
        *calls,
        (np.log, (x.total, t)),
        (np.subtract, (t, x.shifted, t)),
        (np.multiply, (t, y, t)),
        *_total(w, t, scale, c),
    ]


def _log_likelihood(w: Buffers, a: Array, y: Array, c: Array, da: Array, scale: float) -> tuple[Calls, Calls]:
    units, batch = a.shape
    t, selected, log = w.empty(units, batch), w.empty(1, batch), w.empty(1, batch)
    return [
        (np.multiply, (a, y, t)),
        (w.full(1.0, 1, units).dot, (t, selected)),
        maximum(selected, w.constant(w.tiny), selected),
        (np.log, (selected, log)),
        *_total(w, log, -scale, c),
    ], [(np.divide, (y, selected, da)), (np.multiply, (da, w.constant(-scale), da))]


_SOFTMAX_FUSED_NUMPY = (
    "np.sum({y} * ({z}.max(axis=0) + np.log(np.exp({z} - {z}.max(axis=0)).sum(axis=0)) - {z}))"
)
_SOFTMAX_FUSED_LATEX = r"$y\,($s-$z)"
_SOFTMAX_FUSED_WHERE = r"s = \ln \sum_{j} e^{${z}_{j}}"
_TINY = "np.finfo(float).tiny"
_NIELSEN = QT_TRANSLATE_NOOP("functions", "Nielsen, Neural Networks and Deep Learning, 2015, ch. 3")

_ROWS = (
    Loss(
        "mean_squared_error",
        QT_TRANSLATE_NOOP("functions", "mean squared error"),
        "½ Σₖ (aₖ − yₖ)²",
        "a − y",
        "0.5 * np.sum(({a} - {y})**2)",
        "({a} - {y})",
        _mean_squared_error,
        "Nielsen 2015, eq. 6: 1/(2n) Σ‖y − a‖²",
        latex=r"\tfrac{1}{2}\,($a-$y)^{2}",
        gradient_latex="$a-$y",
    ),
    Loss(
        "squared_error",
        QT_TRANSLATE_NOOP("functions", "squared error"),
        "Σₖ (aₖ − yₖ)²",
        "2 (a − y)",
        "np.sum(({a} - {y})**2)",
        "2 * ({a} - {y})",
        _squared_error,
        QT_TRANSLATE_NOOP("functions", 'PyTorch\'s MSELoss with reduction="sum", for every example'),
        latex="($a-$y)^{2}",
        gradient_latex=r"2\,($a-$y)",
    ),
    Loss(
        "mean_squared_error_elements",
        QT_TRANSLATE_NOOP("functions", "mean squared error of all elements"),
        "1/K Σₖ (aₖ − yₖ)²",
        "2/K (a − y)",
        "np.sum(({a} - {y})**2) / len({a})",
        "2 / len({a}) * ({a} - {y})",
        _mean_squared_error_elements,
        QT_TRANSLATE_NOOP(
            "functions",
            "PyTorch's MSELoss and Keras's MeanSquaredError: with the mean over the batch, "
            "1/(mK) ΣΣ (a − y)²",
        ),
        latex=r"\tfrac{1}{$K}\,($a-$y)^{2}",
        gradient_latex=r"\tfrac{2}{$K}\,($a-$y)",
    ),
    Loss(
        "binary_cross_entropy",
        QT_TRANSLATE_NOOP("functions", "binary cross-entropy"),
        QT_TRANSLATE_NOOP("functions", "−Σₖ [yₖ ln aₖ + (1 − yₖ) ln(1 − aₖ)]"),
        "(a − y) / (a (1 − a))",
        "-np.sum({y} * np.log({a}) + (1 - {y}) * np.log(1 - {a}))",
        "({a} - {y}) / ({a} * (1 - {a}))",
        _binary_cross_entropy,
        _NIELSEN + ", eq. 57",
        targets="unit",
        low=0.0,
        high=1.0,
        fused_with="sigmoid",
        fused=_binary_fused,
        fused_equation="Σₖ [ln(1 + eᶻₖ) − yₖ zₖ]",
        fused_numpy="np.sum(np.logaddexp(0, {z}) - {y} * {z})",
        latex=r"$y\,\ln $a + (1-$y)\,\ln(1-$a)",
        latex_sign="-",
        gradient_latex=r"\frac{$a-$y}{$a\,(1-$a)}",
        fused_latex=r"\ln(1+e^{$z}) - $y\,$z",
        guarded_numpy=f"-np.sum({{y}} * np.log(np.maximum({{a}}, {_TINY}))"
        f" + (1 - {{y}}) * np.log(np.maximum(1 - {{a}}, {_TINY})))",
        guarded_gradient_numpy=f"({{a}} - {{y}}) / np.maximum({{a}} * (1 - {{a}}), {_TINY})",
        guarded_latex=r"$y\,\ln $p + (1-$y)\,\ln $q",
        guarded_gradient_latex=r"\frac{$a-$y}{$d}",
    ),
    Loss(
        "categorical_cross_entropy",
        QT_TRANSLATE_NOOP("functions", "categorical cross-entropy"),
        QT_TRANSLATE_NOOP("functions", "−Σₖ yₖ ln aₖ"),
        "−y / a",
        "-np.sum({y} * np.log({a}))",
        "-{y} / {a}",
        _categorical_cross_entropy,
        "Bishop 2006, eq. 4.108",
        targets="distribution",
        low=0.0,
        fused_with="softmax",
        fused=_softmax_fused,
        fused_equation="Σₖ yₖ (ln Σⱼ eᶻⱼ − zₖ)",
        fused_numpy=_SOFTMAX_FUSED_NUMPY,
        latex=r"$y\,\ln $a",
        latex_sign="-",
        gradient_latex=r"-\frac{$y}{$a}",
        fused_latex=_SOFTMAX_FUSED_LATEX,
        fused_where=_SOFTMAX_FUSED_WHERE,
        guarded_numpy=f"-np.sum({{y}} * np.log(np.maximum({{a}}, {_TINY})))",
        guarded_gradient_numpy=f"-{{y}} / np.maximum({{a}}, {_TINY})",
        guarded_latex=r"$y\,\ln $p",
        guarded_gradient_latex=r"-\frac{$y}{$p}",
    ),
    Loss(
        "log_likelihood",
        QT_TRANSLATE_NOOP("functions", "log-likelihood"),
        QT_TRANSLATE_NOOP("functions", "−ln a_y"),
        QT_TRANSLATE_NOOP("functions", "−1 / a_y for the target's unit, else 0"),
        "-np.sum(np.log(np.sum({y} * {a}, axis=0)))",
        "-{y} / np.sum({y} * {a}, axis=0)",
        _log_likelihood,
        _NIELSEN + ", eq. 80",
        targets="one_hot",
        low=0.0,
        fused_with="softmax",
        fused=_softmax_fused,
        fused_equation="ln Σⱼ eᶻⱼ − z_y",
        fused_numpy=_SOFTMAX_FUSED_NUMPY,
        latex=r"$y\,\ln $a",
        latex_sign="-",
        gradient_latex=r"-\frac{$y}{$a}",
        fused_latex=_SOFTMAX_FUSED_LATEX,
        fused_where=_SOFTMAX_FUSED_WHERE,
        guarded_numpy=f"-np.sum(np.log(np.maximum(np.sum({{y}} * {{a}}, axis=0), {_TINY})))",
        guarded_gradient_numpy=f"-{{y}} / np.maximum(np.sum({{y}} * {{a}}, axis=0), {_TINY})",
        guarded_latex=r"$y\,\ln $p",
        guarded_gradient_latex=r"-\frac{$y}{$p}",
    ),
    Loss(
        "mean_absolute_error",
        QT_TRANSLATE_NOOP("functions", "mean absolute error"),
        "Σₖ |aₖ − yₖ|",
        "sign(a − y)",
        "np.sum(np.abs({a} - {y}))",
        "np.sign({a} - {y})",
        _mean_absolute_error,
        QT_TRANSLATE_NOOP("functions", "definition; 0 at a = y"),
        latex=r"\left|$a-$y\right|",
        gradient_latex=r"\operatorname{sign}($a-$y)",
        corner=np.subtract,
    ),
    Loss(
        "huber",
        "Huber",
        "Σₖ ½ r² where |r| ≤ 1, else |r| − ½, r = aₖ − yₖ",
        "clip(a − y, −1, 1)",
        "np.sum(np.minimum(np.abs({a} - {y}), 1)"
        " * (np.abs({a} - {y}) - np.minimum(np.abs({a} - {y}), 1) / 2))",
        "np.clip({a} - {y}, -1, 1)",
        _huber,
        "Huber 1964, δ = 1",
        latex="H($a-$y)",
        latex_where=r"H(r) = \begin{cases}\tfrac{1}{2} r^{2} & \text{if }|r| \le 1 \\"
        r" |r|-\tfrac{1}{2} & \text{otherwise}\end{cases}",
        gradient_latex=r"\max(-1, \min(1, $a-$y))",
    ),
    Loss(
        "hinge",
        QT_TRANSLATE_NOOP("functions", "hinge"),
        "Σₖ max(0, 1 − yₖ aₖ)",
        QT_TRANSLATE_NOOP("functions", "−y where y a < 1, else 0"),
        "np.sum(np.maximum(1 - {y} * {a}, 0))",
        "-{y} * np.sign(np.maximum(1 - {y} * {a}, 0))",
        _hinge,
        "Cortes & Vapnik 1995",
        targets="sign",
        latex=r"\max(0, 1-$y\,$a)",
        gradient_latex=r"\begin{cases}-$y & \text{if }$y\,$a < 1 \\ 0 & \text{otherwise}\end{cases}",
        gradient_cases=("-$y", "0"),
        corner=_margin,
    ),
)

LOSSES: Mapping[str, Loss] = MappingProxyType({row.name: row for row in _ROWS})
"""Every loss by name."""


def loss_value(row: Loss, a: Array, y: Array, reduction: str = "mean") -> float:
    """Return the loss of activations `a` and targets `y`, both (units, batch), by training's own calls."""
    a, y = np.ascontiguousarray(a, dtype=np.float64), np.ascontiguousarray(y, dtype=np.float64)
    c = np.zeros(())
    scale = 1.0 / a.shape[1] if reduction == "mean" else 1.0
    run(row.bind(Buffers(), a, y, c, np.empty_like(a), scale)[0])
    return float(c)


def loss_gradient(row: Loss, a: Array, y: Array, reduction: str = "mean") -> Array:
    """Return ∂C/∂a of shape (units, batch), by training's own calls."""
    a, y = np.ascontiguousarray(a, dtype=np.float64), np.ascontiguousarray(y, dtype=np.float64)
    c, da = np.zeros(()), np.empty_like(a)
    scale = 1.0 / a.shape[1] if reduction == "mean" else 1.0
    for calls in row.bind(Buffers(), a, y, c, da, scale):
        run(calls)
    return da
