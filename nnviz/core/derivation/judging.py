"""Verdicts on a derivation, one formula after the other."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from nnviz.core.derivation.assumed import assumed_sketch, with_hidden, with_outputs
from nnviz.core.derivation.chosen import Chosen
from nnviz.core.derivation.corrected import Correction
from nnviz.core.derivation.document import Derivation, FormulaText, read_derivation
from nnviz.core.derivation.inheritance import Mistakes
from nnviz.core.derivation.notation.meaning.index_form import says_generic_layer
from nnviz.core.derivation.notation.meaning.typed import Typed, next_value
from nnviz.core.derivation.notation.reading import NotationReading, readings, target_of
from nnviz.core.derivation.notation.vocabulary import RATES, Meaning, Vocabulary, split_name, value_meaning
from nnviz.core.derivation.notation.written import (
    Apply,
    BigSum,
    Condition,
    Group,
    Literal,
    Minus,
    Norm,
    NotationError,
    NotationPart,
    Product,
    Quotient,
    Symbol,
    WrittenFormula,
    mapped,
    walk_written,
)
from nnviz.core.derivation.patterns import function_of, key_of, layer_text, plain
from nnviz.core.derivation.penalty import is_loss_of_data, split_penalty
from nnviz.core.derivation.sketch import (
    Sketch,
    build,
    loss_symbol,
    network_text,
    recognize_loss,
    vocabulary_of,
)
from nnviz.core.derivation.source_text import DerivationError
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.losses import LOSSES
from nnviz.core.judge.case import World
from nnviz.core.judge.convention import PENALTY, Convention
from nnviz.core.judge.judging import Judge, world_of
from nnviz.core.judge.nodes import (
    Binary,
    Call,
    Canonical,
    ClaimError,
    IndexedEntry,
    IndexSum,
    Node,
    Number,
    Transpose,
    text_of,
    walk,
)
from nnviz.core.judge.random_trials import recipe
from nnviz.core.judge.scope import Names
from nnviz.core.judge.target import Where
from nnviz.core.judge.verdict import ONE_EXAMPLE, Verdict
from nnviz.core.network.value import layered_named, named
from nnviz.core.run.timeline import Timeline
from nnviz.core.text.translate import translate

VERDICTS = ("definition", "right", "conditional", "unstable", "wrong", "unread")
"""Every verdict on a formula."""

_ORDER = ("wrong", "unread", "conditional", "unstable", "right", "definition")
MAX_SCORED = 24
_LAYOUTS = (("rows", "inputs_by_outputs"), ("rows", "outputs_by_inputs"), ("columns", "inputs_by_outputs"))


@dataclass(frozen=True)
class Judged:
    """The verdict on one formula.

    Attributes
    ----------
    text
        The formula.
    verdict
        One of `VERDICTS`.
    message
        One sentence.
    reading
        How it was read, in names of the program; empty where it was not.
    condition, diagnosis, relative_error, correct
        As those of a claim.
    steps
        The verdict of every ``=``, with its message.
    notes
        Sentences about how it was read.
    first_wrong
        Whether it is the first wrong formula of the text.
    inherits
        The line whose mistake alone it repeats, 0 for none.
    readings
        The readings, the chosen one first.
    network
        The number of the network it was judged in.
    """

    text: FormulaText
    verdict: str
    message: str
    reading: str = ""
    condition: str | None = None
    diagnosis: str | None = None
    relative_error: float | None = None
    correct: str = ""
    steps: tuple[Verdict, ...] = ()
    notes: tuple[str, ...] = ()
    first_wrong: bool = False
    inherits: int = 0
    readings: tuple[NotationReading, ...] = ()
    network: int = 0


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
    """

    def __init__(
        self, derivation: Derivation, experiment: Experiment | None = None, chosen: Chosen | None = None
    ) -> None:
        self.derivation = derivation
        self._chosen = chosen or Chosen()
        self._given = experiment
        self._networks: dict[int, Network] = {}
        self._variants: dict[tuple[int, str], Network] = {}
        self._macros: dict[int, dict[str, Meaning]] = {}
        self._previous: FormulaText | None = None
        self._mistakes = Mistakes()
        self._unknown_loss = _unknown_loss(derivation)
        self._corrections: dict[tuple[int, int | None], Correction] = {}
        self._wrong = False
        self.results: list[Judged] = []
        self._assumed: Sketch | None = None
        if experiment is None and not any(sketch.defined for _, sketch in derivation.sketches):
            self._assumed = assumed_sketch(derivation)
            if self._assumed is None:
                raise DerivationError(
                    translate("derivation", "The text defines no network; give the experiment it is about.")
                )

    # Networks

    def segment_of(self, number: int) -> int:
        """Return the number of the network in force at a formula."""
        return max(i for i, (start, _) in enumerate(self.derivation.sketches) if start <= number)

    def network(self, segment: int, cue: str = "") -> Network:
        """Return the network of a part of the text; `cue` is a word that changes it."""
        if cue:
            key = (segment, cue)
            if key not in self._variants:
                base = self.network(segment)
                e = _regression(base.experiment)
                self._variants[key] = self._make(segment, e, base.inferred, base.convention)
            return self._variants[key]
        if segment not in self._networks:
            sketch = self.derivation.sketches[segment][1]
            if self._given is not None:
                e, inferred = self._given, False
            else:
                e, inferred = self._build(segment, self._usable(sketch)), True
            self._networks[segment] = self._make(segment, e, inferred, None)
        return self._networks[segment]

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
                scores.append(max(self._score(segment, tried, e, c) for c in self._candidates(tried, e)))
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
        names = (usual.loss, "mean_squared_error", "squared_error")
        tried = [(name, reduction) for reduction in ("sum", "mean") for name in names]
        found = [build(sketch, loss) for loss in dict.fromkeys(tried)]
        best = [max(self._score(segment, sketch, e, c) for c in self._candidates(sketch, e)) for e in found]
        return found[best.index(max(best))]

    def _sized(self, segment: int, sketch: Sketch, usual: Experiment) -> Experiment:
        """Return the network with one output where a mean over all elements is a mean over examples."""
        loss = sketch.loss
        assert loss is not None
        third = loss.factor < 1 and abs(3 * loss.factor - round(3 * loss.factor)) < 1e-9
        if not third and not loss.name.endswith("_elements"):
            return usual
        factor = 3 * loss.factor if third else loss.factor
        single = replace(sketch, outputs=1, loss=replace(loss, factor=factor))
        scores = []
        for tried in (single, sketch):
            e = build(tried)
            scores.append(max(self._score(segment, tried, e, c) for c in self._candidates(tried, e)))
        binary = loss.name in ("binary_cross_entropy", "hinge")
        if scores[0] > scores[1] or (scores[0] == scores[1] and binary):
            sketch.outputs, sketch.loss = 1, single.loss
            return build(sketch)
        return usual

    def _make(self, segment: int, e: Experiment, inferred: bool, convention: Convention | None) -> Network:
        sketch = self._usable(self.derivation.sketches[segment][1])
        judge = Judge(Timeline(e).frame(), stated_penalty=bool(inferred and sketch.penalty))
        if convention is None:
            convention = self._convention(segment, sketch, e)
        vocabulary = self._vocabulary(sketch, e, convention)
        single = inferred and sketch.loss is not None and not sketch.loss.reduction
        return Network(e, inferred, convention, vocabulary, judge, single)

    def _convention(self, segment: int, sketch: Sketch, e: Experiment) -> Convention:
        """Return the convention under which most lines of the text hold; its definitions come first."""
        candidates = self._candidates(sketch, e)
        if len(candidates) == 1:
            return candidates[0]
        scores = [self._score(segment, sketch, e, convention) for convention in candidates]
        return candidates[scores.index(max(scores))]

    def _vocabulary(self, sketch: Sketch, e: Experiment, convention: Convention) -> Vocabulary:
        """Return what the symbols mean, those that were bound by hand before those of the text."""
        return self._with_letters(self._chosen.applied(vocabulary_of(sketch, e, convention)))

    def _with_letters(self, vocabulary: Vocabulary) -> Vocabulary:
        """Return a vocabulary with the layers whose units index letters count, as i, j, k often do."""
        found: dict[str, set[int]] = {}
        for item in self.derivation.formulas:
            for part in walk_written(item.formula) if item.formula is not None else ():
                if not isinstance(part, Symbol) or part.sub is None or part.primes:
                    continue
                letters = [k for k in part.sub.text if k not in vocabulary.example_letters]
                meaning = vocabulary.meaning(part.base, layer_text(part, vocabulary.example_letters))
                node = meaning.node if meaning is not None and meaning.kind == "value" else None
                kinds = ("X", "Y", "z", "a")
                value = layered_named(node.id, kinds) if isinstance(node, Canonical) else None
                if value is not None and len(letters) == 1 and letters[0].isalpha():
                    n = vocabulary.last if value.kind == "Y" else value.layer
                    found.setdefault(letters[0], set()).add(n)
        vocabulary = self._with_counted_errors(vocabulary)
        layers = {letter: next(iter(numbers)) for letter, numbers in found.items() if len(numbers) == 1}
        return replace(vocabulary, letter_layers=layers) if len(set(layers.values())) > 1 else vocabulary

    def _with_counted_errors(self, vocabulary: Vocabulary) -> Vocabulary:
        """Return a vocabulary for a text whose δ counts the input as layer 1: δ³ in a net of two layers."""
        highest = 0
        for item in self.derivation.formulas:
            for part in walk_written(item.formula) if item.formula is not None else ():
                found = re.fullmatch(r"delta\[(\d+)\]", key_of(part)) if isinstance(part, Symbol) else None
                highest = max(highest, int(found[1]) if found is not None else 0)
        last = vocabulary.last
        if highest != last + 1:
            return vocabulary
        origin = translate(
            "derivation", "δ is counted from the input: δ{last} is that of the outputs"
        ).format(last=last + 1)
        counted = {f"delta[{n + 1}]": value_meaning(vocabulary, f"dz{n}", origin) for n in range(1, last + 1)}
        return replace(vocabulary, meanings={**vocabulary.meanings, **counted})

    def _candidates(self, sketch: Sketch, e: Experiment) -> list[Convention]:
        if self._chosen.convention is not None:
            return [self._chosen.convention]
        layouts = [sketch.convention]
        if not sketch.decided and not sketch.generic:
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

    def _score(self, segment: int, sketch: Sketch, e: Experiment, convention: Convention) -> int:
        vocabulary = self._vocabulary(sketch, e, convention)
        world = world_of(recipe(e))
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
            if item.part_of:
                continue
            known_here = replace(vocabulary, meanings={**vocabulary.meanings, **macros})
            if self._shorthand(item, formula, known_here, macros) is not None:
                continue
            scored += 1
            if self._holds(item, formula, known_here, world):
                score += 1
                continue
            other = _gradient_by_the_sum(item, formula, known_here)
            if other is not None:
                base, meaning = other
                trial = replace(known_here, meanings={**known_here.meanings, base: meaning})
                if self._holds(item, formula, trial, world):
                    macros[base] = meaning
                    score += 1
        return score

    @staticmethod
    def _holds(item: FormulaText, formula: WrittenFormula, vocabulary: Vocabulary, world: World) -> bool:
        """Return whether a formula agrees at one trial, in one of its first readings."""
        prepared = _prepared(formula, vocabulary)
        for layer in _layers(formula, vocabulary)[:1]:
            try:
                found = readings(prepared, replace(vocabulary, layer=layer), item.code)
            except NotationError:
                continue
            for reading in found[:2]:
                nodes = _with_updates(reading, prepared)
                target = target_of(nodes[0], "", reading.where, vocabulary.convention)
                names = Names(world.experiment, world.known, {})
                try:
                    if world.agrees(target, nodes[1], names, vocabulary.convention):
                        return True
                except ClaimError:
                    continue
        return False

    # Formulas

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
            self.results.append(result)
            self._previous = item
            yield result

    def _judged(self, number: int, item: FormulaText) -> Judged:
        if item.formula is None:
            assert item.trouble is not None
            return Judged(item, "unread", _with_piece(item, item.trouble))
        segment = self.segment_of(number)
        network = self.network(segment, item.cue)
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
        later = self._later(segment, number, network.vocabulary)
        meanings = {**later, **network.vocabulary.meanings, **macros}
        vocabulary = replace(network.vocabulary, meanings=meanings)
        formula = self._continued(number, item.formula)
        if item.condition is not None and formula.condition is None and _has_letters(formula, item.condition):
            formula = replace(formula, condition=item.condition)
        defined = self._definition(item, formula, sketch, vocabulary, macros)
        if defined is not None and len([s for s in formula.sides if s is not None]) == 2:
            return replace(_with_reading(defined, formula, vocabulary), network=segment)
        formula = _prepared(formula, vocabulary)
        try:
            result = self._judge_layers(item, formula, vocabulary, network)
        except NotationError as error:
            if defined is not None:
                return replace(defined, network=segment)
            return Judged(item, "unread", _with_piece(item, error), network=segment)
        if self._assumed is not None and result.verdict == "wrong":
            result = self._elsewhere(segment, item, formula, network, macros) or result
        if item.code and result.verdict == "wrong":
            result = self._by_the_sum(item, formula, vocabulary, network, macros) or result
        if defined is not None and result.verdict in ("right", "unstable", "unread"):
            result = replace(result, verdict="definition", message=defined.message)
        return replace(result, network=segment)

    def _elsewhere(
        self, segment: int, item: FormulaText, formula: WrittenFormula, network: Network,
        macros: Mapping[str, Meaning],
    ) -> Judged | None:  # fmt: skip
        """Judge a line in other networks that could have been assumed; None if it is wrong in all."""
        assert self._assumed is not None
        for sketch in (*with_hidden(self._assumed), *with_outputs(self._assumed)):
            e = build(sketch)
            key = (segment, network_text(e))
            if key not in self._variants:
                self._variants[key] = self._make(segment, e, True, network.convention)
            other = self._variants[key]
            vocabulary = replace(other.vocabulary, meanings={**other.vocabulary.meanings, **macros})
            try:
                result = self._judge_layers(item, formula, vocabulary, other)
            except NotationError:
                continue
            if result.verdict in ("right", "conditional", "unstable"):
                condition = translate("derivation", "the network is {network}").format(network=key[1])
                if result.condition:
                    condition = f"{condition} and {result.condition}"
                message = translate(
                    "derivation", "Right if {condition}; the text does not say which it is."
                ).format(condition=condition)
                return replace(result, verdict="conditional", condition=condition, message=message)
        return None

    def _by_the_sum(
        self,
        item: FormulaText,
        formula: WrittenFormula,
        vocabulary: Vocabulary,
        network: Network,
        macros: dict[str, Meaning],
    ) -> Judged | None:
        """Judge ``dhidden`` as the gradient by z where the text names the activation ``hidden`` alone."""
        other = _gradient_by_the_sum(item, formula, vocabulary)
        if other is None:
            return None
        base, meaning = other
        trial = replace(vocabulary, meanings={**vocabulary.meanings, base: meaning})
        result = self._judge_layers(item, formula, trial, network)
        if result.verdict not in ("right", "conditional", "unstable"):
            return None
        macros[base] = meaning
        note = translate(
            "derivation", "{base} is read as the gradient by z of its layer, which the text does not define."
        ).format(base=base)
        return replace(result, notes=(*result.notes, note))

    def _later(self, segment: int, number: int, vocabulary: Vocabulary) -> dict[str, Meaning]:
        """Return the shorthands of functions that are defined further down, such as D(b) and E(b)."""
        starts = [start for start, _ in self.derivation.sketches]
        end = starts[segment + 1] if segment + 1 < len(starts) else None
        found: dict[str, Meaning] = {}
        for item in self.derivation.formulas[number:end]:
            formula = item.formula
            if (
                formula is None
                or formula.sides[0] is None
                or not formula.relations
                or formula.relations[0] != "="
            ):
                continue
            left = formula.sides[0]
            right = formula.sides[1]
            own = _uncalled(left)
            if own is left or not isinstance(own, Symbol) or own.primes or right is None:
                continue
            key = own.base
            if key not in network_words(vocabulary) and key not in found:
                letters = tuple(own.sub.text) if own.sub is not None and own.sub.text.isalpha() else ()
                found[key] = Meaning("macro", part=right, letters=letters, origin=f"line {item.line}")
        return found

    def _continued(self, number: int, formula: WrittenFormula) -> WrittenFormula:
        """Return a formula that begins with a relation put behind the last side of the one before."""
        if formula.sides[0] is not None:
            return formula
        before = self.derivation.formulas[number - 1].formula if number else None
        if formula.relations[0] == "=>" and len(formula.sides) > 2:
            # ⇒ A = B says A = B.
            return replace(formula, sides=formula.sides[1:], relations=formula.relations[1:])
        if before is None or before.sides[-1] is None:
            raise NotationError(
                translate("derivation", "Nothing precedes the =; write what the formula is equal to."),
                formula.start,
                formula.end,
            )
        return replace(formula, sides=(before.sides[-1], *formula.sides[1:]))

    def _definition(
        self,
        item: FormulaText,
        formula: WrittenFormula,
        sketch: Sketch,
        vocabulary: Vocabulary,
        macros: dict[str, Meaning],
    ) -> Judged | None:
        """Return the verdict on a line that defines something, None for a claim."""
        left = formula.sides[0]
        if left is None or formula.relations[0] not in ("=", "<-", "=>"):
            return None
        origin = f"line {item.line}: {' '.join(item.source.split())[:80]}"
        for key, role in sketch.roles.items():
            if role.origin == origin and role.name != "X" and not role.name.startswith(("W", "b", "Y")):
                found = plain(_uncalled(left))
                if (
                    found is None
                    or key_of(found[0], sketch.example_letters).split("[")[0] != key.split("[")[0]
                ):
                    continue
                return self._defines(item, formula, role.name, vocabulary)
        if origin in sketch.defining:
            return self._defines(item, formula, f"a{len(sketch.layers)}", vocabulary)
        loss = loss_symbol(left)
        if loss is not None:
            split = split_penalty(formula.sides[1]) if formula.sides[1] is not None else None
            if split is not None and sketch.loss_of_data and is_loss_of_data(split[0]):
                return Judged(
                    item,
                    "definition",
                    translate("derivation", "Definition of the loss: that of the data and a penalty."),
                )
            again = recognize_loss(formula, sketch)
            if again is not None:
                return self._defines(item, formula, "C", vocabulary)
        if (name := _function_name(left)) is not None and name in sketch.functions:
            return Judged(
                item,
                "definition",
                translate("derivation", "Definition: {functions}.").format(functions=sketch.functions[name]),
            )
        return self._shorthand(item, formula, vocabulary, macros)

    def _defines(
        self, item: FormulaText, formula: WrittenFormula, name: str, vocabulary: Vocabulary
    ) -> Judged:
        e = vocabulary.experiment
        slip = _slip(formula)
        if name == "C":
            message = translate("derivation", "Definition of the loss, {title}.").format(
                title=LOSSES[e.loss].title
            )
        else:
            message = translate("derivation", "Definition of {name} of the network.").format(
                name=name.rstrip("*")
            )
        if slip:
            return Judged(
                item,
                "conditional",
                translate("derivation", "{message} Minor error: {slip}.").format(message=message, slip=slip),
                condition=slip,
            )
        return Judged(item, "definition", message)

    def _shorthand(
        self, item: FormulaText, formula: WrittenFormula, vocabulary: Vocabulary, macros: dict[str, Meaning]
    ) -> Judged | None:
        """Read a line that gives a name to an expression; later lines may use it."""
        left = formula.sides[0]
        assert left is not None
        called = isinstance(left, Product) and len(left.factors) == 2 and isinstance(left.factors[1], Group)
        own = left.factors[0] if called and isinstance(left, Product) else left
        if not isinstance(own, Symbol) or own.primes or own.base.startswith("Delta_"):
            return None
        key = own.base
        if (item.code or split_name(own.base) is not None) and is_bound(own, vocabulary):
            return None
        if key in network_words(vocabulary) and not (called and own.base in "DEFGHPQRS"):
            return None
        if not item.code and vocabulary.gradient_of(key, "") is not None:
            return None
        right = formula.sides[1]
        assert right is not None
        if isinstance(right, Literal) and item.code:
            return self._number(item, own, right, macros)
        if any(isinstance(p, Symbol) and p.base == key for p in walk_written(right)):
            return None
        letters = (
            tuple(own.sub.text.replace(",", "")) if own.sub is not None and own.sub.text.isalpha() else ()
        )
        macros[key] = Meaning("macro", part=right, letters=letters, origin=f"line {item.line}")
        trial = replace(vocabulary, meanings={**vocabulary.meanings, **macros})
        try:
            found = readings(WrittenFormula((right,), ()), trial, item.code)
        except NotationError as error:
            if _unread_for_good(error) and not _takes_largest(right):
                return Judged(item, "unread", _with_piece(item, error))
            found = []
        reading = text_of(found[0].sides[0].node) if found else ""
        return Judged(
            item,
            "definition",
            translate("derivation", "Definition of {key}.").format(key=key),
            reading=reading,
            readings=tuple(found),
        )

    @staticmethod
    def _number(item: FormulaText, own: Symbol, right: Literal, macros: dict[str, Meaning]) -> Judged:
        if own.base not in RATES:
            macros[own.base] = Meaning("macro", part=right, origin=f"line {item.line}")
        return Judged(
            item, "definition", translate("derivation", "Definition of {base}.").format(base=own.base)
        )

    def _judge_layers(
        self, item: FormulaText, formula: WrittenFormula, vocabulary: Vocabulary, network: Network
    ) -> Judged:
        layers = _layers(formula, vocabulary)
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
        return _over_layers(found, vocabulary.last)

    def _judge_readings(
        self, item: FormulaText, formula: WrittenFormula, vocabulary: Vocabulary, network: Network
    ) -> Judged:
        candidates = readings(formula, vocabulary, item.code)
        judged = [self._judge_chain(item, formula, reading, vocabulary, network) for reading in candidates]
        best = min(range(len(judged)), key=lambda i: _rank(judged[i].verdict))
        chosen = judged[best]
        others = tuple(candidates[:best] + candidates[best + 1 :])
        if len({result.verdict for result in judged}) > 1 and candidates[best].answers:
            said = ", ".join(answer for _, answer in candidates[best].answers)
            chosen = replace(
                chosen,
                notes=(
                    *chosen.notes,
                    translate("derivation", "Numbers decided between readings: {said}.").format(said=said),
                ),
            )
        return replace(chosen, readings=(candidates[best], *others))

    def _judge_chain(
        self,
        item: FormulaText,
        formula: WrittenFormula,
        reading: NotationReading,
        vocabulary: Vocabulary,
        network: Network,
    ) -> Judged:
        nodes = _with_updates(_summed(reading, network), formula)
        self._check_loss(item, nodes, network)
        text = " = ".join(text_of(node) for node in nodes)
        steps: list[Verdict] = []
        for left, right in itertools.pairwise(nodes):
            target = target_of(left, text_of(left), reading.where, network.convention)
            steps.append(network.judge.judge_nodes(target, right, network.convention))
        worst = min(range(len(steps)), key=lambda i: _ORDER.index(_verdict_of(steps[i])))
        step = steps[worst]
        verdict = _verdict_of(step)
        message = without_place(step.message)
        if len(steps) > 1 and verdict in ("wrong", "unread"):
            message = _at_equals_sign(worst + 1, message)
        result = Judged(
            item, verdict, message, text,
            _joined_conditions(steps) if verdict == "conditional" else step.condition,
            step.diagnosis, step.relative_error, step.correct, tuple(steps),
            (*formula.remarks, *reading.notes),
        )  # fmt: skip
        if network.one_example and verdict == "conditional" and not item.code:
            result = _for_one_example(result)
        slip = _slip(formula)
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
        if result.correct:
            result = replace(
                result, correct=self._correction(network, vocabulary.layer).written(result.correct, item.code)
            )
        return result

    def _correction(self, network: Network, layer: int | None) -> Correction:
        key = (id(network), layer)
        if key not in self._corrections:
            names = {
                part.base
                for item in self.derivation.formulas
                if item.code and item.formula is not None
                for part in walk_written(item.formula)
                if isinstance(part, Symbol)
            }
            self._corrections[key] = Correction(
                network.vocabulary, self.derivation.text, frozenset(names), layer
            )
        return self._corrections[key]

    def _check_loss(self, item: FormulaText, nodes: Sequence[Node], network: Network) -> None:
        """Raise NotationError for a gradient of a loss that is known to be another than the network's."""
        line = self._unknown_loss
        if not line or not network.inferred or item.formula is None:
            return
        names = {part.id for node in nodes for part in walk(node) if isinstance(part, Canonical)}
        if any(_follows_from_loss(name) for name in names):
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
        if self._unknown_loss:
            return translate("derivation", "The loss of line {line} is not a known loss.").format(
                line=self._unknown_loss
            )
        e = network.experiment
        return translate("derivation", "The text states no loss: {title}, {reduction}, is assumed.").format(
            title=LOSSES[e.loss].title, reduction=e.reduction
        )

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


