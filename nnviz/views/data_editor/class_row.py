"""Choosing what is drawn: a class by its colour and letter, or a number."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSlider, QWidget

from nnviz import theme
from nnviz.core.data_editing.draft import MOST_CLASSES, DatasetDraft, next_class
from nnviz.core.text.translate import plural
from nnviz.views.controls import Label, NumberField
from nnviz.views.data_editor import glyphs
from nnviz.views.data_editor.brush import TEST, Brush
from nnviz.views.data_editor.name_field import ColumnNameField
from nnviz.views.plotting import painting

_NUMBER_STEPS = 100


class ClassRow(QWidget):
    """A button for every class and one for a new class; for numbers a field and a slider.

    Signals
    -------
    renamed(int, str)
        A class and what it is to be called.
    """

    renamed = Signal(int, str)

    def __init__(self, brush: Brush, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._brush = brush
        self._names: tuple[str, ...] = ()
        self.field: ColumnNameField | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.swatches: list[Swatch] = []
        self.head = Label(self.tr("class"), "body", "muted")
        self._row.addWidget(self.head)
        self.value = NumberField(self.tr("target of new points"), 1.0)
        self.value.setToolTip(self.tr("Target of new points"))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.slider.setAccessibleName(self.tr("target of new points"))
        self.slider.setToolTip(self.tr("Target of new points"))
        self.slider.setRange(-_NUMBER_STEPS, _NUMBER_STEPS)
        self.follows = Label(self.tr("the target is the height of a point"), "body", "muted")
        self._row.addWidget(self.slider, 1)
        self._row.addWidget(self.value)
        self._row.addWidget(self.follows)
        self._row.addStretch(1)
        self._half = 1.0
        self.value.committed.connect(self._typed)
        self.slider.valueChanged.connect(self._slid)
        brush.changed.connect(self._sync)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def show_drawn(self, drawn: DatasetDraft) -> None:
        """Offer the classes of some data, or their numbers."""
        classes = bool(drawn.classes)
        self._names = drawn.classes
        wanted = min(len(drawn.classes) + 1, max(MOST_CLASSES, len(drawn.classes))) if classes else 0
        wanted = min(wanted, MOST_CLASSES)
        while len(self.swatches) > wanted:
            swatch = self.swatches.pop()
            self._row.removeWidget(swatch)
            swatch.hide()
            swatch.deleteLater()
        while len(self.swatches) < wanted:
            swatch = Swatch(len(self.swatches), self)
            swatch.clicked.connect(self._clicked)
            swatch.rename_wanted.connect(self.rename)
            self._row.insertWidget(1 + len(self.swatches), swatch)
            self.swatches.append(swatch)
        if classes:
            names = (
                drawn.classes
                if len(drawn.classes) >= MOST_CLASSES
                else (*drawn.classes, next_class(drawn.classes))
            )
            marks, counts = glyphs.marks(names), drawn.labels
            for k, swatch in enumerate(self.swatches):
                new = k >= len(drawn.classes)
                examples = 0 if new else int((counts == k).sum())
                swatch.show_class(names[k], marks[k], examples, len(drawn.classes) + new, new)
            if self._brush.label >= len(names):
                self._brush.set(label=len(drawn.classes) - 1)
        plane = drawn.inputs.shape[1] == 2
        if not classes and len(drawn):
            self._half = float(abs(drawn.targets[:, 0]).max()) or 1.0
        for widget in (self.slider, self.value):
            widget.setVisible(not classes and plane)
        self.follows.setVisible(not classes and not plane)
        self.head.setText(self.tr("class") if classes else self.tr("target"))
        self.head.setVisible(classes or plane)
        self._sync()

    def rename(self, label: int) -> None:
        """Open a field for another name of a class."""
        if self.field is not None or not 0 <= label < len(self._names):
            return
        words = self.tr("name of class {0}").format(self._names[label])
        self.field = ColumnNameField(self._names[label], words, self)
        self.field.setMaximumWidth(theme.px(130))
        self.field.done.connect(self._name)
        self._row.insertWidget(2 + label, self.field)
        self.field.show()
        self.field.setFocus()
        self.field.selectAll()

    def _name(self, name: str) -> None:
        field, self.field = self.field, None
        if field is None:
            return
        label = self._row.indexOf(field) - 2
        self._row.removeWidget(field)
        field.hide()
        field.deleteLater()
        if name != self._names[label]:
            self.renamed.emit(label, name)

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, Swatch):
            self._brush.set(label=sender.label)
            self._sync()

    def _typed(self, value: float) -> None:
        self._brush.set(value=float(value))

    def _slid(self, step: int) -> None:
        self._brush.set(value=round(step / _NUMBER_STEPS * self._half, 6))

    def _sync(self) -> None:
        brush = self._brush
        for swatch in self.swatches:
            swatch.setChecked(swatch.label == brush.label)
            swatch.set_test(brush.sets == TEST)
        self.value.set_value(brush.value)
        self.slider.blockSignals(True)
        share = min(max(brush.value / self._half, -1.0), 1.0)
        self.slider.setValue(round(share * _NUMBER_STEPS))
        self.slider.blockSignals(False)

    def _restyle(self) -> None:
        self._row.setSpacing(theme.px(3))
        self.setFixedHeight(theme.px(30))


class Swatch(QAbstractButton):
    """A class as it is drawn: colour, letter, and a frame if it is chosen. A double click renames it."""

    rename_wanted = Signal(int)

    def __init__(self, label: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = label
        self._mark, self._count, self._new, self._test = "", 2, False, False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_class(self, name: str, mark: str, examples: int, count: int, new: bool) -> None:
        """Stand for a class, or for one that is yet to come."""
        self._mark, self._count, self._new = mark, count, new
        key = self.tr(" (key {0})").format(self.label + 1) if self.label < 9 else ""
        if new:
            words, tip = self.tr("new class"), self.tr("Draw a new class, {0}").format(name)
        else:
            many = plural.tr("%n example(s)", "", examples)
            words = self.tr("class {0}").format(name)
            tip = self.tr("Class {0}: {1}; a double click renames it").format(name, many)
        self.setAccessibleName(words)
        self.setToolTip(f"{tip}{key}")
        self.update()

    def set_test(self, test: bool) -> None:
        """Look as new points do: for training or for the test."""
        if test != self._test:
            self._test = test
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for another name."""
        self.rename_wanted.emit(self.label)

    def sizeHint(self) -> QSize:
        """Return a small square."""
        return QSize(theme.px(30), theme.px(30))

    def minimumSizeHint(self) -> QSize:
        """Return how far it may be squeezed where there are many."""
        return QSize(theme.px(22), theme.px(30))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the point, or a plus in a dashed ring."""
        look, middle = theme.current(), QPointF(self.width() / 2, self.height() / 2)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            body = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
            if self.isChecked() or self.underMouse():
                painter.setPen(QPen(QColor(look.ink), 1.5) if self.isChecked() else Qt.PenStyle.NoPen)
                painter.setBrush(QColor(look.chip))
                painter.drawRoundedRect(body, theme.px(7), theme.px(7))
            if self._new and not self.isChecked():
                painter.setPen(QPen(QColor(look.muted), 1.25, Qt.PenStyle.DashLine))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(middle, theme.px(8), theme.px(8))
                painting.text(painter, QRectF(self.rect()), "+", "muted", painting.CENTRE, "heading")
                return
            fill = glyphs.colour(self.label, self._count)
            stamp = glyphs.stamp(fill, self._mark, self._test, glyphs.LARGEST, self.devicePixelRatioF())
            size = stamp.deviceIndependentSize()
            painter.drawPixmap(QPointF(middle.x() - size.width() / 2, middle.y() - size.height() / 2), stamp)
