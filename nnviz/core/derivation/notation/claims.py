"""Single claims in the notation people use: a judge that also reads LaTeX, lines of NumPy and Unicode."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from nnviz.core.arrays.frame import Frame
from nnviz.core.derivation.notation.reading import NotationReading, readings, target_of
from nnviz.core.derivation.notation.recognition import notation_of, read
from nnviz.core.derivation.notation.vocabulary import Meaning, Vocabulary, value_meaning
from nnviz.core.derivation.notation.written import NotationError, WrittenFormula
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.judge.convention import PROGRAM, Convention
from nnviz.core.judge.judging import Judge
from nnviz.core.judge.nodes import Canonical, ClaimError, NameNode, Transpose
from nnviz.core.judge.parser import parse
from nnviz.core.judge.verdict import Verdict
from nnviz.core.network.value import named
from nnviz.core.text.translate import translate

_RANK = ("right", "unstable", "conditional", "wrong", "invalid")


class NotationJudge(Judge):
    """Judges claims in its own grammar, and what it cannot read there in the notation people use.

    Parameters
    ----------
    frame
        Any position of the run.
    names
        The lab's own names, each with an expression in names of values.
    """

    def __init__(self, frame: Frame, names: Mapping[str, str] | None = None) -> None:
        super().__init__(frame, names)
        self._experiment, self._names = frame.experiment, dict(names or {})

    def judge(
        self,
        target: str,
        text: str,
        names: Mapping[str, str] | None = None,
        convention: Convention = PROGRAM,
    ) -> Verdict:
        """Judge one claim; raises nothing for a bad one."""
        verdict = super().judge(target, text, names, convention)
        if verdict.verdict != "invalid":
            return verdict
        vocabulary = vocabulary_with({**self._names, **(names or {})}, self._experiment, convention)
        try:
            found = read_claim(target, text, vocabulary)
        except NotationError as error:
            written = notation_of(text) != "unicode" or notation_of(target) == "latex"
            return Verdict("invalid", _with_piece(error, text)) if written else verdict
        except RecursionError:
            return verdict
        return self._best(found, target, convention) or verdict

    def _best(self, found: list[NotationReading], target: str, convention: Convention) -> Verdict | None:
        """Return the verdict on the reading that holds best; what was read is said behind it."""
        verdicts = []
        for reading in found:
            left, right = reading.sides[0].node, reading.sides[1].node
            verdict = self.judge_nodes(target_of(left, target, reading.where, convention), right, convention)
            verdicts.append(replace(verdict, message=" ".join([verdict.message, *reading.notes])))
        return min(verdicts, key=lambda v: _RANK.index(v.verdict), default=None)


def read_claim(target: str, text: str, vocabulary: Vocabulary) -> list[NotationReading]:
    """Return the readings of a claim whose sides may be in different notations.

    Raises
    ------
    NotationError
        With the place of the piece that cannot be read.
    """
    sides = []
    for side in (target, text):
        formula = read(side)
        if len(formula.sides) != 1 or formula.sides[0] is None or formula.relations:
            raise NotationError(
                translate("derivation", "Only one side of an equation was expected."),
                formula.start,
                formula.end,
            )
        sides.append(formula.sides[0])
    whole = WrittenFormula(tuple(sides), ("=",))
    return readings(whole, vocabulary, stars=notation_of(text) != "latex")


def vocabulary_with(names: Mapping[str, str], e: Experiment, convention: Convention) -> Vocabulary:
    """Return the usual vocabulary of a network with a lab's own names for its values."""
    vocabulary = Vocabulary(e, convention=convention)
    meanings: dict[str, Meaning] = {}
    for name, text in names.items():
        try:
            node = parse(text)
        except ClaimError:
            continue
        turned = isinstance(node, Transpose)
        inner = node.of if isinstance(node, Transpose) else node
        if not isinstance(inner, NameNode):
            continue
        known = vocabulary.meaning(inner.id)
        own = known.node if known is not None else None
        value = own.id if isinstance(own, Canonical) else inner.id
        found = named(value)
        if found is None or found.is_state or found.next or found.base.kind in ("C", "t"):
            continue
        # A lesson may be open beside a network that has fewer layers than its own.
        if found.layer <= vocabulary.last:
            meanings[name] = value_meaning(vocabulary, value, "given", turned)
    return replace(vocabulary, meanings=meanings)


def _with_piece(error: NotationError, text: str) -> str:
    piece = text[error.start : error.end].strip()
    message = str(error)
    return message if not piece or piece in message or len(piece) > 40 else f"{message} ({piece})"