def _gradient_by_the_sum(
    item: FormulaText, formula: WrittenFormula, vocabulary: Vocabulary
) -> tuple[str, Meaning] | None:
    """Return the gradient by z that ``dhidden`` may be where a program names the activation alone."""
    left = formula.sides[0]
    if not item.code or not isinstance(left, Symbol):
        return None
    meaning = vocabulary.meaning(left.base) or vocabulary.gradient_of(left.base, "")
    node = meaning.node if meaning is not None else None
    value = named(node.id) if isinstance(node, Canonical) else None
    known = {m.node.id for m in vocabulary.meanings.values() if isinstance(m.node, Canonical)}
    if meaning is None or value is None or not value.is_gradient or value.base.kind != "a":
        return None
    if f"z{value.layer}" in known:
        return None
    return left.base, replace(meaning, node=Canonical(f"dz{value.layer}"))


def adds_step(formula: WrittenFormula) -> bool:
    """Whether a formula adds a step to a parameter: ``w += η δ x``, or Δw = η δ x without a sign."""
    if "+=" in formula.relations:
        return True
    left, right = formula.sides[0], formula.sides[-1]
    if not isinstance(left, Symbol) or not left.base.startswith("Delta_") or right is None:
        return False
    signs = any(isinstance(part, Minus) for part in walk_written(right))
    return not signs and any(isinstance(p, Symbol) and p.base in RATES for p in walk_written(right))


