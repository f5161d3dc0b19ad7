"""A network as an SVG picture: layers as columns of units, weights as lines."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Protocol

from nnviz.core.text.translate import translate

MAX_DRAWN = 8
"""Most units of a layer that are drawn; of a larger one the first are, and its size is written below."""
_COLUMN, _ROW, _RADIUS, _EDGE = 110.0, 34.0, 11.0, 26.0


class _Layer(Protocol):
    @property
    def units(self) -> int | None: ...

    @property
    def activation(self) -> str: ...

    @property
    def layer(self) -> str: ...


class PicturedNetwork(Protocol):
    """What is drawn of an experiment."""

    @property
    def widths(self) -> tuple[int, ...]:
        """Inputs, then units of every layer."""

    @property
    def layers(self) -> Sequence[_Layer]:
        """The layers."""


def network_of(recipe: PicturedNetwork) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the units of every column and its label, the inputs first."""
    labels = ["inputs"]
    for layer in recipe.layers:
        name = layer.activation if layer.layer == "dense" else layer.layer.replace("_", " ")
        labels.append(
            name if layer.units else translate("experiment", "{name} (no weights)").format(name=name)
        )
    return recipe.widths, tuple(labels)


def network(widths: Sequence[int], labels: Sequence[str]) -> str:
    """Return a picture of a network.

    Parameters
    ----------
    widths
        Units of every column, the inputs first.
    labels
        What stands below every column.
    """
    most = max(min(width, MAX_DRAWN) for width in widths)
    height = 2 * _EDGE + _ROW * (most - 1) + 26
    width = 2 * _EDGE + _COLUMN * (len(widths) - 1) + 30
    columns = [_places(i, count, most) for i, count in enumerate(widths)]
    parts = []
    for i in range(1, len(columns)):
        weightless = labels[i].endswith("(no weights)")
        before, after = columns[i - 1], columns[i]
        pairs = zip(before, after, strict=False) if weightless else _all(before, after)
        parts += [
            f'<line x1="{a[0]:g}" y1="{a[1]:g}" x2="{b[0]:g}" y2="{b[1]:g}" stroke="currentColor" '
            f'stroke-opacity="0.35"/>'
            for a, b in pairs
        ]
    for i, column in enumerate(columns):
        parts += [
            f'<circle cx="{x:g}" cy="{y:g}" r="{_RADIUS:g}" fill="white" stroke="currentColor" '
            f'stroke-width="1.5"/>'
            for x, y in column
        ]
        x = column[0][0]
        label = labels[i].removesuffix(" (no weights)")
        shown = f"{label} · {widths[i]}" if widths[i] > MAX_DRAWN else label
        parts.append(
            f'<text x="{x:g}" y="{height - 6:g}" text-anchor="middle" font-size="11" '
            f'font-family="sans-serif" fill="currentColor">{html.escape(shown)}</text>'
        )
    said = html.escape("Network " + "-".join(str(count) for count in widths), quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{said}"><title>{said}</title>'
        f"{''.join(parts)}</svg>"
    )


def _all(
    sources: list[tuple[float, float]], targets: list[tuple[float, float]]
) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    return [(a, b) for a in sources for b in targets]


def _places(column: int, count: int, most: int) -> list[tuple[float, float]]:
    drawn = min(count, MAX_DRAWN)
    top = _EDGE + _ROW * (most - drawn) / 2
    return [(_EDGE + 15 + _COLUMN * column, top + _ROW * i) for i in range(drawn)]
