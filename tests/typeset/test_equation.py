"""The equation widget: pointed at, clicked, highlighted, copied."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QRegion, QWheelEvent
from PySide6.QtWidgets import QMenu, QWidget

from nnviz import theme
from nnviz.typeset import EquationWidget
from tests.typeset.formulas import Formula, piece

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def make(qtbot, qapp):
    theme.manager().apply(qapp, "light", 1.0)

    def build(*formulas, em=30, least=20, width=400):
        widget = EquationWidget(em, least)
        qtbot.addWidget(widget)
        widget.set_formulas(formulas)
        widget.resize(width, widget.heightForWidth(width))
        widget.show()
        qtbot.waitExposed(widget)
        return widget

    yield build
    theme.manager().apply(qapp, "light", 1.0)


def painted(widget, ratio=1.0):
    """Return the widget on the background it stands on."""
    image = QImage(widget.size() * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(theme.current().panel))
    widget.render(image, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    return image


def colours(image, area):
    """Return the colours within a rectangle."""
    found = set()
    for x in range(int(area.left()), int(area.right()) + 1):
        for y in range(int(area.top()), int(area.bottom()) + 1):
            found.add(image.pixelColor(x, y).name().upper())
    return found


def move(qtbot, widget, point):
    qtbot.mouseMove(widget, QPointF(point).toPoint())


def test_hovering_says_what_a_piece_stands_for(qtbot, make, weighted_sum):
    widget = make(weighted_sum)
    for link in ("W", "b"):
        with qtbot.waitSignal(widget.hovered) as caught:
            move(qtbot, widget, widget.place_of(link).center())
        assert caught.args == [link]
    assert widget.cursor().shape() == Qt.CursorShape.PointingHandCursor
    with qtbot.waitSignal(widget.hovered) as caught:
        move(qtbot, widget, QPoint(widget.width() - 2, 2))
    assert caught.args == [None]


def test_clicking_says_what_a_piece_stands_for(qtbot, make, weighted_sum):
    widget = make(weighted_sum)
    with qtbot.waitSignal(widget.clicked) as caught:
        qtbot.mouseClick(widget, LEFT, pos=widget.place_of("a").center().toPoint())
    assert caught.args == ["a"]
    with qtbot.assertNotEmitted(widget.clicked):
        qtbot.mouseClick(widget, LEFT, pos=QPoint(widget.width() - 2, 2))


@pytest.mark.parametrize("look", ["light", "dark"])
def test_lit_pieces_have_the_colour_of_the_phase(qapp, make, weighted_sum, look):
    theme.manager().apply(qapp, look, 1.0)
    widget = make(weighted_sum)
    widget.set_phase("backward")
    current = theme.current()
    plain = colours(painted(widget), widget.place_of("W"))
    assert current.backward_text not in plain
    widget.set_highlighted(["W"])
    highlighted = colours(painted(widget), widget.place_of("W"))
    assert current.backward_text in highlighted
    assert current.blend("panel", "backward", 0.26) in highlighted
    assert current.backward_text not in colours(painted(widget), widget.place_of("b"))
    widget.set_highlighted([], marked=["W"])
    marked = colours(painted(widget), widget.place_of("W"))
    assert current.backward_text not in marked
    assert current.blend("panel", "backward", 0.14) in marked


def test_ink_follows_the_theme(qapp, make, weighted_sum):
    widget = make(weighted_sum)
    assert theme.LIGHT.ink in colours(painted(widget), widget.place_of("W"))
    theme.manager().apply(qapp, "dark", 1.0)
    assert theme.DARK.ink in colours(painted(widget), widget.place_of("W"))


def test_double_density_is_drawn_anew_and_not_stretched(make, weighted_sum):
    widget = make(weighted_sum)
    small, large = painted(widget), painted(widget, 2.0)
    assert large.size() == small.size() * 2
    assert large != small.scaled(large.size())

    # At twice the density the rims are half as wide, so a smaller share of the letters is grey.
    def share(image):
        values = [
            image.pixelColor(x, y).lightness() for x in range(image.width()) for y in range(image.height())
        ]
        grey = sum(45 < v < 225 for v in values)
        return grey / sum(v < 225 for v in values)

    assert share(large) < 0.75 * share(small)


def test_the_same_formula_is_always_the_same_picture(make, weighted_sum):
    assert painted(make(weighted_sum)) == painted(make(weighted_sum))


def test_copying_as_latex_text_and_picture(qtbot, make, weighted_sum):
    widget, clipboard = make(weighted_sum, Formula("= 3", "= 3")), QGuiApplication.clipboard()
    qtbot.mouseClick(widget, LEFT, pos=QPoint(2, 2))
    qtbot.keyClick(widget, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "z = W\\,a + b\n= 3"
    widget.copy_text()
    assert clipboard.text() == "z = W a + b\n= 3"
    widget.copy_picture()
    image = clipboard.image()
    assert image.height() > 2 * widget.height()
    assert image.pixelColor(1, 1) == QColor(theme.current().panel)
    assert theme.current().ink in colours(image, image.rect().adjusted(10, 10, -10, -10))


def test_words_given_are_better_than_the_librarys(make, weighted_sum):
    widget = make(weighted_sum)
    assert widget.accessibleName() == "z equals W a plus b"
    widget.set_formula(weighted_sum, words="z = W a + b, in words")
    assert widget.accessibleName() == widget.text() == "z = W a + b, in words"


def test_the_context_menu_offers_the_three_ways(make, weighted_sum):
    menu, widget = QMenu(), make(weighted_sum)
    widget.fill_menu(menu)
    words = [action.text() for action in menu.actions()]
    assert words == ["Copy as LaTeX", "Copy as text", "Copy as picture"]
    menu.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == weighted_sum.latex


def test_what_cannot_be_typeset_is_shown_as_text(qtbot, make):
    wrong = "{" * 70 + "x" + "}" * 70
    widget = make(Formula(wrong, wrong))
    assert "nesting" in widget.error()
    assert widget.error() == widget.toolTip()
    assert widget.height() > 20
    assert len(colours(painted(widget), widget.rect().adjusted(2, 2, -2, -2))) > 2
    assert widget.link_at(QPointF(5, 5)) is None
    move(qtbot, widget, QPoint(5, 5))
    widget.copy_source()
    assert QGuiApplication.clipboard().text() == wrong
    widget.set_formula(Formula("x", "x"))
    assert widget.error() == ""


def test_too_wide_moves_to_the_side(qtbot, make):
    cells = " & ".join(piece(i, "0.123") for i in range(30))
    matrix = Formula("", rf"\begin{{pmatrix}}{cells}\end{{pmatrix}}", tuple(range(30)))
    widget = make(matrix, em=17, least=13, width=200)
    assert widget.place_of(29).left() > widget.width()
    # Shift turns an upright wheel to the side.
    far = QWheelEvent(
        QPointF(50, 10), QPointF(50, 10), QPoint(), QPoint(0, -9000), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ShiftModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    widget.wheelEvent(far)
    assert 0 < widget.place_of(29).right() < widget.width()
    assert widget.place_of(0).right() < 0
    qtbot.mousePress(widget, LEFT, pos=QPoint(100, 1))
    qtbot.mouseMove(widget, QPoint(10_000, 1))
    qtbot.mouseRelease(widget, LEFT, pos=QPoint(150, 1))
    assert widget.place_of(0).left() > 0


def test_presenter_size_is_half_as_large_again(qapp, make, weighted_sum):
    widget = make(weighted_sum)
    assert widget.em() == 30
    theme.manager().apply(qapp, "light", 1.5)
    assert widget.em() == 45
    assert widget.line_height() > 28


def test_escape_gives_the_keyboard_back(qtbot, make, weighted_sum):
    widget = make(weighted_sum)
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    widget.clearFocus()
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    assert widget.ringed
    qtbot.keyClick(widget, Qt.Key.Key_Escape)
    assert not widget.hasFocus()
    assert not widget.ringed