def without_place(message: str) -> str:
    """Return a message without the place in the claim that it names: the text has other places."""
    return re.sub(r"\bCharacter \d+: ", "", message)


def is_bound(symbol: Symbol, vocabulary: Vocabulary) -> bool:
    """Whether a name of a program is a value of the network: a claim about it can be judged."""
    split = split_name(symbol.base)
    for base, layer in ((symbol.base, ""), *([(split[0], str(split[1]))] if split else [])):
        found = vocabulary.meaning(base, layer)
        if (
            found is not None
            and found.kind in ("family", "value")
            and symbol.base not in ("x", "t", "s", "T")
        ):
            return True
    return False


def _with_reading(defined: Judged, formula: WrittenFormula, vocabulary: Vocabulary) -> Judged:
    """Return the verdict on a definition with how it was read, where that can be said."""
    if defined.reading or defined.verdict == "unread":
        return defined
    layers = _layers(formula, vocabulary)
    try:
        found = readings(formula, replace(vocabulary, layer=layers[-1]), defined.text.code)
    except NotationError:
        return defined
    text = " = ".join(text_of(side.node) for side in found[0].sides)
    return replace(defined, reading=text, notes=(*formula.remarks, *found[0].notes), readings=tuple(found))


def network_words(vocabulary: Vocabulary) -> frozenset[str]:
    """Return the symbols that have a meaning in the text already, or a usual one."""
    known = {key.split("[")[0] for key in vocabulary.meanings if vocabulary.meanings[key].kind != "macro"}
    usual = {
        "W",
        "w",
        "b",
        "z",
        "Z",
        "a",
        "A",
        "delta",
        "X",
        "Y",
        "y",
        "y_hat",
        "dW",
        "db",
        "dz",
        "dZ",
        "da",
        "dA",
        "C",
    }
    return frozenset(known | usual)


