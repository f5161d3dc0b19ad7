"""Single claims in the notation people use: a judge that also reads LaTeX, lines of NumPy and Unicode."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import replace

from nnviz.core.arrays.frame import Frame
from nnviz.core.derivation.judged import at_equals_sign
from nnviz.core.derivation.notation.claim_sides import claim_sides
from nnviz.core.derivation.notation.reading import NotationReading, readings, target_of
from nnviz.core.derivation.notation.recognition import notation_of, read
from nnviz.core.derivation.notation.vocabulary import Meaning, Vocabulary, value_meaning
from nnviz.core.derivation.notation.written import NotationError, NotationPart, WrittenFormula
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.judge.convention import PROGRAM, Convention
from nnviz.core.judge.judging import Judge
from nnviz.core.judge.nodes import Canonical, ClaimError, NameNode, Transpose
from nnviz.core.judge.parser import parse
from nnviz.core.judge.target import Target
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
        """Judge one claim; raises nothing for a bad one.

        A claim may be an equation, ``dW2 = dz2 @ a1.T``: its left side must be the target, which may be
        empty then. Of several equals signs each must hold.
        """
        left, *rest = claim_sides(text)
        if not rest:
            return self._judge_side(target, text, names, convention)
        if not left or not all(rest):
            return Verdict("invalid", translate("derivation", "A side of the equation is empty."))
        if target and not self._same_target(target, left, names, convention):
            message = translate(
                "derivation", "The claim is about {left}, and the target is {target}."
            ).format(left=left, target=target)
            return Verdict("invalid", message)
        verdicts = [self._judge_side(target or left, side, names, convention) for side in rest]
        worst = max(range(len(rest)), key=lambda place: _RANK.index(verdicts[place].verdict))
        verdict = verdicts[worst]
        if len(rest) > 1 and verdict.verdict in ("wrong", "invalid"):
            return replace(verdict, message=at_equals_sign(worst + 1, verdict.message))
        return verdict

    def _same_target(
        self, target: str, left: str, names: Mapping[str, str] | None, convention: Convention
    ) -> bool:
        """Whether the left side of a claim is its target, in whichever notation both are."""
        if "".join(target.split()) == "".join(left.split()):
            return True
        given = {**self._names, **(names or {})}
        vocabulary = vocabulary_with(given, self._experiment, convention)
        found = [self._targets(text, given, vocabulary, convention) for text in (target, left)]
        return any(one == other for one in found[0] for other in found[1])

    def _targets(
        self, text: str, names: Mapping[str, str], vocabulary: Vocabulary, convention: Convention
    ) -> list[Target]:
        """Return what a target can mean, without the words it is written in."""
        found = []
        with contextlib.suppress(ClaimError):
            found.append(self.target(text, names))
        with contextlib.suppress(NotationError, RecursionError):
            for reading in readings(WrittenFormula((side_of(text),), ()), vocabulary):
                found.append(target_of(reading.sides[0].node, text, reading.where, convention))
        return [replace(one, text="") for one in found]

    def _judge_side(
        self, target: str, text: str, names: Mapping[str, str] | None, convention: Convention
    ) -> Verdict:
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
    whole = WrittenFormula((side_of(target), side_of(text)), ("=",))
    return readings(whole, vocabulary, stars=notation_of(text) != "latex")


def side_of(text: str) -> NotationPart:
    """Return one side of an equation as it is written.

    Raises
    ------
    NotationError
        If it cannot be read, or is a whole equation.
    """
    formula = read(text)
    side = formula.sides[0]
    if len(formula.sides) != 1 or side is None or formula.relations:
        raise NotationError(
            translate("derivation", "Only one side of an equation was expected."), formula.start, formula.end
        )
    return side


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
