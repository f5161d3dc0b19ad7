"""The About dialog, with versions to copy."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from nnviz.core.text.translate import translate
from nnviz.versions import versions_text


class AboutDialog(QMessageBox):
    """What nnviz is, its licences, and the versions of everything it stands on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("about", "About nnviz"))
        self.setText(
            translate(
                "about",
                "A debugger for backpropagation: step a tiny network forward and backward and see every "
                "number, every gradient and the equation that made it.",
            )
        )
        licences = translate(
            "about", "MIT licence. Fonts: Inter and JetBrains Mono (OFL). Data sets: CC BY 4.0."
        )
        self.setInformativeText(f"{versions_text()}\n\n{licences}")
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.copy_button = self.addButton(
            translate("about", "Copy versions"), QMessageBox.ButtonRole.ActionRole
        )
        # A button of a message box closes it; this one only copies.
        self.copy_button.clicked.disconnect()
        self.copy_button.clicked.connect(self.copy)
        self.addButton(QMessageBox.StandardButton.Close)

    def copy(self) -> None:
        """Copy the versions."""
        QGuiApplication.clipboard().setText(versions_text())