def _takes_largest(part: NotationPart) -> bool:
    """Whether the largest score is subtracted in a part, as before a softmax."""
    return any(isinstance(inner, Apply) and inner.function == "largest" for inner in walk_written(part))


def _unread_for_good(error: NotationError) -> bool:
    """Whether a shorthand cannot be read at all, and not only without its indices."""
    return error.lasting


def _rank(verdict: str) -> int:
    return ("right", "definition", "unstable", "conditional", "wrong", "unread").index(verdict)


def _verdict_of(step: Verdict) -> str:
    return "unread" if step.verdict == "invalid" else step.verdict


def _at_equals_sign(number: int, message: str) -> str:
    """Return a message about the step at one of several equals signs."""
    text = {
        1: translate("derivation", "The first = : {message}"),
        2: translate("derivation", "The second = : {message}"),
        3: translate("derivation", "The third = : {message}"),
    }.get(number, translate("derivation", "The {number}th = : {message}"))
    return text.format(number=number, message=message)


def _joined_conditions(steps: Sequence[Verdict]) -> str:
    parts = [part for step in steps if step.condition for part in step.condition.split(" and ")]
    return " and ".join(dict.fromkeys(parts))


def _layers(formula: WrittenFormula, vocabulary: Vocabulary) -> list[int | None]:
    """Return every layer that the generic l of a formula can mean; None alone where it has none."""
    if not any(says_generic_layer(part) for part in walk_written(formula)):
        return [None]
    return [*range(1, vocabulary.last + 1)]


