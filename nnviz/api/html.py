"""HTML for notebooks: sections, typeset equations, tables, a network, a curve; without Qt."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from nnviz.core.experiment.network_svg import network, network_of
from nnviz.core.text.translate import translate

__all__ = ["code", "curve", "equation", "escape", "network", "network_of", "paragraph", "section", "table"]

_WIDTH, _HEIGHT = 420, 120


def escape(text: str) -> str:
    """Return text as it may stand in HTML."""
    return html.escape(text)


def section(heading: str, *parts: str) -> str:
    """Return parts below a heading."""
    inner = "".join(f"<div style='margin:4px 0'>{part}</div>" for part in parts if part)
    return f"<div class='nnviz'><strong>{escape(heading)}</strong>{inner}</div>"


def paragraph(text: str) -> str:
    """Return a paragraph."""
    return f"<p style='margin:4px 0'>{escape(text)}</p>"


def code(text: str) -> str:
    """Return lines of code."""
    return f"<pre style='margin:4px 0'>{escape(text)}</pre>"


def table(rows: Iterable[Sequence[str]]) -> str:
    """Return a table of cells that are HTML already."""
    cell = "<td style='text-align:left;vertical-align:middle;padding:2px 10px 2px 0'>"
    body = "".join("<tr>" + "".join(f"{cell}{part}</td>" for part in row) + "</tr>" for row in rows)
    return f"<table>{body}</table>"


def equation(latex: str) -> str:
    """Return a formula as an inline SVG; as LaTeX where it cannot be typeset."""
    import mathra

    try:
        return str(mathra.tex_to_svg(latex))
    except ValueError:
        return code(latex)


def curve(values: NDArray[np.float64]) -> str:
    """Return the curve of one value for each iteration as an inline SVG; gaps where it is not finite."""
    if len(values) < 2:
        return ""
    places = np.unique(np.linspace(0, len(values) - 1, min(len(values), _WIDTH)).astype(int))
    shown = values[places]
    finite = np.isfinite(shown)
    if not finite.any():
        return ""
    low, high = float(shown[finite].min()), float(shown[finite].max())
    x = 1.0 + (_WIDTH - 2.0) * places / (len(values) - 1)
    y = 1.0 + (_HEIGHT - 2.0) * (high - shown) / ((high - low) or 1.0)
    path, pen = [], "M"
    for i in range(len(places)):
        if finite[i]:
            path.append(f"{pen}{x[i]:.1f} {y[i]:.1f}")
        pen = "L" if finite[i] else "M"
    label = translate("api", "loss from {low} to {high} over {count:,} iterations").format(
        low=f"{low:.6g}", high=f"{high:.6g}", count=len(values)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" role="img" '
        f'aria-label="{label}"><title>{label}</title>'
        f'<path d="{" ".join(path)}" fill="none" stroke="currentColor" stroke-width="1.5"/></svg>'
    )
