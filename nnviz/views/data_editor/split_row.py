"""The split into training and test, and standardisation: seen, changed and taken back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from nnviz import theme
from nnviz.core.arrays.dataset_arrays import samples
from nnviz.core.data.features import title
from nnviz.core.data_editing.draft import set_share
from nnviz.core.experiment import edits
from nnviz.core.experiment.record import ExperimentError
from nnviz.session.edit import Edit
from nnviz.session.sentences import refusal
from nnviz.views.controls import IconButton, Label, NumberField
from nnviz.views.data_editor.draft import DraftEditor
from nnviz.views.plotting.painting import number

_MOST_NAMED = 12


class SplitRow(QWidget):
    """The share of the test with a die, and whether inputs are standardised."""

    def __init__(self, draft_editor: DraftEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft_editor = draft_editor
        self.share = NumberField(
            self.tr("test set percentage"), minimum=0, maximum=90, step=5,
            tooltip=self.tr("Reserve a random fraction of the examples for testing"),
        )  # fmt: skip
        self.dice = IconButton("dice", self.tr("Resample test examples"))
        self.standardise = QCheckBox(self.tr("standardise"))
        # Tab stops here, but a click leaves Space to the window.
        self.standardise.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Label(self.tr("test %"), "body", "muted"))
        row.addWidget(self.share)
        row.addWidget(self.dice)
        row.addWidget(self.standardise)
        self._row = row
        self.share.committed.connect(self._set_share)
        self.dice.clicked.connect(self._redraw)
        self.standardise.clicked.connect(self._set_standardise)
        draft_editor.changed.connect(self.sync)
        draft_editor.session.changed.connect(self.sync)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def put(self, words: QWidget) -> None:
        """Put words in the middle: how many examples there are."""
        self._row.insertWidget(self._row.count() - 1, words, 1)

    def sync(self, _change: object = None) -> None:
        """Show how it is."""
        if not self.isVisible():
            return
        drawn = self._draft_editor.drawn
        part = float(drawn.test.mean()) if len(drawn) else 0.0
        self.share.set_value(round(100 * (part if drawn.share is None else drawn.share), 2))
        e = self._draft_editor.session.experiment
        self.standardise.setChecked(e.standardize)
        self.standardise.setToolTip(self._scaling())

    def showEvent(self, event: object) -> None:
        """Catch up."""
        self.sync()

    def _scaling(self) -> str:
        """Return mean and standard deviation of every input, in lines."""
        lines = [self.tr("Shift and scale every input to mean 0 and standard deviation 1 over training")]
        s = samples(self._draft_editor.session.experiment)
        if s.standardizer is not None:
            names = s.feature_labels or tuple(title(name) for name in s.feature_names)
            lines += [
                self.tr("{0}: mean {1}, standard deviation {2}").format(name, number(mean), number(scale))
                for name, mean, scale in zip(
                    names[:_MOST_NAMED], s.standardizer.mean.tolist(), s.standardizer.scale.tolist(),
                    strict=False,
                )
            ]  # fmt: skip
        return "\n".join(lines)

    def _set_share(self, percent: float) -> None:
        drawn = set_share(self._draft_editor.drawn, percent / 100)
        self._draft_editor.commit(self.tr("Test set {0} %").format(f"{percent:g}"), drawn)
        self.sync()

    def _redraw(self) -> None:
        drawn = self._draft_editor.drawn
        share = drawn.share if drawn.share is not None else float(drawn.test.mean()) if len(drawn) else 0.0
        if not share:
            message = self.tr("There are no test examples: type a percentage first.")
            self._draft_editor.session.message.emit(message)
            return
        again = set_share(drawn, min(share, 0.9), (drawn.split_seed + 1) % 2**32)
        self._draft_editor.commit(self.tr("Resample test examples"), again)

    def _set_standardise(self, on: bool) -> None:
        session = self._draft_editor.session
        try:
            e = edits.set_option(session.experiment, standardize=on)
            session.apply(Edit(self.tr("Standardise"), e))
        except ExperimentError as error:
            session.message.emit(refusal(error))
        self.sync()

    def _restyle(self) -> None:
        self._row.setSpacing(theme.px(6))
        self.share.setFixedWidth(theme.px(58))
