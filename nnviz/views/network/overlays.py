"""Overlays of the canvas: the switch of quantities, the stepper through examples, a hint."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.text.translate import translate
from nnviz.views.controls import Label, SegmentedControl
from nnviz.views.network.example_stepper import ExampleStepper
from nnviz.views.network.render_state import GRADIENTS, WEIGHTS


class Overlays:
    """The controls in the corners of a canvas."""

    def __init__(self, canvas: QWidget) -> None:
        self._canvas = canvas
        tips = {
            WEIGHTS: translate("network", "Edges show the weights: width is |w|, dashed is negative (G)"),
            GRADIENTS: translate(
                "network", "Edges show ∂C/∂w: width is its magnitude, 10⁻⁵ to 1, dashed is negative (G)"
            ),
        }
        options = [(WEIGHTS, translate("network", "weights")), (GRADIENTS, translate("network", "gradients"))]
        self.switch = SegmentedControl(
            options, translate("network", "Quantity shown by the edges"), tips, parent=canvas
        )
        self.stepper = ExampleStepper(canvas)
        self.hint = Label("", "label", "muted", canvas)
        self.hint.hide()

    def place(self) -> None:
        """Put the controls into their corners."""
        margin = theme.px(12)
        self.switch.adjustSize()
        self.switch.move(margin, margin)
        room = self._canvas.width() - self.switch.geometry().right() - theme.px(16)
        self.stepper.set_short(self.stepper.long_width() > room)
        self.stepper.adjustSize()
        lower = (self.switch.height() - self.stepper.height()) // 2
        self.stepper.move(self._canvas.width() - self.stepper.width() - theme.px(8), margin + lower)
        self.hint.adjustSize()

    def place_hint(self, free: Callable[[QRect], bool]) -> None:
        """Put the hint where, by `free`, it hides nothing."""
        size, margin, switch = self.hint.size(), theme.px(14), self.switch.geometry()
        low = self._canvas.height() - size.height() - theme.px(6)
        spots = [
            QPoint(margin, low),
            QPoint(switch.right() + margin, switch.center().y() - size.height() // 2),
            QPoint(self._canvas.width() - size.width() - margin, low),
            QPoint(margin, switch.bottom() + theme.px(6)),
        ]
        self.hint.move(next((spot for spot in spots if free(QRect(spot, size))), spots[0]))

    def explain(self, frame: Frame) -> bool:
        """Say what the width of gradients means, or why there are none; return whether that is news."""
        text = ""
        if self.switch.value() == GRADIENTS:
            layers = range(1, len(frame.experiment.layers) + 1)
            if any(f"dW{layer}" in frame.values for layer in layers):
                text = translate("network", "width: |∂C/∂w|, 10⁻⁵ to 1, log")
            else:
                text = translate("network", "gradients appear in the backward phase")
        if text == self.hint.text():
            return False
        self.hint.setText(text)
        self.hint.setVisible(bool(text))
        self.hint.adjustSize()
        return True

    @property
    def obstacles(self) -> tuple[QRectF, ...]:
        """Where nothing of the network may stand."""
        return QRectF(self.switch.geometry()), QRectF(self.stepper.geometry())
