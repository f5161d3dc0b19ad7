"""Initial weights: one row each. Biases start at 0.

`fan_in` is the number of inputs of a unit, `fan_out` the number of units of the layer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from nnviz.core.functions.buffers import Array
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translated_fields

Draw = Callable[[np.random.Generator, int, int], Array]


@translated_fields("functions", "title")
@dataclass(frozen=True)
class Initializer:
    """A row of the table: ``draw(generator, fan_out, fan_in)`` gives weights of shape (fan_out, fan_in)."""

    name: str
    title: str
    equation: str
    draw: Draw
    source: str


def _normal(spread: Callable[[int, int], float]) -> Draw:
    def draw(generator: np.random.Generator, fan_out: int, fan_in: int) -> Array:
        return generator.normal(0.0, spread(fan_in, fan_out), (fan_out, fan_in))

    return draw


def _uniform(bound: Callable[[int, int], float]) -> Draw:
    def draw(generator: np.random.Generator, fan_out: int, fan_in: int) -> Array:
        limit = bound(fan_in, fan_out)
        return generator.uniform(-limit, limit, (fan_out, fan_in))

    return draw


def _constant(value: float) -> Draw:
    def draw(generator: np.random.Generator, fan_out: int, fan_in: int) -> Array:
        return np.full((fan_out, fan_in), value)

    return draw


_ROWS = (
    Initializer(
        "zeros",
        QT_TRANSLATE_NOOP("functions", "zeros"),
        "w = 0",
        _constant(0.0),
        QT_TRANSLATE_NOOP("functions", "all units of a layer stay equal"),
    ),
    Initializer(
        "constant",
        QT_TRANSLATE_NOOP("functions", "constant 0.5"),
        "w = 0.5",
        _constant(0.5),
        QT_TRANSLATE_NOOP("functions", "for hand calculation"),
    ),
    Initializer(
        "normal",
        QT_TRANSLATE_NOOP("functions", "normal"),
        "w ~ N(0, 1)",
        _normal(lambda i, o: 1.0),
        "definition",
    ),
    Initializer(
        "uniform",
        QT_TRANSLATE_NOOP("functions", "uniform"),
        "w ~ U(−1, 1)",
        _uniform(lambda i, o: 1.0),
        "definition",
    ),
    Initializer(
        "xavier_uniform",
        QT_TRANSLATE_NOOP("functions", "Xavier uniform"),
        "w ~ U(−l, l), l = √(6 / (n_in + n_out))",
        _uniform(lambda i, o: float(np.sqrt(6.0 / (i + o)))),
        "Glorot & Bengio 2010, eq. 16",
    ),
    Initializer(
        "xavier_normal",
        QT_TRANSLATE_NOOP("functions", "Xavier normal"),
        "w ~ N(0, 2 / (n_in + n_out))",
        _normal(lambda i, o: float(np.sqrt(2.0 / (i + o)))),
        "Glorot & Bengio 2010, eq. 12",
    ),
    Initializer(
        "he_uniform",
        QT_TRANSLATE_NOOP("functions", "He uniform"),
        "w ~ U(−l, l), l = √(6 / n_in)",
        _uniform(lambda i, o: float(np.sqrt(6.0 / i))),
        QT_TRANSLATE_NOOP("functions", "He et al. 2015, eq. 10"),
    ),
    Initializer(
        "he_normal",
        QT_TRANSLATE_NOOP("functions", "He normal"),
        "w ~ N(0, 2 / n_in)",
        _normal(lambda i, o: float(np.sqrt(2.0 / i))),
        QT_TRANSLATE_NOOP("functions", "He et al. 2015, eq. 10"),
    ),
    Initializer(
        "lecun_uniform",
        QT_TRANSLATE_NOOP("functions", "LeCun uniform"),
        "w ~ U(−l, l), l = √(3 / n_in)",
        _uniform(lambda i, o: float(np.sqrt(3.0 / i))),
        QT_TRANSLATE_NOOP("functions", "LeCun et al. 1998, eq. 16"),
    ),
    Initializer(
        "lecun_normal",
        QT_TRANSLATE_NOOP("functions", "LeCun normal"),
        "w ~ N(0, 1 / n_in)",
        _normal(lambda i, o: float(np.sqrt(1.0 / i))),
        QT_TRANSLATE_NOOP("functions", "LeCun et al. 1998, eq. 16"),
    ),
)

INITIALIZERS: Mapping[str, Initializer] = MappingProxyType({row.name: row for row in _ROWS})
"""Every initializer by name."""
