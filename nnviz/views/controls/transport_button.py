"""The buttons that move through the program."""

from __future__ import annotations

from nnviz.views.controls.pill_button import PillButton


class TransportButton(PillButton):
    """A taller button for the transport, where one of them is the primary one."""

    HEIGHT = 36
