"""Drawing with the keys."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from nnviz.core.data_editing.draft import erase, nearest, places, snap
from nnviz.core.text.translate import translate
from nnviz.views.data_editor.brush import ERASER, MOVE, POINT, SPRAY, TEST, TRAINING
from nnviz.views.data_editor.plane import DrawingPlane
from nnviz.views.data_editor.stroke import REACH
from nnviz.views.plotting.painting import number

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1),
}  # fmt: skip
_TOOLS = {Qt.Key.Key_P: POINT, Qt.Key.Key_S: SPRAY, Qt.Key.Key_E: ERASER, Qt.Key.Key_M: MOVE}
_PLACE = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ERASE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_STEPS, _LARGE_STEP = 40, 5


def is_for_drawing(event: QKeyEvent) -> bool:
    """Return whether a key draws, so that it is not for the window."""
    key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    shift = modifiers == Qt.KeyboardModifier.ShiftModifier
    if modifiers and not (shift and key in _ARROWS):
        return False
    digit = Qt.Key.Key_1 <= key <= Qt.Key.Key_9
    return key in _ARROWS or key in _PLACE or key in _ERASE or key in _TOOLS or digit or key in (
        Qt.Key.Key_T, Qt.Key.Key_F2, Qt.Key.Key_Escape,
    )  # fmt: skip


def press(plane: DrawingPlane, event: QKeyEvent) -> None:
    """Do what a key for drawing does."""
    key, brush = Qt.Key(event.key()), plane.brush
    if key in _ARROWS:
        far = _LARGE_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        _step(plane, *(far * way for way in _ARROWS[key]))
    elif key in _PLACE:
        _use(plane)
    elif key in _ERASE:
        _erase_nearest(plane)
    elif key in _TOOLS:
        brush.set(tool=_TOOLS[key])
    elif key == Qt.Key.Key_T:
        brush.set(sets=TRAINING if brush.sets == TEST else TEST)
        plane.say(
            translate("Drawing", "New points are test examples.")
            if brush.sets == TEST
            else translate("Drawing", "New points are training examples.")
        )
    elif key == Qt.Key.Key_F2:
        plane.rename_wanted.emit()
    elif key == Qt.Key.Key_Escape:
        _escape(plane)
    else:
        plane.choose(int(key) - int(Qt.Key.Key_1))


def _step(plane: DrawingPlane, across: int, up: int) -> None:
    s = plane.viewport
    step = s.grid if plane.brush.snapping else tuple((high - low) / _STEPS for low, high in (s.x, s.y))
    at = plane.here() + np.array([across * step[0], up * step[1]])
    if plane.brush.snapping:
        at = snap(at, s.grid)[0]
    # Steps of a fortieth add up to what people write: 0.3 and not 0.30000000000000004.
    plane.cross = np.round(np.clip(at, [s.x[0], s.y[0]], [s.x[1], s.y[1]]), 12) + 0.0
    plane.pointer = None
    if plane.hand is not None:
        plane.guarded(plane.hand.drag, plane.cross)
    found = nearest(plane.drawn, plane.cross, REACH * plane.unit())
    x, y = plane.names()
    words = f"{x} {number(float(plane.cross[0]), 2)}, {y} {number(float(plane.cross[1]), 2)}"
    plane.say(words if found is None else f"{words}: {plane.describe(found)}")
    plane.update()


def _use(plane: DrawingPlane) -> None:
    if plane.hand is not None:
        plane.finish()
        return
    tool = plane.brush.tool
    plane.take(tool, plane.here())
    if tool != MOVE:
        plane.finish()
    elif plane.hand is not None and plane.hand.row is None:
        plane.hand = None
        plane.say(translate("Drawing", "There is no point here to move."))
    elif plane.hand is not None and plane.hand.row is not None:
        plane.say(translate("Drawing", "Moving {0}").format(plane.describe(plane.hand.row)))


def _erase_nearest(plane: DrawingPlane) -> None:
    plane.release()
    drawn, row = plane.draft_editor.drawn, plane.draft_editor.selected
    if len(drawn) and (plane.cross is not None or row is None):
        away = (places(drawn) - plane.here()) / plane.unit()
        row = int(np.hypot(away[:, 0], away[:, 1]).argmin())
    if row is None:
        plane.say(translate("Drawing", "There is no point to erase."))
        return
    words = plane.describe(row)
    if plane.draft_editor.commit(translate("Drawing", "Erase a point"), erase(drawn, [row])):
        plane.say(translate("Drawing", "Erased {0}").format(words))


def _escape(plane: DrawingPlane) -> None:
    if plane.hand is not None:
        plane.release()
    elif plane.cross is not None or plane.draft_editor.selected is not None:
        plane.cross = None
        plane.draft_editor.select(None)
        plane.update()
    else:
        plane.window().setFocus()
