"""Pause, back, forward, scrub, run, in any mixture: the numbers are those of a run nobody disturbed."""

import gc
from types import SimpleNamespace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from PySide6.QtCore import QEventLoop, QTimer

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.run.navigation import GRANULARITIES
from nnviz.core.run.timeline import Timeline
from nnviz.session import Session, bookmarks
from nnviz.session.edit import parameter_edit, setting_edit
from tests.benchmarks.core_speed import experiment
from tests.strategies import changed, experiments

LIMIT = 3_000
"""Runs are led back to the start beyond this, so that a test takes seconds."""
FIXED = {
    "xor": files.example("xor"),
    "iris": files.example("iris"),
    "2-8-8-3": experiment("2-8-8-3", "chain_rule"),
}


@pytest.fixture(autouse=True)
def _application(qapp):
    """Timers need an application, and are to go before it does."""
    yield
    gc.collect()
    qapp.processEvents()


class Clock:
    """A clock that goes on only when it is told to, and a little with every look at it."""

    def __init__(self):
        self.now = 0.0

    def perf_counter(self):
        """Return the time; looking takes two milliseconds, so that a frame trains little."""
        self.now += 2e-3
        return self.now


class Handled(RuleBasedStateMachine):
    """A session in the hands of somebody restless."""

    @initialize(
        name=st.sampled_from(list(FIXED)) | st.none(),
        drawn=changed(experiments(), until=150),
        memory=st.sampled_from([2_000, 2**27]),
    )
    def begin(self, name, drawn, memory):
        self.e = drawn if name is None else FIXED[name]
        self.session = Session(self.e)
        self.session.timeline.set_memory_limit(memory)

    def teardown(self):
        """Leave no object of Qt behind for the end of the process."""
        if hasattr(self, "session"):
            self.session.pause()
            self.session.undo_stack.clear()
            del self.session

    @rule(direction=st.sampled_from([1, -1]), by=st.sampled_from(GRANULARITIES), times=st.integers(1, 4))
    def step(self, direction, by, times):
        for _ in range(times):
            self.session.step(direction, by)

    @rule(share=st.floats(0, 1), moves=st.integers(1, 9))
    def scrub(self, share, moves):
        scrubbing, length = self.session.seek_throttle, max(self.session.timeline.length - 1, 0)
        scrubbing.begin()
        for move in range(1, moves + 1):
            scrubbing.to(round(share * length * move / moves))
        scrubbing.end()
        assert self.session.position.iteration == round(share * length)

    @rule(speed=st.sampled_from([0.0, 0.35, 0.5, 0.62, 0.8, 1.0]), ticks=st.integers(1, 6))
    def run_and_pause(self, speed, ticks):
        """Run by the very loop of the window, its timer's ticks given by hand and its clock made up."""
        clock = Clock()
        runner = self.session.runner
        module = type(runner).tick.__globals__
        real, module["time"] = module["time"], SimpleNamespace(perf_counter=clock.perf_counter)
        try:
            runner.set_speed(speed)
            self.session.run()
            for _ in range(ticks):
                clock.now += 0.016
                if runner.active:
                    runner.tick()
            self.session.pause()
        finally:
            module["time"] = real

    @rule()
    def begin_again(self):
        self.session.start()

    @rule()
    def go_to_the_end(self):
        self.session.go_to_end()

    @rule(number=st.integers(1, 99))
    def click_an_operation(self, number):
        self.session.go_to_operation(1 + number % len(self.session.frame.operations))

    @rule()
    def bookmark(self):
        bookmarks.toggle(self.session)
        bookmarks.jump(self.session, -1)

    @rule()
    def score(self):
        self.session.timeline.update_scores()

    @precondition(lambda self: self.session.timeline.length > LIMIT)
    @rule()
    def forget(self):
        self.session.open(self.e)

    @invariant()
    def everything_is_as_if_nothing_had_happened(self):
        if not hasattr(self, "session"):
            return
        s, plain = self.session, Timeline(self.e)
        length = s.timeline.length
        if s.position.iteration > 4 * LIMIT:
            s.open(self.e)
            return
        plain.run(length)
        assert s.history.losses[:length].tobytes() == plain.history.losses[:length].tobytes()
        norms = s.history.norms.values
        assert norms.tobytes() == plain.history.norms.values[: len(norms)].tobytes()
        frame = plain.frame(s.position)
        assert s.frame.flat.tobytes() == frame.flat.tobytes()
        assert s.frame.values.keys() == frame.values.keys()
        for name, array in s.frame.values.items():
            assert array.tobytes() == frame.values[name].tobytes(), name
        ours, theirs = s.timeline.trainer, plain.trainer
        assert s.timeline.position == plain.position
        assert ours.parameters.flat.tobytes() == theirs.parameters.flat.tobytes()
        assert ours.parameters.state.tobytes() == theirs.parameters.state.tobytes()
        for mine, other in zip(ours.started, theirs.started, strict=True):
            assert mine.tobytes() == other.tobytes()


TestHandled = Handled.TestCase
TestHandled.settings = settings(max_examples=10, stateful_step_count=12)


def test_real_time_and_the_real_timer_change_nothing(qapp):
    """The same with the clock on the wall: runs of some milliseconds, cut off anywhere."""
    session = Session(FIXED["xor"])
    for number, speed in enumerate((1.0, 0.7, 1.0, 0.55, 1.0)):
        session.runner.set_speed(speed)
        session.run()
        loop = QEventLoop()
        QTimer.singleShot(17 * number + 5, loop.quit)
        loop.exec()
        session.step(-1, GRANULARITIES[number])
        session.seek_throttle.to(session.timeline.length // (number + 2))
        plain = Timeline(FIXED["xor"])
        length = session.timeline.length
        plain.run(length)
        assert session.history.losses[:length].tobytes() == plain.history.losses[:length].tobytes()
        assert session.frame.flat.tobytes() == plain.frame(session.position).flat.tobytes()


@pytest.mark.parametrize("by", GRANULARITIES)
def test_stepping_back_over_changes_and_epochs_retraces_every_step(by):
    """Across iteration borders, changes of η and edited weights, at every granularity."""
    from nnviz.core.experiment.selection import Selection

    session = Session(FIXED["xor"])
    session.seek(Position(60, 0))
    session.apply(setting_edit("learning_rate", 0.1))
    session.seek(Position(61, 5))
    session.apply(parameter_edit(Selection("weight", layer=1, unit=0, source=1), -1 / 3))
    session.seek(Position(63, 17))
    session.apply(setting_edit("l2", 0.01))
    session.seek(Position(40 if by == "epoch" else 58, 4))
    seen = [session.frame]
    while session.position < (66, 0):
        session.step(1, by)
        seen.append(session.frame)
    for earlier in reversed(seen[:-1]):
        session.step(-1, by)
        assert session.position == earlier.position
        assert session.frame.experiment == earlier.experiment
        assert session.frame.flat.tobytes() == earlier.flat.tobytes()
        for name, array in earlier.values.items():
            assert session.frame.values[name].tobytes() == array.tobytes(), name
