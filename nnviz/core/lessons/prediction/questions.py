"""Questions about hidden values: what is asked, the truth, and what changed and why once it is revealed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nnviz.core.arrays.frame import Frame
from nnviz.core.equations.formula import bare
from nnviz.core.equations.symbols import entry_symbol, matrix_symbol
from nnviz.core.lessons.prediction.guesses import NUMBER, ORDER, SIGN, Truth
from nnviz.core.lessons.prediction.hiding import Hidden, HiddenEntry
from nnviz.core.network.operation import Operation
from nnviz.core.network.value import value_named
from nnviz.core.text.number_format import format_number
from nnviz.core.text.translate import translate

if TYPE_CHECKING:
    pass

_QUOTIENT = r"\frac{\partial C}{\partial "


@dataclass(frozen=True)
class EntryQuestion:
    """A question about one hidden entry.

    Attributes
    ----------
    entry
        The entry.
    symbol
        LaTeX of the entry.
    truth
        What it is.
    ordered
        What the places of an order stand for, as LaTeX with ``i``; empty where there is nothing to order.
    operation
        The operation that computed it; None for a parameter that other iterations changed.
    why
        What changed and why, one sentence or two.
    """

    entry: HiddenEntry
    symbol: str
    truth: Truth
    ordered: str
    operation: Operation | None
    why: str

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of guesses that can be made at it, without choices."""
        # A loss has a sign that is worth a question only where it has changed.
        signed = self.entry.name != "C" or self.truth.before is not None
        order = bool(self.truth.places)
        return (NUMBER, *((SIGN,) if signed else ()), *((ORDER,) if order else ()))

    def words(self, kind: str) -> str:
        """Return the question as Markdown for a kind of guess."""
        after = self.entry.name.endswith("_next")
        if kind == SIGN and self.truth.before is not None:
            text = translate("lessons", "Does ${symbol}$ rise (+), fall (−) or stay (0)?")
            return text.format(symbol=self.symbol)
        if kind == SIGN:
            text = (
                translate("lessons", "Is ${symbol}$ positive, negative or zero after the update?")
                if after
                else translate("lessons", "Is ${symbol}$ positive, negative or zero?")
            )
        elif kind == ORDER and self.truth.places:
            text = (
                translate("lessons", "Order the sizes $|{ordered}|$ after the update, largest first.")
                if after
                else translate("lessons", "Order the sizes $|{ordered}|$, largest first.")
            )
        else:
            text = (
                translate("lessons", "What is ${symbol}$ after the update?")
                if after
                else translate("lessons", "What is ${symbol}$?")
            )
        return text.format(symbol=self.symbol, ordered=self.ordered)


@dataclass(frozen=True)
class ChoiceQuestion:
    """A question with answers to choose from.

    Attributes
    ----------
    prompt
        The question, Markdown.
    answers
        The answers, Markdown, in the order in which they are shown.
    right
        Which one is right, from 0.
    why
        Why.
    name
        Name of the value it is about.
    """

    prompt: str
    answers: tuple[str, ...]
    right: int
    why: str
    name: str


def question(frame: Frame, entry: HiddenEntry, example: int, earlier: Frame | None = None) -> EntryQuestion:
    """Return the question about a hidden entry.

    Parameters
    ----------
    frame
        The frame with nothing hidden.
    entry
        The entry.
    example
        Which example of the batch is asked about, from 0.
    earlier
        The frame before the step, nothing hidden.
    """
    array = np.asarray(frame.values[entry.name])
    plain = entry.name.removesuffix("_next")
    per_example = value_named(entry.name).per_example
    before = _before(frame, entry, example, earlier)
    truth, ordered = Truth(float(array) if not array.ndim else 0.0, before=before), ""
    if not array.ndim:
        symbol = bare(matrix_symbol(plain))
    else:
        column = min(example, array.shape[1] - 1) if entry.column is None else entry.column
        index = column if per_example and frame.batch > 1 else None
        symbol = _on_a_line(bare(entry_symbol(plain, entry.row, column, index)))
        along_row = not per_example and array.shape[1] > 1
        others = array[entry.row] if along_row else array[:, column]
        truth = Truth(float(array[entry.row, column]), tuple(map(float, others)), before)
        if truth.places:
            ordered = _ordered(plain, entry.row, column, index, along_row)
    operation = next((op for op in frame.operations if entry.name in op.writes), None)
    change = "" if before is None else f"{format_number(before)} → {format_number(truth.value)}. "
    return EntryQuestion(entry, symbol, truth, ordered, operation, _why(frame, change, operation))


