"""Slow motion: every operation is seen to happen, at the speed there is, and ends as without movement."""

import numpy as np
import pytest

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.session import Session
from nnviz.session.runner import rate
from nnviz.views.network.motion import pace, seconds
from nnviz.views.network.motion.parts import Carry, Meet, Sum, Way
from nnviz.views.network.motion.plan import MOST_NUMBERS
from nnviz.views.network.motion.staging import ARRIVED, Staging
from nnviz.views.network.view import NetworkView


@pytest.fixture
def make(qtbot, qapp):
    """Return a function that makes a view of a slow run; nothing moves by itself."""
    theme.manager().apply(qapp, "light", 1.0)
    sessions = []

    def build(example="xor", speed=0.0, size=(756, 490), iteration=3):
        e = example if isinstance(example, Experiment) else files.example(example)
        session = Session(e)
        sessions.append(session)
        session.seek(Position(iteration, 0))
        view = NetworkView(session)
        qtbot.addWidget(view)
        view.resize(*size)
        session.frame_changed.connect(view.show_frame)
        view.show_frame(session.frame)
        view.show()
        session.runner.set_speed(speed)
        session.run()
        # The test is the clock.
        session.runner.timer.setInterval(10**7)
        view.motion.timer.setInterval(10**7)
        session.seek(Position(iteration, 0))
        return view, session

    yield build
    for session in sessions:
        session.pause()


def step(session):
    session.seek(Position(session.position.iteration, session.position.operation + 1))


def play(view, to=1.0, tick=0.02):
    """Move on to a part of the movement, painting every picture."""
    while view.motion.running and view.motion.progress < to:
        view.motion.advance(tick)
        view.grab()


# -- how long ----------------------------------------------------------------------------------------


def test_time_follows_the_speed():
    assert seconds(False, 0.0) == seconds(False, 1.0) == pace.STEPPED
    assert seconds(True, 0.0) == pace.LONGEST
    assert seconds(True, 1.0) == 0.0
    speeds = np.linspace(0, 1, 101)
    lengths = [seconds(True, speed) for speed in speeds]
    assert lengths == sorted(lengths, reverse=True)
    for speed, length in zip(speeds, lengths, strict=True):
        # Never longer than an operation has, and over most of its time where that is short.
        assert length <= pace.SHARE / rate(speed)
        if 0 < length < pace.LONGEST:
            assert length == pytest.approx(0.6 / rate(speed))


def test_a_change_of_speed_changes_what_is_left_and_nothing_jumps(make):
    view, session = make()
    step(session)
    motion = view.motion
    motion.advance(0.8)
    assert motion.progress == pytest.approx(0.5)
    session.runner.set_speed(0.13)
    faster = seconds(True, 0.13)
    assert faster < 1.0
    assert motion.progress == pytest.approx(0.5)
    motion.advance(faster / 4)
    assert motion.progress == pytest.approx(0.75)
    session.runner.set_speed(0.0)
    motion.advance(0.08)
    assert motion.progress == pytest.approx(0.8)
    # So fast that there is no time for movement: it ends.
    session.runner.set_speed(0.6)
    motion.advance(0.001)
    assert not motion.running
    assert view.scene.render_state.frame is session.frame


def test_faster_than_can_be_seen_nothing_moves(make):
    view, session = make(speed=0.4)
    step(session)
    assert not view.motion.running


def test_by_itself_it_comes_to_its_end(qtbot, make):
    view, session = make(speed=0.1)
    view.motion.timer.setInterval(16)
    step(session)
    assert view.motion.slow
    qtbot.waitUntil(lambda: not view.motion.running)
    assert view.scene.render_state.frame is session.frame


# -- what is seen ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "example", ["xor", "blobs-softmax", "sine", "iris", "digits", "sigmoid-softmax", "spiral", "circle"]
)
def test_every_operation_ends_as_without_movement(make, example):
    view, session = make(example)
    still, other = make(example)
    still.set_animated(False)
    for op in session.frame.operations:
        step(session)
        step(other)
        assert view.motion.slow, op.symbol
        for progress in (0.2, 0.45, 0.7, 0.95):
            play(view, progress, tick=1.6 * progress)
        view.motion.finish()
        assert not still.motion.running
        assert view.grab().toImage() == still.grab().toImage(), op.symbol


def test_what_is_written_is_held_back_until_it_arrives(make):
    view, session = make()
    for op in session.frame.operations:
        step(session)
        held = view.scene.render_state.frame
        assert held is not session.frame
        if op.phase != "update":
            assert not set(op.writes) & set(held.values), op.symbol
            assert set(held.values) | set(op.writes) == set(session.frame.values)
        play(view, ARRIVED, tick=0.2)
        assert view.scene.render_state.frame is session.frame


def test_an_update_goes_from_old_to_new(make):
    view, session = make()
    symbols = [op.symbol for op in session.frame.operations]
    session.seek(Position(3, symbols.index("W²")))
    before = session.frame
    step(session)
    staging = Staging(before, session.frame)
    old, new = session.frame.values["W2"], session.frame.values["W2_next"]
    assert np.array_equal(staging.frame(0.0).current("W2"), old)
    assert np.array_equal(staging.frame(1.0).current("W2"), new)
    middle = staging.frame(0.5).current("W2")
    assert np.allclose(middle, (old + new) / 2)
    play(view, 0.5)
    seen = view.scene.edges.bundles[2].numbers
    assert (np.abs(seen - new[0]) < np.abs(old - new)[0]).all()
    assert not np.array_equal(seen, new[0])


