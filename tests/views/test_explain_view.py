"""Explain: equation, numbers, the selected item, the check, all tied to the network."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.equations.formula import Link
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.core.text.number_format import parse_number
from nnviz.session import Session
from nnviz.session.edit import Edit, parameter_edit
from nnviz.views.explain import ExplainView
from nnviz.views.explain.form_switch import fusable
from nnviz.views.explain.links import highlighted, selection_of
from nnviz.views.network.style import HIGHLIGHTED

LEFT = Qt.MouseButton.LeftButton


def softmax(optimizer="sgd", form="chain_rule"):
    """Return three classes through 2-8-3."""
    return Experiment.from_dict(
        {
            "data": {"name": "blobs", "examples": 60, "noise": 0.2, "test_fraction": 0.5},
            "layers": [{"units": 8, "activation": "sigmoid"}, {"units": 3, "activation": "softmax"}],
            "loss": "categorical_cross_entropy",
            "output_gradient": form,
            "optimizer": {"name": optimizer, "learning_rate": 0.03},
            "batch_size": 10,
        }
    )


@pytest.fixture
def make(qtbot, qapp):
    """Return a function that opens the view where a value has just been written."""
    theme.manager().apply(qapp, "light", 1.0)

    def build(e="xor", name="dz1", size=(410, 480), iteration=12):
        session = Session(files.example(e) if isinstance(e, str) else e)
        view = ExplainView(session)
        qtbot.addWidget(view)
        session.frame_changed.connect(view.show_frame)
        view.resize(*size)
        view.show()
        qtbot.waitExposed(view)
        go_to(session, name, iteration)
        return view, session

    yield build
    theme.manager().apply(qapp, "light", 1.0)


def go_to(session, name, iteration=12):
    """Go to the operation that writes a value."""
    operations = session.frame.operations
    number = next(n for n, op in enumerate(operations, 1) if name in op.writes)
    session.seek(Position(iteration, number))


def links_of(equation):
    return [link for formula in equation.formulas() for link in formula.links]


def lit_links(equation):
    return set(equation.highlighted)


def hover(qtbot, equation, link):
    place = equation.place_of(link)
    assert not place.isEmpty(), link
    qtbot.mouseMove(equation, place.center().toPoint())


# -- what pieces stand for ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "selection"),
    [
        (Link("W2", 1, 3), Selection("weight", 2, 1, 3)),
        (Link("dW2", 1, 3), Selection("weight", 2, 1, 3)),
        (Link("W2_next", 1, 3), Selection("weight", 2, 1, 3)),
        (Link("vW2_next", 1, 3), Selection("weight", 2, 1, 3)),
        (Link("b1", 2, 0), Selection("bias", 1, 2)),
        (Link("db12", 2, 0), Selection("bias", 12, 2)),
        (Link("z1", 2, 7), Selection("unit", 1, 2)),
        (Link("a1", 2, 7), Selection("unit", 1, 2)),
        (Link("da1", 2, 7), Selection("unit", 1, 2)),
        (Link("dz1", 2, 7), Selection("unit", 1, 2)),
        (Link("X", 1, 7), Selection("unit", 0, 1)),
        (Link("Y", 1, 7), Selection("unit", 3, 1)),
        (Link("C"), Selection("loss")),
        (Link("W2"), None),
        (Link("t"), None),
        (None, None),
    ],
)
def test_a_piece_stands_for_a_thing_of_the_network(link, selection):
    assert selection_of(link, 3) == selection


def test_a_matrix_and_its_entries_light_each_other():
    links = (Link("W1"), Link("W1", 0, 0), Link("W1", 1, 0), Link("b1", 0, 0))
    assert highlighted(links, None, Link("W1"), 2) == list(links[:3])
    assert highlighted(links, None, Link("W1", 1, 0), 2) == [links[0], links[2]]
    assert highlighted(links, Selection("weight", 1, 1, 0), None, 2) == [links[2]]


# -- linked both ways -----------------------------------------------------------------------------------


def test_hovering_a_number_points_at_its_unit_everywhere(qtbot, window):
    explain, session = window.explain, window.session
    go_to(session, "dz1")
    link = Link("da1", 1, session.example)
    hover(qtbot, explain.numeric, link)
    assert session.hovered == Selection("unit", 1, 1)
    assert link in lit_links(explain.numeric)
    assert Link("dz1", 1, session.example) in lit_links(explain.numeric)
    assert Link("dz1", 0, session.example) not in lit_links(explain.numeric)
    qtbot.mouseMove(explain.numeric, QPoint(explain.numeric.width() - 1, explain.numeric.height() - 1))
    assert session.hovered is None
    assert not lit_links(explain.numeric)


def test_hovering_the_network_lights_the_terms(qtbot, window):
    explain, session = window.explain, window.session
    go_to(session, "z1")
    canvas = window.network
    selection = Selection("weight", 1, 2, 1)
    session.hover(selection)
    assert lit_links(explain.numeric) == {Link("W1", 2, 1)}
    session.hover(Selection("unit", 1, 2))
    assert lit_links(explain.numeric) == {Link("z1", 2, session.example)}
    session.hover(None)
    assert not lit_links(explain.numeric)
    assert canvas.isVisible()


def test_a_hovered_letter_lights_its_numbers(qtbot, make):
    view, session = make("xor", "z1")
    hover(qtbot, view.symbolic, Link("W1"))
    assert session.hovered is None
    assert {link.name for link in lit_links(view.numeric)} == {"W1"}
    assert len(lit_links(view.numeric)) == 6
    session.hover(Selection("bias", 1, 0))
    assert lit_links(view.numeric) == {Link("b1", 0, 0)}


def test_lit_pieces_are_painted_in_the_colour_of_the_phase(make):
    view, session = make("xor", "dz1")
    session.hover(Selection("unit", 1, 1))
    place = view.numeric.place_of(Link("dz1", 1, 0)).toAlignedRect()
    image = QImage(view.numeric.size(), QImage.Format.Format_RGB32)
    image.fill(QColor(theme.current().panel))
    view.numeric.render(image)
    found = {
        image.pixelColor(x, y).name().upper()
        for x in range(place.left(), place.right())
        for y in range(place.top(), place.bottom())
    }
    assert theme.current().backward_text in found


def test_clicking_a_number_picks_its_thing_and_its_example(qtbot, make):
    view, session = make("xor", "z1")
    qtbot.mouseClick(view.numeric, LEFT, pos=view.numeric.place_of(Link("W1", 2, 0)).center().toPoint())
    assert session.selected == Selection("weight", 1, 2, 0)
    qtbot.mouseClick(view.options.scope.words["batch"], LEFT)
    column = session.frame.batch - 1
    qtbot.mouseClick(view.numeric, LEFT, pos=view.numeric.place_of(Link("z1", 1, column)).center().toPoint())
    assert session.selected == Selection("unit", 1, 1)
    assert session.example == column


def test_what_is_picked_is_marked_but_does_not_drown_what_is_pointed_at(make):
    view, session = make("xor", "z1")
    session.select(Selection("unit", 1, 0))
    assert not lit_links(view.numeric)
    assert Link("z1", 0, 0) in view.numeric.marked
    assert not view.selected.lines.marked


# -- one number -----------------------------------------------------------------------------------------


def test_pick_an_edge_and_see_its_chain(qtbot, window):
    explain, session = window.explain, window.session
    go_to(session, "dW1")
    session.select(Selection("weight", 1, 1, 0))
    assert "w^{1}_{21}" in explain.selected.lines.source()
    assert explain.selected.unfold.isVisible()
    assert not explain.selected.chain.isVisible()
    qtbot.mouseClick(explain.selected.unfold, LEFT)
    assert explain.selected.chain.isVisible()
    chain = explain.selected.chain
    assert r"\partial C" in chain.source()
    names = {link.name for link in links_of(chain)}
    assert {"W2", "X"} <= names
    # Every factor has its place on the network.
    link = next(link for link in links_of(chain) if link.name == "W2" and link.row is not None)
    explain.ensureWidgetVisible(chain)
    hover(qtbot, chain, link)
    assert session.hovered == Selection("weight", 2, link.row, link.column)


def test_the_chain_is_there_once_its_factors_are(make):
    view, session = make("xor", "da1")
    session.select(Selection("weight", 1, 1, 0))
    assert not view.selected.unfold.isVisible()
    session.select(Selection("bias", 2, 0))
    assert view.selected.unfold.isVisible()
    session.select(Selection("unit", 1, 0))
    assert not view.selected.unfold.isVisible()
    assert view.selected.lines.isVisible()


def test_a_thing_the_operation_does_not_concern_is_named(make):
    view, session = make("xor", "z1")
    session.select(Selection("unit", 2, 0))
    assert not view.selected.lines.isVisible()
    assert "a²₁" in view.selected.hint.text()


def test_a_pick_that_is_no_more_does_no_harm(make):
    view, session = make("xor", "dW1")
    session.select(Selection("weight", 1, 2, 1))
    session.apply(Edit("smaller", edits.set_layer(session.experiment, 0, units=2)))
    for number in range(1, len(session.frame.operations) + 1):
        session.seek(Position(1, number))
    assert not view.selected.lines.isVisible()


# -- chain rule or fused --------------------------------------------------------------------------------


def test_switching_to_fused_and_back(qtbot, window):
    explain, session = window.explain, window.session
    session.open(softmax())
    go_to(session, "da2", 5)
    assert explain.form.isVisible()
    qtbot.mouseClick(explain.form.switch.segment("fused"), LEFT)
    assert session.experiment.fused
    assert session.position.iteration == 5
    assert session.frame.operation.writes == ("dz2",)
    assert "Y" in session.frame.operation.reads
    assert explain.form.switch.value() == "fused"
    qtbot.mouseClick(explain.form.switch.segment("chain_rule"), LEFT)
    assert not session.experiment.fused
    assert session.position.iteration == 5
    assert session.frame.operation.reads == ("da2", "a2")
    window.action("undo").trigger()
    assert session.experiment.fused
    assert explain.form.switch.value() == "fused"


def test_the_switch_is_there_only_where_there_is_a_choice(make):
    view, session = make(softmax(), "dz2")
    assert view.form.isVisible()
    go_to(session, "dz1")
    assert not view.form.isVisible()
    assert not fusable(files.example("sine"))
    view, _ = make("sine", "dz2")
    assert not view.form.isVisible()


def test_the_jacobian_of_softmax_stands_at_its_delta(make):
    view, session = make(softmax(), "dz2")
    assert view.jacobian.isVisible()
    assert "delta" in view.jacobian.source()
    assert len(view.jacobian.formulas()) >= 3
    go_to(session, "dz1")
    assert not view.jacobian.isVisible()


# -- choices ----------------------------------------------------------------------------------------------


def test_precision(qtbot, make):
    view, session = make("xor", "z1")
    value = session.frame.values["z1"][0, 0]
    assert f"{value:.3f}" in view.numeric.source()
    menu = view.options.precision.menu()
    assert [action.text() for action in menu.actions()][::6] == ["2 decimals", "8 decimals"]
    menu.actions()[5].trigger()
    assert f"{value:.7f}" in view.numeric.source()
    assert "7 decimals" in view.options.precision.accessibleName()
    session.select(Selection("unit", 1, 0))
    assert f"{value:.7f}" in view.selected.lines.source()


def test_fractions_as_entered(make):
    view, session = make("xor", "z1")
    session.apply(parameter_edit(Selection("weight", 1, 0, 1), 1 / 3))
    view.options.precision.choose("fractions")
    assert "1/3" in view.numeric.source()


def test_one_example_or_the_whole_batch(qtbot, make):
    view, session = make("xor", "a1")
    session.set_example(3)
    cells = [link for link in links_of(view.numeric) if link.name == "a1" and link.row is not None]
    assert {link.column for link in cells} == {3}
    qtbot.mouseClick(view.options.scope.words["batch"], LEFT)
    columns = {link.column for link in links_of(view.numeric) if link.name == "a1"}
    assert {0, 1, session.frame.batch - 1} <= columns
    go_to(session, "dW1")
    assert not view.options.scope.isEnabled()


def test_all_entries_of_a_large_matrix(qtbot, make):
    view, _ = make(softmax(), "z2")
    assert r"\cdots" in view.numeric.source()
    assert view.options.entries.isVisible()
    qtbot.mouseClick(view.options.entries, LEFT)
    assert r"\cdots" not in view.numeric.source()
    assert {(link.row, link.column) for link in links_of(view.numeric) if link.name == "W2"} >= {
        (row, column) for row in range(3) for column in range(8)
    }
    qtbot.mouseClick(view.options.entries, LEFT)
    assert r"\cdots" in view.numeric.source()


# -- copying ----------------------------------------------------------------------------------------------


def test_copy_as_latex_text_and_picture(qtbot, window):
    explain, clipboard = window.explain, QGuiApplication.clipboard()
    go_to(window.session, "z1")
    qtbot.mouseClick(explain.symbolic, LEFT, pos=QPoint(explain.symbolic.width() - 2, 2))
    qtbot.keyClick(explain.symbolic, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == r"z^{1} = W^{1}\,X + b^{1}"
    explain.symbolic.copy_text()
    assert clipboard.text() == window.session.frame.operation.equation
    explain.numeric.copy_picture()
    assert clipboard.image().width() > explain.numeric.width()
    # The keyboard still steps.
    qtbot.keyClick(explain.symbolic, Qt.Key.Key_Space)
    assert window.session.frame.operation.symbol == "a¹"


# -- code, why, shapes, check -----------------------------------------------------------------------------


def test_code_why_and_shapes(make):
    view, session = make("xor", "dz1")
    operation = session.frame.operation
    assert view.code.text().startswith("dz1 = da1 *")
    assert view.why.text().startswith(operation.why)
    assert "δ¹ 3×10" in view.shapes.text()
    assert view.header.shape.text() == "3 × 10"
    assert view.header.badge.accessibleName() == "Backward"


@pytest.mark.parametrize(
    ("name", "symbol"), [("dW1", "∂C/∂w¹"), ("db2", "∂C/∂b²"), ("dz1", "δ¹"), ("da1", "∇a¹")]
)
def test_central_differences_agree(qtbot, make, name, symbol):
    view, _ = make("xor", name)
    assert view.verdict.isVisible()
    qtbot.waitUntil(lambda: view.verdict.mark.text().startswith("✓"))
    assert view.verdict.numbers.text().startswith(symbol)
    text = view.verdict.numbers.text().split(": ", 1)[1]
    ours, theirs = (parse_number(part.split()[-1]) for part in text.split(","))
    assert ours == pytest.approx(theirs, abs=2e-6)


def test_the_check_shows_the_picked_entry(qtbot, make):
    view, session = make("xor", "dW1")
    session.select(Selection("weight", 1, 2, 1))
    qtbot.waitUntil(lambda: view.verdict.numbers.text().startswith("∂C/∂w¹₃₂"))


def test_forward_operations_have_nothing_to_check(make):
    view, _ = make("xor", "z1")
    assert not view.verdict.isVisible()


def test_a_step_gives_up_the_check(qtbot, make):
    view, session = make("xor", "dW1")
    session.step(1)
    session.step(-1)
    assert "checking" in view.verdict.mark.text()
    go_to(session, "z1")
    assert view.checker.steps is None


# -- size -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize(("size", "scale"), [((371, 340), 1.0), ((410, 480), 1.0), ((450, 420), 1.5)])
def test_everything_can_be_read_at_every_size(qtbot, qapp, make, look, size, scale):
    theme.manager().apply(qapp, look, scale)
    view, session = make(softmax("adam"), "z1", size)
    for number in range(1, len(session.frame.operations) + 1):
        session.seek(Position(2, number))
        session.select(Selection("weight", session.frame.operation.layer or 1, 1, 1))
        for equation in view.equations():
            if equation.isVisible():
                assert equation.content_width() <= equation.width() + 1, session.frame.operation.symbol
                assert equation.em() >= 8 * scale
        assert view.horizontalScrollBar().maximum() == 0
        overflow = view.page.height() > view.viewport().height()
        qtbot.waitUntil(lambda shown=overflow: view.verticalScrollBar().isVisible() == shown)


def test_no_scroll_bar_when_it_fits(qtbot, make):
    view, _ = make("xor", "z1", (410, 480))
    assert not view.verticalScrollBar().isVisible()
    view.resize(410, 200)
    qtbot.waitUntil(view.verticalScrollBar().isVisible)
    view.resize(410, 480)
    qtbot.waitUntil(lambda: not view.verticalScrollBar().isVisible())


def test_what_stands_below_does_not_jump_while_stepping(make):
    view, session = make("xor", "z1", (410, 900))
    session.select(Selection("unit", 1, 1))
    count = len(session.frame.operations)
    for number in range(1, count + 1):
        session.seek(Position(12, number))
    tops = set()
    for number in range(1, count + 1):
        session.seek(Position(13, number))
        if not view.form.isVisible():
            tops.add((view.options.y(), view.selected.y(), view.code_section.y()))
    assert len(tops) == 1


def test_presenter_size_is_read_from_the_last_row(qtbot, window):
    window.resize(1280, 720)
    window.appearance.toggle_presenter()
    session = window.session
    for name in ("z1", "a1", "C", "dz2", "da1", "dz1", "dW1", "W1_next"):
        go_to(session, name, 3)
        qtbot.waitUntil(lambda: window.explain.symbolic.isVisible())
        assert window.explain.symbolic.line_height() >= 28, name
        assert window.explain.symbolic.em() >= 25, name
    window.appearance.toggle_presenter()


# -- the rest ---------------------------------------------------------------------------------------------


def test_before_the_first_operation_it_says_what_will_be_here(make):
    view, session = make("xor", "z1")
    session.seek(Position(0, 0))
    assert not view.symbolic.isVisible()
    assert not view.selected.isVisible()
    assert "Press →" in view.hint.text()
    session.step(1)
    assert view.symbolic.isVisible()


def test_equations_have_words(make):
    view, session = make("xor", "z1")
    assert view.symbolic.accessibleName() == session.frame.operation.equation
    assert "matrix 3 by 2" in view.numeric.accessibleName()


def test_every_operation_of_every_example_is_explained(make):
    view, session = make("xor", "z1", (371, 340))
    for name in files.examples():
        session.open(files.example(name), name=name)
        for number in range(1, len(session.frame.operations) + 1):
            session.seek(Position(0, number))
            assert view.symbolic.error() == view.numeric.error() == ""
            assert view.numeric.formulas()


# -- full chain -----------------------------------------------------------------------------------------


def test_one_key_shows_the_full_chain_of_what_is_selected_wherever_the_iteration_stands(make_window, qtbot):
    window = make_window()
    session = window.session
    session.reach(Position(20, 2))
    weight = Selection("weight", 1, 1, 0)
    qtbot.mouseClick(window.network, LEFT, pos=window.network.rect_of(weight).center())
    assert session.selected == weight
    qtbot.keyClick(window, Qt.Key.Key_X)
    # It goes to where the gradient is computed, within the iteration.
    assert session.position.iteration == 20
    assert "dW1" in session.frame.operation.writes
    selected = window.explain.selected
    qtbot.waitUntil(selected.paths.isVisible)
    assert r"\partial w^{1}_{21}" in selected.paths.source()
    top = selected.paths.mapTo(window.explain.viewport(), selected.paths.rect().topLeft()).y()
    assert 0 <= top < window.explain.viewport().height()
    path = window.network.scene.path
    assert path.weights[1] == frozenset({(1, 0)})
    bright = {
        layer: bundle.strength.tolist().count(HIGHLIGHTED)
        for layer, bundle in window.network.scene.edges.bundles.items()
    }
    assert bright == {1: 1, 2: 1}
    before = window.network.grab().toImage()
    qtbot.keyClick(window, Qt.Key.Key_X)
    assert window.network.scene.path is None
    assert window.network.grab().toImage() != before
    assert not selected.paths.isVisible()


def test_the_chain_stays_where_its_factors_are_known_and_follows_the_selection(make_window, qtbot):
    window = make_window()
    session = window.session
    session.reach(Position(20, 15))
    session.select(Selection("bias", 1, 2))
    qtbot.keyClick(window, Qt.Key.Key_X)
    assert session.position == Position(20, 15)
    assert r"\partial b^{1}_{3}" in window.explain.selected.paths.source()
    window.network.setFocus()
    qtbot.keyClick(window.network, Qt.Key.Key_Tab)
    assert session.selected != Selection("bias", 1, 2)
    session.select(Selection("weight", 2, 0, 1))
    assert r"\partial w^{2}_{12}" in window.explain.selected.paths.source()
    assert window.network.scene.path.weights == {2: frozenset({(0, 1)})}


def test_the_chain_needs_something_selected(make_window, qtbot):
    window = make_window()
    window.session.select(None)
    qtbot.keyClick(window, Qt.Key.Key_X)
    assert window.toast.text().startswith("Select a weight or a bias first")
    assert not window.session.chain_shown
