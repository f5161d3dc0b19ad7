"""Networks and conventions in which the formulas of a text are judged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import msgspec

from nnviz.core.derivation.assumed import assumed_sketch, with_hidden, with_outputs
from nnviz.core.derivation.chosen import Chosen
from nnviz.core.derivation.counted_layers import with_letters
from nnviz.core.derivation.definitions import Definitions
from nnviz.core.derivation.document import Derivation, FormulaText
from nnviz.core.derivation.inferred_network import build, network_text
from nnviz.core.derivation.notation.reading import readings, target_of
from nnviz.core.derivation.notation.vocabulary import EXAMPLE_COUNTS, Meaning, Vocabulary
from nnviz.core.derivation.notation.written import (
    Apply,
    NotationError,
    Symbol,
    WrittenFormula,
    walk_written,
)
from nnviz.core.derivation.patterns import AffinePattern, affine_of, names_gradient
from nnviz.core.derivation.prepared import adds_step, gradient_by_the_sum, layers_of, prepared, with_updates
from nnviz.core.derivation.sketch import Sketch
from nnviz.core.derivation.source_text import DerivationError
from nnviz.core.derivation.stated_loss import unknown_loss
from nnviz.core.derivation.text_network import Network
from nnviz.core.derivation.text_vocabulary import vocabulary_of
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.losses import LOSSES
from nnviz.core.judge.case import World
from nnviz.core.judge.convention import PENALTY, Convention
from nnviz.core.judge.judging import Judge, world_of
from nnviz.core.judge.nodes import ClaimError
from nnviz.core.judge.random_trials import recipe
from nnviz.core.judge.scope import Names
from nnviz.core.run.timeline import Timeline
from nnviz.core.text.translate import translate

MAX_SCORED = 24
_CLASS_OF_EACH = re.compile(r"\[\s*(?:list\()?(?:np\.|torch\.)?a?range\([^\]]*\)\s*,\s*\w+")
_COUNTED = re.compile(r"\.shape\[|len\(")
_LAYOUTS = (("rows", "inputs_by_outputs"), ("rows", "outputs_by_inputs"), ("columns", "inputs_by_outputs"))


class TextNetworks:
    """The networks of a text: the one given, those the text defines, or one assumed.

    Parameters
    ----------
    derivation
        The text.
    experiment
        The network it is judged in; None to make the one that the text defines.
    chosen
        Bindings and a convention that go before those of the text.
    definitions
        Which of its lines define something.

    Raises
    ------
    DerivationError
        If the text defines no network and none is given.
    """

    def __init__(
        self, derivation: Derivation, experiment: Experiment | None, chosen: Chosen, definitions: Definitions
    ) -> None:
        self.derivation, self._chosen, self._given = derivation, chosen, experiment
        self._definitions = definitions
        self._networks: dict[tuple[int, bool], Network] = {}
        self._variants: dict[tuple[int, str, bool], Network] = {}
        kinds = {item.code for item in derivation.formulas if item.formula is not None}
        self._kinds = sorted(kinds) if len(kinds) > 1 else [False]
        self.unknown_loss = unknown_loss(derivation)
        self._assumed: Sketch | None = None
        if experiment is None and not any(sketch.defined for _, sketch in derivation.sketches):
            self._assumed = assumed_sketch(derivation)
            if self._assumed is None:
                raise DerivationError(
                    translate("derivation", "The text defines no network; give the experiment it is about.")
                )

    def segment_of(self, number: int) -> int:
        """Return the number of the network in force at a formula."""
        return max(i for i, (start, _) in enumerate(self.derivation.sketches) if start <= number)

    def network(self, segment: int, cue: str = "", code: bool = False) -> Network:
        """Return the network of a part of the text.

        Parameters
        ----------
        segment
            The number of the part.
        cue
            A word of the prose that changes the network.
        code
            Whether it is for a line of a program: programs have a convention of their own beside formulas.
        """
        code = code and len(self._kinds) > 1
        if cue:
            key = (segment, cue, code)
            if key not in self._variants:
                base = self.network(segment, code=code)
                e = _regression(base.experiment)
                self._variants[key] = self._make(segment, e, base.inferred, base.convention, code)
            return self._variants[key]
        if (segment, code) not in self._networks:
            sketch = self.derivation.sketches[segment][1]
            if self._given is not None:
                e, inferred = self._given, False
            elif code:
                e, inferred = self.network(segment).experiment, True
            else:
                e, inferred = self._build(segment, self._usable(sketch)), True
            self._networks[segment, code] = self._make(segment, e, inferred, None, code)
        return self._networks[segment, code]

    @property
    def one_hot(self) -> bool:
        """Whether the targets of the text are one-hot: it says so, or its program has numbers of classes."""
        if re.search(r"(?<![a-z])one[-_ ]?hot", self.derivation.text, re.IGNORECASE):
            return True
        return self._class_numbers()

    def _class_numbers(self) -> bool:
        """Whether the program takes of every example the entry of its class, ``p[range(N), y]``."""
        return any(item.code and _CLASS_OF_EACH.search(item.source) for item in self.derivation.formulas)

    @property
    def assumed(self) -> bool:
        """Whether the text defines no network and one was assumed."""
        return self._assumed is not None

    @property
    def assumption(self) -> str:
        """A sentence about the network or the loss where the text states none, empty otherwise."""
        network = self.network(0)
        sketch = self.derivation.sketches[0][1]
        if self._assumed is not None:
            return translate("derivation", "The text defines no network: this one is assumed.")
        if not network.inferred or sketch.loss is not None:
            return ""
        if self.unknown_loss:
            return translate("derivation", "The loss of line {line} is not a known loss.").format(
                line=self.unknown_loss
            )
        e = network.experiment
        return translate("derivation", "The text states no loss: {title}, {reduction}, is assumed.").format(
            title=LOSSES[e.loss].title, reduction=e.reduction
        )

    @property
    def code_sentence(self) -> str:
        """A sentence about how lines of programs are read where formulas are read otherwise, else empty."""
        if len(self._kinds) < 2 or self.network(0, code=True).convention == self.network(0).convention:
            return ""
        return translate("derivation", "Code: {sentence}").format(
            sentence=self.network(0, code=True).convention.sentence
        )

    def with_one_output(self, segment: int, code: bool, convention: Convention) -> Network | None:
        """Return the network of a text with one output; None where it has one, or softmax outputs."""
        sketch = self._usable(self.derivation.sketches[segment][1])
        if self._given is not None or sketch.outputs == 1 or sketch.layers[-1].activation == "softmax":
            return None
        key = (segment, "one output", code)
        if key not in self._variants:
            e = build(replace(sketch, outputs=1))
            self._variants[key] = self._make(segment, e, True, convention, code)
        return self._variants[key]

    def alternatives(self, segment: int, convention: Convention) -> Iterator[tuple[str, Network]]:
        """Yield the other networks that could have been assumed, each with its name in words."""
        assert self._assumed is not None
        for sketch in (*with_hidden(self._assumed), *with_outputs(self._assumed)):
            e = build(sketch)
            key = (segment, network_text(e), False)
            if key not in self._variants:
                self._variants[key] = self._make(segment, e, True, convention, False)
            yield key[1], self._variants[key]

    def _usable(self, sketch: Sketch) -> Sketch:
        """Return a sketch that defines a network: this one, another of the text, or the assumed one."""
        if sketch.defined or self._given is not None:
            return sketch
        return self._assumed or next(s for _, s in self.derivation.sketches if s.defined)

    def _assume(self, segment: int, sketch: Sketch) -> Experiment:
        """Return the network under which most lines of a text hold that defines none."""
        for choices in (with_outputs, with_hidden):
            found = list(choices(sketch))
            scores = []
            for tried in found:
                e = build(tried)
                scores.append(self._best(segment, tried, e))
            if found:
                sketch = found[scores.index(max(scores))]
        self._assumed = sketch
        return build(sketch)

    def _build(self, segment: int, sketch: Sketch) -> Experiment:
        """Return the network of a text; where it states no loss, the one under which most lines hold."""
        if sketch is self._assumed:
            return self._assume(segment, sketch)
        usual = build(sketch)
        if sketch.loss is not None and len(sketch.layers) and sketch.layers[-1].activation != "softmax":
            return self._sized(segment, sketch, usual)
        if sketch.loss is not None:
            return usual
        likely = "log_likelihood" if self._class_numbers() and sketch.loss is None else usual.loss
        if not LOSSES[likely].accepts(ACTIVATIONS[usual.layers[-1].activation]):
            likely = usual.loss
        names = (likely, "mean_squared_error", "squared_error")
        tried = [(name, reduction) for reduction in ("sum", "mean") for name in names]
        found = [build(sketch, loss) for loss in dict.fromkeys(tried)]
        best = [self._best(segment, sketch, e) for e in found]
        return found[best.index(max(best))]

    def _sized(self, segment: int, sketch: Sketch, usual: Experiment) -> Experiment:
        """Return the network with one output where a mean over all elements is a mean over examples."""
        loss = sketch.loss
        assert loss is not None
        third = loss.factor < 1 and abs(3 * loss.factor - round(3 * loss.factor)) < 1e-9
        binary = loss.name in ("binary_cross_entropy", "hinge")
        if sketch.outputs == 1 and third:
            # Recognized with three outputs, but there is one: the mean over all elements is over examples.
            sketch.loss = replace(loss, factor=3 * loss.factor)
            return build(sketch)
        if sketch.outputs == 1 or not (third or binary or loss.name.endswith("_elements")):
            return usual
        factor = 3 * loss.factor if third else loss.factor
        single = replace(sketch, outputs=1, loss=replace(loss, factor=factor))
        scores = []
        for tried in (single, sketch):
            e = build(tried)
            scores.append(self._best(segment, tried, e))
        if scores[0] > scores[1] or (scores[0] == scores[1] and binary and third):
            sketch.outputs, sketch.loss = 1, single.loss
            return build(sketch)
        return usual

    def _make(
        self, segment: int, e: Experiment, inferred: bool, convention: Convention | None, code: bool
    ) -> Network:
        sketch = self._usable(self.derivation.sketches[segment][1])
        stated: set[str] = {"penalty"} if inferred and sketch.penalty else set()
        if inferred and sketch.loss is not None and sketch.loss.reduction == "mean":
            stated.add("mean")
        if convention is None:
            convention, said = self._convention(segment, sketch, e, code)
            stated |= said
        frame = Timeline(e).frame()
        judge = Judge(frame, stated=frozenset(stated))
        batch_judge = None
        if "examples" in stated and not self._states_batch(code):
            batch_judge = Judge(frame, stated=frozenset(stated - {"examples", "weights"}))
        vocabulary = self._vocabulary(sketch, e, convention)
        single = inferred and sketch.loss is not None and not sketch.loss.reduction
        # Single units are those of one example.
        single |= inferred and self.derivation.units.found
        return Network(e, inferred, convention, vocabulary, judge, single, batch_judge)

    def _best(self, segment: int, sketch: Sketch, e: Experiment) -> int:
        """Return how many lines hold in a network under the conventions that suit them best."""
        return sum(
            max(self._score(segment, sketch, e, c, code) for c in self._candidates(sketch, e, code))
            for code in self._kinds
        )

    def _convention(
        self, segment: int, sketch: Sketch, e: Experiment, code: bool
    ) -> tuple[Convention, set[str]]:
        """Return the convention under which most lines hold, and the fields of it that the text states.

        Its definitions come first. Where they all agree in how matrices lie, and where other lines show at
        which place the 1/m stands, a line that says otherwise is wrong and no other convention.
        """
        candidates = self._candidates(sketch, e, code)
        scores = [self._score(segment, sketch, e, convention, code) for convention in candidates]
        best = scores.index(max(scores))
        chosen, stated = candidates[best], set()
        if self._is_about_batch(code):
            stated.add("batch")
        if sketch.decided and self._decides(sketch, code) and self._one_layout(sketch, code):
            stated |= {"examples", "weights"}
        other_layouts = [
            score
            for convention, score in zip(candidates, scores, strict=True)
            if convention.examples != chosen.examples
        ]
        if other_layouts and scores[best] >= 2 + max(other_layouts) and self._is_about_batch(code):
            stated |= {"examples", "weights"}
        elsewhere = replace(chosen, mean_at="weights" if chosen.mean_at == "delta" else "delta")
        if elsewhere in candidates and scores[best] > scores[candidates.index(elsewhere)]:
            stated.add("mean_at")
        return chosen, stated

    def _is_about_batch(self, code: bool) -> bool:
        """Whether lines of a program sum over an axis or count examples."""
        lines = [
            item.formula
            for item in self.derivation.formulas
            if item.code and item.formula is not None and (code or len(self._kinds) == 1)
        ]
        return any(
            (isinstance(part, Apply) and part.function in ("sum", "mean") and part.axis is not None)
            or (isinstance(part, Symbol) and (part.base in EXAMPLE_COUNTS or _COUNTED.search(part.base)))
            for formula in lines
            for part in walk_written(formula)
        )

    def _decides(self, sketch: Sketch, code: bool) -> bool:
        """Whether the definitions of a sketch show how the formulas, or the lines of code, are laid out."""
        return len(self._kinds) < 2 or sketch.decided_by_code == code

    def _one_layout(self, sketch: Sketch, code: bool) -> bool:
        """Whether all weighted sums of the formulas, or of the lines of code, keep examples one way."""
        return len({affine.weights_first for affine in self._weighted_sums(sketch, code)}) < 2

    def _states_batch(self, code: bool) -> bool:
        """Whether the weighted sums are of a batch: of a matrix X, or in a program that counts examples.

        A sum of a vector x, of one example, says nothing of how a matrix X of many lies.
        """
        sketch = self.derivation.sketches[0][1]
        sums = self._weighted_sums(sketch, code)
        return self._is_about_batch(code) or any(affine.source.base[:1].isupper() for affine in sums)

    def _weighted_sums(self, sketch: Sketch, code: bool) -> Iterator[AffinePattern]:
        """Yield the weighted sums of the forward pass, in formulas or in lines of code."""
        known = frozenset(key.partition("[")[0] for key in sketch.roles)
        formulas = [
            item.formula
            for item in self.derivation.formulas
            if item.formula is not None and (len(self._kinds) < 2 or item.code == code)
        ]
        for formula in (*formulas, *self.derivation.layers):
            left = formula.sides[0]
            if isinstance(left, Symbol) and names_gradient(left.base, known):
                continue
            for side in formula.sides[1:]:
                affine = None if side is None else affine_of(side, frozenset())
                both = () if affine is None else (affine.source.base, affine.weights.base)
                if affine is not None and not any(names_gradient(base, known) for base in both):
                    yield affine

    def _vocabulary(self, sketch: Sketch, e: Experiment, convention: Convention) -> Vocabulary:
        """Return what the symbols mean, those that were bound by hand before those of the text."""
        return with_letters(
            self.derivation.formulas, self._chosen.applied(vocabulary_of(sketch, e, convention))
        )

    def _candidates(self, sketch: Sketch, e: Experiment, code: bool) -> list[Convention]:
        if self._chosen.convention is not None:
            return [self._chosen.convention]
        layouts = [sketch.convention]
        if not (sketch.decided and self._decides(sketch, code)) and not sketch.generic:
            layouts += [replace(sketch.convention, examples=e, weights=w) for e, w in _LAYOUTS]
        if sketch.penalty:
            layouts = [replace(layout, penalty=sketch.penalty) for layout in layouts]
        elif e.regularization.l2:
            layouts = [replace(layout, penalty=form) for form in PENALTY for layout in layouts]
        found = list(layouts)
        if e.reduction == "mean":
            found += [replace(layout, mean_at="weights") for layout in layouts]
        if any(adds_step(item.formula) for item in self.derivation.formulas if item.formula is not None):
            found += [replace(layout, error="target_minus_output") for layout in list(found)]
        return found

    def _score(self, segment: int, sketch: Sketch, e: Experiment, convention: Convention, code: bool) -> int:
        """Return how many of the formulas, or of the lines of code where there are both, hold."""
        vocabulary = self._vocabulary(sketch, e, convention)
        world = world_of(recipe(e))
        single = sketch.loss is not None and not sketch.loss.reduction
        score = scored = 0
        macros: dict[str, Meaning] = {}
        end = (
            self.derivation.sketches[segment + 1][0] if segment + 1 < len(self.derivation.sketches) else None
        )
        start = self.derivation.sketches[segment][0]
        for item in self.derivation.formulas[start:end]:
            formula = item.formula
            if formula is None or formula.sides[0] is None or len(formula.sides) != 2 or scored >= MAX_SCORED:
                continue
            if item.part_of or (len(self._kinds) > 1 and item.code != code):
                continue
            known_here = replace(vocabulary, meanings={**vocabulary.meanings, **macros})
            if self._definitions.shorthand(item, formula, known_here, macros) is not None:
                continue
            scored += 1
            if self._holds(item, formula, known_here, world, single):
                score += 1
                continue
            other = gradient_by_the_sum(item, formula, known_here)
            if other is not None:
                base, meaning = other
                trial = replace(known_here, meanings={**known_here.meanings, base: meaning})
                if self._holds(item, formula, trial, world, single):
                    macros[base] = meaning
                    score += 1
        return score

    @staticmethod
    def _holds(
        item: FormulaText, formula: WrittenFormula, vocabulary: Vocabulary, world: World, single: bool
    ) -> bool:
        """Return whether a formula agrees at one trial, in one of its first readings.

        `single` says whether the text is about one example.
        """
        prepared_formula = prepared(formula, vocabulary)
        for layer in layers_of(formula, vocabulary)[:1]:
            try:
                found = readings(prepared_formula, replace(vocabulary, layer=layer), item.code)
            except NotationError:
                continue
            for reading in found[:2]:
                nodes = with_updates(reading, prepared_formula)
                target = target_of(nodes[0], "", reading.where, vocabulary.convention)
                names = Names(world.experiment, world.known, {})
                try:
                    if world.agrees(target, nodes[1], names, vocabulary.convention):
                        return True
                    if (
                        single
                        and adds_step(formula)
                        and world.agrees(target, nodes[1], names, vocabulary.convention, 0)
                    ):
                        return True
                except ClaimError:
                    continue
        return False


def _regression(e: Experiment) -> Experiment:
    """Return a network with an identity output and the squared error."""
    layers = list(e.layers)
    layers[-1] = msgspec.structs.replace(layers[-1], activation="identity")
    return e.replace(layers=tuple(layers), loss="mean_squared_error", output_gradient="chain_rule")