def _over_layers(found: list[tuple[int | None, Judged]], last: int) -> Judged:
    """Return one verdict for a formula that was judged for several layers."""
    good = [(n, r) for n, r in found if r.verdict not in ("wrong", "unread")]
    first_bad = next((r for _, r in found if r.verdict in ("wrong", "unread")), None)
    if len(found) == 1 or not good or first_bad is None:
        worst = min((r for _, r in found), key=lambda r: _ORDER.index(r.verdict))
        # The one in the middle: its correction has neither the input nor the output in it.
        alike = [r for _, r in found if r.verdict == worst.verdict]
        return alike[len(alike) // 2]
    numbers = [n for n, _ in good if n is not None]
    if numbers == [last]:
        condition = "l = L"
        text = translate("derivation", "Right for the output layer only ({condition}). {message}")
    elif last not in numbers and len(numbers) == last - 1:
        condition = "l < L"
        text = translate("derivation", "Right for the hidden layers only ({condition}). {message}")
    else:
        return first_bad
    result = good[-1][1]
    more = f" and {result.condition}" if result.condition else ""
    return replace(
        result, verdict="conditional", condition=condition + more,
        message=text.format(condition=condition, message=result.message),
    )  # fmt: skip


def _slip(formula: WrittenFormula) -> str:
    """Return what a sum or a norm must be read as for the formula to be right, empty without a slip."""
    for part in walk_written(formula):
        if isinstance(part, BigSum) and part.upper in ("k", "j", "i"):
            return translate("derivation", "the sum runs to {upper}, not {lower}").format(
                upper=part.upper.upper(), lower=part.upper
            )
    for part in walk_written(formula):
        if isinstance(part, Norm) and part.kind == "norm" and part.sup is None:
            return translate("derivation", "‖…‖ is read as a signed sum: a norm is never negative")
    return ""


def _uncalled(part: NotationPart) -> NotationPart:
    if isinstance(part, Product) and len(part.factors) == 2 and isinstance(part.factors[1], Group):
        return part.factors[0]
    return part


def _function_name(part: NotationPart) -> str | None:
    found = function_of(part)
    return None if found is None else found[0]


def _has_letters(formula: WrittenFormula, condition: Condition) -> bool:
    """Whether both letters of a condition stand in a formula."""
    wanted = {p.base for p in walk_written(condition) if isinstance(p, Symbol)}
    present = {
        letter
        for p in walk_written(formula)
        if isinstance(p, Symbol) and p.sub is not None
        for letter in p.sub.text
    }
    return wanted <= present


def _prepared(formula: WrittenFormula, vocabulary: Vocabulary) -> WrittenFormula:
    """Return a formula in which a parameter v of an update is a weight of the network."""
    left = formula.sides[0]
    if isinstance(left, Symbol) and left.primes == 1 and vocabulary.meaning(left.base) is None:
        derived = any(
            isinstance(p, Quotient) and isinstance(p.by, Symbol) and p.by.base == left.base
            for p in walk_written(formula)
        )
        if derived:
            base = left.base

            def change(part: NotationPart) -> NotationPart | None:
                return replace(part, base="w") if isinstance(part, Symbol) and part.base == base else None

            sides = tuple(None if side is None else mapped(side, change) for side in formula.sides)
            name = next((k for k, m in vocabulary.meanings.items() if m.family == "W"), "W")
            remark = translate(
                "derivation", "{base} is read as any weight, {name} of the last layer."
            ).format(base=base, name=name)
            return replace(formula, sides=sides, remarks=(*formula.remarks, remark))
    return formula


_LOSS_LINE = re.compile(
    r"(?<![\w{^_\\/])(?:\\mathcal\s*\{?)?(?:[CEJL]|[Ll]oss|[Cc]ost)\}?\s*(?:\([^=()\n]{0,40}\))?\s*&?=(?!=)"
)


def _unknown_loss(derivation: Derivation) -> int:
    """Return the line of a loss that could not be read or is none of the table, 0 without one."""
    if any(sketch.loss is not None or sketch.loss_of_data for _, sketch in derivation.sketches):
        return 0
    stated = next((sketch.unknown_loss for _, sketch in derivation.sketches if sketch.unknown_loss), 0)
    if stated:
        return stated
    match = _LOSS_LINE.search(derivation.text)
    return derivation.text.count("\n", 0, match.start()) + 1 if match is not None else 0


def _undefined_weights(formula: WrittenFormula, vocabulary: Vocabulary) -> str:
    """Return the weights of a formula that the text itself does not define, empty if there are none."""
    for part in walk_written(formula):
        if isinstance(part, Symbol) and part.sub is not None:
            meaning = vocabulary.meaning(part.base, layer_text(part, vocabulary.example_letters))
            if meaning is not None and meaning.family == "W" and meaning.origin == "usual name":
                return part.base
    return ""


def _for_one_example(result: Judged) -> Judged:
    """Return the verdict in a text that is about one example: that condition holds there."""
    parts = [part for part in (result.condition or "").split(" and ") if part != ONE_EXAMPLE]
    if " and ".join(parts) == result.condition:
        return result
    if parts:
        return replace(result, condition=" and ".join(parts))
    message = translate("derivation", "Right for one example, which the loss of the text is of.")
    return replace(result, verdict="right", condition=None, diagnosis=None, correct="", message=message)


def _summed(reading: NotationReading, network: Network) -> NotationReading:
    """Return a reading in which what is said to be the loss, and is that of one example, is added up."""
    first = reading.sides[0]
    if first.node != Canonical("C"):
        return reading
    sides = [first]
    changed = False
    for side in reading.sides[1:]:
        if not side.scalar and "?" not in (side.rows, side.columns) and "m" in (side.rows, side.columns):
            total: Node = Call("sum", (side.node,))
            if network.experiment.reduction == "mean":
                total = Binary("/", total, Canonical("m"))
            sides.append(Typed(total))
            changed = True
        else:
            sides.append(side)
    if not changed:
        return reading
    note = translate("derivation", "The loss is summed over outputs and examples.")
    return replace(reading, sides=tuple(sides), notes=(*reading.notes, note))


def _with_updates(reading: NotationReading, formula: WrittenFormula) -> list[Node]:
    """Return the sides; those of an update stand for the value after it."""
    nodes = [side.node for side in reading.sides]
    relation = formula.relations[0] if formula.relations else "="
    if relation in ("-=", "+="):
        nodes[1] = Binary("-" if relation == "-=" else "+", nodes[0], nodes[1])
    first = nodes[0]
    inner = first
    while isinstance(inner, Transpose | IndexSum | IndexedEntry):
        inner = inner.of
    parameter = isinstance(inner, Canonical) and layered_named(inner.id, ("W", "b"))
    uses_itself = any(part == inner for part in walk(nodes[1])) if len(nodes) > 1 else False
    if parameter and uses_itself:
        nodes[0] = next_value(first)
    return nodes


def _with_piece(item: FormulaText, error: NotationError) -> str:
    piece = item.source[error.start : error.end].strip()
    message = str(error)
    return message if not piece or piece in message or len(piece) > 40 else f"{message} ({piece})"


def _regression(e: Experiment) -> Experiment:
    """Return a network with an identity output and the squared error."""
    layers = list(e.layers)
    layers[-1] = msgspec.structs.replace(layers[-1], activation="identity")
    return e.replace(layers=tuple(layers), loss="mean_squared_error", output_gradient="chain_rule")


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


def _follows_from_loss(name: str) -> bool:
    """Whether a value is the loss, a gradient, or a parameter after the update."""
    value = named(name)
    return value is not None and (value.base.kind == "C" or value.is_gradient or value.next)
