"""The built-in lessons: they read, their steps stand where they say, and every number in them is true."""

import math
import re

import numpy as np
import pytest

from nnviz.core.arrays.frame import Position
from nnviz.core.lessons.catalogue import catalogue
from nnviz.core.lessons.inline import formulas, runs
from nnviz.core.lessons.lesson import LEVELS, LessonClaim, LessonFormula, LessonText, Question
from nnviz.core.lessons.progress import asked_in
from nnviz.core.run.timeline import Timeline
from nnviz.typeset.engine import drawing

ENTRIES = {entry.name: entry for entry in catalogue()}
NAMES = (
    "mazur", "one-neuron", "learning-rate", "zero-weights", "one-hidden-layer", "learning-slow-down",
    "dead-relu", "vanishing-gradients", "weight-decay", "dropout", "output-gradient",
    "sigmoid-into-softmax", "equation-sheet", "layer-norm", "find-the-mistake",
)  # fmt: skip
STEPS = [(name, i) for name in NAMES for i in range(len(ENTRIES[name].lesson.steps))]
_TIMELINES = {}


def at(e, iteration, operation=None):
    """Return a frame of an experiment, at the end of an iteration unless said otherwise."""
    timeline = _TIMELINES.setdefault(e, Timeline(e))
    return timeline.frame(
        Position(iteration, len(timeline.trainer.operations) if operation is None else operation)
    )


def markdown(block):
    """Return the lines of Markdown in a block."""
    if isinstance(block, LessonClaim):
        return [f"${block.quote}$", block.why]
    if isinstance(block, Question):
        return [block.markdown, block.answer, *(choice.markdown for choice in block.choices)]
    return [f"${block.latex}$" if isinstance(block, LessonFormula) else block.markdown]


def test_all_lessons_read_in_their_order():
    assert [entry.error for entry in ENTRIES.values()] == [None] * len(NAMES)
    assert tuple(ENTRIES) == NAMES
    titles = [entry.lesson.title for entry in ENTRIES.values()]
    assert len(set(titles)) == len(NAMES)
    levels = [LEVELS.index(entry.lesson.level) for entry in ENTRIES.values()]
    assert levels == sorted(levels)


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_is_whole(name):
    lesson = ENTRIES[name].lesson
    assert 6 <= len(lesson.steps) <= 15
    assert 8 <= lesson.minutes <= 30
    assert len(lesson.summary.split()) <= 50
    assert sum(len(step.questions) for step in lesson.steps) >= 4
    assert all(asked_in(step) for step in lesson.steps)
    closed = [q for step in lesson.steps for q in step.questions if q.choices or q.number]
    assert len(closed) >= 3
    assert lesson.ending
    assert sum(1 for _ in lesson.claims()) >= 2
    assert len({step.title for step in lesson.steps}) == len(lesson.steps)


@pytest.mark.parametrize(("name", "index"), STEPS)
def test_a_step_stands_where_it_says_and_lights_what_is_there(name, index):
    step = ENTRIES[name].lesson.steps[index]
    frame = at(step.experiment, *step.position)
    assert frame.position == step.position
    assert step.highlights or step.selection
    assert set(step.highlights) <= set(frame.values)
    assert step.selection is None or step.selection.exists(step.experiment)
    assert (step.example or 0) < frame.batch
    if frame.operation is not None and step.position.operation < len(frame.operations):
        # Something that the operation computes or reads is highlighted.
        assert set(step.highlights) & {*frame.operation.writes, *frame.operation.reads}


@pytest.mark.parametrize(("name", "index"), STEPS)
def test_a_step_is_short(name, index):
    step = ENTRIES[name].lesson.steps[index]
    words = sum(
        len([word for run in runs(block.markdown) if run.kind != "math" for word in run.text.split()])
        for block in step.blocks
        if isinstance(block, LessonText)
    )
    assert words <= 90
    for block in step.blocks:
        if isinstance(block, LessonClaim):
            assert len(block.why.split()) <= 70


