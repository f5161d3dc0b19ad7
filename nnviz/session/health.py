"""The health of the run: examined where it stands, when there is time for it."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

from nnviz.core.checks.health import HealthFinding
from nnviz.core.checks.health.checkup import Checkup
from nnviz.core.experiment.selection import Selection
from nnviz.core.run.timeline import Timeline
from nnviz.session.change import ExperimentChange
from nnviz.session.model import SessionModel

_INTERVAL = 0.4
"""Seconds between two examinations of a run under way."""
_SHARE = 0.02
"""Most of the time that examining may take while running."""


class Health(QObject):
    """Examines the current position, after it is shown.

    Attributes
    ----------
    changed : Signal
        There are other findings.
    findings : tuple[Finding, …]
        training problems; empty while it is off.
    """

    changed = Signal()

    def __init__(self, session: SessionModel) -> None:
        super().__init__(session)
        self._session = session
        self.findings: tuple[HealthFinding, ...] = ()
        self._on = True
        self._of: Timeline | None = None
        self._examined, self._cost = 0.0, 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.examine)
        session.changed.connect(self._experiment_changed)
        session.frame_changed.connect(self._moved)

    @property
    def enabled(self) -> bool:
        """Whether runs are examined."""
        return self._on

    def set_enabled(self, on: bool) -> None:
        """Examine runs from now on, or not."""
        self._on = on
        self.examine()

    def of(self, selection: Selection) -> tuple[HealthFinding, ...]:
        """Return training problems with an item of the network: a unit, or the loss."""
        if selection.kind == "loss":
            return tuple(f for f in self.findings if f.layer is None)
        if selection.kind != "unit" or not selection.layer:
            return ()
        return tuple(
            f for f in self.findings if f.layer == selection.layer and f.unit in (None, selection.unit)
        )

    def examine(self) -> None:
        """Examine the current position now."""
        self._timer.stop()
        began = time.perf_counter()
        found: tuple[HealthFinding, ...] = ()
        if self._on and not self._session.withholds:
            if self._of is not self._session.timeline:
                self._of = self._session.timeline
                self._checkup = Checkup(self._of)
            found = self._checkup.findings()
        self._examined = time.perf_counter()
        self._cost = self._examined - began
        if found != self.findings:
            self.findings = found
            self.changed.emit()

    def _experiment_changed(self, change: ExperimentChange) -> None:
        """Forget what was found in a network of other layers and units."""
        if change.before.widths != change.after.widths and self.findings:
            self.findings = ()
            self.changed.emit()

    def _moved(self) -> None:
        if not self._on:
            return
        rest = max(_INTERVAL, self._cost / _SHARE)
        if not self._session.running or time.perf_counter() - self._examined >= rest:
            self._timer.start()
