"""Verdicts on a derivation, one formula after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from nnviz.core.derivation.chosen import Chosen
from nnviz.core.derivation.definitions import Definitions, with_reading
from nnviz.core.derivation.document import Derivation, FormulaText, read_derivation
from nnviz.core.derivation.formula_judge import FormulaJudge
from nnviz.core.derivation.judged import Judged, with_piece
from nnviz.core.derivation.notation.vocabulary import Meaning, Vocabulary, value_meaning
from nnviz.core.derivation.notation.written import NotationError, Symbol, WrittenFormula, walk_written
from nnviz.core.derivation.prepared import continued, gradient_by_the_sum, has_letters, prepared
from nnviz.core.derivation.text_network import Network
from nnviz.core.derivation.text_networks import TextNetworks
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.text.translate import translate

_OF_ONE_OUTPUT = ("wrong_axis", "shape")
"""Mistakes that are none where the network has one output: a sum over all, a product with its weights."""


class DerivationJudge:
    """Judges the formulas of a derivation.

    Parameters
    ----------
    derivation
        The text.
    experiment
        The network it is judged in; None to make the one that the text defines.
    chosen
        Bindings and a convention that go before those of the text.

    Raises
    ------
    DerivationError
        If the text defines no network and none is given.

    Attributes
    ----------
    networks
        In which the formulas are judged.
    results
        The verdicts so far.
    """

    def __init__(
        self, derivation: Derivation, experiment: Experiment | None = None, chosen: Chosen | None = None
    ) -> None:
        self.derivation = derivation
        self._definitions = Definitions(derivation)
        self.networks = TextNetworks(derivation, experiment, chosen or Chosen(), self._definitions)
        self._formulas = FormulaJudge(self.networks)
        self._macros: dict[int, dict[str, Meaning]] = {}
        self._wrong = False
        self._unread: dict[str, int] = {}
        self.results: list[Judged] = []

    def run(self) -> Iterator[Judged]:
        """Judge every formula in order; raises nothing for a bad one."""
        for number, item in enumerate(self.derivation.formulas):
            try:
                result = self._judged(number, item)
            except NotationError as error:
                result = Judged(item, "unread", str(error))
            except RecursionError:
                result = Judged(item, "unread", translate("derivation", "The formula is nested too deeply."))
            if result.verdict == "wrong" and not self._wrong:
                self._wrong = True
                result = replace(result, first_wrong=True)
            result = self._with_unread(result)
            self.results.append(result)
            yield result

    def _with_unread(self, result: Judged) -> Judged:
        """Return the verdict on a line that may use what a line before says, which could not be read."""
        item = result.text
        formula = item.called or item.formula
        if formula is None:
            source = item.source.partition("=")[0].strip()
            if item.code and source.isidentifier():
                self._unread[source] = item.line
            return result
        left, sides = formula.sides[0], formula.sides[1:]
        used = {p.base for side in sides if side is not None for p in walk_written(side)
                if isinstance(p, Symbol)} if item.code else set()  # fmt: skip
        open_names = sorted(used & set(self._unread))
        if item.code and isinstance(left, Symbol) and formula.relations[:1] == ("=",):
            self._unread.pop(left.base, None)
            if result.verdict == "unread":
                self._unread[left.base] = item.line
        if not open_names or result.verdict not in ("right", "unstable"):
            return result
        name = open_names[0]
        condition = translate("derivation", "{name} of line {line} is right").format(
            name=name, line=self._unread.get(name, item.line)
        )
        message = translate("derivation", "Right if {condition}, which could not be read.")
        return replace(
            result, verdict="conditional", condition=condition, message=message.format(condition=condition),
            correct="",
        )  # fmt: skip

    def _judged(self, number: int, item: FormulaText) -> Judged:
        if item.formula is None:
            assert item.trouble is not None
            return Judged(item, "unread", with_piece(item, item.trouble))
        segment = self.networks.segment_of(number)
        network = self.networks.network(segment, item.cue, item.code)
        if item.part_of:
            return Judged(
                item,
                "definition",
                translate("derivation", "Part of the formula that line {part_of} finishes.").format(
                    part_of=item.part_of
                ),
                network=segment,
            )
        sketch = self.derivation.sketches[segment][1]
        macros = self._macros.setdefault(segment, {})
        later = self._definitions.later(segment, number, network.vocabulary)
        meanings = {**later, **network.vocabulary.meanings, **macros}
        vocabulary = replace(network.vocabulary, meanings=meanings)
        formula = continued(self.derivation.formulas, number, item.formula)
        if item.condition is not None and formula.condition is None and has_letters(formula, item.condition):
            formula = replace(formula, condition=item.condition)
        defined = self._definitions.definition(item, formula, sketch, vocabulary, macros)
        if defined is not None and len([s for s in formula.sides if s is not None]) == 2:
            return replace(with_reading(defined, formula, vocabulary), network=segment)
        formula = prepared(formula, vocabulary)
        try:
            result = self._formulas.judge(item, formula, vocabulary, network)
        except NotationError as error:
            if defined is not None:
                return replace(defined, network=segment)
            other = self._of_other_unit(item, formula)
            return other or Judged(item, "unread", with_piece(item, error), network=segment)
        if result.verdict == "unread":
            result = self._of_other_unit(item, formula) or result
        if self.networks.assumed and result.verdict == "wrong":
            result = self._elsewhere(segment, item, formula, network, macros) or result
        if result.diagnosis in _OF_ONE_OUTPUT and result.verdict == "wrong" and not self.networks.assumed:
            result = self._for_one_output(segment, item, formula, network, macros, result)
        if item.code and result.verdict == "wrong":
            result = self._by_the_sum(item, formula, vocabulary, network, macros) or result
        if item.code and result.verdict == "wrong":
            result = self._of_another_layer(item, formula, vocabulary, network, macros) or result
        if defined is not None and result.verdict in ("right", "unstable", "unread"):
            result = replace(result, verdict="definition", message=defined.message)
        return replace(result, network=segment)

    def _elsewhere(
        self, segment: int, item: FormulaText, formula: WrittenFormula, network: Network,
        macros: Mapping[str, Meaning],
    ) -> Judged | None:  # fmt: skip
        """Judge a line in other networks that could have been assumed; None if it is wrong in all."""
        for name, other in self.networks.alternatives(segment, network.convention):
            vocabulary = replace(other.vocabulary, meanings={**other.vocabulary.meanings, **macros})
            try:
                result = self._formulas.judge(item, formula, vocabulary, other)
            except NotationError:
                continue
            if result.verdict in ("right", "conditional", "unstable"):
                condition = translate("derivation", "the network is {network}").format(network=name)
                if result.condition:
                    condition = f"{condition} and {result.condition}"
                message = translate(
                    "derivation", "Right if {condition}; the text does not say which it is."
                ).format(condition=condition)
                return replace(result, verdict="conditional", condition=condition, message=message)
        return None

    def _of_another_layer(
        self, item: FormulaText, formula: WrittenFormula, vocabulary: Vocabulary, network: Network,
        macros: dict[str, Meaning],
    ) -> Judged | None:  # fmt: skip
        """Judge ``dz`` in a program that names no z as the gradient of another layer than the last."""
        left = formula.sides[0]
        if not isinstance(left, Symbol) or left.base not in ("dz", "dZ", "delta") or left.sub or left.sup:
            return None
        if left.base in macros or any(key[:1] in ("z", "Z") for key in network.vocabulary.meanings):
            return None
        for layer in range(vocabulary.last - 1, 0, -1):
            meaning = value_meaning(vocabulary, f"dz{layer}", f"line {item.line}")
            trial = replace(vocabulary, meanings={**vocabulary.meanings, left.base: meaning})
            try:
                result = self._formulas.judge(item, formula, trial, network)
            except NotationError:
                continue
            if result.verdict in ("right", "unstable"):
                macros[left.base] = meaning
                return result
        return None

    def _of_other_unit(self, item: FormulaText, formula: WrittenFormula) -> Judged | None:
        """Return the verdict on a product with a value of another unit than the left side names, or None."""
        factor = self.derivation.units.other_unit(formula)
        if factor is None:
            return None
        message = translate(
            "derivation", "Wrong: {factor} belongs to another unit than the left side names."
        ).format(factor=item.source[factor.start : factor.end])
        return Judged(item, "wrong", message, diagnosis="wrong_operand")

    def _for_one_output(
        self, segment: int, item: FormulaText, formula: WrittenFormula, network: Network,
        macros: Mapping[str, Meaning], wrong: Judged,
    ) -> Judged:  # fmt: skip
        """Return the verdict on a line that is wrong for several outputs, and perhaps right for one."""
        other = self.networks.with_one_output(segment, item.code, network.convention)
        if other is None:
            return wrong
        vocabulary = replace(other.vocabulary, meanings={**other.vocabulary.meanings, **macros})
        try:
            result = self._formulas.judge(item, formula, vocabulary, other)
        except NotationError:
            return wrong
        if result.verdict not in ("right", "unstable"):
            return wrong
        message = translate("derivation", "Right for one output only. For several: {message}")
        return replace(
            wrong,
            verdict="conditional",
            condition="one output",
            message=message.format(message=wrong.message),
            inherits=0,
        )

    def _by_the_sum(
        self,
        item: FormulaText,
        formula: WrittenFormula,
        vocabulary: Vocabulary,
        network: Network,
        macros: dict[str, Meaning],
    ) -> Judged | None:
        """Judge ``dhidden`` as the gradient by z where the text names the activation ``hidden`` alone."""
        other = gradient_by_the_sum(item, formula, vocabulary)
        if other is None:
            return None
        base, meaning = other
        trial = replace(vocabulary, meanings={**vocabulary.meanings, base: meaning})
        result = self._formulas.judge(item, formula, trial, network)
        if result.verdict not in ("right", "conditional", "unstable"):
            return None
        macros[base] = meaning
        note = translate(
            "derivation", "{base} is read as the gradient by z of its layer, which the text does not define."
        ).format(base=base)
        return replace(result, notes=(*result.notes, note))


def judge_derivation(
    text: str, experiment: Experiment | None = None, chosen: Chosen | None = None
) -> DerivationJudge:
    """Read a text and return its judge, whose `run` yields the verdicts.

    Parameters
    ----------
    text
        Markdown, LaTeX or plain text; code stands in fences.
    experiment
        The network it is about, None to make the one the text defines.
    chosen
        Bindings and a convention that go before those of the text.

    Raises
    ------
    DerivationError
        If the text is too long, holds no formula, or defines no network and none is given.
    """
    return DerivationJudge(read_derivation(text), experiment, chosen)
