"""A session under random hands: whatever is done, it can be undone to the bit, and it always makes sense."""

import math

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtCore import QCoreApplication

from nnviz.core.arrays.frame import Position
from nnviz.core.data_editing.matrix_text import write_matrix
from nnviz.core.document import files
from nnviz.core.document.document import Document
from nnviz.core.document.notes import Bookmark
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.selection import Selection
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.losses import LOSSES
from nnviz.core.functions.optimizers import OPTIMIZERS
from nnviz.core.run.timeline import Timeline
from nnviz.session import Session
from nnviz.session.edit import Edit, NotesEdit, setting_edit
from nnviz.session.model import UNDO_LIMIT

STARTS = (
    {
        "data": {"name": "xor", "examples": 20, "noise": 0.1},
        "layers": [{"units": 3, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
        "loss": "binary_cross_entropy", "batch_size": 4,
    },
    {
        "data": {"inputs": [[0, 1], [1, 0], [1, 1]], "targets": [[1.5], [0.5], [-1]]},
        "layers": [{"units": 2, "activation": "sigmoid"}, {"units": 1, "activation": "identity"}],
        "changes": [{"iteration": 0, "parameter": "b1", "unit": 0, "value": 0.25}],
    },
    {
        "data": {"name": "blobs", "classes": 3, "examples": 15, "test_fraction": 0.2},
        "layers": [{"units": 3, "activation": "relu"}, {"units": 3, "activation": "softmax"}],
        "loss": "categorical_cross_entropy", "standardize": True, "optimizer": {"name": "adam"},
    },
)  # fmt: skip
MOST_ITERATIONS = 400
odd = st.sampled_from([0.0, -0.0, 1.0, -1.0, 1 / 3, 1e-300, 1e6, 1e7, math.nan])
numbers = st.floats(-4, 4, width=32) | odd
settable = st.sampled_from([0.0, 0.01, 0.1, -1, 1e7])


def bits(frame):
    return {name: (value.shape, value.tobytes()) for name, value in frame.values.items()}


class NumberInteraction(RuleBasedStateMachine):
    """Edits, moves, runs, undoes and redoes one session."""

    steps = made = 0

    def __init__(self):
        super().__init__()
        self.session = None

    def begin(self, start):
        self.first = Experiment.from_dict(STARTS[start])
        self.session = Session(self.first)
        self.said = []
        self.session.message.connect(self.said.append)
        end = len(self.session.frame.operations)
        self.session.timeline.seek(Position(2, end))
        self.numbers = bits(self.session.timeline.frame())
        self.session.seek(Position(0, 0))
        self.edits = 0

    @precondition(lambda self: self.session is None)
    @rule(start=st.integers(0, len(STARTS) - 1))
    def open(self, start):
        self.begin(start)

    # -- edits ---------------------------------------------------------------------------------------

    def attempt(self, edit):
        """Make an edit; what is refused has changed nothing and was said, in a sentence."""
        s, before, count = self.session, self.session.experiment, self.session.undo_stack.index()
        said, timeline, position = len(self.said), s.timeline, s.position
        try:
            done = edit()
        except ExperimentError as error:
            self.said.append(str(error))
            done = False
        NumberInteraction.made += s.undo_stack.index() != count
        if done is False:
            assert s.experiment == before
            assert s.undo_stack.index() == count
            assert (s.timeline, s.position) == (timeline, position)
            assert all(sentence.strip() for sentence in self.said[said:])
        elif s.experiment is not before and not s.running:
            after, numbers = s.experiment, bits(s.frame)
            s.undo_stack.undo()
            s.undo_stack.redo()
            assert s.experiment is after
            assert bits(s.frame) == numbers
        return done

    @precondition(lambda self: self.session)
    @rule(layer=st.integers(0, 5), unit=st.integers(0, 4), source=st.integers(0, 4), bias=st.booleans(),
          value=numbers)  # fmt: skip
    def set_a_parameter(self, layer, unit, source, bias, value):
        selection = Selection("bias", layer, unit) if bias else Selection("weight", layer, unit, source)
        if selection.exists(self.session.experiment):
            where = self.session.number_editing.of(selection)
            self.attempt(lambda: self.session.number_editing.set(*where, value))

    @precondition(lambda self: self.session)
    @rule(name=st.sampled_from(["X", "Y"]), row=st.integers(0, 3), column=st.integers(0, 9), value=numbers)
    def set_a_data_value(self, name, row, column, value):
        rows, columns = self.session.frame.values[name].shape
        self.attempt(lambda: self.session.number_editing.set(name, row % rows, column % columns, value))

    @precondition(lambda self: self.session)
    @rule(layer=st.integers(1, 2), unit=st.integers(0, 2), times=st.integers(2, 5))
    def nudge(self, layer, unit, times):
        if Selection("bias", layer, unit).exists(self.session.experiment):
            for _ in range(times):
                self.attempt(lambda: self.session.number_editing.nudge(f"b{layer}", unit, 0, 0.1))

    @precondition(lambda self: self.session)
    @rule(data=st.data(), form=st.sampled_from(["spreadsheet", "numpy", "latex"]), scale=numbers)
    def paste(self, data, form, scale):
        frame = self.session.frame
        name = data.draw(st.sampled_from([n for n in frame.values if n in ("X", "Y") or n[0] in "Wb"]))
        with np.errstate(all="ignore"):
            array = np.atleast_2d(frame.values[name]) * scale
        text = write_matrix(array, form)
        if self.attempt(lambda: self.session.number_editing.paste(name, text)) and name[0] in "Wb":
            assert self.session.frame.values[name].tobytes() == array.tobytes()

    @precondition(lambda self: self.session)
    @rule(name=st.sampled_from(["learning_rate", "l1", "l2"]), value=settable)
    def set_a_setting(self, name, value):
        self.attempt(lambda: self.session.apply(setting_edit(name, value)))

    @precondition(lambda self: self.session)
    @rule(data=st.data())
    def build(self, data):
        b, e = self.session.network_editing, self.session.experiment
        layer = data.draw(st.integers(0, len(e.layers)))
        small = len(e.layers) < 5 and max(e.widths) < 6
        edit = data.draw(st.sampled_from([
            lambda: b.add_unit(layer) if small else None, lambda: b.remove_unit(layer),
            lambda: b.set_units(layer, 3), lambda: b.insert_layer(layer) if small else None,
            lambda: b.insert_activation(layer, "relu") if small else None,
            lambda: b.remove_layer(layer) if layer else None,
            lambda: b.move_layer(layer, layer + 1), b.remove_hidden,
            lambda: b.set_features(("x2",)), lambda: b.set_features(("x1", "x2")),
        ]))  # fmt: skip
        self.attempt(edit)

    @precondition(lambda self: self.session)
    @rule(layer=st.integers(0, 9), name=st.sampled_from(list(ACTIVATIONS)))
    def set_an_activation(self, layer, name):
        layers = len(self.session.experiment.layers)
        self.attempt(lambda: self.session.network_editing.set_activation(layer % layers + 1, name))

    @precondition(lambda self: self.session)
    @rule(data=st.data())
    def change_the_recipe(self, data):
        make = data.draw(st.sampled_from([
            lambda e: edits.set_loss(e, data.draw(st.sampled_from(list(LOSSES)))),
            lambda e: edits.set_optimizer(e, data.draw(st.sampled_from(list(OPTIMIZERS)))),
            lambda e: edits.set_option(e, batch_size=data.draw(st.sampled_from([1, 3, 100]))),
            lambda e: edits.set_option(e, reduction=data.draw(st.sampled_from(["mean", "sum"]))),
            lambda e: edits.set_option(e, output_gradient="fused"),
            lambda e: edits.set_option(e, standardize=not e.standardize),
            edits.resample_weights, edits.resample_data,
            lambda e: edits.set_data(e, data.draw(st.sampled_from(["xor", "sine", "blobs", "circle"]))),
            lambda e: edits.set_data_option(e, test_fraction=0.4),
        ]))  # fmt: skip

        def edit():
            self.session.apply(Edit("Change the recipe", make(self.session.experiment)))

        if self.session.experiment.data.raw_inputs < 64:
            self.attempt(edit)

    @precondition(lambda self: self.session)
    @rule(iteration=st.integers(0, 50), name=st.text("ab ", max_size=4))
    def annotate(self, iteration, name):
        notes = self.session.notes
        found = tuple(b for b in notes.bookmarks if b.iteration != iteration)
        mark = Bookmark(iteration=iteration, operation=0, name=name)
        self.session.apply(NotesEdit("Bookmark", msgspec.structs.replace(notes, bookmarks=(*found, mark))))

    # -- time ----------------------------------------------------------------------------------------

    @precondition(lambda self: self.session)
    @rule(iteration=st.integers(0, 70), operation=st.integers(0, 40))
    def seek(self, iteration, operation):
        operation %= len(self.session.frame.operations) + 1
        self.session.seek(Position(iteration, operation))

    @precondition(lambda self: self.session)
    @rule(direction=st.sampled_from([1, -1]), granularity=st.sampled_from(["operation", "layer", "phase",
          "iteration", "epoch"]))  # fmt: skip
    def step(self, direction, granularity):
        self.session.step(direction, granularity)

    @precondition(lambda self: self.session)
    @rule(iterations=st.integers(1, 100))
    def train(self, iterations):
        until = min(self.session.position.iteration + iterations, MOST_ITERATIONS)
        self.session.seek(Position(until, len(self.session.frame.operations)))

    @precondition(lambda self: self.session)
    @rule(speed=st.sampled_from([0.4, 0.9, 1.0]), value=numbers)
    def edit_while_running(self, speed, value):
        s = self.session
        if s.position.iteration > MOST_ITERATIONS:
            s.start()
        changed = []
        s.running_changed.connect(changed.append)
        s.runner.set_speed(speed)
        s.runner.start()
        if s.running:  # a number that is lost ends the run
            s.runner.tick()
        running = s.running
        self.attempt(lambda: s.number_editing.set("b1" if s.experiment.layers[0].units else "X", 0, 0, value))
        if s.experiment.layers[0].units and running and math.isfinite(value):
            assert s.running
            assert changed == [True]
        if s.running:  # a number that is lost ends the run
            s.runner.tick()
        s.pause()
        s.running_changed.disconnect(changed.append)

    # -- undo ----------------------------------------------------------------------------------------

    @precondition(lambda self: self.session)
    @rule(steps=st.integers(1, 4))
    def undo(self, steps):
        for _ in range(steps):
            self.session.undo_stack.undo()

    @precondition(lambda self: self.session)
    @rule(steps=st.integers(1, 4))
    def redo(self, steps):
        for _ in range(steps):
            self.session.undo_stack.redo()

    @precondition(lambda self: self.session)
    @rule()
    def undo_all_and_redo_all(self):
        stack, here = self.session.undo_stack, self.session.undo_stack.index()
        last, notes = self.session.experiment, self.session.notes
        numbers, position = bits(self.session.frame), self.session.position
        stack.setIndex(0)
        if stack.count() < UNDO_LIMIT:
            assert self.session.experiment == self.first
            assert not self.session.notes.bookmarks
            end = len(self.session.frame.operations)
            present = self.session.position
            self.session.seek(Position(2, end))
            assert bits(self.session.frame) == self.numbers
            self.session.seek(present)
        stack.setIndex(here)
        assert self.session.experiment == last
        assert self.session.notes == notes
        assert self.session.position == position
        assert bits(self.session.frame) == numbers

    # -- what always holds ---------------------------------------------------------------------------

    @invariant()
    def the_position_is_valid(self):
        if self.session is None:
            return
        s = self.session
        NumberInteraction.steps += 1
        iteration, operation = s.position
        assert iteration >= 0
        assert 0 <= operation <= len(s.frame.operations)
        assert s.frame.position == s.timeline.position
        assert s.timeline.experiment is s.experiment
        assert not s.running
        assert 0 <= s.example < s.frame.batch

    @invariant()
    def the_time_line_is_as_long_as_what_was_run(self):
        if self.session is None:
            return
        t = self.session.timeline
        assert t.length >= t.position.iteration + (t.position.operation == len(t.trainer.operations))
        assert t.history.losses.length == t.length

    @invariant()
    def every_step_of_undo_has_a_name(self):
        if self.session is None:
            return
        stack = self.session.undo_stack
        assert stack.count() <= UNDO_LIMIT
        assert all(stack.text(i).strip() for i in range(stack.count()))

    @invariant()
    def a_file_gives_the_same_experiment(self):
        if self.session is None:
            return
        document = Document(self.session.experiment, self.session.notes)
        back = files.parse_document(files.write_text(document))
        assert back.experiment == self.session.experiment
        assert back.notes == self.session.notes

    @invariant()
    def what_is_shown_is_what_the_recipe_gives(self):
        """The frame is that of a run of the recipe from its start, to the bit; nothing is lost silently."""
        if self.session is None:
            return
        s = self.session
        if s.position.iteration <= 100:
            fresh = Timeline(s.experiment).frame(s.position)
            assert bits(fresh) == bits(s.frame)
        first = next((n for n, v in s.frame.values.items() if not np.isfinite(v).all()), None)
        if first is not None:
            # Only what a run computes can be lost, never what was given.
            assert first not in ("X", "Y") or not np.isfinite(s.experiment.data.inputs.array).all()

    def teardown(self):
        if self.session is None:
            return
        self.undo_all_and_redo_all()
        assert [w for w in self.said if not w.strip()] == []
        self.session.deleteLater()
        QCoreApplication.sendPostedEvents(None, 52)
        self.session = None


def explore(examples, steps, **more):
    run_state_machine_as_test(
        NumberInteraction,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), **more,
        ),
    )  # fmt: skip


def test_whatever_is_done_can_be_undone_to_the_bit(qapp):
    NumberInteraction.steps = NumberInteraction.made = 0
    explore(25, 40, derandomize=True)
    assert NumberInteraction.steps >= 25
    assert NumberInteraction.made >= 25


@pytest.mark.soak
def test_five_thousand_steps_and_more(qapp):
    NumberInteraction.steps = NumberInteraction.made = 0
    explore(200, 60)
    assert NumberInteraction.steps >= 5000
    assert NumberInteraction.made >= 1000
