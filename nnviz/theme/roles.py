"""The colours by what they mean, once for light and once for dark."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnviz.theme import colours

PHASES = ("forward", "loss", "backward", "update")
MOST_CLASSES = 10
_CROWDED = 5
"""Number of layers from which lightness alone does not tell their colours apart."""


@dataclass(frozen=True)
class Theme:
    """Colour roles as ``#RRGGBB``.

    Sign colours mean sign and phase colours mean phase, nowhere else. Text needs 4.5 : 1, which some
    sign and phase colours do not have on a light background: take their ``_text`` role for words and for
    fills that carry words, and the plain role for lines and areas. `faint` is for what need not be
    read: controls that are off, steps to come.
    """

    name: str
    dark: bool

    background: str
    panel: str
    line: str
    ink: str
    muted: str
    faint: str
    chip: str

    positive: str
    negative: str
    positive_text: str
    negative_text: str

    forward: str
    loss: str
    backward: str
    update: str
    forward_text: str
    loss_text: str
    backward_text: str
    update_text: str

    success: str
    danger: str
    hover: str
    pressed: str
    focus: str
    selection: str
    primary: str
    primary_hover: str
    primary_pressed: str
    on_primary: str
    tooltip: str
    on_tooltip: str
    groove: str
    handle: str

    neutral: str
    layer_stops: tuple[str, ...]
    class_colours: tuple[str, ...]

    def colour(self, role: str) -> str:
        """Return the hex colour of a role; a hex colour is returned as it is."""
        return role if role.startswith("#") else str(getattr(self, role))

    def phase(self, name: str, *, text: bool = False) -> str:
        """Return the colour of a phase (`PHASES`); with `text` one that words can have, or carry.

        Raises
        ------
        ValueError
            If there is no such phase.
        """
        if name not in PHASES:
            raise ValueError(f"A phase is one of {', '.join(PHASES)}, not {name!r}.")
        return self.colour(f"{name}_text" if text else name)

    def sign(self, value: float, *, text: bool = False) -> str:
        """Return the colour of a number's sign; zero and not-a-number are muted."""
        if value > 0:
            return self.positive_text if text else self.positive
        if value < 0:
            return self.negative_text if text else self.negative
        return self.muted

    def blend(self, a: str, b: str, t: float) -> str:
        """Return the opaque mix `t` of the way from `a` to `b`, each a role or a hex colour."""
        return colours.blend(self.colour(a), self.colour(b), t)

    def on(self, fill: str) -> str:
        """Return the colour for text on `fill` (a role or a hex colour), at least 4.5 : 1."""
        order = ("#FFFFFF", self.ink) if not self.dark else (self.background, self.ink)
        return colours.readable_on(self.colour(fill), *order)

    def diverging(self) -> npt.NDArray[np.uint32]:
        """Return 256 RGB32 colours for −1 … 1: the table of the heat maps (read-only)."""
        ends = [colours.blend(end, self.neutral, 0.18) for end in (self.negative, self.positive)]
        return colours.diverging(ends[0], self.neutral, ends[1])

    def sequential(self, count: int) -> list[str]:
        """Return `count` colours in order of lightness, to tell layers apart beside their direct labels.

        Where there are many, every second one is nearly grey: neighbours on the scale alone would look alike.
        """
        found = colours.sequence(self.layer_stops, count)
        if count < _CROWDED:
            return found
        return [colours.muted(colour, 0.85) if k % 2 else colour for k, colour in enumerate(found)]

    def classes(self, count: int) -> list[str]:
        """Return `count` colours for classes of data points.

        Two classes take the sign colours, negative first, as their targets do. More take a set that
        stays apart for people who confuse red and green or blue and yellow.

        Raises
        ------
        ValueError
            If `count` is not 1 to `MOST_CLASSES`.
        """
        if not 1 <= count <= MOST_CLASSES:
            raise ValueError(f"There are colours for 1 to {MOST_CLASSES} classes, not {count}.")
        if count <= 2:
            return [self.negative, self.positive][:count]
        return list(self.class_colours[:count])


LIGHT = Theme(
    name="light",
    dark=False,
    background="#F4F4F1",
    panel="#FFFFFF",
    line="#E3E3DD",
    ink="#1C2024",
    muted="#60666D",
    faint="#81878D",
    chip="#F0F0EC",
    positive="#2468D6",
    negative="#E2711D",
    positive_text="#2467D4",
    negative_text="#A95516",
    forward="#0B8A7D",
    loss="#B58900",
    backward="#8A3FD1",
    update="#5A6B2E",
    forward_text="#0A7A6F",
    loss_text="#876600",
    backward_text="#8A3FD1",
    update_text="#5A6B2E",
    success="#28772C",
    danger="#BE262B",
    hover="#F7F7F4",
    pressed="#E9E9E4",
    focus="#4B535C",
    selection="#D5DAE0",
    primary="#1C2024",
    primary_hover="#31373D",
    primary_pressed="#464D55",
    on_primary="#FFFFFF",
    tooltip="#1C2024",
    on_tooltip="#F4F4F1",
    groove="#E3E3DD",
    handle="#C9C9C2",
    neutral="#FFFFFF",
    layer_stops=("#DB5F92", "#A62C6B", "#6E1650", "#330A2B"),
    class_colours=(
        "#162C85",
        "#E9B121",
        "#854E0B",
        "#8564D3",
        "#64162C",
        "#C890FF",
        "#A68500",
        "#21647A",
        "#6FD3B1",
        "#599B9B",
    ),
)

DARK = Theme(
    name="dark",
    dark=True,
    background="#14161A",
    panel="#1C1F25",
    line="#2D323B",
    ink="#E8EAED",
    muted="#9AA3AD",
    faint="#757D87",
    chip="#262A32",
    positive="#5B9BFF",
    negative="#FF9A4D",
    positive_text="#5B9BFF",
    negative_text="#FF9A4D",
    forward="#35C2B1",
    loss="#E0B83C",
    backward="#B98CFF",
    update="#A9C46C",
    forward_text="#35C2B1",
    loss_text="#E0B83C",
    backward_text="#B98CFF",
    update_text="#A9C46C",
    success="#72CB78",
    danger="#FF857D",
    hover="#23272E",
    pressed="#2D323B",
    focus="#C6CCD3",
    selection="#3D4652",
    primary="#E8EAED",
    primary_hover="#FFFFFF",
    primary_pressed="#C9CDD2",
    on_primary="#14161A",
    tooltip="#343A44",
    on_tooltip="#E8EAED",
    groove="#2D323B",
    handle="#464D59",
    neutral="#16191E",
    layer_stops=("#BC5A8B", "#D873A3", "#F2A6C8", "#FFE3F0"),
    class_colours=(
        "#436FD3",
        "#FFDE4E",
        "#B14316",
        "#85D3FF",
        "#D3B190",
        "#A6859B",
        "#85FFD3",
        "#7A9BFF",
        "#D37A00",
        "#904E85",
    ),
)
