"""The derivation of the open experiment: judged between pictures, changed with undo, tied to the run."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from nnviz.core.arrays.frame import Position
from nnviz.core.derivation.saved import MAX_TEXT, SavedBinding, SavedConvention, SavedDerivation
from nnviz.core.experiment.record import ExperimentError
from nnviz.session.change import ExperimentChange
from nnviz.session.edit import Edit, NotesEdit
from nnviz.session.model import SessionModel

if TYPE_CHECKING:
    from nnviz.core.derivation.chosen import Chosen
    from nnviz.core.derivation.document import Derivation
    from nnviz.core.derivation.judged import Judged
    from nnviz.core.derivation.judging import DerivationJudge
    from nnviz.core.derivation.text_network import Network
    from nnviz.core.experiment.experiment import Experiment
    from nnviz.core.judge.convention import Convention

_BUDGET = 0.012
"""Seconds of judging in one turn of the event loop; a formula that takes longer is not torn apart."""
_REST = 250
"""Milliseconds without another edit of the experiment before a text is judged in it again."""


class DerivationSession(QObject):
    """Judges the derivation in the notes and does what can be done with it.

    Nothing is judged while nobody looks, see `set_wanted`.

    Attributes
    ----------
    derivation : Derivation or None
        The text that is open, taken apart; None without one, or where it cannot be read.
    problem : str
        Why it cannot be judged, empty if it can.
    results : list[Judged]
        The verdicts so far, in the order of the formulas.
    current : int
        The formula that is looked at, −1 for none.
    opened : Signal()
        Somebody opened a text and wants to see it.
    text_changed : Signal()
        Another text is open, or none.
    judging_changed : Signal()
        Judging has begun, has come to its end, or was cancelled.
    judged : Signal(int)
        The formula of this number has its verdict.
    current_changed : Signal(int)
        Another formula is looked at.
    """

    opened = Signal()
    text_changed = Signal()
    judging_changed = Signal()
    judged = Signal(int)
    current_changed = Signal(int)

    def __init__(self, session: SessionModel) -> None:
        super().__init__(session)
        self._session = session
        self._saved: SavedDerivation | None = None
        self._read: str | None = None
        self._wanted = self._stale = False
        self._judge: DerivationJudge | None = None
        self._work: Iterator[Judged] | None = None
        self._experiment: Experiment | None = None
        self._highlighted = False
        self.derivation: Derivation | None = None
        self.problem = ""
        self.cancelled = False
        self.current = -1
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._turn)
        session.notes_changed.connect(self._notes_changed)
        session.changed.connect(self._experiment_changed)

    # -- what is open ------------------------------------------------------------------------------

    @property
    def saved(self) -> SavedDerivation | None:
        """What is kept with the experiment."""
        return self._session.notes.derivation

    @property
    def results(self) -> list[Judged]:
        """The verdicts so far."""
        return [] if self._judge is None else self._judge.results

    @property
    def busy(self) -> bool:
        """Whether formulas wait for their verdicts, and somebody for these."""
        return self._work is not None or (self._stale and self._wanted)

    def set_wanted(self, wanted: bool) -> None:
        """Begin to judge because somebody looks, or leave the rest for later."""
        if not isValid(self._timer):
            # A window that goes hides its panels after its session has gone.
            return
        self._wanted = wanted
        if wanted and (self._stale or self._work is not None) and not self.cancelled:
            self._timer.start(0)
        elif not wanted:
            self._timer.stop()

    def open(self, text: str, name: str = "") -> bool:
        """Open a text, as one step of undo; a mistake is told and everything stays as it is."""
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip("\n")
        if not text.strip():
            self._session.message.emit(self.tr("The text is empty: there is nothing to judge."))
            return False
        if len(text) > MAX_TEXT:
            words = self.tr("A derivation may have at most {0} characters, this has {1}.")
            self._session.message.emit(words.format(f"{MAX_TEXT:,}", f"{len(text):,}"))
            return False
        self._keep(self.tr("Open a derivation"), SavedDerivation(text=text, name=name[:200]))
        self.opened.emit()
        return True

    @staticmethod
    def looks_like_one(text: str) -> bool:
        """Return whether a text holds formulas with an equals sign, as a derivation does."""
        from nnviz.core.derivation.source_text import DerivationError, pieces

        if "=" not in text or len(text) > MAX_TEXT:
            return False
        try:
            return any("=" in piece.source for piece in pieces(text))
        except DerivationError:
            return True

    def edit(self, text: str) -> bool:
        """Replace the text by an edited one; names that were bound and the convention stay."""
        if self.saved is None:
            return self.open(text)
        if not text.strip():
            self.close()
            return True
        try:
            edited = msgspec.structs.replace(self.saved, text=text)
        except ExperimentError as error:
            self._session.message.emit(str(error))
            return False
        return self._keep(self.tr("Edit the derivation"), edited)

    def close(self) -> None:
        """Take the derivation out of the experiment; undo brings it back."""
        if self.saved is not None:
            self._keep(self.tr("Close the derivation"), None)

    def bind(self, symbol: str, value: str) -> None:
        """Let a symbol of the text stand for a value of the network; empty for what the text says."""
        if self.saved is None:
            return
        symbol = symbol.strip()
        others = tuple(b for b in self.saved.bindings if b.symbol != symbol)
        try:
            new = (*others, SavedBinding(symbol=symbol, value=value)) if value else others
            saved = msgspec.structs.replace(self.saved, bindings=new)
        except ExperimentError as error:
            self._session.message.emit(str(error))
            return
        self._keep(self.tr("Bind {0}").format(symbol), saved, f"bind {symbol}")

    def set_convention(self, convention: Convention | None) -> None:
        """Read the text in another convention; None for the one that is recognised."""
        if self.saved is None:
            return
        fields = SavedConvention.__struct_fields__
        kept = None
        if convention is not None:
            kept = SavedConvention(**{field: getattr(convention, field) for field in fields})
        self._keep(
            self.tr("Change the convention"),
            msgspec.structs.replace(self.saved, convention=kept),
            "convention",
        )

    def set_judged_in(self, where: str) -> None:
        """Judge in the network of the text (``text``) or in the experiment (``open``)."""
        if self.saved is not None:
            kept = msgspec.structs.replace(self.saved, judged_in=where)
            self._keep(self.tr("Judge in another network"), kept)

    def _keep(self, text: str, saved: SavedDerivation | None, merge: str = "") -> bool:
        notes = msgspec.structs.replace(self._session.notes, derivation=saved)
        self._session.apply(NotesEdit(text, notes, merge))
        return True

    # -- judging -----------------------------------------------------------------------------------

    def _notes_changed(self, _notes: object) -> None:
        if self.saved == self._saved:
            return
        before, self._saved = self._saved, self.saved
        other = before is None or self._saved is None or before.text != self._saved.text
        self._begin(other)

    def _experiment_changed(self, change: ExperimentChange) -> None:
        if self._saved is None or self._experiment is None or change.after == self._experiment:
            return
        self._begin(False, _REST)

    def again(self) -> None:
        """Judge everything once more."""
        self._begin(False)

    def cancel(self) -> None:
        """Leave the formulas that have no verdict yet without one."""
        self.cancelled, self._work = True, None
        self._timer.stop()
        self.judging_changed.emit()

    def finish(self, seconds: float = math.inf) -> None:
        """Judge what is left at once: for a file or a picture, which cannot wait."""
        until = time.perf_counter() + seconds
        self.cancelled = False
        while (self._stale or self._work is not None) and time.perf_counter() < until:
            self._step()
        self._timer.stop()

    def _begin(self, other: bool, rest: int = 0) -> None:
        self._work = self._judge = None
        self.problem, self.cancelled = "", False
        self._stale = self._saved is not None
        self._experiment = None
        if other:
            self.derivation, self._read = None, None
            self._set_current(-1)
            self.stop_highlighting()
        if self._wanted and self._stale:
            self._timer.start(rest)
        if other:
            self.text_changed.emit()
        self.judging_changed.emit()

    def _turn(self) -> None:
        if not self._wanted or self._session.running:
            # A run has the machine to itself; the verdicts can wait.
            if self._wanted and (self._stale or self._work is not None):
                self._timer.start(_REST)
            return
        until = time.perf_counter() + _BUDGET
        while (self._stale or self._work is not None) and time.perf_counter() < until:
            self._step()
        if self._work is not None or self._stale:
            self._timer.start(0)

    def _step(self) -> None:
        """Do the next piece of work: read the text, or judge one formula."""
        if self._stale:
            self._stale = False
            self._prepare()
            self.judging_changed.emit()
            return
        assert self._work is not None
        with np.errstate(all="ignore"):
            result = next(self._work, None)
        if result is None:
            self._work = None
            self.judging_changed.emit()
        else:
            self.judged.emit(len(self.results) - 1)

    def _prepare(self) -> None:
        from nnviz.core.derivation.document import read_derivation
        from nnviz.core.derivation.judging import DerivationJudge
        from nnviz.core.derivation.source_text import DerivationError

        assert self._saved is not None
        try:
            if self.derivation is None or self._read != self._saved.text:
                self._read = self._saved.text
                self.derivation = read_derivation(self._saved.text)
                self.text_changed.emit()
            open_one = self._saved.judged_in == "open" or not self.defines_network
            self._experiment = self._session.experiment if open_one else None
            self._judge = DerivationJudge(self.derivation, self._experiment, self._chosen())
            self._work = self._judge.run()
        except DerivationError as error:
            self.problem = str(error)
            self.text_changed.emit()

    def _chosen(self) -> Chosen:
        from nnviz.core.derivation.chosen import Chosen
        from nnviz.core.judge.convention import Convention

        assert self._saved is not None
        kept = self._saved.convention
        fields = SavedConvention.__struct_fields__
        convention = None if kept is None else Convention(**{name: getattr(kept, name) for name in fields})
        return Chosen({b.symbol: b.value for b in self._saved.bindings}, convention)

    # -- networks ----------------------------------------------------------------------------------

    @property
    def defines_network(self) -> bool:
        """Whether the text defines a network."""
        return self.derivation is not None and any(s.defined for _, s in self.derivation.sketches)

    def networks(self) -> list[Network]:
        """Return the networks the formulas so far were judged in, in the order of the text."""
        if self._judge is None or not self.results:
            return []
        return [self._judge.networks.network(n) for n in range(max(r.network for r in self.results) + 1)]

    def network_of(self, number: int) -> Network | None:
        """Return the network that a formula was judged in, None if it was not."""
        if self._judge is None or not 0 <= number < len(self.results):
            return None
        result = self.results[number]
        return self._judge.networks.network(
            result.network, result.text.cue if result.readings else "", result.text.code
        )

    def is_open(self, e: Experiment) -> bool:
        """Return whether the open experiment has this network: layers, loss and how it is added up."""
        mine = self._session.experiment
        return mine is e or (
            (mine.widths, mine.loss, mine.reduction, mine.output_gradient)
            == (e.widths, e.loss, e.reduction, e.output_gradient)
            and [(r.units, r.activation) for r in mine.layers] == [(r.units, r.activation) for r in e.layers]
        )

    def build(self, e: Experiment) -> None:
        """Put a network of the text in the place of the open one, as one step of undo."""
        self._session.apply(Edit(self.tr("Build the network of the derivation"), e, "exact"))

    # -- looking -----------------------------------------------------------------------------------

    def look_at(self, number: int) -> None:
        """Look at a formula and light its values where its network is open."""
        self._set_current(number)
        names = self.values_of(number)
        network = self.network_of(number)
        if names and network is not None and self.is_open(network.experiment):
            self.highlight(names)
        else:
            self.stop_highlighting()

    def go_to(self, number: int) -> bool:
        """Look at a formula and go to its operation; return whether its network is open and has one."""
        self.look_at(number)
        network = self.network_of(number)
        operation = self.operation_of(number)
        if network is None or not self.is_open(network.experiment) or operation < 0:
            return False
        self._session.pause()
        self._session.seek(Position(self._session.position.iteration, operation + 1))
        return True

    def operation_of(self, number: int) -> int:
        """Return the operation of the open experiment that computes what a formula is about, −1 for none."""
        from nnviz.session.derivation_places import operation_of

        if not 0 <= number < len(self.results) or not self.results[number].readings:
            return -1
        return operation_of(self.results[number].readings[0], self._session.frame.operations)

    def values_of(self, number: int) -> tuple[str, ...]:
        """Return the names of the values that a formula is about, without repetition."""
        from nnviz.session.derivation_places import values_of

        if not 0 <= number < len(self.results) or not self.results[number].readings:
            return ()
        return values_of(self.results[number].readings[0])

    def highlight(self, names: tuple[str, ...]) -> None:
        """Light values in the network."""
        self._highlighted = True
        self._session.highlight(names)

    def stop_highlighting(self) -> None:
        """Light nothing any more, unless somebody else does."""
        if self._highlighted:
            self._highlighted = False
            self._session.highlight(())

    def _set_current(self, number: int) -> None:
        if number != self.current:
            self.current = number
            self.current_changed.emit(number)
