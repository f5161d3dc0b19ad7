"""One network in which formulas of a text are judged, with what its symbols mean there."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.core.derivation.notation.vocabulary import Vocabulary
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.judge.convention import Convention
from nnviz.core.judge.judging import Judge


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
    """

    experiment: Experiment
    inferred: bool
    convention: Convention
    vocabulary: Vocabulary
    judge: Judge
    one_example: bool = False
