"""The window on small screens and in every zoom: all that is needed is seen, and every word is whole."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QTabBar

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.views.controls import ElidedLabel
from nnviz.views.parts.appearance import ZOOMS
from nnviz.views.parts.stage import stage_scale

SCREENS = [(1280, 720), (1366, 768)]


@pytest.fixture(autouse=True)
def _original_size(qapp):
    yield
    theme.manager().apply(qapp, "light", 1.0)


def settle(qtbot, window, size, zoom):
    window.resize(*size)
    window.appearance.set_zoom(zoom)
    qtbot.waitUntil(lambda: window.width() == size[0])
    for _ in range(3):
        QApplication.processEvents()
    assert window.size().toTuple() == size


def place_of(widget, window):
    return QRect(widget.mapTo(window, QPoint()), widget.size())


def scrolled(widget):
    """Whether a widget is in something that scrolls, so that it can be brought into sight."""
    while widget is not None:
        if isinstance(widget, QScrollArea):
            return True
        widget = widget.parentWidget()
    return False


def outside(window):
    """Return the visible buttons that are not wholly in the window, unless they can be scrolled there."""
    return [
        button.accessibleName() or button.text()
        for button in window.findChildren(QAbstractButton)
        if button.isVisible()
        and button.window() is window
        and not scrolled(button)
        and not window.rect().contains(place_of(button, window))
    ]


def cut(window):
    """Return the words that are shown and not whole: buttons and labels narrower than their text, tabs."""
    found = []
    for bar in window.findChildren(QTabBar):
        if bar.isVisible():
            for k in range(bar.count()):
                tab = bar.tabRect(k)
                whole = bar.rect().contains(tab) and _advance(bar, bar.tabText(k)) <= tab.width()
                found += [] if whole else [bar.tabText(k)]
    for widget in (*window.findChildren(QAbstractButton), *window.findChildren(QLabel)):
        words = widget.text()
        plain = isinstance(widget, QAbstractButton) or not widget.wordWrap()
        if not (words and plain and widget.isVisible() and widget.window() is window):
            continue
        if isinstance(widget, ElidedLabel):
            continue  # it says that it goes on, and all of it in its tooltip
        seen = widget.visibleRegion().boundingRect()
        if scrolled(widget) and seen.height() < widget.height():
            continue
        # A button that paints its word in another font asks for what that takes.
        needed = min(_advance(widget, words), widget.sizeHint().width())
        if min(widget.width(), seen.width()) < needed - 1:
            found.append(words)
    return found


def _advance(widget, words):
    return QFontMetrics(widget.font()).horizontalAdvance(words) if not words.startswith("<") else 0


@pytest.mark.parametrize("zoom", [1.0, 1.5])
@pytest.mark.parametrize("size", SCREENS)
@pytest.mark.parametrize("lesson", ["", "mazur"])
def test_everything_needed_is_in_the_window_and_every_word_whole(make_window, qtbot, size, zoom, lesson):
    window = make_window()
    if lesson:
        window.lessons.open(lesson)
    else:
        window.session.seek(Position(160, 11))
    settle(qtbot, window, size, zoom)
    assert outside(window) == []
    assert cut(window) == []
    t = window.transport
    for needed in (t.start, t.back, t.step, t.run, t.iteration, window.network, window.explain, window.strip):
        assert needed.isVisible()
        assert window.rect().contains(place_of(needed, window))
    least = theme.px(110)
    assert window.network.height() >= least
    assert window.explain.height() >= least
    if lesson:
        bar = window.lesson.footer
        for button in (bar.back, bar.next):
            assert button.isVisible()
            assert window.rect().contains(place_of(button, window))


@pytest.mark.parametrize("zoom", ZOOMS)
@pytest.mark.parametrize("size", [(1280, 720), (1366, 768), (1920, 1080), (800, 600)])
def test_no_zoom_makes_the_window_larger(make_window, qtbot, size, zoom):
    window = make_window()
    settle(qtbot, window, size, zoom)
    assert outside(window) == []


def test_charts_fold_where_there_is_no_room_and_unfold_again(make_window, qtbot):
    window = make_window()
    loss = window.panels["loss"]
    assert not loss.folded
    settle(qtbot, window, (1280, 720), 1.5)
    assert loss.folded
    assert not loss.in_front()
    fold = loss.title_bar.fold
    assert fold.isVisible()
    qtbot.mouseClick(fold, Qt.MouseButton.LeftButton)
    assert not loss.folded
    assert loss.view.isVisible()
    assert window.size().toTuple() == (1280, 720)
    qtbot.mouseClick(fold, Qt.MouseButton.LeftButton)
    assert loss.folded
    window.restore_layout()
    settle(qtbot, window, (1280, 720), 1.0)
    assert not loss.folded
    assert loss.view.isVisible()
    assert fold.isHidden()


def test_charts_that_do_not_fit_at_all_float(make_window, qtbot):
    window = make_window()
    settle(qtbot, window, (1280, 720), 2.0)
    loss = window.panels["loss"]
    qtbot.mouseClick(loss.title_bar.fold, Qt.MouseButton.LeftButton)
    assert loss.isFloating()
    qtbot.waitUntil(loss.view.isVisible)
    loss.setFloating(False)
    qtbot.waitUntil(lambda: loss.folded)
    window.restore_layout()


def test_zoom_goes_in_steps_and_is_remembered(make_window, qtbot, tmp_path):
    from PySide6.QtCore import QSettings

    settings = QSettings(str(tmp_path / "zoom.ini"), QSettings.Format.IniFormat)
    window = make_window(settings=settings)
    for step in ZOOMS[1:]:
        window.action("zoom_in").trigger()
        assert theme.manager().scale == step
    window.action("zoom_in").trigger()
    assert theme.manager().scale == ZOOMS[-1]
    assert window.toast.text() == "Zoom 200 %"
    window.action("zoom_out").trigger()
    assert theme.manager().scale == ZOOMS[-2]
    window.appearance.remember(settings)
    assert float(settings.value("scale")) == ZOOMS[-2]
    window.action("zoom_reset").trigger()
    assert theme.manager().scale == 1.0


@pytest.mark.parametrize(
    ("screen", "scale"),
    [((1280, 720), 1.5), ((1366, 768), 1.5), ((1440, 900), 1.75), ((1920, 1080), 2.0), ((2560, 1440), 3.0)],
)
def test_the_stage_is_as_large_as_the_screen_allows(screen, scale):
    from PySide6.QtCore import QSize

    assert stage_scale(QSize(*screen)) == scale


@pytest.mark.parametrize("lesson", ["", "mazur"])
def test_one_key_leads_on_the_stage_and_back(make_window, qtbot, lesson):
    window = make_window()
    if lesson:
        window.lessons.open(lesson)
    shown = {key for key, panel in window.panels.items() if not panel.isHidden()}
    qtbot.keyClick(window, Qt.Key.Key_F10)
    assert window.isFullScreen()
    on_stage = {key for key, panel in window.panels.items() if not panel.isHidden()}
    assert on_stage == ({"explain", "lesson"} if lesson else {"explain"})
    assert window.action("stage").isChecked()
    assert not window.statusBar().isVisible()
    assert window.network.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F10)
    assert not window.isFullScreen()
    assert {key for key, panel in window.panels.items() if not panel.isHidden()} == shown
    assert theme.manager().scale == 1.0
    assert window.statusBar().isVisible()


def test_an_answer_comes_into_sight_in_presenter_size(make_window, qtbot):
    window = make_window()
    window.lessons.open("mazur")
    settle(qtbot, window, (1280, 720), 1.5)
    lesson, question = window.lesson, window.lesson.questions[0]
    question.button.click()

    def in_sight():
        area = lesson.pinned if lesson.pinned.isAncestorOf(question) else lesson.body
        answer = QRect(question.answer.mapTo(area.viewport(), QPoint()), question.answer.size())
        return area.viewport().rect().contains(answer)

    qtbot.waitUntil(in_sight)


def test_the_window_can_be_narrow(make_window, qtbot):
    window = make_window()
    window.resize(640, 420)
    qtbot.waitUntil(lambda: window.width() == 640)
    assert window.panels["builder"].isHidden()
    qtbot.waitUntil(window.explain.isVisible)
    assert outside(window) == []
    window.resize(1280, 720)
    qtbot.waitUntil(window.panels["builder"].isVisible)


def test_movement_that_is_off_stays_off(make_window, tmp_path):
    from PySide6.QtCore import QSettings

    settings = QSettings(str(tmp_path / "movement.ini"), QSettings.Format.IniFormat)
    window = make_window(settings=settings)
    assert window.action("animation").isChecked()
    window.action("animation").trigger()
    assert window.close()
    assert not make_window(settings=settings).action("animation").isChecked()
