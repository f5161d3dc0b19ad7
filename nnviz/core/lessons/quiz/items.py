"""Quiz items about one operation: question, answer from the program, wrong answers with their mistakes.

An answer is a value of the program, a wrong one the same value with a mistake made. No two choices of an
item look alike, and every wrong expression gives other numbers than the right one at fresh random values.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nnviz.core.arrays.frame import Frame, Position
from nnviz.core.equations.formula import bare
from nnviz.core.equations.numerals import LatexNumbers
from nnviz.core.equations.sheet import ExplainContext
from nnviz.core.equations.symbols import PER_EXAMPLE, entry_symbol, matrix_symbol, parts
from nnviz.core.explain.operations import explain
from nnviz.core.functions.buffers import Array
from nnviz.core.judge.judging import world_of
from nnviz.core.judge.random_trials import ORDINARY, recipe
from nnviz.core.lessons.quiz.wrong_expressions import Expression, wrong_expressions
from nnviz.core.network.operation import UPDATE, Operation
from nnviz.core.text.translate import translate

KINDS = ("expression", "value", "sign", "largest", "shape", "reads", "next")
"""Kinds of items."""
MAX_CHOICES = 4
"""Wrong answers of an item, at most."""
MAX_ITEMS = 1000
_SHOWN = 12
"""Most rows and columns of a matrix that is given."""
_APART = 1e-6
"""Relative difference from which on two expressions are different ones."""


@dataclass(frozen=True)
class Distractor:
    """A wrong answer.

    Attributes
    ----------
    text
        As it is shown, Markdown.
    numpy
        An expression in the names of ``nnviz trace`` that gives it; None where there is none.
    mistake
        The mistake that leads to it: a diagnosis of the judge, one of `OWN_MISTAKES`, or ``other`` for
        another item of the program.
    """

    text: str
    numpy: str | None
    mistake: str


@dataclass(frozen=True)
class Item:
    """A question.

    Attributes
    ----------
    kind
        One of `KINDS`.
    prompt
        Markdown with LaTeX.
    answer
        As it is shown, Markdown.
    numpy
        An expression in the names of ``nnviz trace`` that gives the answer; None where there is none.
    distractors
        Wrong answers, all different from the answer and from each other.
    why
        One sentence or two.
    question
        The prompt without where it is asked, and without the numbers that are given.
    """

    kind: str
    prompt: str
    answer: str
    numpy: str | None
    distractors: tuple[Distractor, ...]
    why: str
    question: str

    def as_json(self) -> dict[str, Any]:
        """Return what ``nnviz quiz --json`` prints for an item."""
        wrong = [{"text": d.text, "numpy": d.numpy, "mistake": d.mistake} for d in self.distractors]
        return {
            "kind": self.kind, "prompt": self.prompt, "answer": self.answer, "numpy": self.numpy,
            "distractors": wrong, "why": self.why,
        }  # fmt: skip


def number_text(value: float) -> str:
    """Return a number as an answer shows it: four significant digits."""
    return f"{value:.4g}" if value else "0"


def quiz(frame: Frame, operation: int, count: int = 5, seed: int = 0) -> tuple[Item, ...]:
    """Return items about one operation of an iteration.

    Parameters
    ----------
    frame
        The iteration, after all its operations.
    operation
        The operation, from 1.
    count
        How many items at most. As a rule there are at least five; where the run has lost its numbers (nan,
        inf) only questions without numbers are left.
    seed
        What is chosen, and the order of wrong answers: the same seed gives the same items.

    Raises
    ------
    ValueError
        If there is no such operation, or `count` is out of range.
    """
    if not 1 <= operation <= len(frame.operations):
        raise ValueError(
            "operation: "
            + translate("lessons", "expected 1 to {count}, not {operation}").format(
                count=len(frame.operations), operation=operation
            )
        )
    if not 1 <= count <= MAX_ITEMS:
        raise ValueError(
            "count: "
            + translate("lessons", "expected 1 to {max_items}, not {count}").format(
                max_items=MAX_ITEMS, count=count
            )
        )
    with np.errstate(all="ignore"):
        return tuple(_Writer(frame, operation, np.random.default_rng((seed, operation))).items(count))


class _Writer:
    """Writes items about one operation."""

    def __init__(self, frame: Frame, number: int, rng: np.random.Generator) -> None:
        self._frame, self._number, self._rng = frame, number, rng
        self._operation: Operation = frame.operations[number - 1]
        self._target = self._operation.writes[-1]
        self._here = replace(frame, position=Position(frame.position.iteration, number))
        code = explain(self._here, None).numpy.split("\n")[-1]
        self._right = Expression(code.partition(" = ")[2], lambda v: v[self._target])
        self._value: Array = np.asarray(frame.values[self._target])
        self._wrong = self._apart()

    def items(self, count: int) -> Iterator[Item]:
        """Yield at most `count` items: one of each kind, then more questions about entries."""
        first = [
            item
            for make in (self._expression, self._shape, self._reads, self._next, self._largest)
            if (item := make()) is not None
        ]
        entries = [self._value_of, self._sign_of]
        places = [tuple(int(i) for i in place) for place in np.ndindex(*self._value.shape)]
        self._rng.shuffle(places)
        numbers = [item for place in places[:count] for make in entries if (item := make(place)) is not None]
        chosen = [*first[:1], *numbers[:2], *first[1:], *numbers[2:]]
        order = self._rng.permutation(min(count, len(chosen)))
        yield from (chosen[i] for i in order)

    # -- the wrong expressions ---------------------------------------------------------------------

    def _apart(self) -> list[Expression]:
        """Return wrong expressions that give other numbers than the right one and than each other."""
        e = self._frame.experiment
        ordinary = [t for t in world_of(recipe(e)).trials if t.reach == ORDINARY]
        several = [t.values for t in ordinary if t.examples > 1]
        # With one example a factor of m, or a sum over the batch that is missing, changes nothing.
        alone = [t.values for t in ordinary if t.examples == 1] if self._frame.batch == 1 else []
        draws = [values for values in (several, alone) if values]
        found: list[Expression] = []
        results = [[[self._right.array(v) for v in values] for values in draws]]
        for expression in wrong_expressions(e, self._operation, self._right):
            try:
                arrays = [[np.asarray(expression.array(v)) for v in values] for values in draws]
            except KeyError:
                # It needs a value that this network does not have, such as a bias.
                continue
            if all(any(map(_differ, *pair)) for other in results for pair in zip(arrays, other, strict=True)):
                found.append(expression)
                results.append(arrays)
        return found

    def _others(self) -> list[Expression]:
        """Return what other operations compute, for where no mistake changes anything."""
        found = []
        for operation in self._frame.operations:
            name, text = operation.writes[-1], operation.numpy.split("; ")[-1].partition(" = ")[2]
            unlike = np.shape(self._frame.values[name]) != self._value.shape
            if unlike and operation.phase != UPDATE:
                found.append(Expression(text, lambda v, name=name: v[name], "other"))  # type: ignore[misc]
        return found

    def _choose(self, wrong: Sequence[Distractor], answer: str) -> tuple[Distractor, ...]:
        """Return at most `MAX_CHOICES` that look different, the instructive ones first, in any order."""
        found: list[Distractor] = []
        for distractor in wrong:
            if distractor.text not in (answer, *(one.text for one in found)):
                found.append(distractor)
        found = found[:MAX_CHOICES]
        return tuple(found[i] for i in self._rng.permutation(len(found)))

    # -- kinds of items ----------------------------------------------------------------------------

    def _where(self) -> str:
        at = translate("lessons", "Iteration {iteration}, operation {number}").format(
            iteration=self._frame.position.iteration, number=self._number
        )
        return f"{at}: *{self._operation.title}*."

    def _symbol(self, place: tuple[int, ...] | None = None) -> str:
        name = self._target
        plain = name.removesuffix("_next")
        if place is None or not place:
            symbol = bare(matrix_symbol(plain))
        else:
            index = place[1] if parts(plain).kind in PER_EXAMPLE else None
            symbol = bare(entry_symbol(plain, place[0], place[1], index))
        if name.endswith("_next"):
            return translate("lessons", "{symbol} after the update").format(symbol=f"${symbol}$")
        return f"${symbol}$"

    def _item(self, kind: str, question: str, answer: str, numpy: str | None, wrong: Sequence[Distractor],
              why: str = "", given: str = "") -> Item | None:  # fmt: skip
        chosen = self._choose(wrong, answer)
        if not chosen:
            return None
        prompt = " ".join(filter(None, (self._where(), given, question)))
        why = " ".join(filter(None, (why, self._operation.why)))
        return Item(kind, prompt, answer, numpy, chosen, why, question)

    def _expression(self) -> Item | None:
        wrong = [Distractor(f"`{one.text}`", one.text, one.mistake) for one in self._wrong or self._others()]
        text = self._right.text
        return self._item(
            "expression",
            translate("lessons", "Which expression gives {symbol}?").format(symbol=self._symbol()),
            f"`{text}`",
            text,
            wrong,
            self._operation.equation + ".",
        )

    def _shape(self) -> Item | None:
        shape = self._value.shape
        units, inputs, batch = self._sizes()
        shapes = dict.fromkeys(
            [shape[::-1], (units, batch), (batch, units), (units, inputs), (units, 1), (units, units), ()]
        )
        texts = [(_shape_text(one), one) for one in shapes]
        key = {shape[::-1]: "transposed"}
        wrong = [Distractor(text, None, key.get(one, "shape")) for text, one in texts]
        return self._item(
            "shape",
            translate("lessons", "What is the shape of {symbol}?").format(symbol=self._symbol()),
            _shape_text(shape),
            None,
            wrong,
            translate("lessons", "Rows are units, columns are examples, or inputs for weights."),
        )

    def _sizes(self) -> tuple[int, int, int]:
        layer = self._operation.layer or len(self._frame.experiment.layers)
        widths = self._frame.experiment.widths
        return widths[layer], widths[layer - 1], self._frame.batch

    def _reads(self) -> Item | None:
        op = self._operation
        known = [name for name in self._frame.values if not name.endswith("_next") and name not in op.writes]
        wrong = []
        for _ in range(24):
            names = list(op.reads)
            names[int(self._rng.integers(len(names)))] = str(self._rng.choice(known))
            if len(set(names)) == len(names) and set(names) != set(op.reads):
                wrong.append(Distractor(_list_text(names), None, "other"))
        return self._item(
            "reads",
            translate("lessons", "From which values is {symbol} computed?").format(symbol=self._symbol()),
            _list_text(op.reads),
            None,
            wrong,
        )

    def _next(self) -> Item | None:
        operations = self._frame.operations
        after = operations[self._number % len(operations)]
        others = [one for one in operations if one.title not in (after.title, self._operation.title)]
        order = self._rng.permutation(len(others))
        wrong = [Distractor(others[i].title, None, "other") for i in order]
        why = translate("lessons", "{title} follows: {equation}.").format(
            title=after.title, equation=after.equation
        )
        return self._item(
            "next", translate("lessons", "Which operation runs next?"), after.title, None, wrong, why
        )

    def _largest(self) -> Item | None:
        value = self._value
        if value.ndim != 2 or value.size < 2 or value.shape[0] < 2 or not np.isfinite(value).all():
            return None
        column = int(self._rng.integers(value.shape[1]))
        sizes = np.abs(value[:, column])
        order = np.argsort(-sizes)
        if sizes[order[1]] >= 0.95 * sizes[order[0]]:
            return None
        texts = [self._symbol((i, column)).partition(" after")[0] for i in range(len(sizes))]
        wrong = [Distractor(texts[i], None, "other") for i in order[1:]]
        numpy = f"np.abs(({self._right.text})[:, {column}]).argmax()"
        return self._item(
            "largest",
            translate("lessons", "Which of these has the largest absolute value?"),
            texts[order[0]],
            numpy,
            wrong,
        )

    def _value_of(self, place: tuple[int, ...]) -> Item | None:
        value = float(self._value[place])
        if not np.isfinite(value):
            return None
        answer = number_text(value)
        wrong = []
        for one in self._wrong:
            array = np.asarray(one.array(self._frame.values))
            if array.shape != self._value.shape or not np.isfinite(array[place]):
                continue
            if abs(float(array[place]) - value) > 1e-3 * abs(value):
                numpy = f"({one.text}){_index(place)}"
                wrong.append(Distractor(number_text(float(array[place])), numpy, one.mistake))
        if not wrong:
            wrong = [Distractor(text, None, "other") for text in self._other_numbers(answer)]
        numpy = f"({self._right.text}){_index(place)}"
        return self._item(
            "value",
            translate("lessons", "What is {symbol}?").format(symbol=self._symbol(place)),
            answer,
            numpy,
            wrong,
            given=self._given(place),
        )

    def _other_numbers(self, answer: str) -> Iterator[str]:
        """Yield numbers of the iteration that are not the answer, for where no mistake changes it."""
        for array in self._frame.values.values():
            number = float(np.asarray(array).flat[0])
            if np.isfinite(number) and number_text(number) != answer:
                yield number_text(number)

    def _sign_of(self, place: tuple[int, ...]) -> Item | None:
        value = float(self._value[place])
        if not np.isfinite(value) or self._target == "C":
            return None
        words = {
            1: translate("lessons", "positive"),
            -1: translate("lessons", "negative"),
            0: translate("lessons", "zero"),
        }
        sign = int(np.sign(value))
        numpy = f"np.sign(({self._right.text}){_index(place)})"
        wrong = [
            Distractor(
                word, f"-{numpy}" if key == -sign and sign else None, "sign" if key == -sign else "other"
            )
            for key, word in words.items()
            if key != sign
        ]
        return self._item(
            "sign",
            translate("lessons", "Is {symbol} positive, negative or zero?").format(
                symbol=self._symbol(place)
            ),
            words[sign],
            numpy,
            wrong,
            translate("lessons", "It is {number}.").format(number=number_text(value)),
            given=self._given(place),
        )

    def _given(self, place: tuple[int, ...]) -> str:
        """Return the values an entry is computed from, as far as they can be written on a line."""
        told = []
        per_example = len(place) == 2 and parts(self._target).kind in PER_EXAMPLE
        example = place[1] if per_example else None
        sheet = ExplainContext(self._here, example, LatexNumbers(4), _SHOWN, _SHOWN)
        for name in self._operation.reads:
            if np.asarray(self._frame.values[name]).ndim == 2:
                symbol, matrix = bare(matrix_symbol(name)), bare(sheet.matrix(name))
                if per_example and parts(name).kind in PER_EXAMPLE:
                    symbol += rf"_{{\cdot,{place[1] + 1}}}"
                told.append(f"${symbol} = {matrix}$")
        return translate("lessons", "Given are {told}.").format(told=", ".join(told)) if told else ""


def _differ(a: Array, b: Array) -> bool:
    """Return whether two results are different, in shape or by more than rounding."""
    if a.shape != b.shape:
        return True
    scale = max(float(np.abs(a).max(initial=0.0)), float(np.abs(b).max(initial=0.0)))
    return not bool(np.abs(a - b).max(initial=0.0) <= _APART * scale)


def _index(place: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, place))}]" if place else ""


def _shape_text(shape: tuple[int, ...]) -> str:
    return f"{shape[0]} × {shape[1]}" if len(shape) == 2 else translate("lessons", "a single number")


def _list_text(names: Sequence[str]) -> str:
    return ", ".join(f"${bare(matrix_symbol(name))}$" for name in names)
