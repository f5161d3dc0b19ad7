"""Typesetting: LaTeX becomes glyphs that are painted, pointed at and copied.

`nnviz.typeset.engine` is the only place that knows the library that does it.
"""

from nnviz import guard  # noqa: F401  (guards every class defined from here on)
from nnviz.typeset.equation import EquationWidget
from nnviz.typeset.formula_layout import FormulaLayout
from nnviz.typeset.layout import layout
from nnviz.typeset.setting import Typesettable

__all__ = ["EquationWidget", "FormulaLayout", "Typesettable", "layout"]