def parts(view):
    play(view, 0.3, tick=0.1)
    view.grab()
    return view.motion.plan.parts


def test_values_go_forward_along_edges_and_gradients_come_back(make):
    view, session = make()
    symbols = [op.symbol for op in session.frame.operations]
    ends = {}
    for symbol in ("z²", "∇a¹"):
        session.seek(Position(3, symbols.index(symbol)))
        step(session)
        carried = [p for p in parts(view) if isinstance(p, Carry)]
        assert len(carried) == 3
        ends[symbol] = [(p.path.at(0.0).x(), p.path.at(1.0).x()) for p in carried]
        start = ends[symbol][0][0]
        play(view, 0.36)
        assert all(abs(p.path.at(0.0).x() - start) < 1 for p in carried)
    assert all(a < b for a, b in ends["z²"])
    assert all(a > b for a, b in ends["∇a¹"])


def test_numbers_are_those_of_the_example_and_turn_into_products(make):
    view, session = make()
    symbols = [op.symbol for op in session.frame.operations]
    session.set_example(4)
    session.seek(Position(3, symbols.index("z²")))
    step(session)
    values = session.frame.values
    a, w = values["a1"][:, 4], values["W2"][0]
    shown = {p.texts for p in parts(view) if isinstance(p, Carry)}
    assert shown == {
        (f"{x:.3f}".replace("-", "−"), f"{x * y:.3f}".replace("-", "−")) for x, y in zip(a, w, strict=True)
    }
    (total,) = [p for p in parts(view) if isinstance(p, Sum)]
    assert total.ends == (values["b2"][0, 0], values["z2"][0, 4])


def test_gradients_of_weights_are_where_value_and_error_meet(make):
    view, session = make()
    symbols = [op.symbol for op in session.frame.operations]
    session.seek(Position(3, symbols.index("∂W²")))
    step(session)
    meets = [p for p in parts(view) if isinstance(p, Meet)]
    results = [f"∂w {x:.3f}".replace("-", "−") for x in session.frame.values["dW2"][0]]
    assert sorted(p.result for p in meets) == sorted(results)


def test_no_more_numbers_than_can_be_read_and_those_picked_first(make):
    view, session = make("spirals-deep", size=(1000, 600))
    session.select(Selection("unit", 3, 5))
    symbols = [op.symbol for op in session.frame.operations]
    session.seek(Position(3, symbols.index("z³")))
    step(session)
    carried = [p for p in parts(view) if isinstance(p, Carry)]
    curves = view.scene.edges.bundles[3].curves
    wanted = curves.points[curves.targets == 5][:, 0]
    assert {p.path.at(0.0).toTuple() for p in carried} == {tuple(row) for row in wanted.tolist()}
    session.select(None)
    carried = [p for p in parts(view) if isinstance(p, Carry)]
    assert 2 <= len(carried) <= MOST_NUMBERS
    middles = [p.path.at(0.5) for p in carried]
    for k, a in enumerate(middles):
        for b in middles[:k]:
            # Numbers on their way do not hide one another.
            assert abs(a.x() - b.x()) > 40 or abs(a.y() - b.y()) > 16


def test_a_way_is_gone_along_evenly():
    way = Way(np.array([[0.0, 0.0], [3.0, 0.0], [3.0, 1.0]]))
    assert way.length == 4.0
    assert way.at(0.5).toTuple() == (2.0, 0.0)
    assert way.at(1.0).toTuple() == (3.0, 1.0)


# -- what interrupts it --------------------------------------------------------------------------------


def test_pausing_shows_the_end(make):
    view, session = make()
    step(session)
    play(view, 0.4)
    session.pause()
    assert not view.motion.running
    assert view.scene.render_state.frame is session.frame


def test_switching_movement_off_shows_the_end(make):
    view, session = make()
    step(session)
    play(view, 0.4)
    view.set_animated(False)
    assert not view.motion.running
    assert view.scene.render_state.frame is session.frame
    step(session)
    assert not view.motion.running
    assert view.scene.render_state.frame is session.frame


def test_example_size_and_theme_may_change_on_the_way(qapp, make):
    view, session = make()
    symbols = [op.symbol for op in session.frame.operations]
    session.seek(Position(3, symbols.index("z²")))
    step(session)
    play(view, 0.3)
    session.set_example(2)
    play(view, 0.4)
    assert view.scene.render_state.frame is not session.frame
    view.resize(640, 420)
    play(view, 0.5)
    view.set_quantity("gradients")
    theme.manager().apply(qapp, "dark", 1.0)
    play(view)
    assert view.scene.render_state.frame is session.frame
    theme.manager().apply(qapp, "light", 1.0)


def test_numbers_that_are_lost_do_not_stop_it(make):
    e = Experiment.from_dict(
        {
            "data": {"name": "plane"},
            "layers": [{"units": 3, "activation": "relu"}, {"units": 1, "activation": "identity"}],
            "optimizer": {"learning_rate": 1e6},
        }
    )
    view, session = make(e, iteration=0)
    session.seek(Position(60, 0))
    assert not np.isfinite(session.frame.flat).all()
    for _ in session.frame.operations:
        step(session)
        play(view, tick=0.2)
    assert view.scene.render_state.frame is session.frame


def test_nothing_is_painted_anew_but_what_moves(make):
    view, session = make()
    step(session)
    view.grab()
    painted = []
    paint = view.scene.paint
    view.scene.paint = lambda painter: (painted.append(1), paint(painter))
    play(view, 0.8)
    assert len(painted) <= 1
