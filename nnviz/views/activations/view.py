"""Distributions of activations, weights or gradients of every layer: now, or over iterations."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QWidget

from nnviz.core.arrays.frame import Frame
from nnviz.core.functions.buffers import Array
from nnviz.core.network.layers import title_of
from nnviz.core.run.layer_statistics import QUANTITIES
from nnviz.session import Session
from nnviz.views.activations.histograms import COLOURS, Histograms
from nnviz.views.plotting.band_chart import BandChart
from nnviz.views.plotting.history_view import HistoryView
from nnviz.views.plotting.measuring import Measuring
from nnviz.views.plotting.sources import MEASURED

MODES = ("now", "time")


class ActivationsView(HistoryView):
    """A histogram for each layer, or for each layer bands between the percentiles of past iterations.

    Parameters
    ----------
    session
        Whose run is shown.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._mode, self._quantity = "now", "activations"
        self.now = Histograms(session, self)
        self._stack.addWidget(self.now)
        self.bands = BandChart(self.tr("Distribution over iterations"), self)
        self.add_chart(self.bands)
        self._measuring = Measuring(session, self.bands.time_window, self.bands.isVisible, self)
        self._measuring.more.connect(self.bands.redraw)
        self.bands.window_changed.connect(self._measuring.catch_up)
        self.kinds = self.add_switch(
            [("activations", "a"), ("weights", "W"), ("gradients", "∂W")],
            self.tr("Values whose distribution is shown"),
            {
                "activations": self.tr("Activations a over the batch"),
                "weights": self.tr("Weights W"),
                "gradients": self.tr("Gradients ∂C/∂W"),
            },
        )
        self.kinds.changed.connect(self.set_quantity)
        self.switch = self.add_switch(
            [("now", self.tr("now")), ("time", self.tr("over time"))],
            self.tr("Now or over time"),
            {
                "now": self.tr("A histogram of each layer at the current position"),
                "time": self.tr("Percentiles of each layer over iterations: all, 10–90 %, 25–75 %, median"),
            },
        )
        self.switch.changed.connect(self.set_mode)
        self.add_common_actions()
        self._describe()
        self.show_frame(session.frame)

    def show_frame(self, frame: Frame) -> None:
        """Show the values at this position, or the run up to it."""
        # Both renew what they keep when another run comes: either may be switched to, or restyled, later.
        another = self._take_run()
        if another:
            self._set_layers()
        if self._mode == "now" or another:
            self.now.show_frame(frame)
        history = self._session.history
        if self._mode == "now" and not another:
            return
        empty = self.tr("Press Step or Run: the distribution of each layer's values over time appears here.")
        self.bands.sentence = "" if history.length else empty
        self.bands.refresh(history.length, frame.position.iteration)
        if self._mode == "time":
            self._measuring.catch_up()

    @property
    def mode(self) -> str:
        """What is shown: one of `MODES`."""
        return self._mode

    @property
    def quantity(self) -> str:
        """Values whose distribution is shown: one of `QUANTITIES`."""
        return self._quantity

    def set_mode(self, mode: str) -> None:
        """Show the distribution ``now`` or over ``time``.

        Raises
        ------
        ValueError
            If it is another word.
        """
        if mode not in MODES:
            raise ValueError(f"mode: choose one of {', '.join(MODES)}, not {mode!r}")
        self._mode, self._history = mode, None
        self.switch.set_value(mode)
        self.bring(self.now if mode == "now" else self.bands)
        self._describe()
        self.show_frame(self._session.frame)

    def set_quantity(self, quantity: str) -> None:
        """Show ``activations``, ``weights`` or ``gradients``.

        Raises
        ------
        ValueError
            If it is another word.
        """
        if quantity not in QUANTITIES:
            raise ValueError(f"quantity: choose one of {', '.join(QUANTITIES)}, not {quantity!r}")
        self._quantity, self._history = quantity, None
        self.kinds.set_value(quantity)
        self.now.set_quantity(quantity)
        self._describe()
        self.show_frame(self._session.frame)

    def _set_layers(self) -> None:
        e, layers = self._timeline.experiment, self.layers()
        names = []
        for n in layers:
            short = self.tr("layer {0}").format(n)
            kind = title_of(e.layers[n - 1])
            long = (f"{short} · {kind}",) if self._quantity == "activations" else ()
            names.append((*long, short, str(n)))
        self.bands.set_layers(names, self._spread, self.values_at, COLOURS[self._quantity])

    def layers(self) -> tuple[int, ...]:
        """Return the layers that are shown."""
        return self._timeline.layer_statistics.layers_of(self._quantity)

    def _spread(self, number: int) -> tuple[Array, Array]:
        m, s = self._timeline.layer_statistics, self.bands.time_window
        x, rows = m.known(s.left, s.right, MEASURED, s.log)
        return x, m.spread(rows, self._quantity, self.layers()[number])

    def values_at(self, number: int, iteration: int) -> Array | None:
        """Return the percentiles of a layer after an iteration, None where they are not known."""
        m = self._timeline.layer_statistics
        found = m.at(iteration)
        if found is None or iteration - found[0] > 2 + iteration // 24:
            return None
        return np.asarray(m.spread(found[1], self._quantity, self.layers()[number]))

    def _describe(self) -> None:
        titles = {
            "activations": self.tr("Activations"),
            "weights": self.tr("Weights"),
            "gradients": self.tr("Gradients"),
        }
        if self._mode == "time":
            words = self.tr("percentiles")
        else:
            words = self.tr("over the batch") if self._quantity == "activations" else self.tr("distribution")
        self.set_titles(titles[self._quantity], words)
