"""Features the network is given, such as x₁², and their standardization."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

Table = NDArray[np.float64]

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True, slots=True)
class Feature:
    """A row of the table: ``function`` takes raw inputs ``(examples, 2)`` and gives ``(examples,)``."""

    name: str
    title: str
    function: Callable[[Table], Table]


_ROWS = (
    Feature("x1", "x₁", lambda x: x[:, 0]),
    Feature("x2", "x₂", lambda x: x[:, 1]),
    Feature("x1^2", "x₁²", lambda x: x[:, 0] * x[:, 0]),
    Feature("x2^2", "x₂²", lambda x: x[:, 1] * x[:, 1]),
    Feature("x1*x2", "x₁x₂", lambda x: x[:, 0] * x[:, 1]),
    Feature("sin(x1)", QT_TRANSLATE_NOOP("data", "sin x₁"), lambda x: np.asarray(np.sin(x[:, 0]))),
    Feature("sin(x2)", QT_TRANSLATE_NOOP("data", "sin x₂"), lambda x: np.asarray(np.sin(x[:, 1]))),
)

FEATURES: Mapping[str, Feature] = MappingProxyType({row.name: row for row in _ROWS})
"""Every feature of data with two inputs, by name. Other data has its raw inputs only."""


def available(n_inputs: int) -> tuple[str, ...]:
    """Return the names `expand` takes for data with `n_inputs` raw inputs."""
    return tuple(FEATURES) if n_inputs == 2 else default_features(n_inputs)


def default_features(n_inputs: int) -> tuple[str, ...]:
    """Return the names of the raw inputs, ``x1`` to ``xn``."""
    return tuple(f"x{number}" for number in range(1, n_inputs + 1))


def title(name: str) -> str:
    """Return how a feature is written on screen, such as x₁² for ``x1^2`` and x₁₂ for ``x12``."""
    row = FEATURES.get(name)
    return name.translate(_SUBSCRIPTS) if row is None else row.title


def expand(inputs: ArrayLike, names: Sequence[str]) -> Table:
    """Compute features.

    Parameters
    ----------
    inputs
        Raw inputs ``(examples, inputs)``.
    names
        At least one of the names `available` gives, each once; they order the columns.

    Returns
    -------
    Table
        A new float64 array ``(examples, features)``.

    Raises
    ------
    ValueError
        If the inputs are not a table, or the names not allowed; the message begins with the field.
    """
    raw = _table("inputs", inputs)
    n_inputs = raw.shape[1]
    if isinstance(names, str) or not names:
        raise ValueError(
            "features: "
            + translate("data", "expected a list of at least one name, not {names}").format(
                names=f"{names!r}"
            )
        )
    for number, name in enumerate(names):
        if not _known(name, n_inputs):
            allowed = (
                ", ".join(FEATURES)
                if n_inputs == 2
                else translate("data", "x1 to x{n_inputs}").format(n_inputs=n_inputs)
            )
            raise ValueError(
                "features: "
                + translate("data", "expected names from {allowed}, not {name}").format(
                    allowed=allowed, name=f"{name!r}"
                )
            )
        if name in names[:number]:
            raise ValueError(
                "features: "
                + translate("data", "expected each name once, not {name} twice").format(name=f"{name!r}")
            )
    expanded = np.empty((raw.shape[0], len(names)))
    for number, name in enumerate(names):
        row = FEATURES.get(name) if n_inputs == 2 else None
        expanded[:, number] = raw[:, int(name[1:]) - 1] if row is None else row.function(raw)
    return expanded


@dataclass(frozen=True, eq=False, slots=True)
class Standardizer:
    """Shifts and scales every feature so that the training rows have mean 0 and standard deviation 1.

    Attributes
    ----------
    mean, scale
        One number per feature ``(features,)``, read-only. The scale is the standard deviation, or 1
        where all rows are the same.
    """

    mean: Table
    scale: Table

    @classmethod
    def fit(cls, rows: ArrayLike) -> Standardizer:
        """Measure features ``(examples, features)``: those of the training examples only.

        Raises
        ------
        ValueError
            If there is no row.
        """
        table = _table("rows", rows)
        if not len(table):
            raise ValueError("rows: " + translate("data", "expected at least one training example, not none"))
        mean = table.mean(axis=0)
        spread = table.std(axis=0)
        # Rounding gives a column of equal numbers a tiny spread, and tiny numbers a spread of 0.
        still = (table.min(axis=0) == table.max(axis=0)) | (spread == 0.0)
        mean = np.where(still, table[0], mean)
        mean.flags.writeable = False
        scale = np.where(still, 1.0, spread)
        scale.flags.writeable = False
        return cls(mean, scale)

    def apply(self, rows: ArrayLike) -> Table:
        """Return a new array ``(examples, features)`` of the standardized rows.

        Raises
        ------
        ValueError
            If the rows have another number of features.
        """
        table = _table("rows", rows)
        if table.shape[1] != self.mean.size:
            raise ValueError(
                "rows: "
                + translate("data", "expected {size} features, not {shape}").format(
                    size=self.mean.size, shape=table.shape[1]
                )
            )
        standardized: Table = (table - self.mean) / self.scale
        return standardized


def _known(name: str, n_inputs: int) -> bool:
    if n_inputs == 2:
        return name in FEATURES
    match = re.fullmatch(r"x([1-9][0-9]*)", name)
    return match is not None and int(match[1]) <= n_inputs


def _table(field: str, values: ArrayLike) -> Table:
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2:
        raise ValueError(
            f"{field}: "
            + translate("data", "expected a table of examples by columns, not shape {shape}").format(
                shape=table.shape
            )
        )
    return table