@pytest.mark.parametrize("name", NAMES)
def test_every_formula_can_be_typeset(name):
    for step in ENTRIES[name].lesson.steps:
        for block in step.blocks:
            for line in markdown(block):
                for latex in formulas(line):
                    assert drawing(latex)
    assert drawing(*formulas("$x$"))


@pytest.mark.parametrize("name", NAMES)
def test_no_mark_is_left_in_the_texts(name):
    """A dollar sign or a star that stays visible was not closed."""
    lesson = ENTRIES[name].lesson
    lines = [line for step in lesson.steps for block in step.blocks for line in markdown(block)]
    for line in [lesson.summary, *lines]:
        for run in runs(line):
            assert run.kind in ("math", "code") or not set("$*`\\<>{}_^") & set(run.text), (line, run)


# -- numbers -------------------------------------------------------------------------------------------

NUMBER = re.compile(r"(?<![\d.])[0-9]+\.[0-9]+")


def numbers_of_sigmoid_into_softmax(lesson):
    v = at(lesson.experiment, 0).values
    z, y = v["a1"][:, 0], v["a2"][:, 0]
    floor = math.e / (math.e + 2)
    jacobian = np.diag(y) - np.outer(y, y)
    wrong = math.exp(2) / (1 + math.exp(-2)) ** 2
    to_k = math.exp(z[1]) / (math.exp(z[0]) + math.exp(z[1]))
    terms = v["dz1"][1] * v["X"][0]
    costs = [0.25, -math.log(floor), -4 * math.log(floor), v["C"]]
    return [floor, *costs, jacobian, wrong, z[0] * (1 - z[0]), to_k, terms]


def numbers_of_output_gradient(lesson):
    v = at(lesson.experiment, 0).values
    o, dz = v["a1"], v["dz1"]
    t = np.array([[0.2], [0.5], [0.2]])
    u = at(lesson.steps[8].experiment, 0).values["a1"]
    return [o[1] * o[0], o[2] * o[0], dz / (o * (1 - o)), t.sum(), o - t, 1 - u[0]]


def numbers_of_equation_sheet(lesson):
    v = at(lesson.experiment, 0).values
    last = at(lesson.steps[-1].experiment, 0).values
    slope = v["a1"][0, 0] * (1 - v["a1"][0, 0])
    return [v["a2"][0, 0] * (1 - v["a2"][0, 0]), v["dz1"][0, 0] * slope, -math.log(last["a2"][0, 0])]


def numbers_of_one_hidden_layer(lesson):
    one, batch = at(lesson.experiment, 0).values, at(lesson.steps[-1].experiment, 0).values
    y_hat = one["a2"][0, 0]
    slope = y_hat * (1 - y_hat)
    return [0.5, math.log(2), slope, 1 - y_hat, batch["dz2"] * batch["a1"][1], batch["C"]]


def numbers_of_learning_slow_down(lesson):
    start, mild = at(lesson.experiment, 0).values, at(lesson.steps[-2].experiment, 0).values
    a, far = start["a1"][0, 0], 1 / (1 + math.exp(-8))
    rate = lesson.experiment.optimizer.learning_rate
    begun = [a, 1 - a, a * (1 - a), start["dz1"], mild["a1"], mild["W1"], mild["b1"]]
    return [*begun, 0.125, 0.25, 4 / 27, far * (1 - far), math.e, rate, 0.5]


def numbers_of_mazur(lesson):
    v = at(lesson.experiment, 0).values
    out, h = v["a2"], v["a1"]
    # What the article has after ten thousand updates in which no bias learns: not ours to compute.
    published = [0.0000351085, 0.015912196, 0.984065734]
    up = 0.4 + 0.5 * v["dW2"][0, 0]
    errors, slopes = 0.5 * (v["Y"] - out) ** 2, out * (1 - out)
    return [errors, slopes, h * (1 - h), v["dz2"], v["W2"] @ v["dz2"], v["b2"], up, *published]


def numbers_of_one_neuron(lesson):
    start, then = at(lesson.experiment, 0).values, at(lesson.experiment, 1).values
    a = start["a1"]
    # 0.999 is an output of which a question asks.
    return [a * (1 - a), 1 - a, 0.999, then["a1"], then["C"]]


