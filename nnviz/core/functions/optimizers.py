"""Optimizers: one row each, the update rules of PyTorch on one flat vector of parameters.

`p` is the parameter vector, `g` the gradient, both flat; state vectors have the same length. ``t`` counts
iterations from 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from nnviz.core.functions.buffers import Array, Buffers, Calls
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translated_fields


class Update(NamedTuple):
    """What an update rule is bound to: flat vectors of one length, and numbers."""

    workspace: Buffers
    p: Array
    g: Array
    state: Mapping[str, Array]
    t: Array
    learning_rate: float
    settings: Mapping[str, float]


@translated_fields("functions", "title")
@dataclass(frozen=True)
class Optimizer:
    """A row of the table.

    Attributes
    ----------
    name, title
        The word in files, the word on screen.
    state
        Names of the state vectors, such as ``("m", "v")``.
    settings
        Hyperparameters beside the learning rate and their defaults.
    counts
        Whether the rule uses the iteration number ``t``.
    equations
        The rule as text, in ``{p}`` (parameter) and ``{g}`` (its gradient), one line per quantity written.
    numpy
        (name to write, expression) in ``{p} {g} {m} {v} {t}`` and the names of the settings.
    bind
        The calls of one update.
    source
        Where the rule comes from.
    latex
        (name to write, template) in ``$p $g $m $v $t``, in ``$m_next $v_next``, in the names of the settings
        and ``$learning_rate``; see `nnviz.core.equations.formula.fill`. Names ending in ``_hat`` are means
        corrected for their start at 0, and are not kept.
    """

    name: str
    title: str
    state: tuple[str, ...]
    settings: Mapping[str, float]
    equations: tuple[str, ...]
    numpy: tuple[tuple[str, str], ...]
    bind: Callable[[Update], Calls]
    source: str
    counts: bool = False
    latex: tuple[tuple[str, str], ...] = ()


def _sgd(u: Update) -> Calls:
    w, p, g, _, _, rate, _ = u
    step = w.empty(p.size)
    return [(np.multiply, (g, w.constant(rate), step)), (np.subtract, (p, step, p))]


def _momentum(u: Update) -> Calls:
    w, p, g, state, _, rate, settings = u
    v, step = state["v"], w.empty(p.size)
    return [
        (np.multiply, (v, w.constant(settings["momentum"]), v)),
        (np.add, (v, g, v)),
        (np.multiply, (v, w.constant(rate), step)),
        (np.subtract, (p, step, p)),
    ]


def _nesterov(u: Update) -> Calls:
    w, p, g, state, _, rate, settings = u
    v, step, mu = state["v"], w.empty(p.size), w.constant(settings["momentum"])
    return [
        (np.multiply, (v, mu, v)),
        (np.add, (v, g, v)),
        (np.multiply, (v, mu, step)),
        (np.add, (step, g, step)),
        (np.multiply, (step, w.constant(rate), step)),
        (np.subtract, (p, step, p)),
    ]


def _scaled_by_root(w: Buffers, p: Array, top: Array, squares: Array, rate: float, epsilon: float) -> Calls:
    """Return calls for ``p ← p − η · top / (√squares + ε)``."""
    root, step = w.empty(p.size), w.empty(p.size)
    return [
        (np.sqrt, (squares, root)),
        (np.add, (root, w.constant(epsilon), root)),
        (np.multiply, (top, w.constant(rate), step)),
        (np.divide, (step, root, step)),
        (np.subtract, (p, step, p)),
    ]


def _adagrad(u: Update) -> Calls:
    w, p, g, state, _, rate, settings = u
    v, square = state["v"], w.empty(p.size)
    return [
        (np.multiply, (g, g, square)),
        (np.add, (v, square, v)),
        *_scaled_by_root(w, p, g, v, rate, settings["epsilon"]),
    ]


def _rmsprop(u: Update) -> Calls:
    w, p, g, state, _, rate, settings = u
    v, square, alpha = state["v"], w.empty(p.size), settings["alpha"]
    return [
        (np.multiply, (v, w.constant(alpha), v)),
        (np.multiply, (g, g, square)),
        (np.multiply, (square, w.constant(1.0 - alpha), square)),
        (np.add, (v, square, v)),
        *_scaled_by_root(w, p, g, v, rate, settings["epsilon"]),
    ]


def _adam(u: Update) -> Calls:
    w, p, g, state, t, rate, settings = u
    m, v = state["m"], state["v"]
    beta1, beta2 = settings["beta1"], settings["beta2"]
    part, root, correction1, correction2 = w.empty(p.size), w.empty(p.size), w.empty(), w.empty()
    one = w.constant(1.0)
    return [
        (np.add, (t, one, t)),
        (np.multiply, (m, w.constant(beta1), m)),
        (np.multiply, (g, w.constant(1.0 - beta1), part)),
        (np.add, (m, part, m)),
        (np.multiply, (v, w.constant(beta2), v)),
        (np.multiply, (g, g, part)),
        (np.multiply, (part, w.constant(1.0 - beta2), part)),
        (np.add, (v, part, v)),
        (np.power, (w.constant(beta1), t, correction1)),
        (np.subtract, (one, correction1, correction1)),
        (np.power, (w.constant(beta2), t, correction2)),
        (np.subtract, (one, correction2, correction2)),
        (np.divide, (v, correction2, root)),
        (np.sqrt, (root, root)),
        (np.add, (root, w.constant(settings["epsilon"]), root)),
        (np.divide, (m, correction1, part)),
        (np.multiply, (part, w.constant(rate), part)),
        (np.divide, (part, root, part)),
        (np.subtract, (p, part, p)),
    ]


def _adamw(u: Update) -> Calls:
    keep = u.workspace.constant(1.0 - u.learning_rate * u.settings["weight_decay"])
    return [(np.multiply, (u.p, keep, u.p)), *_adam(u)]


_ADAM_EQUATIONS = (
    "m ← β₁ m + (1 − β₁) {g}",
    "v ← β₂ v + (1 − β₂) ({g})²",
)
_ADAM_STEP = "η (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)"
_ADAM_NUMPY = (
    ("m", "beta1 * {m} + (1 - beta1) * {g}"),
    ("v", "beta2 * {v} + (1 - beta2) * {g}**2"),
)
_ADAM_STEP_NUMPY = (
    "learning_rate * ({m_next} / (1 - beta1**{t})) / (np.sqrt({v_next} / (1 - beta2**{t})) + epsilon)"
)
_ADAM_SETTINGS = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}

_ADAM_LATEX = (
    ("m", r"$beta1\,$m + (1-$beta1)\,$g"),
    ("v", r"$beta2\,$v + (1-$beta2)\,$g\odot $g"),
    ("m_hat", r"\frac{$m_next}{1-$beta1^{$t}}"),
    ("v_hat", r"\frac{$v_next}{1-$beta2^{$t}}"),
)
_ADAM_STEP_LATEX = r"$learning_rate\,\frac{$m_hat}{\sqrt{$v_hat}+$epsilon}"
_SCALED_STEP_LATEX = r"$p - $learning_rate\,\frac{$g}{\sqrt{$v_next}+$epsilon}"

_ROWS = (
    Optimizer(
        "sgd",
        "SGD",
        (),
        {},
        ("{p} ← {p} − η {g}",),
        (("p", "{p} - learning_rate * {g}"),),
        _sgd,
        "Robbins & Monro 1951; torch.optim.SGD",
        latex=(("p", r"$p - $learning_rate\,$g"),),
    ),
    Optimizer(
        "momentum",
        QT_TRANSLATE_NOOP("functions", "momentum"),
        ("v",),
        {"momentum": 0.9},
        ("v ← μ v + {g}", "{p} ← {p} − η v"),
        (("v", "momentum * {v} + {g}"), ("p", "{p} - learning_rate * {v_next}")),
        _momentum,
        "Polyak 1964; torch.optim.SGD(momentum)",
        latex=(("v", r"$momentum\,$v + $g"), ("p", r"$p - $learning_rate\,$v_next")),
    ),
    Optimizer(
        "nesterov",
        "Nesterov",
        ("v",),
        {"momentum": 0.9},
        ("v ← μ v + {g}", "{p} ← {p} − η ({g} + μ v)"),
        (("v", "momentum * {v} + {g}"), ("p", "{p} - learning_rate * ({g} + momentum * {v_next})")),
        _nesterov,
        QT_TRANSLATE_NOOP("functions", "Sutskever et al. 2013; torch.optim.SGD(nesterov=True)"),
        latex=(
            ("v", r"$momentum\,$v + $g"),
            ("p", r"$p - $learning_rate\,\left($g + $momentum\,$v_next\right)"),
        ),
    ),
    Optimizer(
        "adagrad",
        "Adagrad",
        ("v",),
        {"epsilon": 1e-10},
        ("v ← v + ({g})²", "{p} ← {p} − η {g} / (√v + ε)"),
        (("v", "{v} + {g}**2"), ("p", "{p} - learning_rate * {g} / (np.sqrt({v_next}) + epsilon)")),
        _adagrad,
        QT_TRANSLATE_NOOP("functions", "Duchi, Hazan & Singer 2011; torch.optim.Adagrad"),
        latex=(("v", r"$v + $g\odot $g"), ("p", _SCALED_STEP_LATEX)),
    ),
    Optimizer(
        "rmsprop",
        "RMSprop",
        ("v",),
        {"alpha": 0.99, "epsilon": 1e-8},
        ("v ← α v + (1 − α) ({g})²", "{p} ← {p} − η {g} / (√v + ε)"),
        (
            ("v", "alpha * {v} + (1 - alpha) * {g}**2"),
            ("p", "{p} - learning_rate * {g} / (np.sqrt({v_next}) + epsilon)"),
        ),
        _rmsprop,
        "Tieleman & Hinton 2012; torch.optim.RMSprop",
        latex=(("v", r"$alpha\,$v + (1-$alpha)\,$g\odot $g"), ("p", _SCALED_STEP_LATEX)),
    ),
    Optimizer(
        "adam",
        "Adam",
        ("m", "v"),
        _ADAM_SETTINGS,
        (*_ADAM_EQUATIONS, "{p} ← {p} − " + _ADAM_STEP),
        (*_ADAM_NUMPY, ("p", "{p} - " + _ADAM_STEP_NUMPY)),
        _adam,
        "Kingma & Ba 2015, algorithm 1; torch.optim.Adam",
        counts=True,
        latex=(*_ADAM_LATEX, ("p", "$p - " + _ADAM_STEP_LATEX)),
    ),
    Optimizer(
        "adamw",
        "AdamW",
        ("m", "v"),
        {**_ADAM_SETTINGS, "weight_decay": 0.01},
        (*_ADAM_EQUATIONS, "{p} ← (1 − ηλ) {p} − " + _ADAM_STEP),
        (*_ADAM_NUMPY, ("p", "(1 - learning_rate * weight_decay) * {p} - " + _ADAM_STEP_NUMPY)),
        _adamw,
        QT_TRANSLATE_NOOP(
            "functions", "Loshchilov & Hutter 2019; torch.optim.AdamW, which decays biases too"
        ),
        counts=True,
        latex=(
            *_ADAM_LATEX,
            ("p", r"(1-$learning_rate\,$weight_decay)\,$p - " + _ADAM_STEP_LATEX),
        ),
    ),
)

OPTIMIZERS: Mapping[str, Optimizer] = MappingProxyType({row.name: row for row in _ROWS})
"""Every optimizer by name."""
