"""Forms of a formula: text for a line, LaTeX, and expressions for NumPy."""

from __future__ import annotations

from nnviz.core.functions.expression import (
    ATOM,
    NEGATIVE,
    FormulaBinary,
    FormulaCall,
    FormulaCases,
    FormulaNegative,
    FormulaNode,
    FormulaNumber,
    FormulaSymbol,
    matched,
    parse_formula,
    rank,
    replaced,
)
from nnviz.core.text.translate import translate

_RAISED = str.maketrans("0123456789-−z", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻ᶻ")
_TEXT = {"sigma": "σ", "pi": "π", "sqrt": "√"}
_LATEX = {"sigma": r"\sigma", "pi": r"\pi", "tanh": r"\tanh", "ln": r"\ln", "max": r"\max", "min": r"\min"}
_NUMPY = {"max": "maximum", "min": "minimum", "ln": "log", "abs": "abs"}
_STABLE = tuple(
    (parse_formula(pattern), parse_formula(formula))
    for pattern, formula in (
        ("sigma(x)", "1 / (1 + exp(-x))"),
        ("ln(1 + exp(x))", "logaddexp(0, x)"),
        ("(exp(x) - exp(-x)) / (exp(x) + exp(-x))", "tanh(x)"),
        ("exp(x) - 1", "expm1(x)"),
        ("x * (1 / y)", "x / y"),
        ("1 / y * x", "x / y"),
    )
)
"""Formulas as they are computed: without overflow, and without digits lost to a difference."""


# -- text -------------------------------------------------------------------------------------------


def to_text(formula: str) -> str:
    """Return a formula, or an equation ``t = …``, as a line of text: ``1 / (1 + e⁻ᶻ)``."""
    name, equals, value = formula.rpartition("=")
    return f"{name}{equals} {_text(parse_formula(value))}" if equals else _text(parse_formula(formula))


def _text(node: FormulaNode, least: int = 0) -> str:
    words = _bare_text(node)
    return f"({words})" if rank(node) < least else words


def _bare_text(node: FormulaNode) -> str:
    match node:
        case FormulaNumber("0.5"):
            return "½"
        case FormulaNumber(text):
            return text
        case FormulaSymbol(name):
            return _TEXT.get(name, name)
        case FormulaNegative(of):
            return "−" + _text(of, NEGATIVE)
        case FormulaCall("exp", (of,)):
            inner = _text(of)
            return f"e{inner.translate(_RAISED)}" if set(inner) <= set("0123456789−z") else f"exp({inner})"
        case FormulaCall("sqrt", (of,)) if rank(of) == ATOM:
            return f"√{_text(of)}"
        case FormulaCall(function, arguments):
            return f"{_TEXT.get(function, function)}({', '.join(map(_text, arguments))})"
        case FormulaCases(of, bound, value, otherwise):
            return translate("functions", "{value} where {condition}, else {otherwise}").format(
                value=_text(value), condition=f"{_text(of)} > {_text(bound)}", otherwise=_text(otherwise)
            )
        case FormulaBinary("^", left, FormulaNumber(power)):
            return _text(left, ATOM) + power.translate(_RAISED)
        case FormulaBinary("*", left, right):
            return f"{_text(left, 2)} {_text(right, 3)}"
        case FormulaBinary("/", left, right):
            words = _text(left, 2), _text(right, 3)
            return ("/" if _constant(node) else " / ").join(words)
        case FormulaBinary(operator, left, right):
            sign, least = ("−", 2) if operator == "-" else ("+", 1)
            return f"{_text(left, 1)} {sign} {_text(right, least)}"
    raise ValueError(f"formula: {node} has no text")


def _constant(node: FormulaNode) -> bool:
    """Return whether a quotient is small: of numbers and constants."""
    match node:
        case FormulaBinary(_, left, right):
            parts = (left, right)
            return all(isinstance(part, FormulaNumber) or part == FormulaSymbol("pi") for part in parts)
    return False


# -- LaTeX ------------------------------------------------------------------------------------------


def to_latex(formula: str) -> str:
    """Return a formula, or an equation ``t = …``, in LaTeX, a template with places ``$z``, ``$a``, ``$y``."""
    name, equals, value = formula.rpartition("=")
    return name.strip() + equals + _latex(parse_formula(value))


def _latex(node: FormulaNode, least: int = 0) -> str:
    words = _bare_latex(node)
    return _bracketed(words) if rank(node) < least else words


def _bracketed(words: str) -> str:
    """Return a term in parentheses, tall ones around what is tall or has parentheses in parentheses."""
    depth = deepest = 0
    for sign in words:
        depth += (sign == "(") - (sign == ")")
        deepest = max(deepest, depth)
    tall = deepest > 1 or "frac" in words or r"\sqrt" in words
    return rf"\left({words}\right)" if tall else f"({words})"


def _bare_latex(node: FormulaNode) -> str:
    match node:
        case FormulaNumber("0.5"):
            return r"\tfrac{1}{2}"
        case FormulaNumber(text):
            return text
        case FormulaSymbol(name):
            return f"${name}" if name in ("z", "a", "y") else _LATEX.get(name, name)
        case FormulaNegative(of):
            return "-" + _latex(of, NEGATIVE)
        case FormulaCall("exp", (of,)):
            return f"e^{{{_latex(of)}}}"
        case FormulaCall("sqrt", (of,)):
            return rf"\sqrt{{{_latex(of)}}}"
        case FormulaCall("max" | "min" as function, arguments):
            return rf"\{function}({', '.join(map(_latex, arguments))})"
        case FormulaCall(function, (of,)):
            return _LATEX.get(function, rf"\operatorname{{{function}}}") + _bracketed(_latex(of))
        case FormulaCases(of, bound, value, otherwise):
            first = rf"{_latex(value)} & \text{{if }}{_latex(of)}>{_latex(bound)}"
            return rf"\begin{{cases}}{first} \\ {_latex(otherwise)} & \text{{otherwise}}\end{{cases}}"
        case FormulaBinary("^", left, FormulaNumber(power)):
            return f"{_latex(left, ATOM)}^{{{power}}}"
        case FormulaBinary("*", left, right):
            return rf"{_latex(left, 2)}\,{_latex(right, 3)}"
        case FormulaBinary("/", left, right):
            return rf"\{'tfrac' if _constant(node) else 'frac'}{{{_latex(left)}}}{{{_latex(right)}}}"
        case FormulaBinary(operator, left, right):
            return f"{_latex(left, 1)}{operator}{_latex(right, 2 if operator == '-' else 1)}"
    raise ValueError(f"formula: {node} has no LaTeX")


# -- programs ---------------------------------------------------------------------------------------


def to_numpy(formula: str, where: str = "") -> str:
    """Return a formula as a NumPy expression, its variables as places ``{z}`` of a template.

    Parameters
    ----------
    where
        An equation ``t = …`` whose right side stands for ``t``.
    """
    return _program(_whole(formula, where))


def _whole(formula: str, where: str) -> FormulaNode:
    node = parse_formula(formula)
    if where:
        letter, _, value = where.partition("=")
        node = replaced(node, {letter.strip(): parse_formula(value)})
    return _stable(node)


def _stable(node: FormulaNode) -> FormulaNode:
    """Return a formula as it is computed, see `_STABLE`; exponentials of a branch stop at its bound."""
    match node:
        case FormulaNegative(of):
            node = FormulaNegative(_stable(of))
        case FormulaBinary(operator, left, right):
            for pattern, formula in _STABLE:
                found: dict[str, FormulaNode] = {}
                if matched(pattern, node, found):
                    return _stable(replaced(formula, found))
            whole = FormulaBinary(operator, _stable(left), _stable(right))
            return whole if whole == node else _stable(whole)
        case FormulaCall(function, arguments):
            for pattern, formula in _STABLE:
                found = {}
                if matched(pattern, node, found):
                    return _stable(replaced(formula, found))
            return FormulaCall(function, tuple(map(_stable, arguments)))
        case FormulaCases(of, bound, value, otherwise):
            otherwise = _stable(otherwise)
            if isinstance(of, FormulaSymbol) and _has_exponential(otherwise):
                otherwise = replaced(otherwise, {of.name: FormulaCall("min", (of, bound))})
            return FormulaCases(of, bound, _stable(value), otherwise)
    return node


def _has_exponential(node: FormulaNode) -> bool:
    match node:
        case FormulaNegative(of):
            return _has_exponential(of)
        case FormulaBinary(_, left, right):
            return _has_exponential(left) or _has_exponential(right)
        case FormulaCall(function, arguments):
            return function.startswith("exp") or any(map(_has_exponential, arguments))
    return False


def _program(node: FormulaNode, least: int = 0) -> str:
    words = _bare_program(node)
    return f"({words})" if rank(node) < least else words


def _bare_program(node: FormulaNode) -> str:
    match node:
        case FormulaNumber(text):
            return text
        case FormulaSymbol("pi"):
            return "np.pi"
        case FormulaSymbol(name):
            return f"{{{name}}}"
        case FormulaNegative(inner):
            return "-" + _program(inner, NEGATIVE)
        case FormulaCall(function, arguments):
            return f"np.{_NUMPY.get(function, function)}({', '.join(map(_program, arguments))})"
        case FormulaCases(inner, bound, value, otherwise):
            condition = f"{_program(inner)} > {_program(bound)}"
            return f"np.where({condition}, {_program(value)}, {_program(otherwise)})"
        case FormulaBinary("^", left, right):
            return f"{_program(left, ATOM)}**{_program(right, ATOM)}"
        case FormulaBinary(operator, left, right):
            tighter = operator in ("-", "/")
            return f"{_program(left, node.rank)} {operator} {_program(right, node.rank + tighter)}"
    raise ValueError(f"formula: {node} has no program")