def numbers_of_learning_rate(lesson):
    rates = [e.optimizer.learning_rate for e in dict.fromkeys(step.experiment for step in lesson.steps)]
    return [rates, [0.81, 0.5, 0.9, 2.0, 0.19, 1.9]]


def numbers_of_zero_weights(lesson):
    return [math.log(2)]


def numbers_of_dead_relu(lesson):
    slope = 0.01
    rates = [step.experiment.optimizer.learning_rate for step in lesson.steps]
    later = at(lesson.steps[-1].experiment, 100).values["W1"]
    return [slope, rates, lesson.steps[0].experiment.initial["W1"].array, later]


def numbers_of_vanishing_gradients(lesson):
    return [0.25, 1024.0, -0.5]


def numbers_of_weight_decay(lesson):
    v, decay = at(lesson.experiment, 0).values, lesson.experiment.regularization.l2
    loss_alone = v["dz1"] @ v["X"].T
    rate = lesson.experiment.optimizer.learning_rate
    later = at(lesson.experiment, 100).values["W1_next"]
    return [later, decay, decay * v["W1"], loss_alone, rate * decay, 1 - rate * decay]


def numbers_of_dropout(lesson):
    v = at(lesson.experiment, 0).values
    return [v["W3"] * v["a1"].T[:1]]


def numbers_of_layer_norm(lesson):
    v = at(lesson.experiment, 0).values
    return [6.0, v["dxhat2"] / np.sqrt(v["var2"] + 1e-5)]


def numbers_of_find_the_mistake(lesson):
    v = at(lesson.experiment, 0).values
    slope = 1 - v["a1"] ** 2
    return [slope, v["da1"] * slope**2, v["W2"] @ v["dz2"]]


NUMBERS = {
    "one-neuron": numbers_of_one_neuron,
    "learning-rate": numbers_of_learning_rate,
    "zero-weights": numbers_of_zero_weights,
    "dead-relu": numbers_of_dead_relu,
    "vanishing-gradients": numbers_of_vanishing_gradients,
    "weight-decay": numbers_of_weight_decay,
    "dropout": numbers_of_dropout,
    "layer-norm": numbers_of_layer_norm,
    "find-the-mistake": numbers_of_find_the_mistake,
    "sigmoid-into-softmax": numbers_of_sigmoid_into_softmax,
    "output-gradient": numbers_of_output_gradient,
    "equation-sheet": numbers_of_equation_sheet,
    "one-hidden-layer": numbers_of_one_hidden_layer,
    "learning-slow-down": numbers_of_learning_slow_down,
    "mazur": numbers_of_mazur,
}


@pytest.mark.parametrize("name", NAMES)
def test_every_number_in_a_text_is_one_of_the_network_or_computed_here(name):
    """Of what the iteration of a step computes, or of a list of what follows from it."""
    lesson = ENTRIES[name].lesson
    extra = NUMBERS[name](lesson)
    # The worked example that is followed cuts some digits off instead of rounding.
    tolerance = 1.0 if name == "mazur" else 0.5 + 1e-6
    count = 0
    for step in lesson.steps:
        experiments = [e for e in (step.experiment, step.compare) if e is not None]
        values = [v for e in experiments for v in at(e, step.position.iteration).values.values()]
        known = np.abs(np.concatenate([np.ravel(v) for v in [*values, *extra]]))
        for question in step.questions:
            if question.number is not None:
                off = np.abs(known - abs(question.number.value)).min()
                assert off <= 0.5 * question.number.tolerance, (step.title, question.number)
        for line in (line for block in step.blocks for line in markdown(block)):
            for number in NUMBER.findall(line):
                digits = len(number.partition(".")[2])
                near = np.abs(known - float(number)) <= tolerance * 10.0**-digits
                assert near.any(), (step.title, number)
                count += 1
    assert count >= 10


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_reads_well_in_other_viewers(name):
    """Many take a backslash before punctuation away, and show comments of more than one line."""
    text = ENTRIES[name].path.read_text(encoding="utf-8")
    assert not re.findall(r"\\[^A-Za-z ].*", text)
    assert all(("<!--" in line) == ("-->" in line) for line in text.split("\n"))