def _ordered(plain: str, row: int, column: int, index: int | None, along_row: bool) -> str:
    """Return the symbol of an entry with ``i`` for its place in an order."""
    mark = 700
    place = (row, mark - 1) if along_row else (mark - 1, column)
    return _on_a_line(bare(entry_symbol(plain, *place, index)).replace(str(mark), "i"))


def _on_a_line(latex: str) -> str:
    """Return the symbol of a derivative with its quotient on the line, as a sentence needs it."""
    if latex.startswith(_QUOTIENT):
        return rf"\partial C/\partial {latex.removeprefix(_QUOTIENT)[:-1]}"
    return latex


def _why(frame: Frame, change: str, operation: Operation | None) -> str:
    """Return what changed, and the operation's own description."""
    if operation is None:
        before = frame.position.iteration - 1
        text = translate("lessons", "The update of iteration {before} changed it last.").format(before=before)
        return f"{change}{text}"
    return f"{change}{operation.equation}. {operation.why}"


def _before(frame: Frame, entry: HiddenEntry, example: int, earlier: Frame | None) -> float | None:
    """Return what an entry was before the step; None where it had no value."""
    plain, before = entry.name.removesuffix("_next"), None
    if plain != entry.name:
        before = frame.values.get(plain)
    elif earlier is not None and not value_named(plain).per_example:
        # Examples of another batch are no earlier value of these.
        before = earlier.values.get(f"{plain}_next", earlier.values.get(plain))
    if before is None or np.shape(before) != np.shape(frame.values[entry.name]):
        return None
    place = (entry.row, example if entry.column is None else entry.column) if np.ndim(before) else ()
    return float(before[place])


def choices(
    whole: Frame, number: int, hidden: Hidden, count: int = 8, most: int = 5
) -> tuple[ChoiceQuestion, ...]:
    """Return questions with choices about one operation; the same at a position whoever asks.

    Questions that would show hidden numbers other than the answer are left out.

    Parameters
    ----------
    whole
        The iteration, after all its operations, nothing hidden.
    number
        The operation, from 1.
    hidden
        What is hidden.
    count
        How many questions at most.
    most
        Answers of a question, at most.
    """
    # The judge that makes the wrong answers is loaded with the first question.
    from nnviz.core.lessons.quiz.items import quiz

    operation = whole.operations[number - 1]
    target = operation.writes[-1]
    rng = np.random.default_rng((whole.position.iteration, number, 5))
    secret = _secret_texts(whole, hidden, target)
    unseen = any(name in hidden.masks for name in operation.reads)
    found = []
    for item in quiz(whole, number, count, whole.position.iteration):
        texts = [d.text for d in item.distractors if d.text not in secret][: most - 1]
        if not texts or (unseen and item.kind not in ("expression", "shape", "reads", "next")):
            continue
        order = rng.permutation(len(texts) + 1).tolist()
        answers = [_readable((item.answer, *texts)[i]) for i in order]
        found.append(ChoiceQuestion(item.question, tuple(answers), order.index(0), item.why, target))
    return tuple(found)


def _readable(answer: str) -> str:
    """Return an answer with a true minus sign where it is a number."""
    return answer.replace("-", "−") if answer[1:2].isdigit() and answer.startswith("-") else answer


def _secret_texts(whole: Frame, hidden: Hidden, target: str) -> set[str]:
    """Return how choices would write hidden numbers of other values."""
    from nnviz.core.lessons.quiz.items import number_text

    texts: set[str] = set()
    for name, mask in hidden.masks.items():
        if name != target:
            numbers = np.asarray(whole.values[name])[mask]
            texts |= {number_text(float(value)) for value in numbers[:4096]}
    return texts
