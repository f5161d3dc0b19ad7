"""The small switch that lets a zoomed chart go along with the run."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.views.controls.buttons import PillButton


class FollowButton(PillButton):
    """Says ``follow``; checked while the chart keeps the current position in sight."""

    HEIGHT = 18

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", None, "", "plain", False, parent)
        self.setText(self.tr("follow"))
        self.setAccessibleName(self.tr("Follow the run"))
        self.setToolTip(
            self.tr("Keep the latest iterations visible during the run; double-click to show the whole run")
        )
        self.setCheckable(True)
        self.hide()

    def show_state(self, fitted: bool, following: bool) -> None:
        """Show whether the chart follows; with the whole run in sight there is nothing to choose."""
        self.setVisible(not fitted)
        self.setChecked(following)

    def _padding(self) -> int:
        return theme.px(7)

    def _restyle(self) -> None:
        super()._restyle()
        self.setFont(theme.font("label"))
