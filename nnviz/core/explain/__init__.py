"""The equation of every operation: in symbols, with its numbers, and which value each piece stands for."""

from nnviz.core.equations.formula import Explanation, Formula, Link
from nnviz.core.explain.chains import chain
from nnviz.core.explain.jacobians import jacobian
from nnviz.core.explain.operations import explain
from nnviz.core.explain.paths import paths
from nnviz.core.explain.scalars import scalar

__all__ = ["Explanation", "Formula", "Link", "chain", "explain", "jacobian", "paths", "scalar"]
