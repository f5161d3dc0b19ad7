"""The choice between the chain rule factor by factor and its last two factors at once."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.losses import LOSSES
from nnviz.views.controls import ElidedLabel, SegmentedControl

_HEIGHT = 27


class FormSwitch(QWidget):
    """“loss and softmax: chain rule | fused”.

    Attributes
    ----------
    chosen : Signal(str)
        ``chain_rule`` or ``fused``, asked for by the user.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._label = ElidedLabel("", "label", "muted", parent=self)
        self.switch = SegmentedControl(
            [("chain_rule", self.tr("chain rule")), ("fused", self.tr("fused"))],
            self.tr("Gradient of the output layer"),
            {
                "chain_rule": self.tr("Every factor is a separate operation"),
                "fused": self.tr("Loss and activation are combined: output minus target"),
            },
            parent=self,
        )
        self.switch.changed.connect(self.chosen)
        self._seen: Experiment | None = None
        self._offered = False
        theme.manager().changed.connect(self._place)

    def show_experiment(self, e: Experiment) -> bool:
        """Show which form is in force; return whether there are two."""
        if e is not self._seen:
            self._seen = e
            self._offered = fusable(e)
            self.switch.set_value(e.output_gradient)
            title = ACTIVATIONS[e.layers[-1].activation].title
            self._label.setText(self.tr("loss and {0}").format(title))
        return self._offered

    def sizeHint(self) -> QSize:
        """Return room for the row."""
        return QSize(theme.px(200), theme.px(_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place word and switch."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        height, wide = theme.px(_HEIGHT), self.switch.sizeHint().width()
        self.switch.setGeometry(self.width() - wide, 0, wide, height)
        self._label.setGeometry(0, 0, max(self.width() - wide - theme.px(8), 1), height)


def fusable(e: Experiment) -> bool:
    """Return whether loss and last activation of `e` may be taken together."""
    if LOSSES[e.loss].fused_with != e.layers[-1].activation:
        return False
    try:
        e.replace(output_gradient="fused")
    except ExperimentError:
        return False
    return True
