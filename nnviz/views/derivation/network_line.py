"""The network that a part of the text is judged in, and the offer to build it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme
from nnviz.core.experiment.experiment import Experiment
from nnviz.views.controls import PillButton
from nnviz.views.controls.labels import TextLabel
from nnviz.views.controls.pages import PlacedWidget


class NetworkLine(PlacedWidget):
    """“Network of the text: 2-3 sigmoid → softmax …” and a button that builds it.

    Attributes
    ----------
    build_wanted : Signal(object)
        The user wants this experiment in the window.
    """

    build_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._experiment: Experiment | None = None
        self.words = TextLabel("body", "ink")
        self.words.setParent(self)
        self.button = PillButton(
            self.tr("Build this network"),
            "layers",
            self.tr(
                "Put it in the place of the open one, so that formulas lead to its operations; "
                "undo brings yours back"
            ),
            "primary",
            True,
            self,
        )
        self.button.clicked.connect(self._build)
        self.button.hide()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_network(self, words: str, experiment: Experiment | None) -> None:
        """Show what the network is; an `experiment` can be built."""
        self._experiment = experiment
        self.words.setText(words)
        self.button.setVisible(experiment is not None)
        self.updateGeometry()
        self.arrange()

    def _build(self) -> None:
        if self._experiment is not None:
            self.build_wanted.emit(self._experiment)

    def place_parts(self, width: int, move: bool) -> int:
        """Place the parts, or only look how tall they are."""
        top = self.words.heightForWidth(max(width, 1))
        if move:
            self.words.setGeometry(0, 0, width, top)
        if self.button.isHidden():
            return top
        size = self.button.sizeHint()
        if move:
            self.button.setGeometry(0, top + theme.px(7), min(size.width(), width), size.height())
        return top + theme.px(7) + size.height()
