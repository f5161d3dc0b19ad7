"""Every panel, in sight or not, while everything changes: then shown, painted, pointed at and typed into."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.core.data_editing.csv_import import build, guess, read_text
from nnviz.core.experiment import edits
from nnviz.core.experiment.selection import Selection
from nnviz.core.experiment.specs import LayerSpec
from nnviz.session.edit import Edit

KEYS = (Qt.Key.Key_Down, Qt.Key.Key_End)
TABLE = "a,b,c,kind\n" + "".join(f"{i},{i * i % 7},{i % 3},{'xyz'[i % 3]}\n" for i in range(24))


def hidden(panels):
    for panel in panels.values():
        panel.hide()


def floating(panels):
    for panel in panels.values():
        panel.show()
        panel.setFloating(True)


def closed(panels):
    floating(panels)
    for panel in panels.values():
        panel.close()


def behind(panels):
    """Put every panel into tabs behind one of them."""
    first, *others = panels.values()
    for panel in panels.values():
        panel.setFloating(False)
        panel.show()
    for panel in others:
        panel.parent().tabifyDockWidget(first, panel)
    first.raise_()


def another_example(window):
    window.session.open_example("iris")


def undo(window):
    window.session.undo_stack.undo()


def fewer_layers(window):
    window.session.apply(Edit("Remove", edits.without_hidden_layers(window.session.experiment)))


def more_layers(window):
    window.session.network_editing.insert_layer(1)


def a_table(window):
    table = read_text(TABLE)
    fitted = edits.set_table(window.session.experiment, build(table, guess(table)), False)
    window.session.apply(Edit("Import", fitted))


def other_layers(window):
    """Put layers of every kind into the network."""
    e = window.session.experiment
    kinds = (
        LayerSpec(layer="dropout", rate=0.3), LayerSpec(layer="layer_norm"),
        LayerSpec(activation="relu", units=3, bias=False),
        LayerSpec(activation="tanh", units=2, bias="shared"),
    )  # fmt: skip
    window.session.apply(Edit("Layers", e.replace(layers=(*kinds, e.layers[-1]), initial=None), "network"))
    window.session.seek(Position(1, len(window.session.frame.operations)))


def another_look(window):
    theme.manager().apply(QApplication.instance(), "dark", 1.5)
    window.panels.fit()


def another_size(window):
    window.resize(1019, 640)


def stage(window):
    window.action("stage").trigger()


CHANGES = (
    another_example, undo, fewer_layers, more_layers, other_layers, a_table, another_look, another_size,
    stage,
)  # fmt: skip


def begin(window):
    """Open a deep network after some iterations, everything chosen that belongs to it."""
    session, charts = window.session, window.charts
    if window.appearance.stage.on:
        window.action("stage").trigger()
    if (theme.manager().name, theme.manager().scale) != ("light", 1.0):
        theme.manager().apply(QApplication.instance(), "light", 1.0)
    window.resize(1280, 720)
    session.open_example("blobs-softmax")
    session.apply(Edit("Layers", edits.add_layer(edits.add_layer(session.experiment, 1), 1)))
    for iteration in range(1, 4):
        session.seek(Position(iteration, len(session.frame.operations)))
    session.set_example(session.frame.batch - 1)
    session.select(Selection("weight", 4, session.experiment.widths[4] - 1, 0))
    charts["activations"].set_mode("time")
    charts["gradients"].set_mode("map")
    charts["values"].choose("W4")
    charts["values"].table.setCurrentIndex(charts["values"].matrix.index(0, 0))


def use(window, panel):
    """Show a panel, point at it, press keys in it and paint it; then put it away for the sake of time."""
    panel.show()
    panel.raise_()
    view = panel.view
    for x in (view.width() // 3, view.width() * 2 // 3):
        QTest.mouseMove(view, QPoint(x, view.height() // 2))
    view.setFocus()
    for key in KEYS:
        QTest.keyClick(view, key)
    view.grab()
    panel.hide()


@pytest.mark.parametrize("state", [hidden, closed, floating, behind])
def test_every_panel_survives_every_change(window, state):
    session = window.session
    for change in CHANGES:
        begin(window)
        if change in (another_example, fewer_layers):
            window.judge.begin("dW4", "dz4 @ a3.T / m")
        state(window.panels)
        change(window)
        for panel in window.panels.values():
            use(window, panel)
        window.network.grab()
        layers = len(session.experiment.layers)
        names = window.charts["values"].names
        assert names.find(f"W{layers}") >= 0 > names.find(f"W{layers + 1}"), change.__name__
        rows = [row for row in window.builder.network.layers if not row.isHidden()]
        assert len(rows) == layers, change.__name__
