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


def press(board: DrawingPlane, event: QKeyEvent) -> None:
    """Do what a key for drawing does."""
    key, brush = Qt.Key(event.key()), board.brush
    if key in _ARROWS:
        far = _LARGE_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        _step(board, *(far * way for way in _ARROWS[key]))
    elif key in _PLACE:
        _use(board)
    elif key in _ERASE:
        _erase_nearest(board)
    elif key in _TOOLS:
        brush.set(tool=_TOOLS[key])
    elif key == Qt.Key.Key_T:
        brush.set(sets=TRAINING if brush.sets == TEST else TEST)
        board.say(
            translate("Drawing", "New points are test examples.")
            if brush.sets == TEST
            else translate("Drawing", "New points are training examples.")
        )
    elif key == Qt.Key.Key_F2:
        board.rename_wanted.emit()
    elif key == Qt.Key.Key_Escape:
        _escape(board)
    else:
        board.choose(int(key) - int(Qt.Key.Key_1))


def _step(board: DrawingPlane, across: int, up: int) -> None:
    s = board.viewport
    step = s.grid if board.brush.snapping else tuple((high - low) / _STEPS for low, high in (s.x, s.y))
    at = board.here() + np.array([across * step[0], up * step[1]])
    if board.brush.snapping:
        at = snap(at, s.grid)[0]
    # Steps of a fortieth add up to what people write: 0.3 and not 0.30000000000000004.
    board.cross = np.round(np.clip(at, [s.x[0], s.y[0]], [s.x[1], s.y[1]]), 12) + 0.0
    board.pointer = None
    if board.hand is not None:
        board.guarded(board.hand.drag, board.cross)
    found = nearest(board.drawn, board.cross, REACH * board.unit())
    x, y = board.names()
    words = f"{x} {number(float(board.cross[0]), 2)}, {y} {number(float(board.cross[1]), 2)}"
    board.say(words if found is None else f"{words}: {board.describe(found)}")
    board.update()


def _use(board: DrawingPlane) -> None:
    if board.hand is not None:
        board.finish()
        return
    tool = board.brush.tool
    board.take(tool, board.here())
    if tool != MOVE:
        board.finish()
    elif board.hand is not None and board.hand.row is None:
        board.hand = None
        board.say(translate("Drawing", "There is no point here to move."))
    elif board.hand is not None and board.hand.row is not None:
        board.say(translate("Drawing", "Moving {0}").format(board.describe(board.hand.row)))


def _erase_nearest(board: DrawingPlane) -> None:
    board.release()
    drawn, row = board.desk.drawn, board.desk.selected
    if len(drawn) and (board.cross is not None or row is None):
        away = (places(drawn) - board.here()) / board.unit()
        row = int(np.hypot(away[:, 0], away[:, 1]).argmin())
    if row is None:
        board.say(translate("Drawing", "There is no point to erase."))
        return
    words = board.describe(row)
    if board.desk.commit(translate("Drawing", "Erase a point"), erase(drawn, [row])):
        board.say(translate("Drawing", "Erased {0}").format(words))


def _escape(board: DrawingPlane) -> None:
    if board.hand is not None:
        board.release()
    elif board.cross is not None or board.desk.selected is not None:
        board.cross = None
        board.desk.select(None)
        board.update()
    else:
        board.window().setFocus()
