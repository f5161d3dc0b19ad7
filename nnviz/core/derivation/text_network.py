"""One network in which formulas of a text are judged, with what its symbols mean there."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.core.derivation.notation.vocabulary import Vocabulary
from nnviz.core.derivation.notation.written import Symbol, WrittenFormula, walk_written
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.judge.convention import Convention
from nnviz.core.judge.judging import Judge

_BATCHES = frozenset("XYAZHPT") | {"Y_hat"}
"""Symbols of matrices with all examples."""


@dataclass
class Network:
    """A network in which formulas are judged.

    Attributes
    ----------
    experiment
        The network.
    inferred
        Whether it was made from the text.
    convention
        How its formulas are read.
    vocabulary
        What the symbols mean.
    judge
        Of its first moment.
    one_example
        Whether the text's loss is that of one example, so its lines are about one.
    batch_judge
        For lines about a batch, whose layout a text does not state that defines its network for one example;
        None where it is stated or nothing is.
    """

    experiment: Experiment
    inferred: bool
    convention: Convention
    vocabulary: Vocabulary
    judge: Judge
    one_example: bool = False
    batch_judge: Judge | None = None

    def judge_of(self, formula: WrittenFormula) -> Judge:
        """Return the judge of a formula: of a matrix X where the text defines its network for a vector x."""
        if self.batch_judge is None:
            return self.judge
        bases = {part.base for part in walk_written(formula) if isinstance(part, Symbol)}
        return self.batch_judge if bases & _BATCHES else self.judge
