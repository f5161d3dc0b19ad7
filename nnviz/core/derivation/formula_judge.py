"""Verdicts on one formula: over its layers, its readings, and the steps of its chain."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from nnviz.core.derivation.corrected import Correction
from nnviz.core.derivation.document import FormulaText
from nnviz.core.derivation.inheritance import Mistakes
from nnviz.core.derivation.judged import (
    Judged,
    at_equals_sign,
    for_one_example,
    for_one_hot,
    joined_conditions,
    over_layers,
    rank,
    severity,
    verdict_of,
    without_place,
)
from nnviz.core.derivation.notation.reading import NotationReading, readings, target_of
from nnviz.core.derivation.notation.vocabulary import Vocabulary
from nnviz.core.derivation.notation.written import NotationError, Symbol, WrittenFormula, walk_written
from nnviz.core.derivation.patterns import layer_text
from nnviz.core.derivation.prepared import layers_of, slip_of, summed, with_updates
from nnviz.core.derivation.stated_loss import follows_from_loss
from nnviz.core.derivation.text_network import Network
from nnviz.core.derivation.text_networks import TextNetworks
from nnviz.core.judge.nodes import Canonical, IndexedEntry, Node, Number, text_of, walk
from nnviz.core.judge.target import Where
from nnviz.core.judge.verdict import Verdict
from nnviz.core.text.translate import translate


class FormulaJudge:
    """Judges formulas one after the other, and remembers their mistakes.

    Parameters
    ----------
    networks
        In which they are judged.
    """

    def __init__(self, networks: TextNetworks) -> None:
        self._networks = networks
        self._mistakes = Mistakes()
        self._functions: dict[str, str] = {}
        self._corrections: dict[tuple[int, int | None], Correction] = {}

    def judge(
        self, item: FormulaText, formula: WrittenFormula, vocabulary: Vocabulary, network: Network
    ) -> Judged:
        """Return the verdict on a formula; raises NotationError if it cannot be read for any layer."""
        layers = layers_of(formula, vocabulary)
        found: list[tuple[int | None, Judged]] = []
        trouble: NotationError | None = None
        for layer in layers:
            try:
                found.append(
                    (layer, self._judge_readings(item, formula, replace(vocabulary, layer=layer), network))
                )
            except NotationError as error:
                trouble = trouble or error
                if not error.of_layer and len(layers) > 1:
                    found.append((layer, Judged(item, "unread", str(error))))
        if all(result.verdict == "unread" for _, result in found) and trouble is not None:
            raise trouble
        return over_layers(found, vocabulary.last)

    def _judge_readings(
        self, item: FormulaText, formula: WrittenFormula, vocabulary: Vocabulary, network: Network
    ) -> Judged:
        candidates = self._with_known_functions(readings(formula, vocabulary, item.code))
        judged = [self._judge_chain(item, formula, reading, vocabulary, network) for reading in candidates]
        best = min(range(len(judged)), key=lambda i: rank(judged[i].verdict))
        chosen = judged[best]
        others = tuple(candidates[:best] + candidates[best + 1 :])
        if len({result.verdict for result in judged}) > 1 and candidates[best].answers:
            chosen = self._with_functions(chosen, candidates[best])
            said = ", ".join(
                answer for question, answer in candidates[best].answers if not question.startswith("function")
            )
            chosen = (
                chosen
                if not said
                else replace(
                    chosen,
                    notes=(
                        *chosen.notes,
                        translate("derivation", "Numbers decided between readings: {said}.").format(
                            said=said
                        ),
                    ),
                )
            )
        return replace(chosen, readings=(candidates[best], *others))

    def _with_known_functions(self, candidates: list[NotationReading]) -> list[NotationReading]:
        """Return the readings in which functions that the text does not define are what they were before."""
        kept = [
            reading
            for reading in candidates
            if all(self._functions.get(question, answer) == answer for question, answer in reading.answers)
        ]
        return kept or candidates

    def _with_functions(self, result: Judged, reading: NotationReading) -> Judged:
        """Return a verdict that says what a function must be which the text does not define."""
        found = [(q, answer) for q, answer in reading.answers if q.startswith("function ")]
        self._functions |= dict(found)
        said = [answer for _, answer in found if "(a) = " in answer]
        if not said or result.verdict != "right":
            return result
        condition = " and ".join(said)
        message = translate("derivation", "Right if {condition}; the text does not define it.")
        return replace(
            result, verdict="conditional", condition=condition, message=message.format(condition=condition)
        )

    def _judge_chain(
        self,
        item: FormulaText,
        formula: WrittenFormula,
        reading: NotationReading,
        vocabulary: Vocabulary,
        network: Network,
    ) -> Judged:
        nodes = with_updates(summed(reading, network), formula)
        self._check_loss(item, nodes, network)
        text = " = ".join(text_of(node) for node in nodes)
        steps: list[Verdict] = []
        for left, right in itertools.pairwise(nodes):
            target = target_of(left, text_of(left), reading.where, network.convention)
            steps.append(network.judge_of(formula).judge_nodes(target, right, network.convention))
        worst = min(range(len(steps)), key=lambda i: severity(verdict_of(steps[i])))
        step = steps[worst]
        verdict = verdict_of(step)
        message = without_place(step.message)
        if len(steps) > 1 and verdict in ("wrong", "unread"):
            message = at_equals_sign(worst + 1, message)
        result = Judged(
            item, verdict, message, text,
            joined_conditions(steps) if verdict == "conditional" else step.condition,
            step.diagnosis, step.relative_error, step.correct, tuple(steps),
            (*formula.remarks, *reading.notes),
        )  # fmt: skip
        if network.one_example and verdict == "conditional" and not item.code:
            result = for_one_example(result)
        if self._networks.one_hot:
            result = for_one_hot(result)
        slip = slip_of(formula)
        if slip and verdict in ("right", "unstable"):
            result = replace(
                result,
                verdict="conditional",
                condition=slip,
                message=translate("derivation", "{message} Minor error: {slip}.").format(
                    message=message, slip=slip
                ),
            )
        if verdict == "wrong" and step.ranges_differ and network.inferred:
            unknown = _undefined_weights(formula, vocabulary)
            if unknown:
                raise NotationError(
                    translate(
                        "derivation",
                        "The text does not say how {unknown} lies: which of its indices is the unit.",
                    ).format(unknown=unknown),
                    formula.start,
                    formula.end,
                    lasting=True,
                )
        if verdict == "wrong":
            result = self._explained(result, nodes, worst, reading, vocabulary, network)
        if verdict == "wrong" and network.one_example and step.corrected:
            result = replace(result, correct=step.corrected)
        if result.correct:
            correct = self._correction(network, vocabulary.layer).written(result.correct, item.code)
            result = replace(result, correct=correct)
        return result

    def _correction(self, network: Network, layer: int | None) -> Correction:
        key = (id(network), layer)
        if key not in self._corrections:
            names = {
                part.base
                for item in self._networks.derivation.formulas
                if item.code and item.formula is not None
                for part in walk_written(item.formula)
                if isinstance(part, Symbol)
            }
            self._corrections[key] = Correction(
                network.vocabulary, self._networks.derivation.text, frozenset(names), layer,
                self._unnamed(network),
            )  # fmt: skip
        return self._corrections[key]

    def _unnamed(self, network: Network) -> dict[str, str]:
        """Return how the text writes the layers within its loss that it has no symbols for."""
        derivation = self._networks.derivation
        found = {}
        for formula in derivation.layers:
            symbol, layer = formula.sides
            meaning = network.vocabulary.meanings.get(symbol.base) if isinstance(symbol, Symbol) else None
            if meaning is None or not isinstance(meaning.node, Canonical) or layer is None:
                continue
            sources = (
                item.source
                for item in derivation.formulas
                if item.formula is not None and symbol in list(walk_written(item.formula))
            )
            found[meaning.node.id] = next(sources, "")[layer.start : layer.end]
        return found

    def _check_loss(self, item: FormulaText, nodes: Sequence[Node], network: Network) -> None:
        """Raise NotationError for a gradient of a loss that is known to be another than the network's."""
        line = self._networks.unknown_loss
        if not line or not network.inferred or item.formula is None:
            return
        names = {part.id for node in nodes for part in walk(node) if isinstance(part, Canonical)}
        if any(follows_from_loss(name) for name in names):
            raise NotationError(
                translate(
                    "derivation",
                    "The loss of line {line} is not a known loss, so its gradient is not judged.",
                ).format(line=line),
                item.formula.start,
                item.formula.end,
            )

    def _explained(
        self,
        result: Judged,
        nodes: Sequence[Node],
        place: int,
        reading: NotationReading,
        vocabulary: Vocabulary,
        network: Network,
    ) -> Judged:
        """Find out whether a wrong line only repeats an earlier mistake, or holds for the target's class."""
        left, right = nodes[place], nodes[place + 1]
        target = target_of(left, text_of(left), reading.where, network.convention)

        def holds(other: Node) -> bool:
            verdict = network.judge.judge_nodes(target, other, network.convention)
            return verdict.verdict in ("right", "unstable", "conditional")

        line = self._mistakes.inherited(left, right, holds)
        if line:
            result = replace(
                result,
                inherits=line,
                message=translate("derivation", "{message} It repeats the mistake of line {line}.").format(
                    message=result.message, line=line
                ),
            )
        elif vocabulary.target_letter and len(result.steps) == 1 and reading.where is None:
            class_only = self._for_the_class(result, left, right, vocabulary, network)
            if class_only is not None:
                return class_only
        self._mistakes.remember(result.text.line, left, right)
        return result

    @staticmethod
    def _for_the_class(
        result: Judged, left: Node, right: Node, vocabulary: Vocabulary, network: Network
    ) -> Judged | None:
        """Try whether a line is right for the class of the target alone."""
        letters = sorted(
            {
                k
                for part in walk(left)
                if isinstance(part, IndexedEntry)
                for k in part.letters
                if "#" not in k and k != "n"
            }
        )
        for letter in letters:
            of_target = ("n", letter) if network.convention.turned("Y") else (letter, "n")
            where = Where(IndexedEntry(Canonical("Y"), of_target, "n"), "==", Number(1.0, "1"))
            target = target_of(left, text_of(left), where, network.convention)
            verdict = network.judge.judge_nodes(target, right, network.convention)
            if verdict.verdict in ("right", "conditional", "unstable"):
                condition = f"{letter} = {vocabulary.target_letter}"
                return replace(
                    result,
                    verdict="conditional",
                    condition=condition,
                    diagnosis=None,
                    message=translate(
                        "derivation", "Right for {condition} alone, the class of the target."
                    ).format(condition=condition),
                )
        return None


def _undefined_weights(formula: WrittenFormula, vocabulary: Vocabulary) -> str:
    """Return the weights of a formula that the text itself does not define, empty if there are none."""
    for part in walk_written(formula):
        if isinstance(part, Symbol) and part.sub is not None:
            meaning = vocabulary.meaning(part.base, layer_text(part, vocabulary.example_letters))
            if meaning is not None and meaning.family == "W" and meaning.origin == "usual name":
                return part.base
    return ""
