"""A worksheet as one HTML file: formulas are drawings inside it, so it needs nothing else."""

from __future__ import annotations

import html
import re
from itertools import pairwise

from nnviz import theme
from nnviz.core.equations.formula import Formula
from nnviz.core.export.network_drawing import NetworkDrawing, network_drawing
from nnviz.core.export.worksheet import Exercise, Worksheet
from nnviz.core.text.translate import translate
from nnviz.typeset.breaking import lines, places
from nnviz.typeset.engine import drawing
from nnviz.typeset.formula_layout import UNITS
from nnviz.typeset.layout import layout
from nnviz.worksheets.words import ANSWERS, BLANKS, DATE, GIVEN, HOW_TO, NAME, PHASES, heading_of

_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
_WIDEST = 42.0
"""Width of a line in ems: what fits across a page of A4 in letters of 11 points."""
STYLE = """
  :root { color-scheme: light; }
  body { font: 15px/1.5 Inter, system-ui, sans-serif; color: %(ink)s; max-width: 60rem; margin: 2.5rem auto;
         padding: 0 1.5rem; background: #fff; }
  h1 { font-size: 1.6rem; margin: 0; }  h2 { font-size: 1.05rem; margin: 2.2rem 0 .6rem; }
  .about, .why { color: %(muted)s; }  .about { margin: .2rem 0 1.5rem; }
  .why { font-size: .87rem; margin: 0; }
  .operation { border-left: 3px solid; padding: .2rem 0 .2rem 1rem; margin: 0 0 1.3rem; break-inside: avoid; }
  .operation h3 { font-size: .95rem; margin: 0; color: %(ink)s; }
  .formula { margin: .5rem 0; overflow-x: auto; color: %(ink)s; }  .formula svg { max-width: 100%%; }
  .name { display: flex; gap: 2rem; }  .name span { flex: 2; border-bottom: 1px solid; }
  .name span + span { flex: 1; }  .network { display: block; max-width: 100%%; margin: 0 0 1rem; }
  .network line { stroke: %(muted)s; stroke-width: .6; }
  .network circle { fill: #fff; stroke: %(ink)s; }
  .network text { font-size: 9px; text-anchor: middle; }
  .given { display: flex; flex-wrap: wrap; gap: .6rem 2.2rem; }
  @page { size: A4; margin: 18mm; }  @media print { body { margin: 0; padding: 0; max-width: none; } }
"""


def to_html(*sheets: Worksheet) -> str:
    """Return the text of an HTML file of a worksheet, or of its parts one after the other.

    Raises
    ------
    TypesettingError
        If the typesetting library is missing.
    """
    look = theme.LIGHT
    title = html.escape(sheets[0].title)
    style = STYLE % {"ink": look.ink, "muted": look.muted}
    parts = [
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>',
        f"<style>{style}</style>\n</head>\n<body>",
        *(_sheet(sheet) for sheet in sheets),
    ]
    return "\n".join([*parts, "</body>\n</html>\n"])


def _sheet(sheet: Worksheet) -> str:
    look = theme.LIGHT
    about = translate("worksheets", BLANKS if sheet.blanks else ANSWERS)
    name, date = (html.escape(translate("worksheets", word)) for word in (NAME, DATE))
    parts = [
        f'<p class="name"><span>{name}:</span><span>{date}:</span></p>',
        f"<h1>{html.escape(heading_of(sheet))}</h1>",
        f'<p class="about">{html.escape(f"{sheet.description} {about}")}</p>',
        _network(network_drawing(sheet.experiment)),
        f"<h2>{html.escape(translate('worksheets', GIVEN))}</h2>\n<div class='given'>",
        *(_formula(given) for given in sheet.given),
        "</div>",
    ]
    if sheet.blanks:
        parts.append("<p>" + html.escape(translate("worksheets", HOW_TO)) + "</p>")
    for phase, exercises in sheet.phases.items():
        colour, name = look.phase(phase), html.escape(translate("worksheets", PHASES[phase]))
        parts.append(f'<h2 style="color:{colour}">{name}</h2>')
        parts += [_exercise(exercise, colour) for exercise in exercises]
    return "\n".join(parts)


def _network(drawing: NetworkDrawing) -> str:
    """Return the drawing of the network as SVG."""
    parts = [
        f'<svg class="network" viewBox="0 0 {drawing.width:g} {drawing.height:g}" '
        f'width="{1.3 * drawing.width:g}" role="img" aria-label="The network">'
    ]
    parts += [f'<line x1="{x0:g}" y1="{y0:g}" x2="{x1:g}" y2="{y1:g}"/>' for x0, y0, x1, y1 in drawing.lines]
    parts += [f'<circle cx="{x:g}" cy="{y:g}" r="{drawing.radius:g}"/>' for x, y in drawing.circles]
    parts += [f'<text x="{x:g}" y="{y:g}">{html.escape(word)}</text>' for x, y, word in drawing.words]
    return "\n".join([*parts, "</svg>"])


def _exercise(exercise: Exercise, colour: str) -> str:
    return (
        f'<section class="operation" style="border-color:{colour}">\n'
        f"<h3>{exercise.number}. {html.escape(exercise.title)}</h3>\n"
        f'<p class="why">{html.escape(exercise.why)}</p>\n'
        f"{_formula(exercise.symbolic)}\n{_numbers(exercise)}\n</section>"
    )


def _numbers(exercise: Exercise) -> str:
    """Return the equation with its numbers, example by example where it does not fit across a page."""
    parts = [part for line in lines(exercise.numeric.latex) for part in fitting_lines(line)]
    if exercise.by_example and any(layout(part).width > _WIDEST * UNITS for part in parts):
        return "\n".join(map(_formula, exercise.by_example))
    return _formula(exercise.numeric)


def _formula(formula: Formula) -> str:
    return formula_drawing(formula.latex)


def formula_drawing(latex: str, tag: str = "div") -> str:
    """Return a formula as drawings, one for each of its lines, in elements of class ``formula``."""
    short = [part for line in lines(latex) for part in fitting_lines(line)]
    drawn = (_METADATA.sub("", drawing(line)) for line in short)
    return "\n".join(f'<{tag} class="formula">{svg}</{tag}>' for svg in drawn)


def fitting_lines(latex: str) -> list[str]:
    """Return a line as several, broken before operators and matrices so that each fits across a page."""
    if layout(latex).width <= _WIDEST * UNITS:
        return [latex]
    starts = [0, *(at for at, _ in places(latex)), len(latex)]
    pieces = [latex[start:end] for start, end in pairwise(starts) if latex[start:end].strip()]
    found: list[str] = []
    for piece in pieces:
        if found and layout(found[-1] + piece).width <= _WIDEST * UNITS:
            found[-1] += piece
        else:
            found.append(piece)
    return found
