"""Formulas from one spelling: text, LaTeX and NumPy say the same."""

import ast
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.functions.activations import ACTIVATIONS, activate, slope
from nnviz.core.functions.expression import parse_formula
from nnviz.core.functions.rendering import to_latex, to_numpy, to_text


@pytest.mark.parametrize(
    ("formula", "text", "latex", "numpy"),
    [
        ("1 / (1 + exp(-z))", "1 / (1 + e⁻ᶻ)", r"\frac{1}{1+e^{-$z}}", "1 / (1 + np.exp(-{z}))"),
        ("ln(1 + exp(z))", "ln(1 + eᶻ)", r"\ln(1+e^{$z})", "np.logaddexp(0, {z})"),
        ("0.5 * z^2", "½ z²", r"\tfrac{1}{2}\,$z^{2}", "0.5 * {z}**2"),
        ("z - (1 - z)", "z − (1 − z)", "$z-(1-$z)", "{z} - (1 - {z})"),
        ("(z + 1) * sigma(z)", "(z + 1) σ(z)", r"($z+1)\,\sigma($z)", "({z} + 1) / (1 + np.exp(-{z}))"),
        ("sqrt(2 / pi)", "√(2/π)", r"\sqrt{\tfrac{2}{\pi}}", "np.sqrt(2 / np.pi)"),
        (
            "where(z > 0, z, exp(z) - 1)",
            "z where z > 0, else eᶻ − 1",
            r"\begin{cases}$z & \text{if }$z>0 \\ e^{$z}-1 & \text{otherwise}\end{cases}",
            "np.where({z} > 0, {z}, np.expm1(np.minimum({z}, 0)))",
        ),
        ("t = tanh(z)", "t = tanh(z)", r"t=\tanh($z)", None),
    ],
)
def test_a_formula_has_three_forms(formula, text, latex, numpy):
    assert to_text(formula) == text
    assert to_latex(formula) == latex
    assert numpy is None or to_numpy(formula) == numpy


def test_a_term_is_put_in_where_code_is_written():
    assert to_numpy("1 - t^2", "t = tanh(z)") == "1 - np.tanh({z})**2"


@pytest.mark.parametrize("wrong", ["", "z +", "(z", "z )", "z $ 1", "where(z, 1, 2)", "2 z", "tanh(z"])
def test_what_is_no_formula_is_refused(wrong):
    with pytest.raises(ValueError, match="formula"):
        parse_formula(wrong)


def value_of(code, z, a):
    """Return the value of a line of NumPy made here."""
    functions = {name: getattr(np, name) for name in ("exp", "tanh", "sqrt", "expm1", "logaddexp")}
    functions |= {name: getattr(np, name) for name in ("maximum", "minimum", "where")} | {"pi": math.pi}

    def of(node):
        match node:
            case ast.BinOp(left, operator, right):
                left, right = of(left), of(right)
                name = type(operator).__name__
                return {"Add": np.add, "Sub": np.subtract, "Mult": np.multiply, "Div": np.divide,
                        "Pow": np.power}[name](left, right)  # fmt: skip
            case ast.UnaryOp(_, operand):
                return -of(operand)
            case ast.Compare(left, _, [right]):
                return of(left) > of(right)
            case ast.Call(function, arguments):
                return of(function)(*map(of, arguments))
            case ast.Attribute(_, name):
                return functions[name]
            case ast.Name(name):
                return {"z": z, "a": a}[name]
            case ast.Constant(value):
                return float(value)
        raise AssertionError(ast.dump(node))

    return of(ast.parse(code.format(z="z", a="a"), mode="eval").body)


@pytest.mark.parametrize("name", [name for name, row in ACTIVATIONS.items() if row.elementwise])
@given(z=st.lists(st.floats(-30, 30), min_size=1, max_size=6).map(np.array))
def test_the_formula_computes_what_the_calls_compute(name, z):
    row = ACTIVATIONS[name]
    a = activate(row, z[None])[0]
    assert value_of(row.numpy, z, a) == pytest.approx(a, rel=1e-12, abs=1e-13)
    assert np.broadcast_to(value_of(row.slope_numpy, z, a), z.shape) == pytest.approx(
        slope(row, z[None])[0], rel=1e-11, abs=1e-12
    )
