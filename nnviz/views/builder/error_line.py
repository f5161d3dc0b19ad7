"""The sentence below a field that says why an edit was refused."""

from __future__ import annotations

from PySide6.QtCore import QDynamicPropertyChangeEvent, QEvent, QObject
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnviz.session.sentences import refusal
from nnviz.views.controls import Label, NumberField


class ErrorLine(Label):
    """Wrapped text in the colour of errors; takes no room while there is nothing to say.

    Parameters
    ----------
    control
        The field it belongs to: a screen reader reads the sentence there, too. A number field shows and
        clears its own errors here.
    """

    def __init__(self, control: QWidget) -> None:
        super().__init__("", "label", "danger")
        self._control = control
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setContentsMargins(0, 2, 0, 5)
        self.hide()
        if isinstance(control, NumberField):
            control.rejected.connect(self.say)
            control.installEventFilter(self)

    def say(self, sentence: str) -> None:
        """Show a sentence, or nothing."""
        sentence = refusal(sentence)
        # The field's own tooltip would cover the very line it repeats.
        QToolTip.hideText()
        self.setText(sentence)
        self.setVisible(bool(sentence))
        self._control.setAccessibleDescription(sentence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the number field when its error comes to an end."""
        if (
            isinstance(event, QDynamicPropertyChangeEvent)
            and isinstance(watched, NumberField)
            and bytes(event.propertyName().data()) == b"invalid"
            and not watched.error()
        ):
            self.say("")
        return super().eventFilter(watched, event)
