"""The window on small screens and in every zoom: all that is needed is seen, and every word is whole."""

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QTabBar,
)

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.theme import fonts
from nnviz.views.controls import ChoiceField, ElidedLabel, NumberField
from nnviz.views.parts.appearance import ZOOMS
from nnviz.views.parts.stage import stage_scale

SCREENS = [(1280, 720), (1366, 768)]
LECTURE_ROOMS = [*SCREENS, (1920, 1080)]


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
    """Return what a widget is scrolled by, so that it can be brought into sight."""
    while (widget := widget.parentWidget()) is not None:
        if isinstance(widget, QScrollArea):
            return widget
    return None


CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QAbstractSlider)


def controls(window):
    """Return what can be clicked or typed into and is shown in the window, without its scroll bars."""
    return [
        control
        for kind in CONTROLS
        for control in window.findChildren(kind)
        if control.isVisible()
        and control.window() is window
        and not isinstance(control, QScrollBar)
        and control.accessibleName() != "qt_toolbar_ext_button"
    ]


def outside(window):
    """Return the controls that are not wholly in the window, unless they can be scrolled there, downwards."""
    found = []
    for control in controls(window):
        place, area = place_of(control, window), window.rect()
        if (scroll := scrolled(control)) is not None:
            seen = place_of(scroll.viewport(), window)
            area = QRect(seen.left(), place.top(), seen.width(), place.height())
            if window.strip.isAncestorOf(control):
                # The strip goes along with the steps.
                continue
        if not area.contains(place):
            found.append(control.accessibleName() or control.objectName())
    return found


def tab_bars(window):
    """Return the tab bars in sight; Qt keeps those it needs no more far away from the window."""
    bars = [bar for bar in window.findChildren(QTabBar) if bar.isVisible()]
    return [bar for bar in bars if window.rect().intersects(place_of(bar, window))]


def cut(window):
    """Return the words that are shown and not whole: of buttons, labels, tabs, menus, choices, numbers."""
    found = []
    for bar in tab_bars(window):
        for k in range(bar.count()):
            tab = bar.tabRect(k)
            whole = bar.rect().contains(tab) and _advance(bar, bar.tabText(k)) <= tab.width()
            found += [] if whole and window.rect().contains(place_of(bar, window)) else [bar.tabText(k)]
    bar = window.header.menu_bar
    found += [a.text() for a in bar.actions() if not bar.rect().contains(bar.actionGeometry(a))]
    for widget in (*window.findChildren(QAbstractButton), *window.findChildren(QLabel)):
        words = widget.text()
        if not (words and widget.isVisible() and widget.window() is window):
            continue
        seen = widget.visibleRegion().boundingRect()
        if scrolled(widget) and seen.height() < widget.height():
            continue
        if isinstance(widget, ElidedLabel):
            # It says that it goes on, and all of it in its tooltip; what it shows are whole words.
            found += [] if _whole_words(words, widget.shown_text()) else [f"{words}: {widget.shown_text()}"]
            continue
        if isinstance(widget, QLabel) and widget.wordWrap():
            wanted = widget.heightForWidth(widget.width())
            found += [] if min(widget.height(), seen.height()) >= wanted - 2 else [words]
            continue
        # A button that paints its word in another font asks for what that takes.
        needed = min(_advance(widget, words), widget.sizeHint().width())
        if min(widget.width(), seen.width()) < needed - 1:
            found.append(words)
    for field in window.findChildren(NumberField):
        if field.isVisible() and field.window() is window:
            room = field.contentsRect().width() - theme.px(12)
            found += (
                [] if _advance(field, field.text()) <= room else [f"{field.accessibleName()} {field.text()}"]
            )
    for field in window.findChildren(ChoiceField):
        if field.isVisible() and field.window() is window:
            room = field.width() - theme.px(34)
            shown = fonts.shortened(field.currentText(), field.fontMetrics(), room)
            found += [] if _whole_words(field.currentText(), shown) else [f"{field.currentText()}: {shown}"]
    return found


def _whole_words(words, shown):
    """Whether what is shown of words ends where one of them ends."""
    begun = shown.removesuffix("…")
    return (
        shown == words or not begun or words.startswith((f"{begun} ", f"{begun},", f"{begun} ·", f"{begun}:"))
    )


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


