"""Networks with layers of all kinds in the window: every operation is shown, moves and is explained."""

import numpy as np
import pytest

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.session import Session
from nnviz.views.builder.layer_row import LayerRow
from nnviz.views.explain import ExplainView
from nnviz.views.network.view import NetworkView
from nnviz.views.values.view import ValuesView
from tests.pictures import distinct_colours

E = Experiment.from_dict(
    {
        "data": {"name": "spiral", "examples": 60},
        "layers": [
            {"units": 4, "activation": "tanh"},
            {"layer": "layer_norm"},
            {"layer": "dropout", "rate": 0.25},
            {"units": 3, "activation": "relu", "bias": False},
            {"units": 3, "activation": "sigmoid", "bias": "shared"},
            {"units": 1, "activation": "tanh"},
        ],
        "batch_size": 7,
        "optimizer": {"name": "adam", "learning_rate": 0.01},
    }
)


@pytest.fixture
def session(qtbot, qapp):
    theme.manager().apply(qapp, "light", 1.0)
    session = Session(E)
    session.seek(Position(3, 0))
    yield session
    session.pause()


def views(session, qtbot):
    for view in (NetworkView(session), ExplainView(session), ValuesView(session)):
        qtbot.addWidget(view)
        view.resize(900, 600)
        session.frame_changed.connect(view.show_frame)
        view.show_frame(session.frame)
        view.show()
        yield view


def test_every_operation_is_painted_and_explained(session, qtbot):
    shown = list(views(session, qtbot))
    for k in range(len(session.frame.operations) + 1):
        session.seek(Position(3, k))
        for view in shown:
            assert distinct_colours(view.grab()) > 8, (view, k)


def test_everything_can_be_selected(session, qtbot):
    shown = list(views(session, qtbot))
    session.seek(Position(3, len(session.frame.operations)))
    for n, width in enumerate(E.widths):
        for unit in range(width):
            kinds = ("unit", None), ("bias", None), ("weight", 0)
            for selection in (Selection(kind, n, unit, source) for kind, source in kinds):
                if selection.exists(E):
                    session.select(selection)
                    for view in shown:
                        view.grab()
    assert not Selection("bias", 4, 0).exists(E)
    assert Selection("bias", 5, 0).exists(E)
    assert not Selection("bias", 5, 1).exists(E)


def test_a_run_moves_on_in_slow_motion(session, qtbot):
    view = NetworkView(session)
    qtbot.addWidget(view)
    view.resize(900, 600)
    session.frame_changed.connect(view.show_frame)
    view.show_frame(session.frame)
    view.show()
    session.runner.set_speed(0.0)
    session.run()
    session.runner.timer.setInterval(10**7)
    view.motion.timer.setInterval(10**7)
    moved = 0
    for k in range(1, len(session.frame.operations) + 1):
        session.seek(Position(3, k))
        moved += view.motion.running
        for _ in range(6):
            if view.motion.running:
                view.motion.advance(0.2)
                view.grab()
    assert moved > 20


def test_a_gain_is_set_by_hand_and_undone(session):
    before = session.frame.values["gamma2"].copy()
    assert session.number_editing.set("gamma2", 1, 0, 2.5)
    assert session.frame.current("gamma2")[1, 0] == 2.5
    session.undo_stack.undo()
    assert np.array_equal(session.frame.values["gamma2"], before)


def test_layers_are_inserted_and_keep_the_weights(qapp):
    session = Session(Experiment.from_dict({"data": {"name": "xor"}, "layers": [
        {"units": 3, "activation": "tanh"}, {"units": 1, "activation": "tanh"},
    ]}))  # fmt: skip
    before = session.frame.values
    for kind in ("dropout", "layer_norm"):
        assert session.network_editing.insert_kind(1, kind)
    assert [layer.layer for layer in session.experiment.layers] == ["dense", "layer_norm", "dropout", "dense"]
    after = session.frame.values
    assert np.array_equal(after["W1"], before["W1"])
    assert np.array_equal(after["W4"], before["W2"])
    assert not session.network_editing.insert_kind(4, "dropout")
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert np.array_equal(session.frame.values["W2"], before["W2"])


def test_the_row_of_a_layer_changes_its_rate_and_its_biases(session, qtbot):
    rows = [LayerRow(session, k) for k in range(len(E.layers))]
    for row in rows:
        qtbot.addWidget(row)
        row.sync(session.experiment)
        row.unfold(session.experiment, True)
    assert not rows[2].rate.isHidden()
    assert rows[0].rate.isHidden()
    rows[2].rate.committed.emit(0.4)
    assert session.experiment.layers[2].rate == 0.4
    assert rows[4].bias.field.value() == "shared"
    rows[0].bias.field.changed.emit("none")
    assert session.experiment.layers[0].bias is False
    assert "b1" not in session.frame.values
