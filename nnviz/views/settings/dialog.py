"""A small dialog with what is set once."""

from __future__ import annotations

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.session import Session
from nnviz.session.memory import DEFAULT, LEAST, MEGABYTE, MOST
from nnviz.session.settings import remember_megabytes, remember_single_keys
from nnviz.views.controls import FormRow, Label, NumberField, SectionHeading


class SettingsDialog(QDialog):
    """Memory for the history, and single-key shortcuts, and whether single-key shortcuts.

    Parameters
    ----------
    session
        What the settings are for; they take effect when the dialog is accepted.
    settings
        Where they are remembered; None remembers nothing.
    single
        Whether single-key shortcuts now.

    Attributes
    ----------
    single_keys : QCheckBox
        Whether they are to be.
    """

    def __init__(
        self,
        session: Session,
        settings: QSettings | None,
        parent: QWidget | None = None,
        single: bool = True,
    ) -> None:
        super().__init__(parent)
        self._session, self._settings = session, settings
        self.setWindowTitle(self.tr("Settings"))
        self.setAccessibleName(self.windowTitle())
        self.memory = NumberField(
            self.tr("memory"), session.memory.megabytes, minimum=LEAST, maximum=MOST, integer=True, step=32,
            tooltip=self.tr("{0} to {1} megabytes, {2} by default").format(LEAST, MOST, DEFAULT),
        )  # fmt: skip
        words = Label(
            self.tr(
                "Every run is stored so that you can return to any position, and so that Undo restores it "
                "completely. When memory runs short, keyframes are thinned out: going back takes a little "
                "longer, but no number changes."
            ),
            "body",
            "muted",
        )
        words.setWordWrap(True)
        self.single_keys = QCheckBox(self.tr("single-key shortcuts"))
        self.single_keys.setChecked(single)
        about_keys = Label(
            self.tr(
                "Letters, digits and signs such as R, 1 or [ work without Ctrl. Switch them off if you use "
                "dictation or press keys by accident; every command is still in the menus and in Find a "
                "command (Ctrl+K)."
            ),
            "body",
            "muted",
        )
        about_keys.setWordWrap(True)
        self.used = Label(self._used(), "body", "muted")
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        margin = theme.px(20)
        column.setContentsMargins(margin, theme.px(16), margin, margin)
        column.setSpacing(theme.px(8))
        column.addWidget(SectionHeading(self.tr("History")))
        column.addWidget(FormRow(self.tr("memory for the history (MB)"), self.memory))
        column.addWidget(self.used)
        column.addWidget(words)
        column.addSpacing(theme.px(6))
        column.addWidget(SectionHeading(self.tr("Keyboard")))
        column.addWidget(self.single_keys)
        column.addWidget(about_keys)
        column.addSpacing(theme.px(10))
        column.addWidget(buttons)
        self.setFixedWidth(theme.px(400))
        self.memory.setFocus()
        self.memory.selectAll()

    def _used(self) -> str:
        return self.tr("In use now: {0} MB").format(f"{self._session.memory.used / MEGABYTE:.1f}")

    def accept(self) -> None:
        """Take the number, unless it is not allowed: the field says what is."""
        if not self.memory.commit():
            return
        value = int(self.memory.value())
        self._session.memory.set_megabytes(value)
        if self._settings is not None:
            remember_megabytes(self._settings, value)
            remember_single_keys(self._settings, self.single_keys.isChecked())
        super().accept()