@pytest.fixture
def lecture(make_window, qtbot, qapp, monkeypatch):
    """Return a function that shows a window as it stands on a screen: on the stage or in presenter size."""
    windows = {}

    def show(size, mode, look, lesson):
        if lesson not in windows:
            windows[lesson] = made = make_window()
            if lesson:
                made.lessons.open(lesson)
            else:
                made.session.seek(Position(160, 11))
        window = windows[lesson]
        monkeypatch.setattr("nnviz.views.parts.stage.stage_scale", lambda _screen: stage_scale(QSize(*size)))
        window.appearance.stage.leave()
        window.restore_layout()
        window.appearance.set_theme(look)
        if mode == "stage":
            window.action("stage").trigger()
            # The screen of the tests has a size of its own.
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowFullScreen)
        settle(qtbot, window, size, theme.manager().scale if mode == "stage" else theme.PRESENTER)
        return window

    yield show
    for window in windows.values():
        window.appearance.stage.leave()


LOOKS = ("light", "dark")


def check_lecture(lecture, size, mode, look, lesson):
    """Check that all words are whole and all controls in the window, and that there is something to see."""
    window, here = lecture(size, mode, look, lesson), (size, mode, look, lesson)
    assert window.appearance.stage.on == (mode == "stage")
    assert theme.manager().name == look
    assert theme.manager().scale == (stage_scale(QSize(*size)) if mode == "stage" else theme.PRESENTER)
    assert outside(window) == [], here
    assert cut(window) == [], here
    assert len(controls(window)) >= 25, here
    shown = [label for label in window.findChildren(QLabel) if label.isVisible() and label.text()]
    assert len(shown) >= 8, here
    tabs = [bar.tabText(k) for bar in tab_bars(window) for k in range(bar.count())]
    assert tabs.count("Explain") == (mode == "presenter"), here
    t = window.transport
    needed = [t.start, t.back, t.step, t.run, t.iteration, window.network, window.explain, window.strip]
    if lesson:
        needed += [window.lesson.footer.back, window.lesson.footer.next, window.panels["lesson"]]
    for widget in needed:
        assert widget.isVisible(), here
        assert window.rect().contains(place_of(widget, window)), here


@pytest.mark.parametrize("lesson", ["", "mazur"])
@pytest.mark.parametrize("number", range(len(LECTURE_ROOMS)))
def test_stage_and_presenter_show_whole_words_and_all_controls(lecture, number, lesson):
    # Stage and presenter take turns in light and dark.
    check_lecture(lecture, LECTURE_ROOMS[number], "stage", LOOKS[number % 2], lesson)
    check_lecture(lecture, LECTURE_ROOMS[number], "presenter", LOOKS[1 - number % 2], lesson)


@pytest.mark.soak
@pytest.mark.parametrize("lesson", ["", "mazur", "dead-relu", "sigmoid-into-softmax", "vanishing-gradients"])
@pytest.mark.parametrize("size", LECTURE_ROOMS)
def test_stage_and_presenter_in_every_look(lecture, size, lesson):
    for mode in ("stage", "presenter"):
        for look in LOOKS:
            check_lecture(lecture, size, mode, look, lesson)


def test_the_search_finds_what_is_cut_or_outside(make_window, qtbot):
    window = make_window()
    settle(qtbot, window, (1280, 720), 1.0)
    assert (cut(window), outside(window)) == ([], [])
    button, label = window.transport.step, window.transport.iteration.findChildren(QLabel)[1]
    for widget, words in ((button, "Step"), (label, label.text())):
        kept = widget.geometry()
        widget.setMinimumWidth(0)
        widget.resize(24, kept.height())
        assert words in cut(window)
        widget.setGeometry(kept)
    button.move(window.width() - 10, button.y())
    assert outside(window) == ["Step"]
    window.transport.layout().activate()


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


def test_no_tabs_of_an_old_layout_are_left_over_the_new_one(make_window, qtbot):
    window = make_window()
    for action in ("restore_layout", "stage", "stage", "presenter"):
        window.action(action).trigger()
        for _ in range(3):
            QApplication.processEvents()
    bars = tab_bars(window)
    assert [[bar.tabText(k) for k in range(bar.count())] for bar in bars] == [
        ["Explain", "Values", "Judge", "Watch", "Data"]
    ]
    assert place_of(bars[0], window).bottom() + 1 == place_of(window.panels["explain"], window).top()


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
